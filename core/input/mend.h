/* mend.h - makes "<1° alc." and "A & B" of XML text what they were meant to be, "&lt;1° alc." and "A &amp; B". Only
 * text between tags is mended, and only what no parser could read: a '<' that starts no tag, comment or instruction,
 * an '&' that starts no reference. */
#ifndef VITK_INPUT_MEND_H
#define VITK_INPUT_MEND_H

#include "core/base/buffer.h"
#include "core/base/diag.h"

struct vitk_mender;

/* NULL: out of memory. Each mend is a warning "mended". */
struct vitk_mender *vitk_mender_new(vitk_str file, const struct vitk_sink_of_diags *);
void vitk_mender_free(struct vitk_mender *);

/* Appends to `out` what can be told of the text so far; n 0: the text is at its end. The last bytes wait for those
 * after them. VITK_NOMEM, or what the sink asked. */
int vitk_mender_feed(struct vitk_mender *, const char *text, size_t n, struct vitk_buffer *out);

#endif
