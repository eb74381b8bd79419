#include "core/input/bundle.h"
#include "input_fixture.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <xxhash.h>

enum packing { ZIP, TAR, TAR_GZ, TAR_XZ, TAR_ZST };

/* A member of the archives that tests pack. */
struct packed {
  const char *name, *bytes;
};

static const struct packed foods[] = {
    {"release/food.csv", "id,name\n1,kale\n"},
    {"release/sub/Donn\xC3\xA9"
     "es.csv",
     "1,430,704.8\n"},
    {"release/.hidden", "x"},
};

/* What is packed is written to "name" in the fixture's folder. */
static void pack(struct fixture *f, const char *name, enum packing packing, const struct packed *members, size_t n) {
  char path[300];
  fixture_path(f, name, path);
  locale_t utf8 = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0), before = uselocale(utf8); /* for the names */
  struct archive *a = archive_write_new();
  if (packing == ZIP)
    archive_write_set_format_zip(a);
  else
    archive_write_set_format_pax_restricted(a);
  if (packing == TAR_GZ)
    archive_write_add_filter_gzip(a);
  if (packing == TAR_XZ)
    archive_write_add_filter_xz(a);
  if (packing == TAR_ZST)
    archive_write_add_filter_zstd(a);
  ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
  for (size_t i = 0; i < n; i++) {
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, members[i].name);
    archive_entry_set_size(entry, (la_int64_t)strlen(members[i].bytes));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    ck_assert_int_ge(archive_write_header(a, entry), ARCHIVE_WARN);
    archive_write_data(a, members[i].bytes, strlen(members[i].bytes));
    archive_entry_free(entry);
  }
  ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
  archive_write_free(a);
  uselocale(before);
  freelocale(utf8);
}

static void gzip(struct fixture *f, const char *name, const char *bytes, size_t n) {
  char path[300];
  fixture_path(f, name, path);
  struct archive *a = archive_write_new();
  archive_write_set_format_raw(a);
  archive_write_add_filter_gzip(a);
  ck_assert_int_eq(archive_write_open_filename(a, path), ARCHIVE_OK);
  struct archive_entry *entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(a, entry);
  archive_write_data(a, bytes, n);
  archive_entry_free(entry);
  ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
  archive_write_free(a);
}

/* The member's bytes; the code that ended the reads. */
static int read_member(struct fixture *f, uint32_t member, struct vitk_buffer *out) {
  struct vitk_stream *stream;
  char block[100];
  size_t got = 1;
  out->n = 0;
  int code = vitk_bundle_stream(f->bundle, member, &stream);
  while (code == VITK_OK && got > 0) {
    code = vitk_stream_read(stream, block, sizeof block, &got);
    vitk_buffer_add(out, block, got);
  }
  vitk_stream_close(stream);
  return code;
}

static void is_member(struct fixture *f, uint32_t member, const char *name, const char *bytes, size_t n) {
  struct vitk_buffer read = {.maximum = 1 << 24};
  vitk_str head, checksum;
  uint64_t length;
  char expected[80];
  ck_assert_msg(vitk_str_is(vitk_bundle_name(f->bundle, member), name), "%.*s",
                VITK_STR_ARG(vitk_bundle_name(f->bundle, member)));
  ck_assert_int_eq(vitk_bundle_head(f->bundle, member, &head), VITK_OK);
  ck_assert(vitk_str_equal(head, (vitk_str){bytes, n < VITK_HEAD_BYTES ? n : VITK_HEAD_BYTES}));
  ck_assert(!vitk_bundle_digest(f->bundle, member, &length, &checksum));
  ck_assert_int_eq(read_member(f, member, &read), VITK_OK);
  ck_assert(vitk_str_equal(vitk_buffer_str(&read), (vitk_str){bytes, n}));
  ck_assert(vitk_bundle_digest(f->bundle, member, &length, &checksum));
  XXH128_hash_t hash = XXH3_128bits(bytes, n);
  snprintf(expected, sizeof expected, "xxh3:%016llx%016llx", (unsigned long long)hash.high64,
           (unsigned long long)hash.low64);
  ck_assert(vitk_str_is(checksum, expected));
  ck_assert_uint_eq(length, n);
  vitk_buffer_free(&read);
}

