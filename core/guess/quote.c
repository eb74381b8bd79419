/* quote.c - texts of the file in the map that was guessed, which a person reads and libconfig parses. */
#include "core/base/steer.h"
#include "core/guess/guess.h"

/* What would part lines is a blank, as in a heading it is; what else steers a terminal is written by its bytes'
 * numbers. */
static void quote_steering(struct vitk_buffer *map, const char *p, size_t bytes) {
  if ((unsigned char)p[0] < ' ')
    vitk_buffer_add(map, " ", 1);
  else
    for (size_t i = 0; i < bytes; i++)
      vitk_buffer_printf(map, "\\x%02X", (unsigned)(unsigned char)p[i]);
}

void vitk_guess_quote(struct vitk_buffer *map, vitk_str text) {
  vitk_buffer_add(map, "\"", 1);
  for (size_t i = 0, bytes; i<text.n; i += bytes> 0 ? bytes : 1) {
    bytes = vitk_steering(text.p + i, text.n - i);
    if (bytes > 0) {
      quote_steering(map, text.p + i, bytes);
      continue;
    }
    if (text.p[i] == '"' || text.p[i] == '\\')
      vitk_buffer_add(map, "\\", 1);
    vitk_buffer_add(map, text.p + i, 1);
  }
  vitk_buffer_add(map, "\"", 1);
}

void vitk_guess_cite(struct vitk_buffer *map, vitk_str text) {
  for (size_t i = 0, bytes; i<text.n; i += bytes> 0 ? bytes : 1) {
    bytes = vitk_steering(text.p + i, text.n - i);
    vitk_buffer_add(map, bytes > 0 ? " " : text.p + i, 1);
  }
}
