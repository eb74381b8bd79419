/* Whatever is stated: a dataset takes the rows that it becomes, and they are the same over the wire of a worker. */
#include "tests/fuzz/statements_twice.h"
#include "tests/unit/random.h"

#include <check.h>

enum { ROUNDS = 4000, LENGTH_MAX = 1500 };

START_TEST(random_statements_make_rows_that_a_dataset_takes) {
  static unsigned char p[LENGTH_MAX];
  uint64_t rounds = random_rounds(ROUNDS), n_values = 0;
  for (uint64_t i = 0; i < rounds; i++) {
    size_t n = 1 + below(LENGTH_MAX);
    unsigned values = 0;
    for (size_t at = 0; at < n; at++)
      p[at] = (unsigned char)below(256);
    ck_assert(statements_same(p, n, &values));
    n_values += values;
  }
  ck_assert_uint_gt(n_values, rounds * 3); /* they are more than rejects */
}
END_TEST

int main(void) {
  Suite *suite = suite_create("statements");
  TCase *tests = tcase_create("statements");
  tcase_set_timeout(tests, 600);
  tcase_add_test(tests, random_statements_make_rows_that_a_dataset_takes);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed > 0;
}
