/* The table of problems: it is one, and nothing in the core reports what is not in it. */
#include "core/record/problem.h"
#include "core/record/record.h"

#include <check.h>
#include <ftw.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

static const struct vitk_problem_kind *find(const char *code) {
  for (const struct vitk_problem_kind *kind = vitk_problem_kinds; kind->code; kind++)
    if (strcmp(kind->code, code) == 0)
      return kind;
  return NULL;
}

START_TEST(each_kind_has_a_code_a_severity_and_a_meaning) {
  for (const struct vitk_problem_kind *kind = vitk_problem_kinds; kind->code; kind++) {
    ck_assert_int_gt(vitk_word_find(vitk_severity_words, 5, vitk_str_of(kind->severity)), 0);
    ck_assert_uint_eq(strspn(kind->code, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(kind->code));
    ck_assert_uint_gt(strlen(kind->meaning), 10);
  }
}
END_TEST

START_TEST(each_code_stands_once) {
  for (const struct vitk_problem_kind *kind = vitk_problem_kinds; kind->code; kind++)
    ck_assert_msg(find(kind->code) == kind, "%s", kind->code);
}
END_TEST

static regex_t reported;
static int found;

static void check_line(const char *path, const char *line) {
  regmatch_t match[3];
  char code[80];
  for (; regexec(&reported, line, 3, match, 0) == 0; line += match[0].rm_eo) {
    snprintf(code, sizeof code, "%.*s", (int)(match[2].rm_eo - match[2].rm_so), line + match[2].rm_so);
    ck_assert_msg(find(code) != NULL, "%s reports \"%s\", which core/record/problem.c does not list", path, code);
    found++;
  }
}

static int check_file(const char *path, const struct stat *status, int kind, struct FTW *where) {
  char line[1000];
  size_t n = strlen(path);
  FILE *file = NULL;
  (void)status;
  (void)where;
  if (kind == FTW_F && n > 2 && strcmp(path + n - 2, ".c") == 0)
    file = fopen(path, "r");
  while (file != NULL && fgets(line, sizeof line, file))
    check_line(path, line);
  if (file != NULL)
    fclose(file);
  return 0;
}

START_TEST(the_core_reports_nothing_else) {
  ck_assert_int_eq(regcomp(&reported, "VITK_(NOTE|WARNING|REJECT|ERROR), \"([a-z0-9-]+)\"", REG_EXTENDED), 0);
  if (nftw(VITK_SAMPLES "/../core", check_file, 8, 0) != 0)
    puts("skipped: no sources");
  else
    ck_assert_int_gt(found, 20);
  regfree(&reported);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("problem");
  TCase *table = tcase_create("table");
  tcase_add_test(table, each_kind_has_a_code_a_severity_and_a_meaning);
  tcase_add_test(table, each_code_stands_once);
  tcase_add_test(table, the_core_reports_nothing_else);
  suite_add_tcase(suite, table);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
