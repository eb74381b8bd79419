/* test_host.c - a plugin that calls what it should not is told, and costs its own run only. */
#include "tests/unit/clumsy.h"

/* --- what is wrong, one function a way: each ignores the code that it got back, and goes on. */

static int say_null_statement(struct vitk_context *context) {
  host->statement(context, NULL);
  host->statement(context, NULL);
  return VITK_END;
}
static int say_sizeless_statement(struct vitk_context *context) {
  const struct vitk_statement statement = {.size = 0};
  host->statement(context, &statement);
  return VITK_END;
}
static int say_null_source(struct vitk_context *context) {
  host->source(context, NULL);
  return VITK_END;
}
static int say_pointless_text(struct vitk_context *context) {
  const struct vitk_food food = {.size = sizeof food, .food_id = {NULL, 7}};
  host->food(context, &food);
  return VITK_END;
}
static int say_token_without_status(struct vitk_context *context) {
  static const struct vitk_token tokens[] = {{"-", 99, 0}};
  const struct vitk_source source = {
      .size = sizeof source, .source_id = {"s", 1}, .tokens = tokens, .n_tokens = 1, .token_stride = sizeof tokens[0]};
  host->source(context, &source);
  return VITK_END;
}
static int say_null_context(struct vitk_context *context) {
  (void)context;
  host->member_count(NULL);
  return VITK_END;
}
static int ask_member_beyond(struct vitk_context *context) {
  struct vitk_member member = {.size = sizeof member};
  host->member(context, 2, &member);
  return VITK_END;
}
static int open_member_beyond(struct vitk_context *context) {
  struct vitk_table_spec spec = spec_of(UINT32_MAX);
  struct vitk_table *table;
  host->table_open(context, &spec, &table);
  return VITK_END;
}
static int open_without_stride(struct vitk_context *context) {
  struct vitk_table_spec spec = spec_of(0);
  struct vitk_table *table;
  spec.column_stride = 0;
  host->table_open(context, &spec, &table);
  return VITK_END;
}
static int open_where_beyond(struct vitk_context *context) {
  const struct vitk_where where[] = {{.column = 2, .kind = VITK_ONE_OF, .values = "x"}};
  struct vitk_table_spec spec = spec_of(0);
  struct vitk_table *table;
  spec.where = where;
  spec.n_where = 1;
  spec.where_stride = sizeof where[0];
  host->table_open(context, &spec, &table);
  return VITK_END;
}
static int open_into_nothing(struct vitk_context *context) {
  struct vitk_table_spec spec = spec_of(0);
  host->table_open(context, &spec, NULL);
  return VITK_END;
}
static int next_of_null(struct vitk_context *context) {
  struct vitk_row row = {.size = sizeof row};
  (void)context;
  host->table_next(NULL, &row);
  return VITK_END;
}
static int next_of_no_table(struct vitk_context *context) {
  struct vitk_row row = {.size = sizeof row};
  host->table_next((struct vitk_table *)context, &row);
  return VITK_END;
}
static int next_of_tree(struct vitk_context *context) {
  const struct vitk_node *node;
  struct vitk_table *table = open_table(context);
  host->tree_next((struct vitk_tree *)table, &node);
  return VITK_END;
}
static int next_after_close(struct vitk_context *context) {
  struct vitk_row row = {.size = sizeof row};
  struct vitk_table *table = open_table(context);
  host->table_close(table);
  host->table_next(table, &row);
  return VITK_END;
}
static int close_twice(struct vitk_context *context) {
  struct vitk_table *table = open_table(context);
  host->table_close(table);
  host->table_close(table);
  return VITK_END;
}
static int next_into_sizeless_row(struct vitk_context *context) {
  struct vitk_row row = {.size = 0};
  host->table_next(open_table(context), &row);
  return VITK_END;
}
static int parse_into_nothing(struct vitk_context *context) {
  host->json_parse(context, (vitk_str){"1", 1}, NULL);
  return VITK_END;
}
static int parse_pointless_text(struct vitk_context *context) {
  const struct vitk_node *node;
  host->json_parse(context, (vitk_str){NULL, 1}, &node);
  return VITK_END;
}
static int ask_unknown_option(struct vitk_context *context) {
  host->option_text(context, "depth");
  return VITK_END;
}
static int ask_option_of_another_type(struct vitk_context *context) {
  host->option_map(context, "level");
  return VITK_END;
}
static int write_an_output(struct vitk_context *context) {
  struct vitk_output *output;
  host->output_open(context, NULL, &output);
  return VITK_END;
}
static int say_odd_severity(struct vitk_context *context) {
  const struct vitk_diag diag = {.size = sizeof diag, .severity = 9, .code = "x"};
  host->diag(context, &diag);
  return VITK_END;
}
static int ask_schema_beyond(struct vitk_context *context) {
  struct vitk_schema schema = {.size = sizeof schema};
  (void)context;
  host->schema(VITK_N_TABLES, &schema);
  return VITK_END;
}
static int return_42(struct vitk_context *context) {
  (void)context;
  return 42;
}
static int claim_cancelled(struct vitk_context *context) {
  (void)context;
  return -7;
}

