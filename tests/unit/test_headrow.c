/* test_headrow.c - names of columns, as probes look for them in bytes of any file. */
#include "plugins/common/headrow.h"

#include "input_fixture.h"

/* Both have memory of their own, so that a sanitizer sees what is read beside them. */
static bool is(vitk_str cell, const char *name) {
  char *own = malloc(cell.n ? cell.n : 1), *own_name = strdup(name);
  ck_assert(own != NULL && own_name != NULL);
  memcpy(own, cell.p, cell.n);
  bool answer = headrow_cell_is((vitk_str){own, cell.n}, own_name);
  free(own);
  free(own_name);
  return answer;
}

START_TEST(a_name_is_told_without_white_space_quotes_and_case) {
  ck_assert(is(slice("\"Vitamin K \r"), "vitamink"));
  ck_assert(is(slice("vitamin k"), "VitaminK"));
  ck_assert(is(slice("Vitamin K (\xC2\xB5g)"), "vitamink*"));
  ck_assert(is(slice("vitamin k"), "vitamink*"));
  ck_assert(is(slice(""), "*"));
}
END_TEST

START_TEST(a_shorter_or_a_longer_name_is_another) {
  ck_assert(!is(slice("vitamin"), "vitamink"));
  ck_assert(!is(slice("vitamin k1"), "vitamink"));
  ck_assert(!is(slice(""), "vitamink"));
  ck_assert(!is(slice("vitamin k"), ""));
}
END_TEST

/* Found by a bit that was turned in a comma. */
START_TEST(a_nul_does_not_end_a_name) {
  for (size_t more = 1; more < 20; more++) {
    char cell[32] = "vitamink";
    ck_assert(!is((vitk_str){cell, 8 + more}, "vitamink"));
  }
  ck_assert(!is((vitk_str){"\0", 1}, ""));
  ck_assert(!is((vitk_str){"\0vitamink", 9}, "vitamink"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("headrow");
  TCase *tests = tcase_create("headrow");
  tcase_add_test(tests, a_name_is_told_without_white_space_quotes_and_case);
  tcase_add_test(tests, a_shorter_or_a_longer_name_is_another);
  tcase_add_test(tests, a_nul_does_not_end_a_name);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
