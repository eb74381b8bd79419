/* probe.c - `vitk probe`: who would read an input, and why. */
#include "core/cli/cli.h"

#include <jansson.h>
#include <stddef.h>

struct probe_options {
  const char *stdin_name;
  struct cli_isolation isolation;
  struct cli_common common;
};

static const struct cli_option options[] = {{"stdin-name", 0, "NAME", "what the file on standard input is called",
                                             CLI_TEXT, offsetof(struct probe_options, stdin_name)},
                                            CLI_ISOLATION(probe_options),
                                            CLI_JSON(probe_options),
                                            CLI_COMMON(probe_options)};

static json_t *candidates_json(const char *input, const struct vitk_candidate *candidates, size_t n) {
  json_t *list = json_array();
  for (size_t i = 0; i < n; i++)
    json_array_append_new(list, json_pack("{s:s, s:i, s:s}", "importer", candidates[i].importer, "score",
                                          (int)candidates[i].score, "evidence", candidates[i].evidence));
  return json_pack("{s:o, s:o}", "input", cli_json_text(input), "candidates", list);
}

static void print_candidates(const char *input, const struct vitk_candidate *candidates, size_t n) {
  static const char *const columns[] = {"importer", ">score", "evidence", NULL};
  cli_line(stdout, "%s", input);
  if (n == 0)
    puts("  no importer knows it");
  struct cli_table *table = n ? cli_table_new(columns) : NULL;
  for (size_t i = 0; i < n; i++) {
    cli_table_cell(table, "%s", candidates[i].importer);
    cli_table_cell(table, "%d", (int)candidates[i].score);
    cli_table_cell(table, "%s", candidates[i].evidence);
  }
  cli_table_print(table, stdout);
}

static int probe_all(struct vitk *session, const struct probe_options *given, int argc, char **argv) {
  int outcome = VITK_EXIT_DONE;
  json_t *all = given->common.json ? json_array() : NULL;
  for (int i = 0; i < argc; i++) {
    struct vitk_candidate *candidates;
    size_t n;
    if (vitk_probe(session, argv[i], given->stdin_name, &candidates, &n) != VITK_OK) {
      outcome = cli_interrupted() ? VITK_EXIT_INTERRUPTED : VITK_EXIT_INPUT;
      continue;
    }
    bool chosen = n > 0 && candidates[0].score >= 20 && (n == 1 || candidates[1].score < candidates[0].score);
    if (!chosen && outcome == VITK_EXIT_DONE)
      outcome = VITK_EXIT_NOT_KNOWN;
    if (given->common.json)
      json_array_append_new(all, candidates_json(argv[i], candidates, n));
    else
      print_candidates(argv[i], candidates, n);
    vitk_free(candidates);
  }
  if (given->common.json && cli_print_json(all, stdout) != VITK_EXIT_DONE)
    outcome = VITK_EXIT_OUTPUT;
  return outcome;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct probe_options given = {.isolation = CLI_ISOLATION_STANDARD};
  struct vitk *session;
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && operands == argc)
    code = cli_usage(command, "no INPUT is named");
  if (code == -1)
    code = cli_check_isolation(command, &given.isolation);
  if (code == -1 && cli_open_isolated(&given.common, &given.isolation, &session) != VITK_OK)
    code = VITK_EXIT_INPUT;
  if (code == -1) {
    code = probe_all(session, &given, argc - operands, argv + operands);
    cli_close(session);
  }
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_probe = {
    .name = "probe",
    .usage = "vitk probe INPUT... [--json]",
    .summary = "tell what would read an input, and why",
    .text =
        "Asks every importer and prints scores with their evidence: 1-19 the ending alone, 20-49 the structure,\n"
        "50-79 a known header, 80-100 exact. An import takes the best one; a tie, or less than 20, is not guessed.\n"
        "Exit 3 where no one importer would be taken.\n",
    .options = options,
    .run = run,
    .operands = "files"};
