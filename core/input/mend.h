/* mend.h - makes "<1° alc." and "A & B" of XML text what they were meant to be, "&lt;1° alc." and "A &amp; B". Only
 * text between tags is mended, and only what no parser could read: a '<' that starts no tag, comment or instruction,
 * an '&' that starts no reference. */
#ifndef VITK_INPUT_MEND_H
#define VITK_INPUT_MEND_H

#include "core/base/buffer.h"
#include "core/base/diag.h"

#include <stdbool.h>

struct vitk_mender;

/* Takes what was told so far, and empties it, before a mend is told. VITK_OK; else the mender returns it. */
struct vitk_mender_sink {
  int (*take)(void *self, struct vitk_buffer *);
  void *self;
};

/* NULL: out of memory. Each mend is a warning "mended". */
struct vitk_mender *vitk_mender_new(vitk_str file, const struct vitk_sink_of_diags *, struct vitk_mender_sink);
void vitk_mender_free(struct vitk_mender *);

/* Appends to `out` what can be told of the text so far; n 0: the text is at its end. The last bytes wait for those
 * after them. VITK_NOMEM, or what a sink asked. */
int vitk_mender_feed(struct vitk_mender *, const char *text, size_t n, struct vitk_buffer *out);

/* Appends all that was fed and not told yet; it ends after a tag, and the text goes on with `ahead`, which is not fed
 * by this. */
enum { VITK_MENDER_AHEAD = 33 };
int vitk_mender_settle(struct vitk_mender *, const char *ahead, struct vitk_buffer *out);

/* Is all settled, and the place between tags? */
bool vitk_mender_in_text(const struct vitk_mender *);

/* The next n bytes are whole elements in which nothing is to be mended: they are not appended. What came before them is
 * settled. VITK_NOMEM. */
int vitk_mender_pass(struct vitk_mender *, const char *text, size_t n, uint64_t lines);

#endif
