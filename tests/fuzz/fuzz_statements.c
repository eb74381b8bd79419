/* fuzz_statements.c - for libFuzzer: what is stated over the wire gives the rows that it gives without, and a dataset
 * takes them. */
#include "statements_twice.h"

int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n);
int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n) {
  unsigned values;
  if (!statements_same(p, n, &values))
    abort();
  return 0;
}
