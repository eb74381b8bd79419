/* json_pieces.h - documents of JSON out of bytes, for fuzz_json.c and the test of passing over. */
#ifndef VITK_TESTS_FUZZ_JSON_PIECES_H
#define VITK_TESTS_FUZZ_JSON_PIECES_H

#include "twice.h"

static const char *const json_pieces[] = {
    "{\"a\":11}",
    "{\"a\":\"12\"},",
    "{\"a\":3,\"b\":\"x\"},\n",
    "{\"a\": [1, 2, {\"c\": null}]},",
    "{\"a\":\"\"}\n",
    "{\"b\":true,\"a\":-0.5e+3},",
    "{\"a\":0E-8}",
    "{\"a\":4}\n{\"a\":5}\n",
    "{}",
    "{ }",
    ",{}",
    "{\"a\":{\"b\":{\"c\":[[]]}}}",
    "{\"a\":\"\\u0031\\u0031\"},",
    "{\"a\":\"\\\"x\\\\\"},",
    "{\"a\":\"\\u00e9\"},",
    "{\"a\":\"\\ud83c\\udf4e\"},",
    "{\"a\":\"\\ud83c\"},",
    "{\"a\":\"\\udf4e\"},",
    "{\"a\":\"\\x\"},",
    "{\"a\":01},",
    "{\"a\":1.},",
    "{\"a\":.5},",
    "{\"a\":-},",
    "{\"a\":+1},",
    "{\"a\":1e},",
    "{\"a\":tru},",
    "{\"a\":truex},",
    "{\"a\":nul",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,\"a\":1}",
    "{\"a\":1 \"b\":2}",
    "{a:1}",
    "{'a':1}",
    "{\"a\":[1,]}",
    "{\"a\":[,1]}",
    "{\"a\":[1}]",
    "{\"a\":1]",
    "{\"a\":1}}",
    "[{\"a\":11}]",
    "{\"a\":\"a\nb\"},",
    "{\"a\":\"\x01\"},",
    "{\"\\u0061\":11},",
    "{\"\":1}",
    "{\"a\":\"{[\"},",
    "{\"a\":\"}],\"},",
    "{\"a\":11,\"a\":2},",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"a\":",
    "\"b\":",
    "\"11\"",
    "\"2\"",
    "\"x y\"",
    "1",
    "2",
    "11",
    "12",
    "-",
    "0",
    "1.5",
    "1e5",
    "1E-3",
    "true",
    "false",
    "null",
    "t",
    "n",
    "\\",
    "\\\"",
    "\\\\",
    "\\/",
    "\\n",
    "\\u",
    "\\u0031",
    "\\u00E9",
    "\\ud800",
    "\\udc00",
    " ",
    "\n",
    "\r\n",
    "\t",
    "x",
    "\xC3\xA9",
    "\xC3",
    "\xFF",
    "\xEF\xBB\xBF",
    "\xEF\xBF\xBE",
    "\x01",
    "\x7F",
    "//",
    "/* */",
    "{\"f\":[",
    "]}",
    "\"f\":[",
    "{\"f\":{\"g\":[",
    "]}}",
    "[[",
    "]]",
    "},{",
    "},\n{",
    "},\n  {",
    "{\"a\": 6, \"b\": {\"n\": \"7\"}},\n{\"a\": 8, \"b\": {\"n\": \"9\"}},",
    "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]},",
    "{\"a\":[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]},",
    "{\"a\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"},",
    "{\"b\":{\"a\":\"11\"}},"};

/* The first bytes say how it is read. */
static inline bool json_reads_the_same(const unsigned char *p, size_t n) {
  static const char *const records[] = {"", "f", "f/*", "*", "f/g", "*/*", "f/g/*", "a"};
  static const char *const paths[][2] = {{"a", "b"}, {"b/a", "a"}};
  static const char *const starts[] = {"", "{\"f\":[", "[", "{\"f\":{\"g\":["}, *const ends[] = {"", "]}", "]", "]}}"};
  static struct vitk_buffer document = {.maximum = 1 << 24};
  struct tried tried;
  if (n < HEAD)
    return true;
  document.n = 0;
  bool raw = p[1] & 64;
  unsigned frame = (unsigned)(p[1] >> 7) + (p[0] & 2); /* MEND says nothing in JSON */
  try_as(&tried, p, records[p[0] >> 5], paths[p[0] >> 4 & 1]);
  vitk_str text = {(const char *)p + HEAD, n - HEAD};
  if (!raw) {
    vitk_buffer_add_str(&document, vitk_str_of(starts[frame]));
    spell(p + HEAD, n - HEAD, json_pieces, sizeof json_pieces / sizeof json_pieces[0], &document);
    vitk_buffer_add_str(&document, vitk_str_of(ends[frame]));
    text = vitk_buffer_str(&document);
  }
  return reads_the_same(&tried.limits, &tried.spec, text);
}

#endif
