/* The parts of a workbook by the fast inflater and by libarchive alone: the same text and the same problems. */
#include "core/input/part.h"
#include "core/input/zip.h"
#include "input_fixture.h"
#include "random.h"

#include <archive.h>
#include <archive_entry.h>

enum { ROUNDS = 300, TEXT_MAX = 1000000, ROOM = 1 << 21, TRAILER = 22, BEFORE = 1 };

static char text[TEXT_MAX + 10], packed[ROOM];
static size_t packed_n;

/* A zip of "a.xml" after BEFORE bytes that are none of it: with them it is for libarchive alone. */
static void pack(void) {
  static const uint32_t most[] = {1, 1000, 100000, TEXT_MAX};
  size_t n = (size_t)snprintf(text, sizeof text, "<a>");
  for (size_t end = n + below(most[below(4)]); n < end; n++)
    text[n] = below(3) > 0 || n < 100 ? (char)('0' + below(10)) : text[n - 90];
  memcpy(text + n, "</a>", 4);
  n += 4;
  struct archive *a = archive_write_new();
  struct archive_entry *entry = archive_entry_new();
  archive_write_set_format_zip(a);
  ck_assert_int_eq(archive_write_open_memory(a, packed + BEFORE, ROOM - BEFORE, &packed_n), ARCHIVE_OK);
  archive_entry_set_pathname(entry, "a.xml");
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_size(entry, (la_int64_t)n);
  archive_write_header(a, entry);
  archive_write_data(a, text, n);
  archive_entry_free(entry);
  ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
  archive_write_free(a);
}

static int ignore_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  (void)self, (void)name, (void)attributes;
  return VITK_OK;
}

static int ignore_end(void *self, const char *name) {
  (void)self, (void)name;
  return VITK_OK;
}

static int take_text(void *self, vitk_str part) {
  return vitk_buffer_add(self, part.p, part.n);
}

/* All of the part, in a zip at p. */
static int read_part(struct fixture *f, const char *p, size_t n, struct vitk_buffer *out) {
  static const struct vitk_part_reader reader = {.start = ignore_start, .end = ignore_end, .text = take_text};
  struct vitk_package package = {.file = vitk_str_of("t.xlsx"), .bytes = {.p = (char *)p, .n = n}};
  f->input = (struct vitk_input){.limits = &f->limits, .diags = &f->diags};
  *out = (struct vitk_buffer){.maximum = SIZE_MAX / 2};
  return vitk_part_read(&f->input, &package, "a.xml", &reader, out);
}

START_TEST(both_give_the_same_of_a_part_and_of_a_broken_one) {
  uint64_t rounds = random_rounds(ROUNDS);
  for (uint64_t i = 0; i < rounds; i++) {
    struct fixture f[2];
    struct vitk_buffer out[2];
    int code[2];
    size_t read_size = below(3) ? 0 : 1 + below(20000);
    uint64_t part_bytes = below(3) ? vitk_default_limits.part_bytes : below(TEXT_MAX);
    uint64_t threads_from = below(2) ? vitk_default_limits.threads_from : below(TEXT_MAX);
    pack();
    for (uint32_t flips = below(4); flips > 0; flips--) {
      uint32_t there = (uint32_t)packed_n - TRAILER, last = there < 120 || below(2) ? there : 120;
      packed[BEFORE + there - 1 - below(last)] ^= (char)(1 << below(8));
    }
    for (int alone = 0; alone < 2; alone++) {
      fixture_begin(&f[alone]);
      f[alone].limits.read_size = read_size;
      f[alone].limits.part_bytes = part_bytes;
      f[alone].limits.threads_from = threads_from;
      size_t before = alone ? BEFORE : 0;
      code[alone] = read_part(&f[alone], packed + BEFORE - before, packed_n + before, &out[alone]);
    }
    ck_assert_int_eq(code[0], code[1]);
    ck_assert(vitk_str_equal(vitk_buffer_str(&out[0]), vitk_buffer_str(&out[1])));
    ck_assert_msg(vitk_str_equal(vitk_buffer_str(&f[0].said), vitk_buffer_str(&f[1].said)), "%.*s--\n%.*s",
                  VITK_STR_ARG(vitk_buffer_str(&f[0].said)), VITK_STR_ARG(vitk_buffer_str(&f[1].said)));
    for (int alone = 0; alone < 2; alone++) {
      vitk_buffer_free(&out[alone]);
      fixture_end(&f[alone]);
    }
  }
}
END_TEST

/* Else the test above would compare libarchive with itself. */
START_TEST(bytes_before_the_zip_are_for_libarchive) {
  struct fixture f;
  fixture_begin(&f);
  f.input = (struct vitk_input){.limits = &f.limits, .diags = &f.diags};
  for (size_t before = 0; before <= BEFORE; before++) {
    struct archive *a;
    struct vitk_deflated deflated;
    pack();
    struct vitk_package package = {.bytes = {.p = packed + BEFORE - before, .n = packed_n + before}};
    ck_assert_int_eq(vitk_package_find(&f.input, &package, "a.xml", &a, &deflated), VITK_OK);
    ck_assert(before > 0 ? deflated.bytes == 0 : deflated.bytes > 0);
    archive_read_free(a);
  }
  fixture_end(&f);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("part");
  TCase *tests = tcase_create("part");
  tcase_set_timeout(tests, 0);
  tcase_add_test(tests, both_give_the_same_of_a_part_and_of_a_broken_one);
  tcase_add_test(tests, bytes_before_the_zip_are_for_libarchive);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
