/* charset.c - in which charset a text is that does not say so: UTF-8 where it is valid, else by how its bytes lie. */
#include "core/input/charset.h"
#include "core/guess/guess.h"

#include <stdlib.h>

enum { BLOCK = 65536, LOOKED_AT = 64 << 20, SAMPLE = 65536 };

struct bytes {
  uint64_t high, alone, hebrew; /* bytes from 0x80; those between two of ASCII; those from 0xE0 to 0xFA */
  bool broken;                  /* it is not UTF-8 */
  char sample[SAMPLE];          /* the lines that have such bytes */
  size_t n_sample;
};

static void count(struct bytes *bytes, const char *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)p[i];
    if (c < 0x80)
      continue;
    bytes->high++;
    bytes->hebrew += c >= 0xE0 && c <= 0xFA;
    bytes->alone += (i == 0 || (unsigned char)p[i - 1] < 0x80) && (i + 1 == n || (unsigned char)p[i + 1] < 0x80);
  }
}

/* Keeps what is not ASCII, and the ASCII beside it, as the second byte of a pair may be. */
static void keep(struct bytes *bytes, const char *p, size_t n) {
  for (size_t i = 0; i < n && bytes->n_sample < SAMPLE; i++)
    if ((unsigned char)p[i] >= 0x80 || (i > 0 && (unsigned char)p[i - 1] >= 0x80))
      bytes->sample[bytes->n_sample++] = p[i];
}

static int read_all(struct vitk_guess *guess, struct bytes *bytes, bool *marked) {
  struct vitk_stream *stream;
  char block[BLOCK];
  size_t left = 0, got;
  uint64_t all = 0;
  int code = vitk_bundle_stream(guess->input->bundle, guess->member, &stream);
  if (code != VITK_OK)
    return code;
  while (all < LOOKED_AT && (code = vitk_stream_read(stream, block + left, BLOCK - left, &got)) == VITK_OK && got > 0) {
    size_t n = left + got, mark;
    *marked = all == 0 && vitk_charset_of_mark(block, n, &mark) != NULL;
    all += got;
    if (*marked)
      break;
    bool broken = false;
    size_t valid = bytes->broken ? n : vitk_utf8_prefix(block, n, &broken);
    bytes->broken = bytes->broken || broken;
    count(bytes, block, broken ? n : valid);
    keep(bytes, block, broken ? n : valid);
    left = broken ? 0 : n - valid;
    memmove(block, block + valid, left);
  }
  vitk_stream_close(stream);
  return code;
}

/* Does the sample read as text of that charset? */
static bool fits(const char *charset, struct bytes *bytes) {
  iconv_t converter = iconv_open("UTF-8", charset);
  if ((intptr_t)converter == -1)
    return false;
  bool does = vitk_charset_fits(converter, bytes->sample, bytes->n_sample);
  iconv_close(converter);
  return does;
}

static const char *by_bytes(struct bytes *bytes) {
  static const char *const pairs[] = {"shift_jis", "euc-kr", "big5", "gb18030"};
  if (bytes->alone * 4 >=
      bytes->high) /* a letter with an accent here and there; characters of two bytes come in runs */
    return "windows-1252";
  if (bytes->hebrew * 10 > bytes->high * 9)
    return "windows-1255";
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
    if (fits(pairs[i], bytes))
      return pairs[i];
  return "windows-1252";
}

int vitk_guess_charset(struct vitk_guess *guess) {
  struct bytes *bytes = calloc(1, sizeof *bytes);
  bool marked = false;
  if (bytes == NULL)
    return VITK_NOMEM;
  int code = guess->charset ? VITK_OK : read_all(guess, bytes, &marked);
  if (guess->charset == NULL) {
    guess->charset_doubtful = bytes->broken;
    guess->charset = bytes->broken ? by_bytes(bytes) : "utf-8";
  }
  free(bytes);
  return code;
}
