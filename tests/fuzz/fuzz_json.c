/* fuzz_json.c - for libFuzzer: passing over records gives what reading each of them gives. */
#include "json_pieces.h"

int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n);
int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n) {
  if (!json_reads_the_same(p, n))
    abort();
  return 0;
}
