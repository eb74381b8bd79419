/* buffer.h - bytes that grow, to a maximum that is named at the start. */
#ifndef VITK_BASE_BUFFER_H
#define VITK_BASE_BUFFER_H

#include "vitk/plugin.h"

#include <stdarg.h>

struct vitk_buffer {
  char *p;
  size_t n, capacity;
  size_t maximum; /* set by the user before the first byte */
};

/* VITK_OK; VITK_NOMEM when memory is at its end; VITK_FAILED when the maximum would be passed. On failure the buffer
 * is as it was. */
int vitk_buffer_reserve(struct vitk_buffer *, size_t more);
int vitk_buffer_add(struct vitk_buffer *, const void *bytes, size_t n);
int vitk_buffer_add_str(struct vitk_buffer *, vitk_str);
int vitk_buffer_printf(struct vitk_buffer *, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline vitk_str vitk_buffer_str(const struct vitk_buffer *b) {
  return (vitk_str){b->p ? b->p : "", b->n};
}

void vitk_buffer_free(struct vitk_buffer *);

#endif
