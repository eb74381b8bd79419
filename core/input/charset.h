/* charset.h - what text.c knows of charsets. */
#ifndef VITK_INPUT_CHARSET_H
#define VITK_INPUT_CHARSET_H

#include "core/base/str.h"

#include <iconv.h>

/* Bytes that the character that begins with `lead` has, 1 where none begins so. */
size_t vitk_utf8_length(char lead);

/* How many of the first bytes are whole and valid characters. *broken: the next is not one, however it goes on. */
size_t vitk_utf8_prefix(const char *p, size_t n, bool *broken);

/* The length of the ASCII at the start. */
size_t vitk_ascii_prefix(const char *p, size_t n);

uint64_t vitk_count_byte(const char *p, size_t n, char byte);

bool vitk_is_utf8_name(vitk_str charset);

/* Does text that is all ASCII read the same in it? */
bool vitk_charset_has_ascii(iconv_t, vitk_str charset);

/* Does the run of bytes, which may be cut at its end, read as text of the charset? Not written to. */
bool vitk_charset_fits(iconv_t, char *p, size_t n);

/* The charset that a byte order mark names, with the mark's length; NULL: none. */
const char *vitk_charset_of_mark(const char *p, size_t n, size_t *length);

#endif
