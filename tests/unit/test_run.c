/* test_run.c - imports, probes and exports from begin to end. */
#include "tests/unit/clumsy.h"

static int return_end(struct vitk_context *context) {
  (void)context;
  return VITK_END;
}

START_TEST(open_may_not_return_the_end) {
  in_open = return_end;
  ck_assert_int_eq(run(NULL), VITK_FATAL);
  check_told("open", "returned 1");
  ck_assert_int_eq(closed, 0);
}
END_TEST

static int return_failed(struct vitk_context *context) {
  (void)context;
  return VITK_FAILED;
}

START_TEST(a_silent_failure_gets_a_word) {
  ck_assert_int_eq(run(return_failed), VITK_FAILED);
  ck_assert_int_eq(told.n, 1);
  ck_assert_str_eq(told.code, "failed-silently");
  ck_assert_ptr_nonnull(strstr(told.message, "clumsy failed in read"));
}
END_TEST

static int fail_aloud(struct vitk_context *context) {
  const struct vitk_diag diag = {
      .size = sizeof diag, .severity = VITK_ERROR, .code = "no-key", .message = {"there is no key", 15}};
  ck_assert_int_eq(host->diag(context, &diag), VITK_OK);
  return VITK_FAILED;
}

START_TEST(a_failure_that_was_explained_is_left_alone) {
  ck_assert_int_eq(run(fail_aloud), VITK_FAILED);
  ck_assert_int_eq(told.n, 1);
  ck_assert_str_eq(told.code, "no-key");
}
END_TEST

static int forget_to_close(struct vitk_context *context) {
  struct vitk_row row = {.size = sizeof row};
  struct vitk_table *table = open_table(context);
  open_table(context);
  ck_assert_int_eq(host->table_next(table, &row), VITK_OK);
  ck_assert_uint_eq(row.line, 2);
  ck_assert_int_eq(state_source(context), VITK_OK);
  ck_assert_int_eq(state(context, "2"), VITK_OK);
  return VITK_END;
}

START_TEST(what_is_left_open_is_closed_and_its_file_noted) {
  ck_assert_int_eq(run(forget_to_close), VITK_OK);
  ck_assert_uint_eq(vitk_store_n_sources(store), 1);
  const struct vitk_stored_source *source = vitk_store_source_at(store, 0);
  ck_assert_uint_eq(source->n_files, 1);
  const struct vitk_stored_file *file = vitk_store_file_at(store, source->first_file);
  ck_assert(vitk_str_is(file->path, "a.csv"));
  ck_assert_uint_eq(file->bytes, 13);
  ck_assert_uint_eq(file->checksum.n, strlen("xxh3:") + 32);
}
END_TEST

static int read_the_header(struct vitk_context *context) {
  vitk_str cell;
  struct vitk_table *table = open_table(context);
  ck_assert_int_eq(host->table_header(table, 1, &cell), VITK_OK);
  ck_assert(vitk_str_is(cell, "K"));
  ck_assert_int_eq(host->table_header(table, 2, &cell), VITK_END);
  return VITK_END;
}

START_TEST(a_plugin_can_walk_the_header) {
  ck_assert_int_eq(run(read_the_header), VITK_OK);
  ck_assert_int_eq(told.n, 0);
}
END_TEST

static int walk_a_tree(struct vitk_context *context) {
  const struct vitk_tree_spec spec = {.size = sizeof spec, .member = 1, .record = "r/f"};
  const struct vitk_node *node;
  struct vitk_tree *tree;
  ck_assert_int_eq(host->tree_open(context, &spec, &tree), VITK_OK);
  ck_assert_int_eq(host->tree_next(tree, &node), VITK_OK);
  ck_assert(vitk_str_is(node->child->text, "1"));
  ck_assert_int_eq(host->tree_next(tree, &node), VITK_END);
  host->tree_close(tree);
  return VITK_END;
}

START_TEST(a_plugin_can_walk_a_tree) {
  ck_assert_int_eq(run(walk_a_tree), VITK_OK);
  ck_assert_int_eq(told.n, 0);
}
END_TEST

static int state_and_ignore(struct vitk_context *context) {
  state_source(context);
  for (int i = 0; i < 10; i++)
    state(context, "rubbish");
  return VITK_END;
}

START_TEST(too_many_rejects_cannot_be_ignored) {
  max_rejects = 3;
  ck_assert_int_eq(run(state_and_ignore), VITK_FAILED);
  ck_assert_ptr_nonnull(strstr(told.codes, "not-a-number "));
  ck_assert_ptr_nonnull(strstr(told.codes, "too-many-rejects "));
}
END_TEST

static int state_for_ever(struct vitk_context *context) {
  int code = state_source(context);
  while (code == VITK_OK)
    code = state(context, "1");
  ck_assert_int_eq(code, VITK_CANCELLED);
  return VITK_OK;
}

START_TEST(a_cancelled_run_ends_within_a_step) {
  cancel_after = 3;
  ck_assert_int_eq(run(state_for_ever), VITK_CANCELLED);
  ck_assert_int_eq(told.n, 0);
}
END_TEST

static int go_on(struct vitk_context *context) {
  (void)context;
  return VITK_OK;
}

START_TEST(a_cancelled_run_ends_between_steps) {
  cancel_after = 5;
  ck_assert_int_eq(run(go_on), VITK_CANCELLED);
  ck_assert_int_eq(steps, 6);
}
END_TEST

/* --- probing */

