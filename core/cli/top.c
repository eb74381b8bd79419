/* top.c - `vitk top`: the foods with most of a component. */
#include "core/cli/cli.h"

#include <jansson.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

/* What people who look for vitamin K2 want to know: how much of a food gives this much (100-200 µg is proposed). */
static const double wanted_ug = 100.0;

struct top_options {
  const char *component, *source, *match;
  uint64_t limit;
  struct cli_common common;
};

static const struct cli_option options[] = {
    {"component", 'c', "ID", "VITK, VITK1, VITK1D, VITK2, MK4 … MK13 (VITK2)", CLI_TEXT,
     offsetof(struct top_options, component), "components"},
    {"source", 's', "ID", "only foods of this source", CLI_TEXT, offsetof(struct top_options, source)},
    {"match", 'm', "TEXT", "only foods whose name holds this text", CLI_TEXT, offsetof(struct top_options, match)},
    {"limit", 'n', "N", "so many foods (20)", CLI_COUNT, offsetof(struct top_options, limit)},
    CLI_JSON(top_options),
    CLI_COMMON(top_options)};

struct printing {
  struct cli_table *table;
  json_t *json;
};

static void amount_cell(struct cli_table *table, double amount) {
  if (isnan(amount))
    cli_table_cell(table, "%s", "");
  else
    cli_table_cell(table, "%.*f", amount < 10 ? 2 : 1, amount);
}

static int print_line(void *user, const struct vitk_top_line *line) {
  struct printing *printing = user;
  if (printing->json != NULL) {
    json_t *amount = isnan(line->amount_ug) ? json_null() : json_real(line->amount_ug);
    json_t *lower = isnan(line->lower_ug) ? json_null() : json_real(line->lower_ug);
    json_t *upper = isnan(line->upper_ug) ? json_null() : json_real(line->upper_ug);
    json_array_append_new(printing->json,
                          json_pack("{s:I, s:s, s:s, s:s?, s:s, s:s?, s:s?, s:s, s:s, s:s?, s:o, s:o, s:o}", "rank",
                                    (json_int_t)line->rank, "source_id", line->source_id, "food_id", line->food_id,
                                    "name", line->name, "component", line->component, "made_of", line->made_of,
                                    "status", line->status, "basis", line->basis, "equivalents", line->equivalents,
                                    "origin", line->origin, "amount_ug", amount, "lower_ug", lower, "upper_ug", upper));
    return VITK_OK;
  }
  struct cli_table *table = printing->table;
  cli_table_cell(table, "%llu", (unsigned long long)line->rank);
  amount_cell(table, line->amount_ug);
  cli_table_cell(table, "%s", line->basis);
  cli_table_cell(table, "%s%s%s", line->made_of ? line->made_of : line->component,
                 strcmp(line->equivalents, "mass") == 0 ? "" : " as ",
                 strcmp(line->equivalents, "mass") == 0 ? "" : line->equivalents);
  cli_table_cell(table, "%s", line->status ? line->status : "");
  if (line->amount_ug > 0 && strcmp(line->basis, "serving") != 0)
    cli_table_cell(table, "%.0f %s", ceil(wanted_ug * 100.0 / line->amount_ug), strchr(line->basis, 'm') ? "ml" : "g");
  else
    cli_table_cell(table, "%s", "");
  cli_table_cell(table, "%s", line->name ? line->name : "(not named by the source)");
  cli_table_cell(table, "%s", line->food_id);
  cli_table_cell(table, "%s", line->source_id);
  return VITK_OK;
}

static int top(struct vitk *session, const struct top_options *given, const char *dataset) {
  static const char *const columns[] = {">#",         ">µg",  "per",     "component", "status",
                                        ">100 µg in", "food", "food id", "source",    NULL};
  struct printing printing = {.table = given->common.json ? NULL : cli_table_new(columns),
                              .json = given->common.json ? json_array() : NULL};
  struct vitk_top_request request = {.size = sizeof request,
                                     .component = given->component,
                                     .source = given->source,
                                     .match = given->match,
                                     .limit = given->limit};
  uint32_t outcome = VITK_EXIT_INPUT;
  int code = vitk_top(session, dataset, &request, print_line, &printing, &outcome);
  if (given->common.json) {
    if (code == VITK_OK && cli_print_json(json_incref(printing.json), stdout) != VITK_EXIT_DONE)
      outcome = VITK_EXIT_OUTPUT;
    json_decref(printing.json);
  } else if (code == VITK_OK) {
    cli_table_print(printing.table, stdout);
  } else {
    cli_table_free(printing.table);
  }
  return (int)outcome;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct top_options given = {.component = "VITK2", .limit = 20};
  struct vitk *session;
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && argc - operands != 1)
    code = cli_usage(command, "one DATASET is to be named");
  if (code == -1 && cli_open(&given.common, &session) != VITK_OK)
    code = VITK_EXIT_INPUT;
  if (code == -1) {
    code = top(session, &given, argv[operands]);
    cli_close(session);
  }
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_top = {
    .name = "top",
    .usage = "vitk top DATASET [--component ID] [--limit N] [OPTION...]",
    .summary = "rank foods by a component",
    .text = "The foods with most of a component, with its source and status. VITK2 is what a source states as K2,\n"
            "else the sum of the menaquinones that it states, named as such: at least that much, for the others were\n"
            "not measured. \"100 µg in\" is how much of the food gives 100 µg.\n"
            "DATASET may be - for standard input.\n",
    .options = options,
    .run = run,
    .operands = "files -"};
