/* xls_fixture.h - workbooks of BIFF 8 for tests, built record by record, in a compound file. */
#ifndef VITK_TESTS_XLS_FIXTURE_H
#define VITK_TESTS_XLS_FIXTURE_H

#include "input_fixture.h"

enum { SECTOR = 512, SMALL = 64, CUTOFF = 4096 };
enum { GLOBALS = 0x0005, A_SHEET = 0x0010 };

static inline void put(struct vitk_buffer *to, uint64_t number, size_t bytes) {
  for (size_t i = 0; i < bytes; i++, number >>= 8)
    ck_assert_int_eq(vitk_buffer_add(to, &(char){(char)(number & 0xFF)}, 1), VITK_OK);
}

static inline void record(struct vitk_buffer *to, uint32_t kind, size_t n) {
  put(to, kind, 2);
  put(to, n, 2);
}

static inline void begin(struct vitk_buffer *to, uint32_t kind) {
  record(to, 0x0809, 16);
  put(to, 0x0600, 2);
  put(to, kind, 2);
  put(to, 0, 12);
}

static inline void end(struct vitk_buffer *to) {
  record(to, 0x000A, 0);
}

static inline void place(struct vitk_buffer *to, uint32_t row, uint32_t column) {
  put(to, row, 2);
  put(to, column, 2);
  put(to, 0, 2);
}

static inline void number(struct vitk_buffer *to, uint32_t row, uint32_t column, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  record(to, 0x0203, 14);
  place(to, row, column);
  put(to, bits, 8);
}

/* One byte a character, or two. */
static inline void text_of(struct vitk_buffer *to, const char *text, bool wide) {
  put(to, strlen(text), 2);
  put(to, wide, 1);
  for (const char *p = text; *p != '\0'; p++)
    put(to, (unsigned char)*p, wide ? 2 : 1);
}

static inline void label(struct vitk_buffer *to, uint32_t row, uint32_t column, const char *text) {
  record(to, 0x0204, 9 + strlen(text));
  place(to, row, column);
  text_of(to, text, false);
}

/* `result` is the 8 bytes of it. */
static inline void formula(struct vitk_buffer *to, uint32_t row, uint32_t column, uint64_t result) {
  record(to, 0x0006, 22);
  place(to, row, column);
  put(to, result, 8);
  put(to, 0, 8);
}

static inline void formula_number(struct vitk_buffer *to, uint32_t row, uint32_t column, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  formula(to, row, column, bits);
}

static inline void formula_text(struct vitk_buffer *to, uint32_t row, uint32_t column, const char *text, bool wide) {
  formula(to, row, column, 0xFFFF000000000000);
  record(to, 0x0207, 3 + strlen(text) * (wide ? 2 : 1));
  text_of(to, text, wide);
}

/* Four shared texts: "00042", "", one with formatting and phonetics that goes on in the next record, one of both
 * widths. */
static inline void strings(struct vitk_buffer *to) {
  struct vitk_buffer first = {.maximum = 4096}, second = {.maximum = 4096};
  put(&first, 4, 4);
  put(&first, 4, 4);
  text_of(&first, "00042", false);
  text_of(&first, "", false);
  put(&first, 14, 2);
  put(&first, 8 | 4, 1);
  put(&first, 1, 2);
  put(&first, 6, 4);
  vitk_buffer_add(&first, "rich text", 9);
  put(&second, 0, 1);
  vitk_buffer_add(&second, " over", 5);
  put(&second, 0, 4 + 6);
  put(&second, 6, 2);
  put(&second, 0, 1);
  vitk_buffer_add(&second, "caf\xE9 ", 5);
  record(to, 0x00FC, first.n);
  vitk_buffer_add_str(to, vitk_buffer_str(&first));
  record(to, 0x003C, second.n);
  vitk_buffer_add_str(to, vitk_buffer_str(&second));
  record(to, 0x003C, 3);
  put(to, 1, 1);
  put(to, 0x30D3, 2);
  vitk_buffer_free(&first);
  vitk_buffer_free(&second);
}

/* Styles 0, 1 and 2: nothing, negative numbers in parentheses without sign, a date. */
static inline void styles(struct vitk_buffer *to) {
  static const char format[] = "0_);\\(0\\)";
  record(to, 0x041E, 5 + sizeof format - 1);
  put(to, 164, 2);
  text_of(to, format, false);
  static const unsigned formats[] = {0, 164, 14};
  for (size_t i = 0; i < 3; i++) {
    record(to, 0x00E0, 20);
    put(to, 0, 2);
    put(to, formats[i], 2);
    put(to, 0, 16);
  }
}

