/* fuzz_json.c - for libFuzzer: passing over records gives what reading each of them gives. */
#include "json_pieces.h"

#include <malloc.h>

/* A reader has a few large buffers: kept in the heap, they are not mapped anew for each input. */
int LLVMFuzzerInitialize(int *n, char ***arguments);
int LLVMFuzzerInitialize(int *n, char ***arguments) {
  (void)n, (void)arguments;
  mallopt(M_MMAP_THRESHOLD, 1 << 25);
  mallopt(M_TRIM_THRESHOLD, 1 << 28);
  return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n);
int LLVMFuzzerTestOneInput(const unsigned char *p, size_t n) {
  if (!json_reads_the_same(p, n))
    abort();
  return 0;
}
