/* wellformed.h - texts from plugins: trusted only once they are known to be UTF-8 without NUL. */
#ifndef VITK_RECORD_WELLFORMED_H
#define VITK_RECORD_WELLFORMED_H

#include "core/base/arena.h"
#include "core/base/str.h"

/* UTF-8 as RFC 3629 has it (no surrogates, nothing overlong) and no NUL. p NULL is well-formed if n is 0. */
bool vitk_wellformed(vitk_str);

/* The length of the longest start of `text` that is at most `most` bytes and breaks no character. */
size_t vitk_wellformed_cut(vitk_str text, size_t most);

/* A copy in the arena with U+FFFD for each byte that is not well-formed. VITK_OK or VITK_NOMEM. */
int vitk_wellformed_mended(struct vitk_arena *, vitk_str text, vitk_str *out);

#endif