/* The stream of a workbook of these sheets, each whole from its beginning to its end. */
static inline void workbook(struct vitk_buffer *to, const struct vitk_buffer *sheets, const char *const *names,
                            size_t n) {
  struct vitk_buffer before = {.maximum = 1 << 16};
  styles(&before);
  strings(&before);
  size_t at = 20 + 4 + before.n;
  for (size_t i = 0; i < n; i++)
    at += 4 + 8 + strlen(names[i]);
  begin(to, GLOBALS);
  vitk_buffer_add_str(to, vitk_buffer_str(&before));
  vitk_buffer_free(&before);
  for (size_t i = 0; i < n; i++) {
    record(to, 0x0085, 8 + strlen(names[i]));
    put(to, at, 4);
    put(to, 0, 2);
    put(to, strlen(names[i]), 1);
    put(to, 0, 1);
    vitk_buffer_add_str(to, vitk_str_of(names[i]));
    at += sheets[i].n;
  }
  end(to);
  for (size_t i = 0; i < n; i++)
    vitk_buffer_add_str(to, vitk_buffer_str(&sheets[i]));
}

static inline void pad(struct vitk_buffer *to, size_t multiple) {
  while (to->n % multiple != 0)
    put(to, 0, 1);
}

static inline void entry(struct vitk_buffer *to, const char *name, uint32_t type, uint32_t start, size_t size) {
  size_t n = strlen(name), before = to->n;
  for (size_t i = 0; i < n; i++)
    put(to, (unsigned char)name[i], 2);
  put(to, 0, 64 - 2 * n);
  put(to, n ? 2 * (n + 1) : 0, 2);
  put(to, type, 1);
  put(to, 1, 1);
  put(to, 0xFFFFFFFF, 4);
  put(to, 0xFFFFFFFF, 4);
  put(to, type == 5 ? 1 : 0xFFFFFFFF, 4);
  put(to, 0, 0x74 - (to->n - before));
  put(to, start, 4);
  put(to, size, 8);
}

static inline void chain(struct vitk_buffer *to, uint32_t first, size_t sectors) {
  for (size_t i = 1; i <= sectors; i++)
    put(to, i < sectors ? first + i : 0xFFFFFFFE, 4);
}

/* A compound file of one stream: the table of chains in sector 0, the directory in 1, then, of a short stream, its own
 * table in 2; the stream. */
static inline void compound(struct vitk_buffer *to, const struct vitk_buffer *stream) {
  bool is_short = stream->n < CUTOFF;
  size_t first = is_short ? 3 : 2, sectors = (stream->n + SECTOR - 1) / SECTOR;
  vitk_buffer_add(to, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  put(to, 0, 16);
  put(to, 0x3E, 2);
  put(to, 3, 2);
  put(to, 0xFFFE, 2);
  put(to, 9, 2);
  put(to, 6, 2);
  put(to, 0, 10);
  put(to, 1, 4);
  put(to, 1, 4);
  put(to, 0, 4);
  put(to, CUTOFF, 4);
  put(to, is_short ? 2 : 0xFFFFFFFE, 4);
  put(to, is_short, 4);
  put(to, 0xFFFFFFFE, 4);
  put(to, 0, 4);
  put(to, 0, 4);
  for (size_t i = 1; i < 109; i++)
    put(to, 0xFFFFFFFF, 4);
  put(to, 0xFFFFFFFD, 4);
  put(to, 0xFFFFFFFE, 4);
  if (is_short)
    put(to, 0xFFFFFFFE, 4);
  chain(to, (uint32_t)first, sectors);
  while (to->n < 2 * (size_t)SECTOR)
    put(to, 0xFFFFFFFF, 4);
  entry(to, "Root Entry", 5, is_short ? (uint32_t)first : 0xFFFFFFFE, is_short ? stream->n : 0);
  entry(to, "Workbook", 2, is_short ? 0 : (uint32_t)first, stream->n);
  entry(to, "", 0, 0, 0);
  entry(to, "", 0, 0, 0);
  if (is_short) {
    chain(to, 0, (stream->n + SMALL - 1) / SMALL);
    while (to->n < 4 * (size_t)SECTOR)
      put(to, 0xFFFFFFFF, 4);
  }
  vitk_buffer_add_str(to, vitk_buffer_str(stream));
  pad(to, SECTOR);
}

enum { MOST = 1 << 22 };

/* A workbook of one sheet, with more text than a short stream holds if `is_long`. */
static inline void one_sheet(struct vitk_buffer *file, void (*fill)(struct vitk_buffer *), bool is_long) {
  struct vitk_buffer sheet = {.maximum = MOST}, stream = {.maximum = MOST};
  static const char *const names[] = {"Foods"};
  begin(&sheet, A_SHEET);
  fill(&sheet);
  if (is_long)
    for (int i = 0; i < 60; i++) {
      record(&sheet, 0x00FF, 96); /* of a kind that says nothing here */
      put(&sheet, 0, 96);
    }
  end(&sheet);
  workbook(&stream, &sheet, names, 1);
  compound(file, &stream);
  vitk_buffer_free(&sheet);
  vitk_buffer_free(&stream);
}

#endif
