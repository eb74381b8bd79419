/* export.c - `vitk export`: a dataset in another form. */
#include "core/cli/cli.h"

#include <stddef.h>

struct export_options {
  const char *output, *to;
  struct cli_list options;
  bool wide;
  struct cli_common common;
};

static const struct cli_option options[] = {
    {"output", 'o', "OUT", "FILE.csv, FILE.ndjson, FILE.xlsx, FOLDER/, FILE.sqlite, a URL or -", CLI_TEXT,
     offsetof(struct export_options, output), "files"},
    {"to", 0, "NAME", "the exporter to use, where the ending of OUT does not say", CLI_TEXT,
     offsetof(struct export_options, to), "exporters"},
    {"option", 'O', "NAME=VALUE", "an option of the exporter (`vitk plugin show NAME`)", CLI_LIST,
     offsetof(struct export_options, options)},
    {"wide", 0, NULL, "CSV: a row a food, with a column a component", CLI_FLAG, offsetof(struct export_options, wide)},
    CLI_COMMON(export_options)};

static int run_export(const struct export_options *given, const char *dataset) {
  struct vitk *session;
  if (cli_open(&given->common, &session) != VITK_OK)
    return VITK_EXIT_INPUT;
  static const char *const wide[] = {"wide=yes"};
  uint32_t outcome = VITK_EXIT_OUTPUT;
  vitk_export(session, dataset, given->output, given->to, given->wide ? wide : given->options.texts,
              given->wide ? 1 : given->options.n, &outcome);
  cli_close(session);
  return (int)outcome;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct export_options given = {0};
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && argc - operands != 1)
    code = cli_usage(command, "one DATASET is to be named");
  if (code == -1 && given.output == NULL)
    code = cli_usage(command, "-o OUT is missing");
  if (code == -1 && given.wide && given.options.n > 0)
    code = cli_usage(command, "--wide and --option don't go together; say -O wide=yes besides the others");
  if (code == -1)
    code = run_export(&given, argv[operands]);
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_export = {
    .name = "export",
    .usage = "vitk export DATASET -o OUT [--to NAME] [OPTION...]",
    .summary = "write a dataset in another form",
    .text = "The ending of OUT chooses the form: .csv is one tidy table, .ndjson a line a value, FOLDER/ a CSV file a\n"
            "table with a datapackage.json. DATASET or OUT may be - for standard input or output. The same dataset\n"
            "gives the same bytes, whatever order it was made in.\n",
    .options = options,
    .run = run,
    .operands = "files -"};
