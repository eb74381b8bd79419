/* test_forkserver.c - workers are children of who asked for them, and the fork server is started again when it is lost.
 */
#include "core/worker/stated.h"
#include "core/worker/task.h"
#include "workbook_fixture.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVER                                                                                                         \
  { .program = VITK_PLUGINS "/vitk-worker", .fd = -1 }

/* A worker that describes no plugin says RESULT and ends. Its exit status is ours to be asked for. */
static void check_worker(struct vitk_forkserver *server) {
  const struct vitk_task task = {.kind = VITK_TASK_DESCRIBE};
  struct vitk_process process;
  struct vitk_wire_message message;
  ck_assert_int_eq(vitk_process_start(server, &task, -1, &process), VITK_OK);
  ck_assert_int_ne(process.pid, server->pid);
  while (vitk_wire_receive(&process.in) == VITK_OK)
    continue;
  ck_assert_int_eq(vitk_wire_next(&process.in, &message), VITK_OK);
  ck_assert_uint_eq(message.kind, VITK_WIRE_RESULT);
  vitk_process_end(&process, false);
  ck_assert(!process.lost);
  ck_assert(WIFEXITED(process.status) && WEXITSTATUS(process.status) == 0);
  vitk_process_free(&process);
}

static void check_no_child(void) {
  ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
  ck_assert_int_eq(errno, ECHILD);
}

START_TEST(workers_are_children_and_none_is_left) {
  struct vitk_forkserver server = SERVER;
  for (int i = 0; i < 3; i++)
    check_worker(&server);
  const struct vitk_task task = {.kind = VITK_TASK_DESCRIBE};
  for (int i = 0; i < 3; i++) {
    struct vitk_process process;
    ck_assert_int_eq(vitk_process_start(&server, &task, -1, &process), VITK_OK);
    vitk_process_leave(&process);
    vitk_process_free(&process);
  }
  vitk_forkserver_stop(&server);
  check_no_child();
}
END_TEST

START_TEST(one_that_is_lost_is_started_again) {
  struct vitk_forkserver server = SERVER;
  check_worker(&server);
  pid_t lost = server.pid;
  ck_assert_int_eq(kill(lost, SIGKILL), 0);
  check_worker(&server);
  ck_assert_int_ne(server.pid, lost);
  vitk_forkserver_stop(&server);
  check_no_child();
}
END_TEST

static void zip_text(const char *from, const char *name, const char *to) {
  static char text[1 << 16];
  FILE *file = fopen(from, "rb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_lt(fread(text, 1, sizeof text - 1, file), sizeof text - 1);
  fclose(file);
  size_t n;
  char *zip = zip_of((const struct part[]){{name, text}, {NULL, NULL}}, &n);
  file = fopen(to, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(zip, 1, n, file), n);
  ck_assert_int_eq(fclose(file), 0);
  free(zip);
}

/* What the worker that imports the file says last; VITK_FATAL: it said no last word. */
static int import_by_first(const char *input) {
  struct vitk_forkserver server = SERVER;
  const struct vitk_task_plugin plugin = {"nevo", VITK_PLUGINS "/nevo.so", NULL};
  const struct vitk_task task = {.kind = VITK_TASK_IMPORT, .n_plugins = 1, .plugins = &plugin, .input = input};
  struct vitk_process process;
  struct vitk_wire_message message;
  int said = VITK_FATAL, file = open(input, O_RDONLY | O_CLOEXEC);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(vitk_process_start(&server, &task, file, &process), VITK_OK);
  while (vitk_wire_receive(&process.in) == VITK_OK)
    continue;
  while (vitk_wire_next(&process.in, &message) == VITK_OK)
    if (message.kind == VITK_WIRE_RESULT)
      said = (int)(int64_t)vitk_wire_get_number(&message);
  vitk_process_end(&process, false);
  vitk_process_free(&process);
  vitk_forkserver_stop(&server);
  close(file);
  return said;
}

/* As where one was lost before an input was read: an archive, and a text that may be in an older charset, are read with
 * what libc finds in files, which a worker can't open any more. */
START_TEST(its_first_worker_may_be_one_that_reads) {
  const char *const table = VITK_SAMPLES "/nevo-2023/NEVO2023_8.0.csv";
  char archive[] = "/tmp/vitk-forkserver-XXXXXX";
  int made = mkstemp(archive);
  ck_assert_int_ge(made, 0);
  close(made);
  zip_text(table, "NEVO2023_8.0.csv", archive);
  ck_assert_int_eq(import_by_first(table), VITK_OK);
  ck_assert_int_eq(import_by_first(archive), VITK_OK);
  unlink(archive);
}
END_TEST

static void *use(void *server) {
  check_worker(server);
  return NULL;
}

/* Its workers would end with the thread that started it. */
START_TEST(another_thread_has_one_of_its_own) {
  struct vitk_forkserver server = SERVER;
  pthread_t thread;
  check_worker(&server);
  pid_t first = server.pid;
  ck_assert_int_eq(pthread_create(&thread, NULL, use, &server), 0);
  ck_assert_int_eq(pthread_join(thread, NULL), 0);
  ck_assert_int_ne(server.pid, first);
  check_worker(&server);
  vitk_forkserver_stop(&server);
  check_no_child();
}
END_TEST

/* As a program's child may have it, which neither ends it nor waits for it. */
START_TEST(a_copy_of_the_program_leaves_it_alone) {
  struct vitk_forkserver server = SERVER;
  check_worker(&server);
  pid_t first = server.pid, copy = fork();
  if (copy == 0) {
    check_worker(&server);
    vitk_forkserver_stop(&server);
    check_no_child();
    _exit(0);
  }
  int status;
  ck_assert_int_eq(waitpid(copy, &status, 0), copy);
  ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  check_worker(&server);
  ck_assert_int_eq(server.pid, first);
  vitk_forkserver_stop(&server);
  check_no_child();
}
END_TEST

START_TEST(a_program_that_is_not_there_is_said) {
  struct vitk_forkserver server = {.program = VITK_PLUGINS "/no-such-worker", .fd = -1};
  const struct vitk_task task = {.kind = VITK_TASK_DESCRIBE};
  struct vitk_process process;
  ck_assert_int_eq(vitk_process_start(&server, &task, -1, &process), VITK_FAILED);
  ck_assert_int_eq(errno, ENOENT);
  vitk_forkserver_stop(&server);
  check_no_child();
}
END_TEST

int main(void) {
  Suite *suite = suite_create("forkserver");
  TCase *tests = tcase_create("forkserver");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, workers_are_children_and_none_is_left);
  tcase_add_test(tests, one_that_is_lost_is_started_again);
  tcase_add_test(tests, its_first_worker_may_be_one_that_reads);
  tcase_add_test(tests, another_thread_has_one_of_its_own);
  tcase_add_test(tests, a_copy_of_the_program_leaves_it_alone);
  tcase_add_test(tests, a_program_that_is_not_there_is_said);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
