/* scan.c - the limits: reads every byte of the files and adds them up, or counts what no reader of CSV can do without,
 * quotes and line breaks.
 * usage: scan bytes|quotes FILE... */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint64_t sum_of(const unsigned char *block, size_t n) {
  uint64_t sum = 0;
  size_t i = 0;
  for (uint64_t word; i + sizeof word <= n; i += sizeof word) {
    memcpy(&word, block + i, sizeof word);
    sum += word;
  }
  for (; i < n; i++)
    sum += block[i];
  return sum;
}

static uint64_t quotes_in(const unsigned char *block, size_t n) {
  uint64_t quotes = 0, lines = 0;
  for (size_t i = 0; i < n; i += 128) { /* counts of 128 fit the bytes of a vector */
    uint8_t q = 0, l = 0;
    size_t end = n - i < 128 ? n : i + 128;
    for (size_t k = i; k < end; k++) {
      q = (uint8_t)(q + (block[k] == '"'));
      l = (uint8_t)(l + (block[k] == '\n'));
    }
    quotes += q;
    lines += l;
  }
  return quotes * 31 + lines;
}

int main(int argc, char **argv) {
  static unsigned char block[1 << 18];
  if (argc < 3)
    return 2;
  uint64_t (*look)(const unsigned char *, size_t) = strcmp(argv[1], "quotes") == 0 ? quotes_in : sum_of;
  uint64_t found = 0;
  for (int i = 2; i < argc; i++) {
    int file = open(argv[i], O_RDONLY);
    if (file < 0) {
      perror(argv[i]);
      return 1;
    }
    ssize_t n;
    while ((n = read(file, block, sizeof block)) > 0)
      found += look(block, (size_t)n);
    close(file);
    if (n < 0) {
      perror(argv[i]);
      return 1;
    }
  }
  printf("%llu\n", (unsigned long long)found);
  return 0;
}
