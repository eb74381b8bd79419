/* text_out.h - text that an exporter builds: it grows, and is put into CSV cells and JSON strings as their rules ask.
 * Header only: a plugin links against nothing. What ran out of memory stays marked so, and one check at the end does.
 */
#ifndef VITK_PLUGINS_COMMON_TEXT_OUT_H
#define VITK_PLUGINS_COMMON_TEXT_OUT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vitk/plugin.h>

enum { TEXT_BLOCK = 64 * 1024 }; /* of lines that go out together */

struct text_out {
  char *p;
  size_t n, capacity;
  bool no_memory;
};

/* Makes room for n bytes more; false: there is none, and the text is marked. */
static inline bool text_reserve(struct text_out *out, size_t n) {
  if (out->no_memory)
    return false;
  if (n <= out->capacity - out->n)
    return true;
  size_t capacity = out->capacity ? out->capacity : 512;
  while (capacity - out->n < n && capacity <= SIZE_MAX / 2)
    capacity *= 2;
  char *p = capacity - out->n < n ? NULL : realloc(out->p, capacity);
  if (p == NULL) {
    out->no_memory = true;
    return false;
  }
  out->p = p;
  out->capacity = capacity;
  return true;
}

static inline void text_bytes(struct text_out *out, const char *bytes, size_t n) {
  if (n == 0 || !text_reserve(out, n))
    return;
  memcpy(out->p + out->n, bytes, n);
  out->n += n;
}

static inline void text_add(struct text_out *out, const char *text) {
  text_bytes(out, text, strlen(text));
}

static inline void text_slice(struct text_out *out, vitk_str s) {
  text_bytes(out, s.p, s.n);
}

static inline void text_free(struct text_out *out) {
  free(out->p);
  memset(out, 0, sizeof *out);
}

/* Bytes that are looked at together: each of these asks for quotes where it is not 0. */
typedef unsigned char text_vector __attribute__((vector_size(16)));

static inline text_vector text_csv_special(text_vector bytes, char delimiter) {
  const text_vector none = {0};
  return (text_vector)(bytes == none + (unsigned char)delimiter) | (text_vector)(bytes == none + '"') |
         (text_vector)(bytes == none + '\n') | (text_vector)(bytes == none + '\r');
}

