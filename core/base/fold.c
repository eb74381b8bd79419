#include "core/base/fold.h"

#include "core/base/str.h"

static const uint32_t NOT_UTF8 = UINT32_MAX;

/* Takes one character off `rest`, which is not empty. A byte that is not UTF-8 comes as NOT_UTF8. */
static uint32_t take_character(vitk_str *rest, size_t *length) {
  const unsigned char *p = (const unsigned char *)rest->p;
  size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : p[0] >= 0xC2 ? 2 : 0;
  uint32_t code = n == 1 ? p[0] : n ? p[0] & (0xFFU >> (n + 1)) : NOT_UTF8;
  if (n > rest->n)
    code = NOT_UTF8;
  for (size_t i = 1; code != NOT_UTF8 && i < n; i++)
    code = (p[i] & 0xC0) == 0x80 ? code << 6 | (p[i] & 0x3FU) : NOT_UTF8;
  *length = code == NOT_UTF8 ? 1 : n;
  rest->p += *length;
  rest->n -= *length;
  return code;
}

static bool is_left_out(uint32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0xAD || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200D) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x2060 ||
         c == 0x3000 || c == 0xFEFF;
}

/* Lower case of the Latin letters; in Latin Extended-A and Additional the cases come in pairs. */
static uint32_t lower(uint32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
    return c + 0x20;
  if (c == 0x130)
    return 'i';
  if (c == 0x178)
    return 0xFF;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
    return c + (c & 1);
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x1E00 && c <= 0x1E95) ||
      (c >= 0x1EA0 && c <= 0x1EFF))
    return c | 1;
  return c;
}

static size_t encode(uint32_t c, char out[4]) {
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = n - 1; i > 0; i--, c >>= 6)
    out[i] = (char)(0x80 | (c & 0x3F));
  out[0] = (char)(lead[n] | c);
  return n;
}

/* The next character of `rest` folded into `out`: how many bytes it gives, 0 where it is left out. */
static size_t fold_one(vitk_str *rest, char out[4]) {
  const char *start = rest->p;
  size_t length;
  uint32_t c = take_character(rest, &length);
  if (c == NOT_UTF8) {
    out[0] = *start;
    return 1;
  }
  if (c >= 0xFF01 && c <= 0xFF5E)
    c -= 0xFF01 - '!';
  if (is_left_out(c))
    return 0;
  if (c == 0x338D) {
    size_t n = encode(0xB5, out);
    out[n] = 'g';
    return n + 1;
  }
  if (c == 0x3BC)
    c = 0xB5;
  if (c >= 0x2010 && c <= 0x2015)
    c = '-';
  return encode(lower(c), out);
}

int vitk_fold(struct vitk_buffer *buffer, vitk_str text) {
  size_t before = buffer->n;
  while (text.n > 0) {
    char bytes[4];
    size_t n = fold_one(&text, bytes);
    int code = vitk_buffer_add(buffer, bytes, n);
    if (code != VITK_OK) {
      buffer->n = before;
      return code;
    }
  }
  return VITK_OK;
}

static bool matches_spelling(vitk_str folded, vitk_str spelling) {
  spelling = vitk_str_trim(spelling);
  bool any_rest = spelling.n > 0 && spelling.p[spelling.n - 1] == '*';
  if (any_rest)
    spelling.n--;
  while (spelling.n > 0) {
    char bytes[4];
    size_t n = fold_one(&spelling, bytes);
    if (n == 0)
      continue;
    if (n > folded.n || memcmp(folded.p, bytes, n) != 0)
      return false;
    folded.p += n;
    folded.n -= n;
  }
  return any_rest || folded.n == 0;
}

bool vitk_fold_matches(vitk_str folded, const char *names) {
  vitk_str rest = vitk_str_of(names), spelling;
  while (vitk_str_alternative(&rest, &spelling))
    if (matches_spelling(folded, spelling))
      return true;
  return false;
}
