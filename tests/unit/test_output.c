#include "core/dataset/output.h"

#include "tests/unit/dataset.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

static struct vitk_target *target(const char *text) {
  struct vitk_target *opened = NULL;
  ck_assert_msg(vitk_target_open(text, &diags, &opened) == VITK_OK, "%s", told.message);
  return opened;
}

static struct vitk_output_info write_one(struct vitk_target *to, const char *name, const char *text) {
  struct vitk_output *output = NULL;
  struct vitk_output_info info = {.size = sizeof info};
  ck_assert_msg(vitk_output_open(to, name, &output) == VITK_OK, "%s", told.message);
  ck_assert_int_eq(vitk_output_write(output, text, strlen(text)), VITK_OK);
  ck_assert_int_eq(vitk_output_close(output, &info), VITK_OK);
  return info;
}

static void check_text(const char *path, const char *text) {
  char *found = read_file(path);
  ck_assert_str_eq(found, text);
  free(found);
}

static void check_refused(const char *text) {
  struct vitk_target *opened = NULL;
  told = (struct told){0};
  ck_assert_int_eq(vitk_target_open(text, &diags, &opened), VITK_FAILED);
  ck_assert_ptr_null(opened);
  ck_assert_str_eq(told.code, "cannot-write");
  ck_assert_uint_gt(strlen(told.hint), 0);
}

