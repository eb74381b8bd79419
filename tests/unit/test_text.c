#include "core/input/text.h"
#include "input_fixture.h"

/* The whole text as it is given; `code` is how it ended. */
static vitk_str read_all(struct fixture *f, const char *charsets, size_t at_once, struct vitk_buffer *out, int *code,
                         char charset[32]) {
  struct vitk_stream *stream;
  struct vitk_text *text = NULL;
  out->n = 0;
  charset[0] = '\0';
  ck_assert_int_eq(vitk_bundle_stream(f->bundle, 0, &stream), VITK_OK);
  *code = vitk_text_open(stream, vitk_bundle_name(f->bundle, 0), charsets, &f->limits, &f->diags, &text);
  size_t got = 1;
  char block[4096];
  while (*code == VITK_OK && got > 0) {
    *code = vitk_text_read(text, block, at_once, &got);
    ck_assert_int_eq(vitk_buffer_add(out, block, got), VITK_OK);
  }
  if (text != NULL)
    snprintf(charset, 32, "%s", vitk_text_charset(text));
  vitk_text_close(text);
  return vitk_buffer_str(out);
}

/* Is the text read as `expected`, however it is cut into reads? */
static void reads_as(const char *bytes, size_t n, const char *charsets, const char *expected, const char *charset,
                     int expected_code) {
  static const size_t sizes[] = {SIZE_MAX, 1, 3};
  for (size_t i = 0; i < 3; i++)
    for (size_t at_once = 4; at_once <= 4096; at_once += 4092) {
      struct fixture f;
      struct vitk_buffer out = {.maximum = 1 << 20};
      char decided[32];
      int code;
      fixture_begin(&f);
      f.limits.read_size = sizes[i];
      fixture_bytes(&f, "t.txt", bytes, n);
      vitk_str text = read_all(&f, charsets, at_once, &out, &code, decided);
      ck_assert_int_eq(code, expected_code);
      ck_assert_msg(vitk_str_is(text, expected), "read as \"%.*s\"", VITK_STR_ARG(text));
      ck_assert_str_eq(decided, charset);
      vitk_buffer_free(&out);
      fixture_end(&f);
    }
}
#define READS_AS(bytes, charsets, expected, charset)                                                                   \
  reads_as(bytes, sizeof(bytes) - 1, charsets, expected, charset, VITK_OK)

START_TEST(ascii_is_utf8_whatever_is_named) {
  READS_AS("code;K1\r\n1;2\r\n", "windows-1252", "code;K1\r\n1;2\r\n", "utf-8");
  READS_AS("", NULL, "", "utf-8");
}
END_TEST

START_TEST(utf8_goes_through_unchanged) {
  READS_AS("µg 維生素 \xF0\x9F\xA5\xAC", NULL, "µg 維生素 \xF0\x9F\xA5\xAC", "utf-8");
}
END_TEST

START_TEST(a_byte_order_mark_decides_and_is_left_out) {
  READS_AS("\xEF\xBB\xBFµ", "windows-1252", "µ", "utf-8");
  READS_AS("\xFF\xFE"
           "a\0\xB5\0\n\0",
           "utf-8", "aµ\n", "utf-16le");
  READS_AS("\xFE\xFF\0a\0\xB5", "utf-8", "aµ", "utf-16be");
}
END_TEST

START_TEST(the_first_charset_that_fits_is_taken) {
  READS_AS("abc µ", "utf-8|windows-1252", "abc µ", "utf-8");
  READS_AS("abc \xB5g \x92", "utf-8|windows-1252", "abc µg ’", "windows-1252");
  READS_AS("\x85\n", "utf-8|windows-1252", "…\n", "windows-1252");
}
END_TEST

START_TEST(other_charsets_are_converted) {
  READS_AS("\xF9\xEC", "windows-1255", "של", "windows-1255"); /* the converter holds the last letter back */
  READS_AS("\xE9", "iso-8859-1", "é", "iso-8859-1");
  READS_AS("a\0\xB5\0", "utf-16le", "aµ", "utf-16le");
}
END_TEST

