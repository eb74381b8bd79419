#include "core/input/charset.h"

#include "core/base/str.h"

#include <endian.h>
#include <errno.h>
#include <strings.h>

enum { LANES = 32 };

size_t vitk_utf8_length(char lead) {
  unsigned char c = (unsigned char)lead;
  return c < 0xC2 || c > 0xF4 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* vitk_ascii_prefix to a block of LANES: the inner loop becomes a vector instruction. */
static size_t ascii_blocks(const char *p, size_t n) {
  size_t done = 0;
  while (n - done >= LANES) {
    unsigned char all = 0;
    for (size_t i = 0; i < LANES; i++)
      all |= (unsigned char)p[done + i];
    if (all >= 0x80)
      break;
    done += LANES;
  }
  return done;
}

size_t vitk_ascii_prefix(const char *p, size_t n) {
  size_t at = ascii_blocks(p, n);
  for (; n - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
    uint64_t high = le64toh(vitk_load_64(p + at)) & UINT64_MAX / 255 * 0x80;
    if (high != 0)
      return at + (size_t)__builtin_ctzll(high) / 8;
  }
  while (at < n && (unsigned char)p[at] < 0x80)
    at++;
  return at;
}

/* Is p[i] a byte that can follow `lead` in second place? No overlong forms, surrogates or more than U+10FFFF. */
static bool is_second(unsigned char lead, unsigned char c) {
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return c >= low && c <= high;
}

size_t vitk_utf8_prefix(const char *p, size_t n, bool *broken) {
  *broken = false;
  size_t at = 0;
  while (at < n) {
    unsigned char lead = (unsigned char)p[at];
    if (lead < 0x80) {
      at += vitk_ascii_prefix(p + at, n - at);
      continue;
    }
    size_t length = vitk_utf8_length(p[at]);
    *broken = length == 1 || (n - at > 1 && !is_second(lead, (unsigned char)p[at + 1]));
    for (size_t i = 2; i < length && i < n - at; i++)
      *broken = *broken || ((unsigned char)p[at + i] & 0xC0) != 0x80;
    if (*broken || length > n - at)
      break;
    at += length;
  }
  return at;
}

uint64_t vitk_count_byte(const char *p, size_t n, char byte) {
  enum { ROUNDS = 255 }; /* a lane counts to 255 */
  uint64_t total = 0;
  size_t done = 0;
  while (n - done >= LANES) {
    unsigned char lanes[LANES] = {0};
    for (int round = 0; round < ROUNDS && n - done >= LANES; round++, done += LANES)
      for (size_t i = 0; i < LANES; i++)
        lanes[i] = (unsigned char)(lanes[i] + (p[done + i] == byte));
    for (size_t i = 0; i < LANES; i++)
      total += lanes[i];
  }
  for (; done < n; done++)
    total += p[done] == byte;
  return total;
}

bool vitk_is_utf8_name(vitk_str charset) {
  return (charset.n == 5 && strncasecmp(charset.p, "utf-8", 5) == 0) ||
         (charset.n == 4 && strncasecmp(charset.p, "utf8", 4) == 0);
}

bool vitk_charset_has_ascii(iconv_t converter, vitk_str charset) {
  static const char *const shifting[] = {"iso-2022", "iso2022", "utf-7", "utf7", "hz"};
  char ascii[128], result[512];
  for (size_t i = 0; i < sizeof shifting / sizeof shifting[0]; i++)
    if (charset.n >= strlen(shifting[i]) && strncasecmp(charset.p, shifting[i], strlen(shifting[i])) == 0)
      return false;
  for (size_t i = 0; i < sizeof ascii; i++)
    ascii[i] = (char)i;
  char *in = ascii, *out = result;
  size_t n = sizeof ascii, room = sizeof result;
  bool same = iconv(converter, &in, &n, &out, &room) != (size_t)-1 && sizeof result - room == sizeof ascii &&
              memcmp(result, ascii, sizeof ascii) == 0;
  iconv(converter, NULL, NULL, NULL, NULL);
  return same;
}

bool vitk_charset_fits(iconv_t converter, char *p, size_t n) {
  char result[256];
  char *in = p;
  bool fits = true;
  while (fits && n > 0) {
    char *out = result;
    size_t room = sizeof result;
    if (iconv(converter, &in, &n, &out, &room) != (size_t)-1)
      continue;
    if (errno == EINVAL)
      break; /* the run is cut within a character */
    fits = errno == E2BIG;
  }
  iconv(converter, NULL, NULL, NULL, NULL);
  return fits;
}

const char *vitk_charset_of_mark(const char *p, size_t n, size_t *length) {
  static const struct {
    const char *charset;
    size_t n;
    char mark[4];
  } marks[] = {
      {"utf-8", 3, {'\xEF', '\xBB', '\xBF'}}, {"utf-16le", 2, {'\xFF', '\xFE'}}, {"utf-16be", 2, {'\xFE', '\xFF'}}};
  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
    if (n >= marks[i].n && memcmp(p, marks[i].mark, marks[i].n) == 0) {
      *length = marks[i].n;
      return marks[i].charset;
    }
  *length = 0;
  return NULL;
}
