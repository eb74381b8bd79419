/* fuzz_csv.c - libFuzzer over csv_twice.h: does passing over records ever change what a table gives? */
#include "csv_twice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
  char *said = csv_differs(data, n);
  if (said == NULL)
    return 0;
  fputs(said, stderr);
  free(said);
  abort();
}
