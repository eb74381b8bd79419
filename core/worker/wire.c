/* wire.c - messages into a buffer and out of one. */
#include "core/worker/wire.h"

#include "core/record/wellformed.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Room for what comes at once: few processes say much. To malloc the larger is one that gets pages of its own, and once
 * given back it makes large blocks come of the heap, where they are cleared by hand. */
enum { RECEIVE = 64 << 10, RECEIVE_MUCH = 256 << 10 };

void vitk_wire_open(struct vitk_wire_out *out, int fd) {
  *out = (struct vitk_wire_out){.fd = fd, .bytes = {.maximum = (size_t)2 * VITK_WIRE_MESSAGE_MAX}};
}

void vitk_wire_bytes(struct vitk_wire_out *out, const void *bytes, size_t n) {
  struct vitk_buffer *to = &out->bytes;
  if (out->code != VITK_OK || n == 0)
    return;
  if (to->capacity - to->n < n && (out->code = vitk_buffer_reserve(to, n)) != VITK_OK)
    return;
  memcpy(to->p + to->n, bytes, n);
  to->n += n;
}

void vitk_wire_begin(struct vitk_wire_out *out, uint32_t kind) {
  struct vitk_wire_head head = {0, kind};
  out->begun = out->bytes.n;
  vitk_wire_bytes(out, &head, sizeof head);
}

void vitk_wire_number(struct vitk_wire_out *out, uint64_t number) {
  vitk_wire_bytes(out, &number, sizeof number);
}

static void add_length(struct vitk_wire_out *out, bool there, size_t n) {
  uint32_t length = there ? (uint32_t)n + 1 : 0; /* 0: not there */
  vitk_wire_bytes(out, &length, sizeof length);
}

void vitk_wire_text(struct vitk_wire_out *out, vitk_str text) {
  if (text.n > VITK_WIRE_TEXT_MAX)
    text.n = vitk_wellformed_cut(text, VITK_WIRE_TEXT_MAX);
  add_length(out, text.p != NULL, text.n);
  if (text.p != NULL)
    vitk_wire_bytes(out, text.p, text.n);
}

void vitk_wire_string(struct vitk_wire_out *out, const char *text) {
  add_length(out, text != NULL, text ? strlen(text) + 1 : 0);
  if (text != NULL)
    vitk_wire_bytes(out, text, strlen(text) + 1);
}

void vitk_wire_diag(struct vitk_wire_out *out, const struct vitk_diag *given) {
  struct vitk_diag diag = {.size = 0};
  memcpy(&diag, given, given->size < sizeof diag ? given->size : sizeof diag);
  vitk_wire_number(out, diag.severity);
  vitk_wire_string(out, diag.code);
  vitk_wire_text(out, diag.file);
  vitk_wire_text(out, diag.field);
  vitk_wire_number(out, diag.line);
  vitk_wire_text(out, diag.message);
  vitk_wire_text(out, diag.hint);
  vitk_wire_text(out, diag.excerpt);
}

int vitk_wire_flush(struct vitk_wire_out *out) {
  size_t sent = 0;
  while (out->code == VITK_OK && sent < out->bytes.n) {
    ssize_t n = write(out->fd, out->bytes.p + sent, out->bytes.n - sent);
    if (n > 0)
      sent += (size_t)n;
    else if (errno != EINTR)
      out->code = VITK_FAILED;
  }
  out->bytes.n = 0;
  return out->code;
}

/* Sends what has gathered where it is much. */
static int send_much(struct vitk_wire_out *out) {
  return out->fd >= 0 && out->bytes.n >= VITK_WIRE_SEND_AT ? vitk_wire_flush(out) : out->code;
}

int vitk_wire_end(struct vitk_wire_out *out) {
  if (out->code != VITK_OK)
    return out->code;
  size_t length = out->bytes.n - out->begun - sizeof(struct vitk_wire_head);
  if (length > VITK_WIRE_MESSAGE_MAX)
    return out->code = VITK_FAILED;
  uint32_t field = (uint32_t)length;
  memcpy(out->bytes.p + out->begun, &field, sizeof field);
  return send_much(out);
}