static const struct {
  act reads;
  const char *call, *what;
} wrong[] = {
    {say_null_statement, "statement", "NULL"},
    {say_sizeless_statement, "statement", "size says 0 bytes"},
    {say_null_source, "source", "NULL"},
    {say_pointless_text, "food", "pointer is NULL"},
    {say_token_without_status, "source", "token 0"},
    {say_null_context, "member_count", "context is NULL"},
    {ask_member_beyond, "member", "no member 2"},
    {open_member_beyond, "table_open", "no member 4294967295"},
    {open_without_stride, "table_open", "VITK_ARRAY"},
    {open_where_beyond, "table_open", "condition 0"},
    {open_into_nothing, "table_open", "NULL"},
    {next_of_null, "table_next", "table is NULL"},
    {next_of_no_table, "table_next", "no table"},
    {next_of_tree, "tree_next", "no tree"},
    {next_after_close, "table_next", "closed before"},
    {close_twice, "table_close", "closed before"},
    {next_into_sizeless_row, "table_next", "size"},
    {parse_into_nothing, "json_parse", "NULL"},
    {parse_pointless_text, "json_parse", "pointer is NULL"},
    {ask_unknown_option, "option_text", "no option 'depth'"},
    {ask_option_of_another_type, "option_map", "another type"},
    {write_an_output, "output_open", "can't be called in read"},
    {say_odd_severity, "diag", "9 is no severity"},
    {ask_schema_beyond, "schema", "no table 6"},
    {return_42, "read", "returned 42"},
    {claim_cancelled, "read", "returned -7"},
};
enum { N_WRONG = sizeof wrong / sizeof wrong[0] };

START_TEST(a_misuse_is_told_once_and_ends_the_run) {
  ck_assert_int_eq(run(wrong[_i].reads), VITK_FATAL);
  check_told(wrong[_i].call, wrong[_i].what);
  ck_assert_int_eq(steps, 1);
  ck_assert_int_eq(closed, 1);
}
END_TEST

/* Each tree lives until the next call; text that is no JSON is no failure. */
static int parse_cells(struct vitk_context *context) {
  static const struct {
    const char *text;
    uint32_t kind; /* 0: no JSON */
  } cells[] = {{"[{\"a\": 1}, 2]", VITK_ARRAY}, {"[1", 0}, {"", 0}, {"\"x\"", VITK_STRING}, {"K1", 0}};
  for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
    const struct vitk_node *root;
    ck_assert_int_eq(host->json_parse(context, (vitk_str){cells[i].text, strlen(cells[i].text)}, &root), VITK_OK);
    ck_assert_uint_eq(root ? root->kind : 0, cells[i].kind);
    if (i == 0)
      ck_assert_uint_eq(root->child->child->name.n, 1);
  }
  return VITK_END;
}

START_TEST(a_cell_of_json_is_a_tree) {
  ck_assert_int_eq(run(parse_cells), VITK_OK);
  ck_assert_int_eq(told.n, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("host");
  TCase *all = tcase_create("all");
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_loop_test(all, a_misuse_is_told_once_and_ends_the_run, 0, N_WRONG);
  tcase_add_test(all, a_cell_of_json_is_a_tree);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