static size_t probe(act probes, struct vitk_candidate_found *first) {
  struct vitk_loaded loaded = {.name = "clumsy", .path = "clumsy.so", .plugin = &plugin, .summary = ""};
  const struct vitk_loader loader = {.loaded = &loaded, .n = 1};
  struct vitk_arena arena = {0};
  struct vitk_candidate_found *found;
  size_t n;
  in_probe = probes;
  open_bundle();
  ck_assert_int_eq(vitk_run_probe(&loader, bundle, &vitk_default_limits, NULL, NULL, 0, &arena, &sink, &found, &n),
                   VITK_OK);
  if (n > 0)
    *first = found[0];
  vitk_arena_free(&arena);
  return n;
}

static int open_in_probe(struct vitk_context *context) {
  struct vitk_table_spec spec = spec_of(0);
  struct vitk_table *table;
  return host->table_open(context, &spec, &table);
}

START_TEST(a_probe_may_not_open_tables) {
  struct vitk_candidate_found found;
  score = 90;
  ck_assert_uint_eq(probe(open_in_probe, &found), 0);
  check_told("table_open", "can't be called in probe");
}
END_TEST

static int look_in_probe(struct vitk_context *context) {
  struct vitk_member member = {.size = sizeof member};
  vitk_str head;
  ck_assert_uint_eq(host->member_count(context), 2);
  ck_assert_int_eq(host->member(context, 0, &member), VITK_OK);
  ck_assert(vitk_str_is(member.name, "a.csv"));
  ck_assert_int_eq(host->head(context, 0, &head), VITK_OK);
  ck_assert_uint_eq(head.n, 13);
  return VITK_OK;
}

START_TEST(a_probe_may_look_at_members_and_heads) {
  struct vitk_candidate_found found = {0};
  score = 90;
  ck_assert_uint_eq(probe(look_in_probe, &found), 1);
  ck_assert_int_eq(found.verdict.score, 90);
  ck_assert_str_eq(found.verdict.evidence, "ab");
  ck_assert_int_eq(told.n, 0);
}
END_TEST

START_TEST(a_score_beyond_100_counts_as_none) {
  struct vitk_candidate_found found;
  score = 101;
  ck_assert_uint_eq(probe(NULL, &found), 0);
  ck_assert_str_eq(told.code, "bad-score");
}
END_TEST

/* --- exporting */

static struct vitk_context export_context;

static int begin_export(const char *target) {
  struct vitk_export_run *run_out;
  export_context = (struct vitk_context){.plugin = &plugin, .diags = &sink};
  ck_assert_int_eq(vitk_target_open(target, &sink, &export_context.target), VITK_OK);
  int code = vitk_run_export_begin(&export_context, &run_out);
  if (code != VITK_OK)
    return code;
  const struct vitk_row_sink rows = vitk_run_export_sink(run_out);
  const struct vitk_datum row[64] = {{.is_null = 1}};
  for (int i = 0; i < 3 && code == VITK_OK; i++)
    code = rows.row(rows.self, VITK_SOURCE, row);
  int finished = vitk_run_export_finish(run_out);
  ck_assert_int_eq(code == VITK_OK ? finished : code, finished);
  return finished;
}

static int write_two(struct vitk_context *context) {
  struct vitk_output *output;
  struct vitk_output_info info = {.size = sizeof info};
  ck_assert_int_eq(host->output_open(context, NULL, &output), VITK_OK);
  ck_assert_int_eq(host->output_write(output, "hi", 2), VITK_OK);
  ck_assert_int_eq(host->output_close(output, &info), VITK_OK);
  ck_assert_uint_eq(info.bytes, 2);
  return VITK_OK;
}

START_TEST(an_exporter_writes_its_target) {
  char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/out.txt", folder);
  in_finish = write_two;
  ck_assert_int_eq(begin_export(path), VITK_OK);
  ck_assert_int_eq(steps, 3);
  ck_assert_int_eq(closed, 1);
  ck_assert_int_eq(aborted, 0);
  ck_assert_int_eq(access(path, R_OK), 0);
  ck_assert_int_eq(told.n, 0);
}
END_TEST

static int state_in_row(struct vitk_context *context) {
  return state(context, "1");
}

START_TEST(an_exporter_may_not_state) {
  char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/out.txt", folder);
  in_row = state_in_row;
  ck_assert_int_eq(begin_export(path), VITK_FATAL);
  check_told("statement", "can't be called in row");
  ck_assert_int_eq(aborted, 1);
  ck_assert_int_eq(access(path, F_OK), -1);
}
END_TEST

START_TEST(an_exporter_that_fails_to_begin_leaves_nothing) {
  char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/out.txt", folder);
  in_begin = return_failed;
  ck_assert_int_eq(begin_export(path), VITK_FAILED);
  ck_assert_str_eq(told.code, "failed-silently");
  ck_assert_int_eq(aborted, 0);
  ck_assert_int_eq(access(path, F_OK), -1);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("run");
  TCase *all = tcase_create("all");
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_test(all, open_may_not_return_the_end);
  tcase_add_test(all, a_silent_failure_gets_a_word);
  tcase_add_test(all, a_failure_that_was_explained_is_left_alone);
  tcase_add_test(all, what_is_left_open_is_closed_and_its_file_noted);
  tcase_add_test(all, a_plugin_can_walk_the_header);
  tcase_add_test(all, a_plugin_can_walk_a_tree);
  tcase_add_test(all, too_many_rejects_cannot_be_ignored);
  tcase_add_test(all, a_cancelled_run_ends_within_a_step);
  tcase_add_test(all, a_cancelled_run_ends_between_steps);
  tcase_add_test(all, a_probe_may_not_open_tables);
  tcase_add_test(all, a_probe_may_look_at_members_and_heads);
  tcase_add_test(all, a_score_beyond_100_counts_as_none);
  tcase_add_test(all, an_exporter_writes_its_target);
  tcase_add_test(all, an_exporter_may_not_state);
  tcase_add_test(all, an_exporter_that_fails_to_begin_leaves_nothing);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
