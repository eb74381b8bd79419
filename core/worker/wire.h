/* wire.h - messages between vitk and its worker processes: a length, a kind, then fields in the machine's own order.
 *
 * Both ends are of one build. What comes from a worker is as hostile as its plugin: the reader checks every length, and
 * a message that is not made right is an error of the worker, never of who reads it.
 */
#ifndef VITK_WORKER_WIRE_H
#define VITK_WORKER_WIRE_H

#include "core/base/buffer.h"
#include "core/base/diag.h"

#include <string.h>

/* Longest message, and longest text in one: a plugin's text that is longer is cut, as the store would cut it anyway. */
enum { VITK_WIRE_MESSAGE_MAX = 64 << 20, VITK_WIRE_TEXT_MAX = 1 << 20 };

/* --- writing; a failure stays, and vitk_wire_end tells it */

struct vitk_wire_out {
  int fd;                   /* -1: messages stay in `bytes` */
  int code;                 /* VITK_OK, VITK_NOMEM, or VITK_FAILED when the other end is gone */
  size_t begun;             /* where the message that is being made starts */
  struct vitk_buffer bytes; /* whole messages that were not sent yet, then the one being made */
};

void vitk_wire_open(struct vitk_wire_out *, int fd);
void vitk_wire_begin(struct vitk_wire_out *, uint32_t kind);
void vitk_wire_bytes(struct vitk_wire_out *, const void *bytes, size_t n);
void vitk_wire_number(struct vitk_wire_out *, uint64_t);
void vitk_wire_text(struct vitk_wire_out *, vitk_str); /* p NULL stays NULL */
void vitk_wire_diag(struct vitk_wire_out *, const struct vitk_diag *);
/* Ends the message; sends what has gathered where it is much. */
int vitk_wire_end(struct vitk_wire_out *);

/* Before a message's fields: how many bytes they are, and their kind. */
struct vitk_wire_head {
  uint32_t length, kind;
};

/* What has gathered is sent where it is this much. */
enum { VITK_WIRE_SEND_AT = 256 << 10 };

/* A whole message, whose fields are the `n` bytes that the caller fills before any other call. NULL: `code` says why.
 */
char *vitk_wire_message_after(struct vitk_wire_out *, uint32_t kind,
                              size_t n); /* where there is something to do first */
static inline char *vitk_wire_message(struct vitk_wire_out *out, uint32_t kind, size_t n) {
  struct vitk_buffer *to = &out->bytes;
  const struct vitk_wire_head head = {(uint32_t)n, kind};
  if (out->code != VITK_OK || to->n >= VITK_WIRE_SEND_AT || n > VITK_WIRE_SEND_AT ||
      to->capacity - to->n < sizeof head + n)
    return vitk_wire_message_after(out, kind, n);
  char *p = to->p + to->n;
  memcpy(p, &head, sizeof head);
  to->n += sizeof head + n;
  return p + sizeof head;
}
int vitk_wire_flush(struct vitk_wire_out *);
void vitk_wire_free(struct vitk_wire_out *);

/* --- reading */

struct vitk_wire_message {
  uint32_t kind;
  const char *p; /* fields that were not read yet, until the next message is asked for */
  size_t n;
  bool bad; /* a field was asked for that is not there: all fields after it are 0 or NULL */
};

struct vitk_wire_in {
  int fd;
  char *bytes;
  size_t start, end, capacity;
  bool much;  /* more came at once than there was room for */
  bool ended; /* the other end is closed */
};

void vitk_wire_take(struct vitk_wire_in *, int fd);

/* Reads once what is there, waiting for it where the descriptor blocks. VITK_OK, VITK_END at the end, VITK_NOMEM,
 * VITK_CANCELLED when a signal came, VITK_FAILED. */
int vitk_wire_receive(struct vitk_wire_in *);

/* The next whole message among what was received. VITK_OK; VITK_END: receive more; VITK_FAILED: it is no message. */
static inline int vitk_wire_next(struct vitk_wire_in *in, struct vitk_wire_message *out) {
  struct vitk_wire_head head;
  size_t there = in->end - in->start;
  if (there < sizeof head)
    return VITK_END;
  memcpy(&head, in->bytes + in->start, sizeof head);
  if (head.length > VITK_WIRE_MESSAGE_MAX)
    return VITK_FAILED;
  if (there - sizeof head < head.length)
    return VITK_END;
  *out = (struct vitk_wire_message){.kind = head.kind, .p = in->bytes + in->start + sizeof head, .n = head.length};
  in->start += sizeof head + head.length;
  return VITK_OK;
}
void vitk_wire_drop(struct vitk_wire_in *);

/* NULL: there are not so many. */
static inline const char *vitk_wire_get_bytes(struct vitk_wire_message *message, size_t n) {
  if (message->bad || message->n < n) {
    message->bad = true;
    return NULL;
  }
  const char *p = message->p;
  message->p += n;
  message->n -= n;
  return p;
}
uint64_t vitk_wire_get_number(struct vitk_wire_message *);
uint32_t vitk_wire_get_small(struct vitk_wire_message *); /* a number that must fit in 32 bits */
static inline vitk_str vitk_wire_get_text(struct vitk_wire_message *message) {
  uint32_t length = 0; /* and 1; 0: it is not there */
  const char *p = vitk_wire_get_bytes(message, sizeof length);
  if (p != NULL)
    memcpy(&length, p, sizeof length);
  if (length == 0)
    return (vitk_str){NULL, 0};
  p = vitk_wire_get_bytes(message, length - 1);
  return (vitk_str){p, p != NULL ? length - 1 : 0};
}
/* A text that ends in a NUL, as a C string; NULL stays NULL. It is bad where it holds another. */
const char *vitk_wire_get_string(struct vitk_wire_message *);
void vitk_wire_get_diag(struct vitk_wire_message *, struct vitk_diag *);

/* For vitk_wire_get_string. */
void vitk_wire_string(struct vitk_wire_out *, const char *);

#endif