START_TEST(a_byte_that_does_not_fit_is_named_with_line_and_charset) {
  struct fixture f;
  struct vitk_buffer out = {.maximum = 1 << 20};
  char decided[32];
  int code;
  fixture_begin(&f);
  fixture_bytes(&f, "t.txt", "ok\nµ\nb\xE9z\n", 10);
  vitk_str text = read_all(&f, NULL, 4096, &out, &code, decided);
  ck_assert_int_eq(code, VITK_FAILED);
  ck_assert(vitk_str_is(text, "ok\nµ\nb"));
  ck_assert_uint_eq(f.n_said, 1);
  ck_assert_heard(&f, "charset 3 byte 0xE9 at offset 7 is not utf-8");
  ck_assert_heard(&f, "windows-1252");
  ck_assert_heard(&f, "{b\\xE9z}");
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(bad_text_ends_at_the_same_place_in_any_reads) {
  reads_as("ab\xC3", 3, "utf-8", "ab", "utf-8", VITK_FAILED);
  reads_as("ab\xED\xA0\x80", 5, "utf-8", "ab", "utf-8", VITK_FAILED); /* a surrogate */
  reads_as("ab\xC0\x80", 4, "utf-8", "ab", "utf-8", VITK_FAILED);
  reads_as("ab\xF4\x90\x80\x80", 6, "utf-8", "ab", "utf-8", VITK_FAILED);
  reads_as("\xE9 \x81", 3, "windows-1252", "é ", "windows-1252", VITK_FAILED);
  reads_as("ab\0c", 4, "utf-8", "ab", "utf-8", VITK_FAILED);
  reads_as("\xFF\xFE"
           "a\0b",
           5, NULL, "a", "utf-16le", VITK_FAILED);
}
END_TEST

START_TEST(a_nul_is_binary) {
  struct fixture f;
  struct vitk_buffer out = {.maximum = 1 << 20};
  char decided[32];
  int code;
  fixture_begin(&f);
  fixture_bytes(&f, "t.txt", "a\n\0", 3);
  read_all(&f, NULL, 4096, &out, &code, decided);
  ck_assert_int_eq(code, VITK_FAILED);
  ck_assert_heard(&f, "binary 2 a NUL byte at offset 2");
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(an_unknown_charset_is_refused) {
  static const char *const wrong[] = {"utf8000", "", "utf-8|utf-16le", "ascii//TRANSLIT", "a|b|c|d|e|f|g|h|i"};
  for (size_t i = 0; i < 5; i++) {
    struct fixture f;
    struct vitk_buffer out = {.maximum = 1 << 20};
    char decided[32];
    int code;
    fixture_begin(&f);
    fixture_bytes(&f, "t.txt", "a", 1);
    read_all(&f, wrong[i], 4096, &out, &code, decided);
    ck_assert_int_eq(code, VITK_FAILED);
    ck_assert_heard(&f, "charset 0 the charset");
    vitk_buffer_free(&out);
    fixture_end(&f);
  }
}
END_TEST

START_TEST(a_long_text_is_the_same_in_any_reads) {
  struct vitk_buffer bytes = {.maximum = 1 << 20}, expected = {.maximum = 1 << 20};
  for (int i = 0; i < 9000; i++) {
    vitk_buffer_printf(&bytes, "%d \xB5g \xE9t\xE9\n", i);
    vitk_buffer_printf(&expected, "%d µg été\n", i);
  }
  vitk_buffer_add(&expected, "", 1);
  reads_as(bytes.p, bytes.n, "utf-8|windows-1252", expected.p, "windows-1252", VITK_OK);
  expected.n--;
  reads_as(expected.p, expected.n, "utf-8|windows-1252", expected.p, "utf-8", VITK_OK);
  vitk_buffer_free(&bytes);
  vitk_buffer_free(&expected);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("text");
  TCase *tests = tcase_create("text");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, ascii_is_utf8_whatever_is_named);
  tcase_add_test(tests, utf8_goes_through_unchanged);
  tcase_add_test(tests, a_byte_order_mark_decides_and_is_left_out);
  tcase_add_test(tests, the_first_charset_that_fits_is_taken);
  tcase_add_test(tests, other_charsets_are_converted);
  tcase_add_test(tests, a_byte_that_does_not_fit_is_named_with_line_and_charset);
  tcase_add_test(tests, bad_text_ends_at_the_same_place_in_any_reads);
  tcase_add_test(tests, a_nul_is_binary);
  tcase_add_test(tests, an_unknown_charset_is_refused);
  tcase_add_test(tests, a_long_text_is_the_same_in_any_reads);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