static void has_foods(struct fixture *f) {
  ck_assert_uint_eq(vitk_bundle_count(f->bundle), 2);
  for (uint32_t i = 0; i < 2; i++)
    is_member(f, i, foods[i].name + strlen("release/"), foods[i].bytes, strlen(foods[i].bytes));
  ck_assert_uint_eq(f->n_said, 0);
}

START_TEST(a_folder_and_every_archive_of_it_are_equal) {
  static const size_t read_sizes[] = {SIZE_MAX, 1};
  for (size_t r = 0; r < 2; r++) {
    struct fixture f;
    char path[300];
    fixture_begin(&f);
    f.limits.read_size = read_sizes[r];
    for (size_t i = 0; i < 3; i++)
      fixture_write(&f, foods[i].name, foods[i].bytes, strlen(foods[i].bytes));
    fixture_path(&f, "release", path);
    ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
    has_foods(&f);
    for (enum packing p = ZIP; p <= TAR_ZST; p++) {
      pack(&f, "packed", p, foods, 3);
      fixture_path(&f, "packed", path);
      ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
      has_foods(&f);
    }
    fixture_end(&f);
  }
}
END_TEST

START_TEST(a_file_is_one_member_named_as_it_is) {
  struct fixture f;
  fixture_begin(&f);
  fixture_bytes(&f, "a b.csv", "x;y\n", 4);
  is_member(&f, 0, "a b.csv", "x;y\n", 4);
  ck_assert_uint_eq(vitk_bundle_bytes(f.bundle, 0), 4);
  fixture_bytes(&f, "empty.csv", "", 0);
  is_member(&f, 0, "empty.csv", "", 0);
  fixture_end(&f);
}
END_TEST