START_TEST(a_file_appears_whole) {
  const char *path = in_folder("a.csv");
  write_file(path, "old");
  struct vitk_target *to = target(path);
  ck_assert_uint_eq(vitk_target_kind(to), VITK_TO_FILE);
  write_one(to, NULL, "new");
  check_text(path, "old");
  ck_assert_int_eq(vitk_target_finish(to), VITK_OK);
  check_text(path, "new");
  ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(an_abort_takes_all_away) {
  const char *path = in_folder("a.csv");
  write_file(path, "old");
  struct vitk_target *to = target(path);
  struct vitk_output *output = NULL;
  ck_assert_int_eq(vitk_output_open(to, NULL, &output), VITK_OK);
  ck_assert_int_eq(vitk_output_write(output, "new", 3), VITK_OK);
  vitk_target_abort(to);
  check_text(path, "old");
  to = target(in_folder("new/"));
  write_one(to, "a.csv", "text");
  vitk_target_abort(to);
  ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(bytes_and_checksum_are_those_of_the_file) {
  struct vitk_target *to = target(in_folder("a"));
  struct vitk_output_info info = write_one(to, NULL, "abc");
  ck_assert_uint_eq(info.bytes, 3);
  ck_assert_str_eq(info.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  ck_assert_int_eq(vitk_target_finish(to), VITK_OK);
}
END_TEST

START_TEST(what_is_longer_than_the_buffer_is_written_too) {
  struct vitk_target *to = target(in_folder("a"));
  struct vitk_output *output = NULL;
  static char block[200000];
  memset(block, 'x', sizeof block);
  ck_assert_int_eq(vitk_output_open(to, NULL, &output), VITK_OK);
  ck_assert_int_eq(vitk_output_write(output, "abc", 3), VITK_OK);
  ck_assert_int_eq(vitk_output_write(output, block, sizeof block), VITK_OK);
  for (int i = 0; i < 100000; i++)
    ck_assert_int_eq(vitk_output_write(output, "yz", 2), VITK_OK);
  ck_assert_int_eq(vitk_target_finish(to), VITK_OK); /* closes what was left open */
  char *text = read_file(in_folder("a"));
  ck_assert_uint_eq(strlen(text), 3 + 200000 + 200000);
  ck_assert_int_eq(strncmp(text, "abcxxx", 6), 0);
  ck_assert_str_eq(text + 400001, "yz");
  free(text);
}
END_TEST

enum { LINES = 110000, LINE = 9, ROOM = 16 /* of any int: gcc may not see that it has 8 digits */ };

static struct vitk_output *write_many(struct vitk_target *to) {
  struct vitk_output *output = NULL;
  char line[ROOM];
  int code = vitk_output_open(to, NULL, &output);
  for (int i = 0; i < LINES && code == VITK_OK; i++) {
    snprintf(line, sizeof line, "%08d\n", i);
    code = vitk_output_write(output, line, LINE);
  }
  ck_assert_int_eq(code, VITK_OK);
  return output;
}

START_TEST(what_fills_many_buffers_is_whole_and_in_order) {
  struct vitk_target *to = target(in_folder("a"));
  struct vitk_output_info info = {.size = sizeof info};
  ck_assert_int_eq(vitk_output_close(write_many(to), &info), VITK_OK);
  ck_assert_uint_eq(info.bytes, LINES * LINE);
  ck_assert_int_eq(vitk_target_finish(to), VITK_OK);
  char *text = read_file(in_folder("a")), line[ROOM];
  ck_assert_uint_eq(strlen(text), LINES * LINE);
  for (int i = 0; i < LINES; i++) {
    snprintf(line, sizeof line, "%08d\n", i);
    ck_assert_int_eq(memcmp(text + i * LINE, line, LINE), 0);
  }
  free(text);
}
END_TEST

START_TEST(an_abort_in_the_midst_of_much_takes_all_away) {
  struct vitk_target *to = target(in_folder("a"));
  write_many(to);
  vitk_target_abort(to);
  ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(a_disk_that_is_full_at_the_end_is_an_error_of_closing) {
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &(struct rlimit){LINES * LINE - 1, LINES * LINE - 1});
  struct vitk_target *to = target(in_folder("a"));
  ck_assert_int_eq(vitk_output_close(write_many(to), NULL), VITK_FAILED);
  ck_assert_ptr_nonnull(strstr(told.message, "File too large"));
  vitk_target_abort(to);
  ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(a_new_folder_appears_whole) {
  struct vitk_target *to = target(in_folder("new/"));
  ck_assert_uint_eq(vitk_target_kind(to), VITK_TO_FOLDER);
  write_one(to, "a.csv", "a");
  write_one(to, "datapackage.json", "{}");
  struct stat found;
  ck_assert_int_ne(stat(in_folder("new"), &found), 0);
  ck_assert_int_eq(vitk_target_finish(to), VITK_OK);
  check_text(in_folder("new/a.csv"), "a");
  ck_assert_int_eq(files_in(in_folder("new")), 2);
  ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(an_earlier_export_and_an_empty_folder_are_written_into) {
  mkdir(in_folder("d"), 0777);
  for (int i = 0; i < 2; i++) {
    struct vitk_target *to = target(in_folder("d"));
    write_one(to, "datapackage.json", "{\n  " VITK_OUTPUT_MARK "1}}");
    write_one(to, "a.csv", i ? "second" : "first");
    ck_assert_int_eq(vitk_target_finish(to), VITK_OK);
  }
  check_text(in_folder("d/a.csv"), "second");
  ck_assert_int_eq(files_in(in_folder("d")), 2);
}
END_TEST

START_TEST(another_s_folder_is_left_alone) {
  mkdir(in_folder("d"), 0777);
  write_file(in_folder("d/thesis.txt"), "all my work");
  check_refused(in_folder("d"));
  ck_assert_ptr_nonnull(strstr(told.hint, "empty"));
  write_file(in_folder("d/datapackage.json"), "{\"name\": \"another\"}");
  check_refused(in_folder("d/"));
  ck_assert_int_eq(files_in(in_folder("d")), 2);
}
END_TEST

START_TEST(what_can_not_be_written_says_so) {
  struct vitk_target *to = target(in_folder("none/a.csv"));
  struct vitk_output *output = NULL;
  ck_assert_int_eq(vitk_output_open(to, NULL, &output), VITK_FAILED);
  ck_assert_str_eq(told.code, "cannot-write");
  ck_assert_ptr_nonnull(strstr(told.message, "none/a.csv"));
  vitk_target_abort(to);
  check_refused(in_folder("none/folder/"));
  check_refused("");
  write_file(in_folder("file"), "x");
  check_refused(in_folder("file/"));
}
END_TEST

START_TEST(a_full_disk_is_an_error_and_leaves_nothing) {
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &(struct rlimit){100000, 100000});
  struct vitk_target *to = target(in_folder("a.csv"));
  struct vitk_output *output = NULL;
  int code = vitk_output_open(to, NULL, &output);
  for (int i = 0; i < 200000 && code == VITK_OK; i++)
    code = vitk_output_write(output, "1,2,3\n", 6);
  ck_assert_int_eq(code, VITK_FAILED);
  ck_assert_str_eq(told.code, "cannot-write");
  ck_assert_ptr_nonnull(strstr(told.message, "File too large"));
  vitk_target_abort(to);
  ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(a_full_device_is_an_error) {
  struct vitk_target *to = target("/dev/null"); /* devices are written to and stay devices */
  write_one(to, NULL, "text");
  ck_assert_int_eq(vitk_target_finish(to), VITK_OK);
  to = target("/dev/full");
  struct vitk_output *output = NULL;
  ck_assert_int_eq(vitk_output_open(to, NULL, &output), VITK_OK);
  ck_assert_int_eq(vitk_output_write(output, "text", 4), VITK_OK);
  ck_assert_int_eq(vitk_output_close(output, NULL), VITK_FAILED);
  ck_assert_ptr_nonnull(strstr(told.message, "/dev/full"));
  vitk_target_abort(to);
  struct stat found;
  ck_assert_int_eq(stat("/dev/null", &found), 0);
  ck_assert(S_ISCHR(found.st_mode));
}
END_TEST

START_TEST(a_closed_pipe_ends_quietly) {
  signal(SIGPIPE, SIG_IGN);
  int ends[2], stdout_before = dup(STDOUT_FILENO);
  ck_assert_int_eq(pipe(ends), 0);
  dup2(ends[1], STDOUT_FILENO);
  close(ends[0]);
  close(ends[1]);
  struct vitk_target *to = target("-");
  ck_assert_uint_eq(vitk_target_kind(to), VITK_TO_STDOUT);
  struct vitk_output *output = NULL;
  int opened = vitk_output_open(to, NULL, &output);
  int written = vitk_output_write(output, "text", 4), flushed = vitk_output_write(output, NULL, 0);
  vitk_target_abort(to);
  dup2(stdout_before, STDOUT_FILENO);
  ck_assert_int_eq(opened, VITK_OK);
  ck_assert_int_eq(written, VITK_OK);
  ck_assert_int_eq(flushed, VITK_CANCELLED);
  ck_assert_int_eq(told.n, 0);
}
END_TEST

START_TEST(a_url_is_the_exporter_s_own_business) {
  struct vitk_target *to = target("postgresql://host/db");
  ck_assert_uint_eq(vitk_target_kind(to), VITK_TO_URL);
  ck_assert(vitk_str_is(vitk_target_text(to), "postgresql://host/db"));
  struct vitk_output *output = NULL;
  ck_assert_int_eq(vitk_output_open(to, NULL, &output), VITK_FATAL);
  ck_assert_str_eq(told.code, "plugin-misuse");
  ck_assert_int_eq(vitk_target_finish(to), VITK_OK);
}
END_TEST

START_TEST(a_password_is_not_shown) {
  static const struct {
    const char *given, *shown;
  } cases[] = {
      {"postgresql://user:hush@host:5432/db", "postgresql://user:***@host:5432/db"},
      {"postgresql://user:a/b?c@hush@host/db", "postgresql://user:***@host/db"},
      {"postgresql://user@host/db?password=hush&sslmode=require",
       "postgresql://user@host/db?password=***&sslmode=require"},
      {"postgresql:/user:hush@host/db", "postgresql:/user:***@host/db"},
      {"postgresql://host:5432/db?x=y", "postgresql://host:5432/db?x=y"},
      {"postgresql://user@host:5432/db", "postgresql://user@host:5432/db"},
      {"folder/a:b@c.csv", "folder/a:b@c.csv"},
      {"a:b@c.csv", "a:b@c.csv"},
      {"-", "-"},
      {"", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *shown = vitk_target_shown(cases[i].given);
    ck_assert_str_eq(shown, cases[i].shown);
    free(shown);
  }
}
END_TEST

START_TEST(a_path_with_colon_and_slashes_is_no_url) {
  ck_assert(vitk_target_is_url("s3+x://bucket"));
  ck_assert(!vitk_target_is_url("folder/a://b"));
  ck_assert(!vitk_target_is_url("://b"));
  ck_assert(!vitk_target_is_url("3d://b"));
}
END_TEST

START_TEST(names_that_leave_the_folder_are_misuse) {
  static const char *const names[] = {"../a", "a/b", ".hidden", "", "..", "/etc/x", NULL};
  struct vitk_target *to = target(in_folder("d/"));
  struct vitk_output *output = NULL;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    ck_assert_int_eq(vitk_output_open(to, names[i], &output), VITK_FATAL);
  write_one(to, "a", "");
  ck_assert_int_eq(vitk_output_open(to, "a", &output), VITK_FATAL);
  ck_assert_str_eq(told.code, "plugin-misuse");
  vitk_target_abort(to);
  to = target(in_folder("file"));
  ck_assert_int_eq(vitk_output_open(to, "name", &output), VITK_FATAL);
  vitk_target_abort(to);
}
END_TEST

static void add(TCase *tests) {
  tcase_add_test(tests, a_file_appears_whole);
  tcase_add_test(tests, an_abort_takes_all_away);
  tcase_add_test(tests, bytes_and_checksum_are_those_of_the_file);
  tcase_add_test(tests, what_is_longer_than_the_buffer_is_written_too);
  tcase_add_test(tests, what_fills_many_buffers_is_whole_and_in_order);
  tcase_add_test(tests, an_abort_in_the_midst_of_much_takes_all_away);
  tcase_add_test(tests, a_disk_that_is_full_at_the_end_is_an_error_of_closing);
  tcase_add_test(tests, a_new_folder_appears_whole);
  tcase_add_test(tests, an_earlier_export_and_an_empty_folder_are_written_into);
  tcase_add_test(tests, another_s_folder_is_left_alone);
  tcase_add_test(tests, what_can_not_be_written_says_so);
  tcase_add_test(tests, a_full_disk_is_an_error_and_leaves_nothing);
  tcase_add_test(tests, a_full_device_is_an_error);
  tcase_add_test(tests, a_closed_pipe_ends_quietly);
  tcase_add_test(tests, a_password_is_not_shown);
  tcase_add_test(tests, a_path_with_colon_and_slashes_is_no_url);
  tcase_add_test(tests, a_url_is_the_exporter_s_own_business);
  tcase_add_test(tests, names_that_leave_the_folder_are_misuse);
}

int main(void) {
  return run_tests("output", add);
}
