#include "core/base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int vitk_buffer_reserve(struct vitk_buffer *buffer, size_t more) {
  if (more > buffer->maximum || buffer->n > buffer->maximum - more)
    return VITK_FAILED;
  size_t need = buffer->n + more;
  if (need <= buffer->capacity)
    return VITK_OK;
  size_t capacity = buffer->capacity ? buffer->capacity : 256;
  while (capacity < need)
    capacity = capacity > buffer->maximum / 2 ? buffer->maximum : capacity * 2;
  char *p = realloc(buffer->p, capacity);
  if (p == NULL)
    return VITK_NOMEM;
  buffer->p = p;
  buffer->capacity = capacity;
  return VITK_OK;
}

int vitk_buffer_add(struct vitk_buffer *buffer, const void *bytes, size_t n) {
  int code = vitk_buffer_reserve(buffer, n);
  if (code != VITK_OK || n == 0)
    return code;
  memcpy(buffer->p + buffer->n, bytes, n);
  buffer->n += n;
  return VITK_OK;
}

int vitk_buffer_add_str(struct vitk_buffer *buffer, vitk_str text) {
  return vitk_buffer_add(buffer, text.p, text.n);
}

int vitk_buffer_printf(struct vitk_buffer *buffer, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int n = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  int code = n < 0 ? VITK_FAILED : vitk_buffer_reserve(buffer, (size_t)n + 1); /* vsnprintf ends with a NUL */
  if (code == VITK_OK) {
    vsnprintf(buffer->p + buffer->n, (size_t)n + 1, format, again);
    buffer->n += (size_t)n;
  }
  va_end(again);
  return code;
}

void vitk_buffer_free(struct vitk_buffer *buffer) {
  free(buffer->p);
  *buffer = (struct vitk_buffer){.maximum = buffer->maximum};
}