START_TEST(a_compressed_file_is_one_member_without_the_ending) {
  struct fixture f;
  char path[300], bytes[200000];
  fixture_begin(&f);
  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (char)('a' + i * i % 23);
  gzip(&f, "compo.xml.gz", bytes, sizeof bytes);
  fixture_path(&f, "compo.xml.gz", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_bytes(f.bundle, 0), UINT64_MAX);
  is_member(&f, 0, "compo.xml", bytes, sizeof bytes);
  gzip(&f, "none.csv.GZ", bytes, 0);
  fixture_path(&f, "none.csv.GZ", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  is_member(&f, 0, "none.csv", bytes, 0);
  fixture_end(&f);
}
END_TEST

START_TEST(a_workbook_stays_one_member) {
  static const struct packed book[] = {{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<w/>"}};
  struct fixture f;
  char path[300];
  vitk_str head;
  fixture_begin(&f);
  pack(&f, "book.xlsx", ZIP, book, 2);
  fixture_path(&f, "book.xlsx", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_count(f.bundle), 1);
  ck_assert(vitk_str_is(vitk_bundle_name(f.bundle, 0), "book.xlsx"));
  ck_assert_int_eq(vitk_bundle_head(f.bundle, 0, &head), VITK_OK);
  ck_assert(memcmp(head.p, "PK\3\4", 4) == 0);
  fixture_end(&f);
}
END_TEST

/* Puts bytes behind standard input through a pipe. They fit into the pipe's own buffer. */
static void pipe_in(const void *bytes, size_t n) {
  int ends[2];
  ck_assert_int_eq(pipe(ends), 0);
  ck_assert_int_ge(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20), 0);
  ck_assert_int_eq(write(ends[1], bytes, n), (ssize_t)n);
  close(ends[1]);
  dup2(ends[0], STDIN_FILENO);
  close(ends[0]);
}

START_TEST(a_pipe_is_read_once_and_its_head_is_given_again) {
  struct fixture f;
  struct vitk_stream *stream;
  char *bytes = malloc(300000);
  fixture_begin(&f);
  for (size_t i = 0; i < 300000; i++)
    bytes[i] = (char)('0' + i % 7);
  pipe_in(bytes, 300000);
  ck_assert_int_eq(fixture_open(&f, "-"), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_bytes(f.bundle, 0), UINT64_MAX);
  is_member(&f, 0, "-", bytes, 300000);
  ck_assert_int_eq(vitk_bundle_stream(f.bundle, 0, &stream), VITK_FAILED);
  ck_assert_heard(&f, "read-once");
  fixture_end(&f);
  free(bytes);
}
END_TEST

START_TEST(an_archive_on_a_pipe_is_read_as_one_in_a_file) {
  struct fixture f;
  char path[300], bytes[10000];
  fixture_begin(&f);
  for (enum packing p = ZIP; p <= TAR_ZST; p++) {
    pack(&f, "packed", p, foods, 3);
    fixture_path(&f, "packed", path);
    FILE *file = fopen(path, "rb");
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    pipe_in(bytes, n);
    ck_assert_int_eq(fixture_open(&f, "-"), VITK_OK);
    has_foods(&f);
  }
  f.limits.stdin_archive = 100;
  pipe_in(bytes, 200);
  ck_assert_int_eq(fixture_open(&f, "-"), VITK_FAILED);
  ck_assert_heard(&f, "4 limit");
  fixture_end(&f);
}
END_TEST

START_TEST(names_that_leave_the_archive_are_left_out) {
  static const struct packed bad[] = {
      {"../up", "1"}, {"/etc/absolute", "2"}, {"a/../../b", "3"}, {"good", "4"}, {"./also//good", "5"}};
  struct fixture f;
  char path[300];
  fixture_begin(&f);
  pack(&f, "bad.tar", TAR, bad, 5);
  fixture_path(&f, "bad.tar", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_count(f.bundle), 2);
  is_member(&f, 0, "also/good", "5", 1);
  is_member(&f, 1, "good", "4", 1);
  ck_assert_uint_eq(f.n_said, 3);
  ck_assert_heard(&f, "bad-name");
  fixture_end(&f);
}
END_TEST

START_TEST(of_two_members_of_one_name_the_first_is_read) {
  static const struct packed twice[] = {{"b", "first"}, {"a", "x"}, {"b", "second"}};
  struct fixture f;
  char path[300];
  fixture_begin(&f);
  pack(&f, "twice.tar", TAR, twice, 3);
  fixture_path(&f, "twice.tar", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_count(f.bundle), 2);
  is_member(&f, 1, "b", "first", 5);
  ck_assert_heard(&f, "2 double-member");
  fixture_end(&f);
}
END_TEST

START_TEST(a_name_that_is_not_utf8_stays_readable_and_unlike_others) {
  struct fixture f;
  fixture_begin(&f);
  fixture_write(&f,
                "d/Donn\xE9"
                "es.csv",
                "1", 1);
  char path[300];
  fixture_path(&f, "d", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  is_member(&f, 0, "Donn%E9es.csv", "1", 1);
  fixture_end(&f);
}
END_TEST

START_TEST(an_archive_cut_anywhere_never_reads_as_whole) {
  for (enum packing p = ZIP; p <= TAR_ZST; p++) {
    struct fixture f;
    char path[300], bytes[20000];
    fixture_begin(&f);
    pack(&f, "packed", p, foods, 3);
    fixture_path(&f, "packed", path);
    FILE *file = fopen(path, "rb");
    size_t n = fread(bytes, 1, sizeof bytes, file), step = n > 2000 ? 97 : 1;
    fclose(file);
    for (size_t cut = 8; cut < n; cut += step) {
      struct vitk_buffer read = {.maximum = 1 << 20};
      fixture_write(&f, "cut", bytes, cut);
      fixture_path(&f, "cut", path);
      fixture_forget(&f);
      int code = fixture_open(&f, path);
      if (code == VITK_OK && p == ZIP)
        ck_abort_msg("a zip cut at %zu opened", cut);
      for (uint32_t i = 0; code == VITK_OK && i < vitk_bundle_count(f.bundle); i++)
        if (read_member(&f, i, &read) != VITK_OK)
          code = VITK_FAILED;
      if (code != VITK_OK) {
        ck_assert_int_eq(code, VITK_FAILED);
        ck_assert_uint_ge(f.n_said, 1);
      }
      vitk_buffer_free(&read);
    }
    fixture_end(&f);
  }
}
END_TEST

START_TEST(a_cut_zip_is_named_as_such) {
  struct fixture f;
  fixture_begin(&f);
  pack(&f, "packed", ZIP, foods, 3);
  char path[300], bytes[2000];
  fixture_path(&f, "packed", path);
  FILE *file = fopen(path, "rb");
  size_t n = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  fixture_write(&f, "cut.zip", bytes, n / 2);
  fixture_path(&f, "cut.zip", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_FAILED);
  ck_assert_heard(&f, "4 bad-archive");
  ck_assert_heard(&f, "cut.zip");
  fixture_end(&f);
}
END_TEST

START_TEST(a_cut_gz_fails_at_its_end) {
  struct fixture f;
  struct vitk_buffer read = {.maximum = 1 << 20};
  static char bytes[400000];
  char path[300];
  fixture_begin(&f);
  uint32_t noise = 1; /* which does not compress */
  for (size_t i = 0; i < sizeof bytes; i++, noise = noise * 1664525 + 1013904223)
    bytes[i] = (char)(noise >> 24);
  gzip(&f, "x.gz", bytes, sizeof bytes);
  fixture_path(&f, "x.gz", path);
  ck_assert_int_eq(truncate(path, 300000), 0);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_int_eq(read_member(&f, 0, &read), VITK_FAILED);
  ck_assert_heard(&f, "4 truncated");
  uint64_t length;
  vitk_str checksum;
  ck_assert(!vitk_bundle_digest(f.bundle, 0, &length, &checksum));
  vitk_buffer_free(&read);
  fixture_end(&f);
}
END_TEST

START_TEST(a_bomb_ends_at_the_limit) {
  struct fixture f;
  struct vitk_buffer read = {.maximum = 1 << 24};
  char path[300], *long_text = malloc(1 << 22);
  memset(long_text, 'z', 1 << 22);
  fixture_begin(&f);
  f.limits.member_bytes = 1 << 20;
  gzip(&f, "bomb.gz", long_text, 1 << 22);
  fixture_path(&f, "bomb.gz", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_int_eq(read_member(&f, 0, &read), VITK_FAILED);
  ck_assert_uint_le(read.n, 1 << 20);
  ck_assert_heard(&f, "4 limit");
  vitk_buffer_free(&read);
  free(long_text);
  fixture_end(&f);
}
END_TEST

START_TEST(limits_on_members_and_depth_hold) {
  struct fixture f;
  fixture_begin(&f);
  f.limits.members = 1;
  fixture_write(&f, "a", "", 0);
  ck_assert_int_eq(fixture_open(&f, f.folder), VITK_OK);
  fixture_write(&f, "b", "", 0);
  ck_assert_int_eq(fixture_open(&f, f.folder), VITK_FAILED);
  ck_assert_heard(&f, "4 limit");
  f.limits = vitk_default_limits;
  f.limits.folder_depth = 1;
  fixture_write(&f, "c/d", "", 0);
  fixture_write(&f, "c/e/f", "", 0);
  fixture_forget(&f);
  ck_assert_int_eq(fixture_open(&f, f.folder), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_count(f.bundle), 3);
  ck_assert_heard(&f, "2 limit");
  fixture_end(&f);
}
END_TEST

START_TEST(links_to_files_are_followed_and_the_rest_left_out) {
  struct fixture f;
  char path[300];
  fixture_begin(&f);
  fixture_write(&f, "d/file", "x", 1);
  fixture_path(&f, "d/link", path);
  ck_assert_int_eq(symlink("file", path), 0);
  fixture_path(&f, "d/loop", path);
  ck_assert_int_eq(symlink(".", path), 0);
  fixture_path(&f, "d/fifo", path);
  ck_assert_int_eq(mkfifo(path, 0600), 0);
  fixture_path(&f, "d", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_count(f.bundle), 2);
  is_member(&f, 1, "link", "x", 1);
  ck_assert_uint_eq(f.n_said, 1);
  ck_assert_heard(&f, "2 link 0 \"loop\"");
  fixture_end(&f);
}
END_TEST

START_TEST(nothing_at_the_path_is_an_error_and_an_empty_folder_is_none) {
  struct fixture f;
  char path[300];
  fixture_begin(&f);
  fixture_path(&f, "no such file", path);
  ck_assert_int_eq(fixture_open(&f, path), VITK_FAILED);
  ck_assert_heard(&f, "4 cannot-open 0 cannot open");
  ck_assert_int_eq(fixture_open(&f, f.folder), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_count(f.bundle), 0);
  fixture_end(&f);
}
END_TEST

START_TEST(closing_early_still_gives_the_whole_checksum) {
  struct fixture f;
  struct vitk_stream *stream, *beside;
  char byte;
  size_t got;
  uint64_t length;
  vitk_str checksum;
  fixture_begin(&f);
  fixture_bytes(&f, "a", "abc", 3);
  ck_assert_int_eq(vitk_bundle_stream(f.bundle, 0, &stream), VITK_OK);
  ck_assert_int_eq(vitk_bundle_stream(f.bundle, 0, &beside), VITK_OK);
  ck_assert_int_eq(vitk_stream_read(stream, &byte, 1, &got), VITK_OK);
  vitk_stream_close(stream);
  ck_assert(vitk_bundle_digest(f.bundle, 0, &length, &checksum));
  ck_assert_uint_eq(length, 3);
  ck_assert(vitk_str_is(checksum, "xxh3:06b05ab6733a618578af5f94892f3950"));
  ck_assert_int_eq(vitk_stream_read(beside, &byte, 1, &got), VITK_OK);
  ck_assert_int_eq(byte, 'a');
  vitk_stream_close(beside);
  fixture_end(&f);
}
END_TEST

START_TEST(sha256_is_taken_where_it_is_asked_for) {
  struct fixture f;
  char path[300];
  uint64_t length;
  vitk_str checksum;
  struct vitk_buffer read = {.maximum = 100};
  fixture_begin(&f);
  fixture_write(&f, "a", "abc", 3);
  fixture_path(&f, "a", path);
  struct vitk_bundle_settings settings = {.limits = &f.limits, .checksum = VITK_CHECKSUM_SHA256};
  ck_assert_int_eq(vitk_bundle_open(path, &settings, &f.diags, &f.bundle), VITK_OK);
  ck_assert_int_eq(read_member(&f, 0, &read), VITK_OK);
  ck_assert(vitk_bundle_digest(f.bundle, 0, &length, &checksum));
  ck_assert(vitk_str_is(checksum, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  vitk_buffer_free(&read);
  fixture_end(&f);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("bundle");
  TCase *tests = tcase_create("bundle");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, a_folder_and_every_archive_of_it_are_equal);
  tcase_add_test(tests, a_file_is_one_member_named_as_it_is);
  tcase_add_test(tests, a_compressed_file_is_one_member_without_the_ending);
  tcase_add_test(tests, a_workbook_stays_one_member);
  tcase_add_test(tests, a_pipe_is_read_once_and_its_head_is_given_again);
  tcase_add_test(tests, an_archive_on_a_pipe_is_read_as_one_in_a_file);
  tcase_add_test(tests, names_that_leave_the_archive_are_left_out);
  tcase_add_test(tests, of_two_members_of_one_name_the_first_is_read);
  tcase_add_test(tests, a_name_that_is_not_utf8_stays_readable_and_unlike_others);
  tcase_add_test(tests, an_archive_cut_anywhere_never_reads_as_whole);
  tcase_add_test(tests, a_cut_zip_is_named_as_such);
  tcase_add_test(tests, a_cut_gz_fails_at_its_end);
  tcase_add_test(tests, a_bomb_ends_at_the_limit);
  tcase_add_test(tests, limits_on_members_and_depth_hold);
  tcase_add_test(tests, links_to_files_are_followed_and_the_rest_left_out);
  tcase_add_test(tests, nothing_at_the_path_is_an_error_and_an_empty_folder_is_none);
  tcase_add_test(tests, closing_early_still_gives_the_whole_checksum);
  tcase_add_test(tests, sha256_is_taken_where_it_is_asked_for);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
