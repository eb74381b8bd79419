#include "core/record/component.h"
#include "tests/unit/dataset.h"

#include <fcntl.h>
#include <sys/file.h>

static void write_small(const char *path, bool keep, const char *id, double amount) {
  struct vitk_sqlite_writer *w = writer(path, keep);
  put_small_source(vitk_sqlite_writer_sink(w), id, amount);
  ck_assert_msg(vitk_sqlite_writer_finish(w) == VITK_OK, "%s", told.message);
}

static void check_refused(const char *path, const char *code) {
  struct vitk_sqlite_writer *w = NULL;
  told = (struct told){0};
  ck_assert_int_eq(vitk_sqlite_writer_new(path, true, &diags, &w), VITK_FAILED);
  ck_assert_ptr_null(w);
  ck_assert_str_eq(told.code, code);
  ck_assert_uint_gt(strlen(told.hint), 0);
}

START_TEST(what_is_written_is_read) {
  const char *path = in_folder("a 'quoted' name?.sqlite");
  write_small(path, false, "table-1", 23.1);
  sqlite3 *db = dataset(path);
  ck_assert_str_eq(ask(db, "SELECT amount_ug FROM value WHERE food_id = '007' AND component_id = 'VITK1'"), "23.1");
  ck_assert_str_eq(ask(db, "SELECT upper_ug FROM value WHERE status = 'trace'"), "null");
  ck_assert_str_eq(ask(db, "SELECT name FROM food WHERE food_id = '008'"), "null");
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM component"), "14");
  ck_assert_str_eq(ask(db, "PRAGMA integrity_check"), "ok");
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'value_by_component'"), "1");
  ck_assert_str_eq(ask(db, "PRAGMA foreign_key_check"), "nothing");
  sqlite3_close(db);
  ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(rows_come_in_the_order_of_the_exporters) {
  const char *path = in_folder("a.sqlite");
  struct vitk_sqlite_writer *w = writer(path, false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  put_source(sink, "b");
  put_food(sink, "b", "2", "two");
  put_number(sink, "b", "2", "MK13", 1);
  put_number(sink, "b", "2", "MK4", 1);
  put_number(sink, "b", "2", "VITK1", 1);
  put_food(sink, "b", "10", "ten");
  put_source(sink, "a");
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
  char *rows = all_rows_of(path);
  const char *last = rows;
  const char *const order[] = {"component|VITK|",     "component|MK4|",  "component|MK13|", "source|a|",
                               "source|b|",           "food|b|10|",      "food|b|2|",       "value|b|2|VITK1|",
                               "value|b|2|MK4|value", "value|b|2|MK13|v"};
  for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
    const char *found = strstr(rows, order[i]);
    ck_assert_msg(found != NULL && found >= last, "%s is not where it should be in\n%s", order[i], rows);
    last = found;
  }
  free(rows);
}
END_TEST

START_TEST(the_order_of_imports_does_not_show) {
  const char *ab = in_folder("ab.sqlite"), *ba = in_folder("ba.sqlite");
  write_small(ab, true, "a", 1.5);
  write_small(ab, true, "b", 0.1);
  write_small(ba, true, "b", 0.1);
  write_small(ba, true, "a", 1.5);
  char *one = all_rows_of(ab), *other = all_rows_of(ba);
  ck_assert_str_eq(one, other);
  free(one);
  free(other);
}
END_TEST

START_TEST(a_source_takes_the_place_of_its_older_self_and_others_stay) {
  const char *path = in_folder("a.sqlite");
  write_small(path, true, "a", 1);
  write_small(path, true, "b", 2);
  struct vitk_sqlite_writer *w = writer(path, true);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  put_source(sink, "a");
  put_food(sink, "a", "new", "New");
  put_number(sink, "a", "new", "VITK1", 7);
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
  sqlite3 *db = dataset(path);
  ck_assert_str_eq(ask(db, "SELECT group_concat(food_id) FROM food WHERE source_id = 'a'"), "new");
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM problem WHERE source_id = 'a'"), "0");
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM value WHERE source_id = 'b'"), "3");
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM problem WHERE source_id = 'b'"), "1");
  sqlite3_close(db);
}
END_TEST

START_TEST(a_source_written_twice_is_there_once) {
  const char *path = in_folder("a.sqlite");
  struct vitk_sqlite_writer *w = writer(path, true);
  put_small_source(vitk_sqlite_writer_sink(w), "a", 1);
  put_small_source(vitk_sqlite_writer_sink(w), "a", 2);
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
  sqlite3 *db = dataset(path);
  ck_assert_str_eq(ask(db, "SELECT group_concat(amount_ug) FROM value WHERE component_id = 'VITK1'"), "2.0");
  sqlite3_close(db);
}
END_TEST

START_TEST(without_keep_nothing_stays) {
  const char *path = in_folder("a.sqlite");
  write_small(path, true, "a", 1);
  write_small(path, false, "b", 2);
  sqlite3 *db = dataset(path);
  ck_assert_str_eq(ask(db, "SELECT group_concat(source_id) FROM source"), "b");
  sqlite3_close(db);
}
END_TEST

START_TEST(an_aborted_import_leaves_the_target_and_no_trace) {
  const char *path = in_folder("a.sqlite");
  write_small(path, true, "a", 1);
  char *before = all_rows_of(path);
  struct vitk_sqlite_writer *w = writer(path, true);
  put_small_source(vitk_sqlite_writer_sink(w), "a", 2);
  ck_assert_int_eq(files_in(folder), 2);
  vitk_sqlite_writer_abort(w);
  char *after = all_rows_of(path);
  ck_assert_str_eq(before, after);
  ck_assert_int_eq(files_in(folder), 1);
  free(before);
  free(after);
}
END_TEST

/* Is the row, written so many times, refused as a bad row? Rows go to SQLite several at once: at the end at the latest.
 */
static bool refuses(const struct test_value *row, int times) {
  struct vitk_sqlite_writer *w = writer(in_folder("wrong.sqlite"), false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  struct test_value value = *row;
  int code = VITK_OK;
  value.source = "a";
  value.food = "1";
  told = (struct told){0};
  put_source(sink, "a");
  put_food(sink, "a", "1", "one");
  for (int i = 0; i < times && code == VITK_OK; i++)
    code = put_value(sink, value);
  if (code == VITK_OK)
    code = vitk_sqlite_writer_finish(w);
  else
    vitk_sqlite_writer_abort(w);
  ck_assert(code == VITK_OK || (code == VITK_FAILED && strcmp(told.code, "bad-row") == 0));
  return code != VITK_OK;
}

START_TEST(a_wrong_row_is_refused) {
  static const struct test_value wrong[] = {
      {.component = "VITK1", .status = "trace", .amount = 0, .lower = 0, .upper = NAN},
      {.component = "VITK1", .status = "trace", .amount = NAN, .lower = 0, .upper = 1},
      {.component = "VITK1", .status = "value", .amount = NAN, .lower = NAN, .upper = NAN},
      {.component = "VITK1", .status = "value", .amount = 1, .lower = 1, .upper = NAN},
      {.component = "VITK1", .status = "value", .amount = -1, .lower = -1, .upper = -1},
      {.component = "VITK1", .status = "assumed_zero", .amount = 1, .lower = 1, .upper = 1},
      {.component = "VITK1", .status = "below_limit", .amount = 0.5, .lower = 0, .upper = 0.5},
      {.component = "VITK1", .status = "below_limit", .amount = NAN, .lower = NAN, .upper = 0.5},
      {.component = "VITK1", .status = "present", .amount = NAN, .lower = NAN, .upper = NAN},
      {.component = "VITK1", .status = "present", .amount = NAN, .lower = 3, .upper = 1},
      {.component = "VITK1", .status = "missing", .amount = NAN, .lower = 0, .upper = NAN},
      {.component = "VITK1", .status = "zero", .amount = 0, .lower = 0, .upper = 0},
      {.component = "VITK1", .status = "value", .amount = 0, .lower = 0, .upper = 0, .basis = "100 kcal"},
      {.component = "VITK1", .status = "value", .amount = 0, .lower = 0, .upper = 0, .equivalents = "RE"},
      {.component = "VITK1", .status = "value", .amount = 0, .lower = 0, .upper = 0, .line = -1},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    ck_assert_msg(refuses(&wrong[i], 1), "row %zu was taken", i);
  const struct test_value right = {.component = "VITK1", .status = "value", .amount = 1, .lower = 1, .upper = 1};
  ck_assert(!refuses(&right, 1));
  ck_assert_msg(refuses(&right, 2), "the same place was taken twice");
}
END_TEST

/* Enough rows, by turns of two tables, for many batches to wait. The food at `twice` comes again; -1: none does. */
static int write_many(struct vitk_sqlite_writer *w, int twice) {
  enum { FOODS = 20000 };
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  int code = put_source(sink, "a");
  for (int i = 0; code == VITK_OK && i < FOODS; i++) {
    char id[16];
    snprintf(id, sizeof id, "%05d", i == twice ? i - 1 : i);
    code = put_food(sink, "a", id, "one");
    if (code == VITK_OK && i != twice)
      code = put_number(sink, "a", id, "VITK1", i);
  }
  return code;
}

START_TEST(many_rows_keep_their_order) {
  const char *path = in_folder("many.sqlite");
  struct vitk_sqlite_writer *w = writer(path, false);
  ck_assert_int_eq(write_many(w, -1), VITK_OK);
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
  sqlite3 *db = dataset(path);
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM food WHERE rowid = food_id + 1"), "20000");
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM value WHERE rowid = food_id + 1 AND amount_ug = food_id + 0"),
                   "20000");
  sqlite3_close(db);
}
END_TEST

START_TEST(a_wrong_row_among_many_is_told_with_its_table) {
  struct vitk_sqlite_writer *w = writer(in_folder("many.sqlite"), false);
  told = (struct told){0};
  ck_assert_int_eq(write_many(w, 5000), VITK_FAILED);
  ck_assert_str_eq(told.code, "bad-row");
  ck_assert_ptr_nonnull(strstr(told.message, "table food"));
  vitk_sqlite_writer_abort(w);
  ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(every_status_is_taken) {
  struct vitk_sqlite_writer *w = writer(in_folder("a.sqlite"), false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  put_source(sink, "a");
  put_food(sink, "a", "1", "one");
  static const struct test_value right[] = {
      {.component = "VITK1", .status = "value", .amount = 0, .lower = 0, .upper = 0},
      {.component = "VITK1", .status = "assumed_zero", .amount = 0, .lower = 0, .upper = 0},
      {.component = "VITK1", .status = "trace", .amount = NAN, .lower = 0, .upper = NAN},
      {.component = "VITK1", .status = "below_limit", .amount = NAN, .lower = 0, .upper = 0.5},
      {.component = "VITK1", .status = "below_limit", .amount = NAN, .lower = 0, .upper = NAN},
      {.component = "VITK1", .status = "present", .amount = NAN, .lower = 0, .upper = NAN},
      {.component = "VITK1", .status = "present", .amount = NAN, .lower = 1, .upper = 3},
      {.component = "VITK1", .status = "missing", .amount = NAN, .lower = NAN, .upper = NAN},
  };
  for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
    struct test_value value = right[i];
    value.source = "a";
    value.food = "1";
    value.line = (int)i + 1;
    ck_assert_msg(put_value(sink, value) == VITK_OK, "row %zu: %s", i, told.message);
  }
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
}
END_TEST

START_TEST(a_value_without_its_food_is_refused) {
  struct vitk_sqlite_writer *w = writer(in_folder("a.sqlite"), false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  put_source(sink, "a");
  put_number(sink, "a", "nowhere", "VITK1", 1);
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_FAILED);
  ck_assert_str_eq(told.code, "bad-row");
  ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(a_newer_dataset_is_refused_with_both_versions) {
  const char *path = in_folder("a.sqlite");
  write_small(path, false, "a", 1);
  sqlite3 *db = NULL;
  sqlite3_open(path, &db);
  sqlite3_exec(db, "PRAGMA user_version = 7", NULL, NULL, NULL);
  sqlite3_close(db);
  check_refused(path, "dataset-too-new");
  ck_assert_ptr_nonnull(strstr(told.message, "version 7"));
  ck_assert_ptr_nonnull(strstr(told.message, "up to 1"));
  ck_assert_int_eq(vitk_sqlite_open(path, &diags, &db), VITK_FAILED);
  ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(another_file_is_not_overwritten) {
  const char *text = in_folder("text.csv"), *other = in_folder("other.sqlite"), *lacking = in_folder("lacking.sqlite");
  write_file(text, "food;K1\n");
  check_refused(text, "not-a-dataset");
  sqlite3 *db = NULL;
  sqlite3_open(other, &db);
  sqlite3_exec(db, "CREATE TABLE t (a)", NULL, NULL, NULL);
  sqlite3_close(db);
  check_refused(other, "not-a-dataset");
  write_small(lacking, false, "a", 1);
  sqlite3_open(lacking, &db);
  sqlite3_exec(db, "DROP TABLE problem; CREATE VIEW problem AS SELECT * FROM source", NULL, NULL, NULL);
  sqlite3_close(db);
  check_refused(lacking, "not-a-dataset");
  struct vitk_sqlite_writer *w = NULL;
  ck_assert_int_eq(vitk_sqlite_writer_new(text, false, &diags, &w), VITK_FAILED);
}
END_TEST

START_TEST(an_empty_file_is_a_place_to_write) {
  const char *path = in_folder("a.sqlite");
  write_file(path, "");
  write_small(path, true, "a", 1);
}
END_TEST

START_TEST(what_can_not_be_written_says_so_at_the_start) {
  write_file(in_folder("file"), "x");
  mkdir(in_folder("sub"), 0777);
  symlink(in_folder("loop"), in_folder("loop"));
  check_refused(in_folder("file/a.sqlite"), "cannot-write");
  check_refused(in_folder("none/a.sqlite"), "cannot-write");
  ck_assert_ptr_nonnull(strstr(told.hint, "make the folder"));
  check_refused(in_folder("sub"), "cannot-write");
  check_refused(in_folder("none/"), "cannot-write");
  check_refused(in_folder("loop"), "cannot-write");
  check_refused("/dev/null", "cannot-write");
  ck_assert_int_eq(files_in(folder), 3);
}
END_TEST

START_TEST(a_relative_path_is_the_working_folder_s) {
  ck_assert_int_eq(chdir(folder), 0);
  write_small("file:a?mode=ro", true, "a", 1);
  write_small(":memory:", true, "a", 1);
  ck_assert_int_eq(files_in(folder), 2);
  ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(behind_a_link_the_file_is_replaced_and_keeps_its_rights) {
  mkdir(in_folder("there"), 0777);
  write_small(in_folder("there/a.sqlite"), false, "a", 1);
  chmod(in_folder("there/a.sqlite"), 0640);
  symlink("there/a.sqlite", in_folder("link"));
  write_small(in_folder("link"), true, "b", 2);
  struct stat found;
  ck_assert_int_eq(lstat(in_folder("link"), &found), 0);
  ck_assert(S_ISLNK(found.st_mode));
  ck_assert_int_eq(stat(in_folder("there/a.sqlite"), &found), 0);
  ck_assert_uint_eq(found.st_mode & 0777, 0640);
  sqlite3 *db = dataset(in_folder("there/a.sqlite"));
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM source"), "2");
  sqlite3_close(db);
}
END_TEST

START_TEST(two_imports_do_not_write_at_once) {
  const char *path = in_folder("a.sqlite");
  write_small(path, false, "a", 1);
  struct vitk_sqlite_writer *w = writer(path, true);
  check_refused(path, "dataset-busy");
  vitk_sqlite_writer_abort(w);
  write_file(in_folder("a.sqlite-journal"), "half of a change");
  check_refused(path, "dataset-busy");
}
END_TEST

START_TEST(what_is_no_dataset_can_not_be_opened) {
  sqlite3 *db = NULL;
  write_file(in_folder("text"), "food");
  ck_assert_int_eq(vitk_sqlite_open(in_folder("text"), &diags, &db), VITK_FAILED);
  ck_assert_str_eq(told.code, "not-a-dataset");
  ck_assert_int_eq(vitk_sqlite_open(in_folder("none"), &diags, &db), VITK_FAILED);
  ck_assert_str_eq(told.code, "cannot-open");
  ck_assert_int_eq(vitk_sqlite_open(folder, &diags, &db), VITK_FAILED);
  ck_assert_str_eq(told.code, "cannot-open");
  ck_assert_ptr_null(db);
}
END_TEST

/* Bytes of a dataset changed here and there: an error or rows, never a crash. */
START_TEST(a_damaged_dataset_does_no_harm) {
  const char *path = in_folder("a.sqlite");
  write_small(path, false, "a", 1);
  int fd = open(path, O_RDWR);
  struct stat file;
  fstat(fd, &file);
  FILE *nowhere = fopen("/dev/null", "w");
  struct vitk_row_sink sink = {as_text, nowhere};
  uint32_t random = 1;
  for (int i = 0; i < 400; i++) {
    random = random * 1664525u + 1013904223u;
    off_t at = (off_t)(random >> 8) % (i % 2 ? file.st_size : 4096);
    unsigned char old, changed;
    ck_assert_int_eq(pread(fd, &old, 1, at), 1);
    changed = (unsigned char)(old ^ (1u << (random & 7)));
    ck_assert_int_eq(pwrite(fd, &changed, 1, at), 1);
    sqlite3 *db = NULL;
    if (vitk_sqlite_open(path, &diags, &db) == VITK_OK)
      (void)vitk_sqlite_read(db, &diags, &sink);
    sqlite3_close(db);
    ck_assert_int_eq(pwrite(fd, &old, 1, at), 1);
  }
  fclose(nowhere);
  close(fd);
}
END_TEST

static void add(TCase *tests) {
  tcase_add_test(tests, what_is_written_is_read);
  tcase_add_test(tests, rows_come_in_the_order_of_the_exporters);
  tcase_add_test(tests, the_order_of_imports_does_not_show);
  tcase_add_test(tests, a_source_takes_the_place_of_its_older_self_and_others_stay);
  tcase_add_test(tests, a_source_written_twice_is_there_once);
  tcase_add_test(tests, without_keep_nothing_stays);
  tcase_add_test(tests, an_aborted_import_leaves_the_target_and_no_trace);
  tcase_add_test(tests, a_wrong_row_is_refused);
  tcase_add_test(tests, many_rows_keep_their_order);
  tcase_add_test(tests, a_wrong_row_among_many_is_told_with_its_table);
  tcase_add_test(tests, every_status_is_taken);
  tcase_add_test(tests, a_value_without_its_food_is_refused);
  tcase_add_test(tests, a_newer_dataset_is_refused_with_both_versions);
  tcase_add_test(tests, another_file_is_not_overwritten);
  tcase_add_test(tests, an_empty_file_is_a_place_to_write);
  tcase_add_test(tests, what_can_not_be_written_says_so_at_the_start);
  tcase_add_test(tests, a_relative_path_is_the_working_folder_s);
  tcase_add_test(tests, behind_a_link_the_file_is_replaced_and_keeps_its_rights);
  tcase_add_test(tests, two_imports_do_not_write_at_once);
  tcase_add_test(tests, what_is_no_dataset_can_not_be_opened);
  tcase_add_test(tests, a_damaged_dataset_does_no_harm);
}

int main(void) {
  return run_tests("sqlite", add);
}
