/* text.h - a stream of bytes as UTF-8 text.
 *
 * The charset is that of a byte order mark (UTF-8, UTF-16), else the first of the named ones that fits: a list such as
 * "utf-8|windows-1252" is decided at the first bytes that are not ASCII, which read the same in all of them. Text after
 * that which is not valid ends the stream with a diag "charset" that names line and byte and the charset to try. A NUL
 * ends it with "binary".
 */
#ifndef VITK_INPUT_TEXT_H
#define VITK_INPUT_TEXT_H

#include "core/input/bundle.h"

struct vitk_text;

/* Takes over `stream`, also on failure. An unknown charset name: VITK_FAILED, diag "charset". */
int vitk_text_open(struct vitk_stream *, vitk_str file, const char *charsets, const struct vitk_limits *,
                   const struct vitk_sink_of_diags *, struct vitk_text **out);

/* Up to n bytes of UTF-8 (n >= 4; characters may be cut between two reads); *got 0 is the end. */
int vitk_text_read(struct vitk_text *, char *to, size_t n, size_t *got);

/* What was decided so far: "utf-8" where all was ASCII. */
const char *vitk_text_charset(const struct vitk_text *);

/* For blocks.c, which reads the stream in the text's stead as long as its bytes are UTF-8 without NUL: */

/* The stream, where the text has given all that it read of it and converts nothing; else NULL. */
struct vitk_stream *vitk_text_at_rest(struct vitk_text *);

/* Is the text to go on as UTF-8, if p[0 … n), which is valid and not all ASCII, comes next? Then it does from now on.
 */
bool vitk_text_takes_utf8(struct vitk_text *, const char *p, size_t n);

/* The text goes on after p[0 … n), which the stream has advanced by and that has so many line ends. */
void vitk_text_skip(struct vitk_text *, const char *p, size_t n, uint64_t line_feeds, uint64_t returns);

void vitk_text_close(struct vitk_text *);

#endif