static inline bool text_any(text_vector bytes) {
  uint64_t halves[2];
  memcpy(halves, &bytes, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

/* Copies a text of fewer bytes than a vector by the parts that begin and end it, which may overlap, and gives them. */
static inline text_vector text_copy_short(char *to, vitk_str s) {
  uint64_t begin = 0, end = 0;
  if (s.n >= 8) {
    memcpy(&begin, s.p, 8);
    memcpy(&end, s.p + s.n - 8, 8);
    memcpy(to, &begin, 8);
    memcpy(to + s.n - 8, &end, 8);
  } else if (s.n >= 4) {
    uint32_t first, last;
    memcpy(&first, s.p, 4);
    memcpy(&last, s.p + s.n - 4, 4);
    memcpy(to, &first, 4);
    memcpy(to + s.n - 4, &last, 4);
    begin = first | (uint64_t)last << 32;
  } else if (s.n > 0) {
    to[0] = s.p[0];
    to[s.n / 2] = s.p[s.n / 2];
    to[s.n - 1] = s.p[s.n - 1];
    begin = (unsigned char)s.p[0] | (uint64_t)(unsigned char)s.p[s.n / 2] << 8 |
            (uint64_t)(unsigned char)s.p[s.n - 1] << 16;
  }
  typedef uint64_t pair __attribute__((vector_size(16)));
  return (text_vector)(pair){begin, end};
}

/* Copies the text by vectors, of which the last may overlap the one before it, and looks at them on the way. The
 * delimiter is no NUL. */
static inline text_vector text_csv_copy(char *to, vitk_str s, char delimiter) {
  text_vector bytes, special = {0};
  if (s.n < sizeof bytes)
    return text_csv_special(text_copy_short(to, s), delimiter);
  for (size_t i = 0; i < s.n; i += sizeof bytes) {
    size_t at = i < s.n - sizeof bytes ? i : s.n - sizeof bytes;
    memcpy(&bytes, s.p + at, sizeof bytes);
    memcpy(to + at, &bytes, sizeof bytes);
    special |= text_csv_special(bytes, delimiter);
  }
  return special;
}

/* Most bytes of a cell and the delimiter after it. */
static inline size_t text_csv_most(size_t n) {
  return n > SIZE_MAX / 256 ? SIZE_MAX / 64 : 2 * n + 3; /* a sum of many is still too much */
}

static inline char *text_csv_quoted(char *to, vitk_str s) {
  *to++ = '"';
  for (const char *end = s.p + s.n; s.p < end;) {
    const char *quote = (const char *)memchr(s.p, '"', (size_t)(end - s.p));
    size_t n = (size_t)((quote ? quote + 1 : end) - s.p);
    memcpy(to, s.p, n);
    to += n;
    s.p += n;
    if (quote != NULL)
      *to++ = '"';
  }
  *to++ = '"';
  return to;
}

/* A cell as RFC 4180 has it, in quotes only where it must be, and the delimiter after it; gives what comes after them.
 * There is room for them. */
static inline char *text_csv_put(char *to, char delimiter, vitk_str s) {
  if (text_any(text_csv_copy(to, s, delimiter)))
    to = text_csv_quoted(to, s);
  else
    to += s.n;
  *to++ = delimiter;
  return to;
}

static inline void text_csv_cell(struct text_out *out, char delimiter, vitk_str s) {
  if (text_reserve(out, text_csv_most(s.n)))
    out->n = (size_t)(text_csv_put(out->p + out->n, delimiter, s) - out->p);
}

/* Length of the UTF-8 character that s begins with; 0: it is none. */
static inline size_t text_character(const unsigned char *s, size_t n) {
  unsigned char c = s[0];
  size_t length = c < 0x80 ? 1 : c >= 0xC2 && c <= 0xDF ? 2 : (c & 0xF0) == 0xE0 ? 3 : c >= 0xF0 && c <= 0xF4 ? 4 : 0;
  if (length == 0 || length > n)
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((s[i] & 0xC0) != 0x80)
      return 0;
  bool overlong = (c == 0xE0 && s[1] < 0xA0) || (c == 0xF0 && s[1] < 0x90);
  bool beyond = (c == 0xED && s[1] > 0x9F) || (c == 0xF4 && s[1] > 0x8F);
  return overlong || beyond ? 0 : length;
}

/* Length of what a JSON string may hold as it stands, in ASCII, or of some of it. */
static inline size_t text_json_plain(const char *p, size_t n) {
  size_t i = 0;
  for (text_vector bytes; n - i >= sizeof bytes; i += sizeof bytes) {
    memcpy(&bytes, p + i, sizeof bytes);
    const text_vector none = {0};
    if (text_any((text_vector)(bytes < none + 0x20) | (text_vector)(bytes >= none + 0x80) |
                 (text_vector)(bytes == none + '"') | (text_vector)(bytes == none + '\\')))
      break;
  }
  while (i < n && (unsigned char)p[i] >= 0x20 && (unsigned char)p[i] < 0x80 && p[i] != '"' && p[i] != '\\')
    i++;
  return i;
}

/* A JSON string. A byte that is no UTF-8, which only a damaged dataset holds, becomes U+FFFD. */
static inline void text_json_string(struct text_out *out, vitk_str s) {
  text_bytes(out, "\"", 1);
  for (size_t i = 0; i < s.n;) {
    size_t length = text_json_plain(s.p + i, s.n - i);
    if (length > 0) {
      text_bytes(out, s.p + i, length);
      i += length;
      continue;
    }
    length = text_character((const unsigned char *)s.p + i, s.n - i);
    char c = s.p[i];
    if (length == 0) {
      text_add(out, "\xEF\xBF\xBD");
    } else if (c == '"' || c == '\\') {
      text_bytes(out, "\\", 1);
      text_bytes(out, &c, 1);
    } else if (length == 1 && (unsigned char)c < 0x20) {
      char escape[8];
      if (c == '\n' || c == '\r' || c == '\t')
        snprintf(escape, sizeof escape, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
      else
        snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
      text_add(out, escape);
    } else {
      text_bytes(out, s.p + i, length);
    }
    i += length ? length : 1;
  }
  text_bytes(out, "\"", 1);
}

/* Text for formats that take UTF-8 alone. A byte that is none, which only a damaged dataset holds, becomes U+FFFD; so
 * does a NUL, which many of them can't hold. */
static inline void text_utf8(struct text_out *out, vitk_str s) {
  size_t from = 0;
  for (size_t i = 0; i < s.n;) {
    size_t length = s.p[i] == '\0' ? 0 : text_character((const unsigned char *)s.p + i, s.n - i);
    if (length == 0) {
      text_bytes(out, s.p + from, i - from);
      text_add(out, "\xEF\xBF\xBD");
      from = i + 1;
    }
    i += length ? length : 1;
  }
  text_bytes(out, s.p + from, s.n - from);
}

static inline void text_json(struct text_out *out, const char *text) {
  vitk_str s = {text, strlen(text)};
  text_json_string(out, s);
}

/* A cell of a row that came with a stride. */
static inline const struct vitk_datum *text_datum(const struct vitk_datum *row, uint32_t stride, uint32_t column) {
  return (const struct vitk_datum *)(const void *)((const char *)row + (size_t)stride * column);
}

static inline const struct vitk_field *text_field(const struct vitk_schema *schema, uint32_t column) {
  return (const struct vitk_field *)(const void *)((const char *)schema->fields +
                                                   (size_t)schema->field_stride * column);
}

/* Where the columns `names` stand in a table of the dataset. VITK_FAILED after a diag, where the host lacks one. */
static inline int text_columns(const struct vitk_host *host, struct vitk_context *context,
                               const struct vitk_schema *schema, const char *const *names, uint32_t n,
                               uint32_t *columns) {
  for (uint32_t i = 0; i < n; i++) {
    uint32_t at = 0;
    while (at < schema->n_fields && strcmp(text_field(schema, at)->name, names[i]) != 0)
      at++;
    columns[i] = at;
    if (at < schema->n_fields)
      continue;
    char message[120];
    int length = snprintf(message, sizeof message, "this vitk has no column %s in table %s", names[i], schema->name);
    struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_ERROR, .code = "schema"};
    diag.message.p = message;
    diag.message.n = length < 0 ? 0 : (size_t)length;
    int code = host->diag(context, &diag);
    return code < 0 ? code : VITK_FAILED;
  }
  return VITK_OK;
}

#endif
