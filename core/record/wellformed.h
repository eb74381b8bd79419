/* wellformed.h - texts from plugins: trusted only once they are known to be UTF-8 without NUL. */
#ifndef VITK_RECORD_WELLFORMED_H
#define VITK_RECORD_WELLFORMED_H

#include "core/base/arena.h"
#include "core/base/str.h"

/* Are all eight bytes ASCII, and none a NUL? */
static inline bool vitk_is_plain_word(uint64_t bytes) {
  const uint64_t ones = UINT64_MAX / 255, tops = ones << 7;
  return ((bytes | ((bytes - ones) & ~bytes)) & tops) == 0;
}

/* UTF-8 as RFC 3629 has it (no surrogates, nothing overlong) and no NUL. p NULL is well-formed if n is 0. */
bool vitk_wellformed_all(vitk_str);

/* Most texts are short and ASCII: that is seen in two words that may overlap. */
static inline bool vitk_wellformed(vitk_str text) {
  const uint64_t blank = UINT64_MAX / 255;
  if (text.n == 0)
    return true;
  if (text.p != NULL && text.n >= 8 && text.n <= 16 && vitk_is_plain_word(vitk_load_64(text.p)) &&
      vitk_is_plain_word(vitk_load_64(text.p + text.n - 8)))
    return true;
  if (text.p != NULL && text.n >= 4 && text.n < 8 &&
      vitk_is_plain_word(vitk_load_32(text.p) | (uint64_t)vitk_load_32(text.p + text.n - 4) << 32))
    return true;
  if (text.p != NULL && text.n < 4 &&
      vitk_is_plain_word((blank & ~UINT64_C(0xFFFFFF)) | (unsigned char)text.p[0] |
                         (uint64_t)(unsigned char)text.p[text.n / 2] << 8 |
                         (uint64_t)(unsigned char)text.p[text.n - 1] << 16))
    return true;
  return vitk_wellformed_all(text);
}

/* The length of the longest start of `text` that is at most `most` bytes and breaks no character. */
size_t vitk_wellformed_cut(vitk_str text, size_t most);

/* A copy in the arena with U+FFFD for each byte that is not well-formed. VITK_OK or VITK_NOMEM. */
int vitk_wellformed_mended(struct vitk_arena *, vitk_str text, vitk_str *out);

#endif
