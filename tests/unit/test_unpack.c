#include "input_fixture.h"
#include "random.h"

#include <archive.h>
#include <archive_entry.h>

enum { BYTES = 1500000 };

static char text[BYTES];

/* text.csv of BYTES bytes, then its first `n` bytes again as later.csv; cut: the file lacks its last part. */
static void pack(struct fixture *f, const char *name, bool zip, size_t n, bool cut) {
  char path[300];
  fixture_path(f, name, path);
  struct archive *a = archive_write_new();
  if (zip)
    archive_write_set_format_zip(a);
  else
    archive_write_set_format_raw(a);
  if (!zip)
    archive_write_add_filter_gzip(a);
  ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
  for (int i = 0; i < (zip ? 2 : 1); i++) {
    size_t length = i == 0 ? BYTES : n;
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, i == 0 ? "text.csv" : "later.csv");
    archive_entry_set_size(entry, (la_int64_t)length);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(a, entry);
    archive_write_data(a, text, length);
    archive_entry_free(entry);
  }
  ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
  archive_write_free(a);
  struct stat status;
  ck_assert_int_eq(stat(path, &status), 0);
  if (cut)
    ck_assert_int_eq(truncate(path, status.st_size / 2), 0);
}

static void fill_text(void) {
  for (size_t i = 0; i < BYTES; i++)
    text[i] = (char)('0' + below(10));
}

/* All that the member gives in reads of `most` bytes; *code is how it ended. */
static size_t read_member(struct fixture *f, uint32_t member, size_t most, char *to, int *code) {
  struct vitk_stream *stream;
  size_t n = 0, got = 1;
  *code = vitk_bundle_stream(f->bundle, member, &stream);
  while (*code == VITK_OK && got > 0 && n < BYTES) {
    *code = vitk_stream_read(stream, to + n, BYTES - n < most ? BYTES - n : most, &got);
    n += got;
  }
  vitk_stream_close(*code == VITK_OK || n > 0 ? stream : NULL);
  return n;
}

/* The packed text is the same, with and without a thread that unpacks it. */
static void gives_all(bool zip) {
  fill_text();
  for (int threads = 1; threads <= 2; threads++)
    for (size_t most = 1000; most <= 1000000; most *= 1000) {
      struct fixture f;
      char path[300], *to = malloc(BYTES);
      int code;
      fixture_begin(&f);
      f.limits.threads = (uint32_t)threads;
      f.limits.threads_from = 0;
      pack(&f, "t.packed", zip, 100, false);
      fixture_path(&f, "t.packed", path);
      ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
      ck_assert_uint_eq(read_member(&f, zip ? 1 : 0, most, to, &code), BYTES);
      ck_assert_int_eq(code, VITK_OK);
      ck_assert_int_eq(memcmp(to, text, BYTES), 0);
      if (zip) {
        ck_assert_uint_eq(read_member(&f, 0, most, to, &code), 100);
        ck_assert_int_eq(memcmp(to, text, 100), 0);
      }
      ck_assert_uint_eq(f.n_said, 0);
      free(to);
      fixture_end(&f);
    }
}

START_TEST(a_member_of_a_zip_is_whole) {
  gives_all(true);
}
END_TEST

START_TEST(a_gzip_file_is_whole) {
  gives_all(false);
}
END_TEST

START_TEST(a_cut_file_gives_what_it_has_and_then_the_same_problem) {
  char said[2][1000], *to = malloc(BYTES);
  size_t n[2];
  fill_text();
  for (int threads = 1; threads <= 2; threads++) {
    struct fixture f;
    char path[300];
    int code;
    fixture_begin(&f);
    f.limits.threads = (uint32_t)threads;
    f.limits.threads_from = 100000;
    pack(&f, "t.csv.gz", false, 0, true);
    fixture_path(&f, "t.csv.gz", path);
    ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
    n[threads - 1] = read_member(&f, 0, 5000, to, &code);
    ck_assert_int_eq(code, VITK_FAILED);
    ck_assert_int_eq(memcmp(to, text, n[threads - 1]), 0);
    ck_assert_heard(&f, "4 truncated 0 cannot read on after byte");
    const char *reason = strrchr(f.said.p, ':');
    snprintf(said[threads - 1], sizeof said[0], "%.*s", (int)(f.said.n - (size_t)(reason - f.said.p)), reason);
    fixture_end(&f);
  }
  ck_assert_uint_gt(n[0], BYTES / 3); /* half of the packed text, but for what libarchive drops at a failure */
  ck_assert_uint_gt(n[1], BYTES / 3);
  ck_assert_str_eq(said[0], said[1]);
  free(to);
}
END_TEST

START_TEST(a_stream_can_be_closed_before_its_end) {
  fill_text();
  for (size_t most = 1; most < BYTES; most *= 40) {
    struct fixture f;
    char path[300], *to = malloc(BYTES);
    struct vitk_stream *stream;
    size_t got;
    uint64_t bytes;
    vitk_str digest;
    fixture_begin(&f);
    f.limits.threads_from = 0;
    f.limits.threads = 2;
    pack(&f, "t.csv.gz", false, 0, false);
    fixture_path(&f, "t.csv.gz", path);
    ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
    ck_assert_int_eq(vitk_bundle_stream(f.bundle, 0, &stream), VITK_OK);
    ck_assert_int_eq(vitk_stream_read(stream, to, most, &got), VITK_OK);
    vitk_stream_close(stream);
    ck_assert(vitk_bundle_digest(f.bundle, 0, &bytes, &digest));
    ck_assert_uint_eq(bytes, BYTES);
    free(to);
    fixture_end(&f);
  }
}
END_TEST

START_TEST(a_bomb_ends_at_the_limit) {
  struct fixture f;
  char path[300], *to = malloc(BYTES);
  int code;
  fill_text();
  fixture_begin(&f);
  f.limits.threads_from = 0;
  f.limits.threads = 2;
  f.limits.member_bytes = BYTES / 2;
  pack(&f, "t.csv.gz", false, 0, false);
  fixture_path(&f, "t.csv.gz", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_uint_le(read_member(&f, 0, 100000, to, &code), BYTES / 2);
  ck_assert_int_eq(code, VITK_FAILED);
  ck_assert_heard(&f, "4 limit 0 this member is longer than");
  free(to);
  fixture_end(&f);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("unpack");
  TCase *tests = tcase_create("unpack");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, a_member_of_a_zip_is_whole);
  tcase_add_test(tests, a_gzip_file_is_whole);
  tcase_add_test(tests, a_cut_file_gives_what_it_has_and_then_the_same_problem);
  tcase_add_test(tests, a_stream_can_be_closed_before_its_end);
  tcase_add_test(tests, a_bomb_ends_at_the_limit);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
