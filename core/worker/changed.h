/* changed.h - texts of messages that follow each other: rows of a table repeat most, so a message has only those that
 * are not as in the one before. Both ends know the last ones.
 *
 * The texts of a message are an array, and a set of them is bits: bit i is texts[i].
 */
#ifndef VITK_WORKER_CHANGED_H
#define VITK_WORKER_CHANGED_H

#include "core/worker/wire.h"

enum { VITK_CHANGED_TEXTS = 17 /* at most, of a message */ };

/* Memory for texts that stay; all zero: none yet. */
struct vitk_changed_rooms {
  char *of[VITK_CHANGED_TEXTS];
  size_t capacity[VITK_CHANGED_TEXTS];
};

/* --- the end that writes */

struct vitk_last {                 /* all zero: no text is there */
  vitk_str is[VITK_CHANGED_TEXTS]; /* of the rooms; p NULL: not there */
  struct vitk_changed_rooms rooms;
};

/* Which of texts[from … to-1] are others than the last ones; what they take in a message is added to *bytes. A text of
 * more than VITK_WIRE_TEXT_MAX bytes always is another. */
uint32_t vitk_changed_find(const struct vitk_last *, const vitk_str *texts, uint32_t from, uint32_t to, size_t *bytes);

/* Writes these into the bytes at `to`, and keeps them; what is too long is cut. VITK_OK or VITK_NOMEM. */
int vitk_changed_put(struct vitk_last *, const vitk_str *texts, uint32_t changed, char *to);

void vitk_last_free(struct vitk_last *);

/* --- the end that reads */

struct vitk_arrived {
  struct vitk_changed_rooms rooms;
  uint32_t borrowed; /* texts that are still bytes of a message */
};

/* Reads these into texts[]: they are bytes of the message. message->bad where they are not there. */
void vitk_changed_get(struct vitk_arrived *, vitk_str *texts, uint32_t changed, struct vitk_wire_message *);

/* Keeps those that are bytes of messages, before these are gone. VITK_OK or VITK_NOMEM. */
int vitk_changed_keep(struct vitk_arrived *, vitk_str *texts);

void vitk_arrived_free(struct vitk_arrived *);

#endif
