/* changed.h - texts of messages that follow each other: rows of a table repeat most, so a message has only those that
 * are not as in the one before. Both ends keep the last ones.
 */
#ifndef VITK_WORKER_CHANGED_H
#define VITK_WORKER_CHANGED_H

#include "core/worker/wire.h"

enum { VITK_CHANGED_TEXTS = 16 /* at most, of a message */ };

struct vitk_last {                 /* all zero: no text is there */
  vitk_str is[VITK_CHANGED_TEXTS]; /* p NULL: not there */
  char *room[VITK_CHANGED_TEXTS];
  size_t capacity[VITK_CHANGED_TEXTS];
};

/* A bit for each of the texts from `first` to n - 1 that is another than last->is, where *bytes is what they take in a
 * message. A text of more than VITK_WIRE_TEXT_MAX bytes always is, and is cut. */
uint32_t vitk_changed_find(const struct vitk_last *, vitk_str *texts, uint32_t first, uint32_t n, size_t *bytes);

/* Writes these into the bytes at `to`, and keeps them. VITK_OK or VITK_NOMEM. */
int vitk_changed_put(struct vitk_last *, const vitk_str *texts, uint32_t changed, char *to);

/* The other end: reads them into last->is. VITK_OK or VITK_NOMEM; message->bad where they are not there. */
int vitk_changed_get(struct vitk_last *, struct vitk_wire_message *, uint32_t changed);

void vitk_last_free(struct vitk_last *);

#endif
