/* map_preview.c - `vitk map preview`: what a map makes of a file, before anything is written. */
#include "core/cli/cli.h"

#include <jansson.h>
#include <math.h>
#include <stddef.h>

enum { LINES = 20 };

struct preview_options {
  uint64_t limit;
  struct cli_common common;
};

static const struct cli_option options[] = {
    {"limit", 'n', "N", "how many values to show (20)", CLI_COUNT, offsetof(struct preview_options, limit)},
    CLI_JSON(preview_options),
    CLI_COMMON(preview_options)};

struct shown {
  struct cli_table *table; /* for a person; else these two */
  json_t *values, *problems;
};

static json_t *number_or_null(double number) {
  return isnan(number) ? json_null() : json_real(number);
}

static void add_number(struct cli_table *table, double number) {
  if (isnan(number))
    cli_table_cell(table, "%s", "");
  else
    cli_table_cell(table, "%.10g", number);
}

static int show_value(void *user, const struct vitk_preview_line *line) {
  struct shown *shown = user;
  if (shown->values != NULL) {
    json_array_append_new(
        shown->values, json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:s, s:s, s:s, s:I, s:s}", "source_id",
                                 line->source_id, "food_id", line->food_id, "food", line->food, "component",
                                 line->component, "status", line->status, "amount_ug", number_or_null(line->amount_ug),
                                 "lower_ug", number_or_null(line->lower_ug), "upper_ug", number_or_null(line->upper_ug),
                                 "basis", line->basis, "original", line->original, "original_unit", line->original_unit,
                                 "file", line->file, "line", (json_int_t)line->line, "field", line->field));
    return VITK_OK;
  }
  cli_table_cell(shown->table, "%llu", (unsigned long long)line->line);
  cli_table_cell(shown->table, "%s", line->food_id);
  cli_table_cell(shown->table, "%s", line->food);
  cli_table_cell(shown->table, "%s", line->component);
  cli_table_cell(shown->table, "%s", line->status);
  add_number(shown->table, line->amount_ug);
  add_number(shown->table, line->lower_ug);
  add_number(shown->table, line->upper_ug);
  cli_table_cell(shown->table, "%s", line->basis);
  cli_table_cell(shown->table, "%s", line->original);
  cli_table_cell(shown->table, "%s", line->original_unit);
  return VITK_OK;
}

static int keep_problem(void *user, const struct vitk_diag *diag) {
  static const char *const words[] = {
      [VITK_NOTE] = "note", [VITK_WARNING] = "warning", [VITK_REJECT] = "reject", [VITK_ERROR] = "error"};
  struct shown *shown = user;
  json_array_append_new(shown->problems,
                        json_pack("{s:s, s:s, s:s%, s:I, s:s%, s:s%, s:s%}", "severity", words[diag->severity], "code",
                                  diag->code, "file", diag->file.p ? diag->file.p : "", diag->file.n, "line",
                                  (json_int_t)diag->line, "field", diag->field.p ? diag->field.p : "", diag->field.n,
                                  "message", diag->message.p ? diag->message.p : "", diag->message.n, "excerpt",
                                  diag->excerpt.p ? diag->excerpt.p : "", diag->excerpt.n));
  return VITK_OK;
}

static int preview(struct vitk *session, const struct preview_options *given, char **names) {
  static const char *const columns[] = {">line",  "food id", "food", "component", "status", ">µg",
                                        ">lower", ">upper",  "per",  "original",  "unit",   NULL};
  bool as_json = given->common.json;
  struct shown shown = {.table = as_json ? NULL : cli_table_new(columns),
                        .values = as_json ? json_array() : NULL,
                        .problems = as_json ? json_array() : NULL};
  struct vitk_preview_request request = {.size = sizeof request,
                                         .map = names[0],
                                         .input = names[1],
                                         .limit = given->limit,
                                         .value = show_value,
                                         .problem = as_json ? keep_problem : NULL,
                                         .user = &shown};
  uint64_t values, rejects;
  uint32_t outcome = VITK_EXIT_INPUT;
  int code = vitk_map_preview(session, &request, &values, &rejects, &outcome);
  bool read = code == VITK_OK && outcome <= VITK_EXIT_REJECTS;
  if (as_json && cli_print_json(json_pack("{s:I, s:I, s:o, s:o}", "n_values", (json_int_t)values, "n_rejects",
                                          (json_int_t)rejects, "values", shown.values, "problems", shown.problems),
                                stdout) != VITK_EXIT_DONE)
    return VITK_EXIT_OUTPUT;
  if (as_json)
    return (int)outcome;
  if (read)
    cli_table_print(shown.table, stdout);
  else
    cli_table_free(shown.table);
  if (read)
    printf("%llu of %llu values, %llu rejects\n", (unsigned long long)(values < given->limit ? values : given->limit),
           (unsigned long long)values, (unsigned long long)rejects);
  return (int)outcome;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct preview_options given = {.limit = LINES};
  struct vitk *session;
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && argc - operands != 2)
    code = cli_usage(command, "MAP and FILE are to be named");
  if (code == -1 && cli_open(&given.common, &session) != VITK_OK)
    code = VITK_EXIT_INPUT;
  if (code == -1) {
    code = preview(session, &given, argv + operands);
    cli_close(session);
  }
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_map_preview = {
    .name = "map preview",
    .usage = "vitk map preview MAP FILE [--limit N] [--json]",
    .summary = "show what a map makes of a file, without writing a dataset",
    .text = "Reads all of the file by the map and shows the first values in the order of the file, each with the text\n"
            "that it was made of, and the problems. Exit codes are those of an import.\n",
    .options = options,
    .run = run};