char *vitk_wire_message_after(struct vitk_wire_out *out, uint32_t kind, size_t n) {
  struct vitk_buffer *to = &out->bytes;
  struct vitk_wire_head head = {(uint32_t)n, kind};
  if (n > VITK_WIRE_MESSAGE_MAX)
    out->code = VITK_FAILED;
  if (out->code != VITK_OK || send_much(out) != VITK_OK)
    return NULL;
  size_t whole = sizeof head + n;
  if (to->capacity - to->n < whole && (out->code = vitk_buffer_reserve(to, whole)) != VITK_OK)
    return NULL;
  char *p = to->p + to->n;
  memcpy(p, &head, sizeof head);
  to->n += whole;
  return p + sizeof head;
}

void vitk_wire_free(struct vitk_wire_out *out) {
  vitk_buffer_free(&out->bytes);
}

void vitk_wire_take(struct vitk_wire_in *in, int fd) {
  *in = (struct vitk_wire_in){.fd = fd};
}

/* Room for `n` bytes after the end. */
static int make_room(struct vitk_wire_in *in, size_t n) {
  if (in->start > 0) {
    memmove(in->bytes, in->bytes + in->start, in->end - in->start);
    in->end -= in->start;
    in->start = 0;
  }
  if (in->capacity - in->end >= n)
    return VITK_OK;
  size_t capacity = in->end + n;
  char *bytes = realloc(in->bytes, capacity);
  if (bytes == NULL)
    return VITK_NOMEM;
  in->bytes = bytes;
  in->capacity = capacity;
  return VITK_OK;
}

int vitk_wire_receive(struct vitk_wire_in *in) {
  if (in->ended)
    return VITK_END;
  if (make_room(in, in->much ? RECEIVE_MUCH : RECEIVE) != VITK_OK)
    return VITK_NOMEM;
  ssize_t n = read(in->fd, in->bytes + in->end, in->capacity - in->end);
  if (n < 0)
    return errno == EINTR ? VITK_CANCELLED : VITK_FAILED;
  if (n == 0) {
    in->ended = true;
    return VITK_END;
  }
  in->end += (size_t)n;
  in->much = in->much || in->end == in->capacity;
  return VITK_OK;
}

void vitk_wire_drop(struct vitk_wire_in *in) {
  free(in->bytes);
  *in = (struct vitk_wire_in){.fd = -1};
}

uint64_t vitk_wire_get_number(struct vitk_wire_message *message) {
  uint64_t number = 0;
  const char *p = vitk_wire_get_bytes(message, sizeof number);
  if (p != NULL)
    memcpy(&number, p, sizeof number);
  return number;
}

uint32_t vitk_wire_get_small(struct vitk_wire_message *message) {
  uint64_t number = vitk_wire_get_number(message);
  if (number <= UINT32_MAX)
    return (uint32_t)number;
  message->bad = true;
  return 0;
}

const char *vitk_wire_get_string(struct vitk_wire_message *message) {
  vitk_str text = vitk_wire_get_text(message);
  if (text.p == NULL)
    return NULL;
  if (text.n > 0 && memchr(text.p, '\0', text.n) == text.p + text.n - 1)
    return text.p;
  message->bad = true;
  return NULL;
}

void vitk_wire_get_diag(struct vitk_wire_message *message, struct vitk_diag *out) {
  *out = (struct vitk_diag){.size = sizeof *out};
  out->severity = vitk_wire_get_small(message);
  out->code = vitk_wire_get_string(message);
  out->file = vitk_wire_get_text(message);
  out->field = vitk_wire_get_text(message);
  out->line = vitk_wire_get_number(message);
  out->message = vitk_wire_get_text(message);
  out->hint = vitk_wire_get_text(message);
  out->excerpt = vitk_wire_get_text(message);
  if (out->severity < VITK_NOTE || out->severity > VITK_ERROR)
    message->bad = true;
}
