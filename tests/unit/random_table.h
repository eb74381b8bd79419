/* random_table.h - delimited text as tables have it, and in some cases as they should not. */
#ifndef VITK_TEST_RANDOM_TABLE_H
#define VITK_TEST_RANDOM_TABLE_H

#include "random.h"
#include "tests/fuzz/csv_twice.h"

#include <string.h>

enum { LONGEST = 6000 };

static inline size_t add(unsigned char *to, size_t at, const char *text, size_t n) {
  if (at + n > LONGEST)
    return at;
  memcpy(to + at, text, n);
  return at + n;
}

/* A cell as tables have it, and in one of `oddness` as they should not. */
static inline size_t add_cell(unsigned char *to, size_t at, char quote, uint32_t oddness) {
  static const char *const plain[] = {"118",
                                      "119",
                                      "1",
                                      "428",
                                      "8",
                                      "abc",
                                      "118.0",
                                      "21185",
                                      "",
                                      "",
                                      "0.5",
                                      "x y",
                                      "1 8",
                                      "a,b",
                                      "7.1",
                                      "1181",
                                      "long text of a food, with a comma"};
  static const char *const odd[] = {"a\"b",
                                    "\"",
                                    "\"\"",
                                    " ",
                                    "\t",
                                    "\n",
                                    "\r\n",
                                    "\r",
                                    "118\"",
                                    "\"118",
                                    " \"118\"",
                                    "\"118\" ",
                                    "\"118\"x",
                                    "\"a\"\"118\"",
                                    "\xC3\xA9t\xC3\xA9",
                                    "\xC2\240118", /* the octal escape ends after three digits */
                                    "118\xC2\xA0",
                                    "\xE9",
                                    "\xFF",
                                    "\xE3\x81",
                                    "~",
                                    "~~",
                                    "\"118\n9\""};
  uint32_t way = below(8);
  const char *text = plain[below(sizeof plain / sizeof *plain)];
  if (oddness > 0 && below(oddness) == 0)
    text = odd[below(sizeof odd / sizeof *odd)];
  else if (quote != '\0' && way < 4) {
    at = add(to, at, &quote, 1);
    at = add(to, at, text, strlen(text));
    if (way == 0)
      at = add(to, at, "\n118", below(5));
    if (way == 1)
      at = add(to, at, (char[]){quote, quote}, 2);
    return add(to, at, &quote, 1);
  }
  return add(to, at, text, strlen(text));
}

static inline size_t random_table(unsigned char *data) {
  static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n", " \n", "\r\r\n", "\n\r"};
  for (size_t i = 0; i < CSV_TWICE_CHOICES; i++)
    data[i] = (unsigned char)below(256);
  char delimiter = ",;\t^,,"[data[0] % 6], quote = "\"\"~\0"[data[1] % 4];
  uint32_t oddness = (uint32_t[]){0, 0, 400, 60, 8}[below(5)], end = below(3), records = below(120);
  uint32_t usual = below(10) == 0 ? 20 + below(30) : 1 + below(4);
  size_t at = CSV_TWICE_CHOICES;
  if (below(8) == 0)
    at = add(data, at, "\xEF\xBB\xBF", 3);
  if (data[2] % 4 != 0)
    at = add(data, at, (char[]){'a', delimiter, 'd', delimiter, 'b', '\n'}, 6);
  for (uint32_t i = 0; i < records; i++) {
    uint32_t cells = below(12) == 0 ? below(7) : usual;
    for (uint32_t c = 0; c < cells; c++) {
      if (c > 0)
        at = add(data, at, &delimiter, 1);
      at = add_cell(data, at, quote, oddness);
    }
    const char *text = ends[below(20) == 0 ? below(7) : end];
    at = add(data, at, text, strlen(text));
  }
  return at - below(3) * (at > CSV_TWICE_CHOICES + 3);
}

#endif
