/* fuzz_xlsx.c - for libFuzzer: rows and shared texts that are skimmed give what parsing each of them gives. */
#include "xlsx_twice.h"

int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n);
int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n) {
  if (!xlsx_same(p, n))
    abort();
  return 0;
}
