/* What is known of a worker from outside. */
#include "core/worker/task.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Descriptor 0 is somebody's: of another input, where the program was started without standard input. */
START_TEST(ending_a_process_that_was_not_started_closes_nothing) {
  struct vitk_process process = {0};
  int nothing = open("/dev/null", O_RDONLY);
  ck_assert_int_eq(dup2(nothing, STDIN_FILENO), STDIN_FILENO);
  vitk_process_leave(&process);
  vitk_process_end(&process, false);
  vitk_process_free(&process);
  ck_assert_int_ne(fcntl(STDIN_FILENO, F_GETFD), -1);
  if (nothing != STDIN_FILENO)
    close(nothing);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("process");
  TCase *tests = tcase_create("process");
  tcase_add_test(tests, ending_a_process_that_was_not_started_closes_nothing);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
