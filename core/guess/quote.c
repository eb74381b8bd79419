/* quote.c - texts of the file in the map that was guessed, which a person reads and libconfig parses. */
#include "core/base/steer.h"
#include "core/guess/guess.h"

/* A character in quotes. What would part lines is a blank, as in a heading it is; what else steers a terminal (steer.h)
 * is written by its bytes' numbers. */
static void quote_character(struct vitk_buffer *map, const char *p, size_t bytes) {
  if (bytes == 1 && (p[0] == '"' || p[0] == '\\'))
    vitk_buffer_add(map, "\\", 1);
  if (!vitk_steers(p, bytes))
    vitk_buffer_add(map, p, bytes);
  else if (bytes == 1 && (unsigned char)p[0] < ' ')
    vitk_buffer_add(map, " ", 1);
  else
    for (size_t i = 0; i < bytes; i++)
      vitk_buffer_printf(map, "\\x%02X", (unsigned)(unsigned char)p[i]);
}

void vitk_guess_quote(struct vitk_buffer *map, vitk_str text) {
  vitk_buffer_add(map, "\"", 1);
  for (size_t i = 0, bytes; i < text.n; i += bytes) {
    bytes = vitk_character_bytes(text.p + i, text.n - i);
    quote_character(map, text.p + i, bytes);
  }
  vitk_buffer_add(map, "\"", 1);
}

void vitk_guess_cite(struct vitk_buffer *map, vitk_str text) {
  for (size_t i = 0, bytes; i < text.n; i += bytes) {
    bytes = vitk_character_bytes(text.p + i, text.n - i);
    vitk_buffer_add(map, vitk_steers(text.p + i, bytes) ? " " : text.p + i, vitk_steers(text.p + i, bytes) ? 1 : bytes);
  }
}
