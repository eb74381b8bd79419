/* import.c - `vitk import`: what a person asks for, and the closing table of what came of it. */
#include "core/cli/cli.h"

#include <ctype.h>
#include <jansson.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct import_options {
  const char *output, *from, *to, *map, *stdin_name, *checksum, *shard;
  struct cli_list options, output_options;
  uint64_t max_rejects, summary, progress;
  bool all_foods, strict, dry_run, wide, force;
  struct cli_isolation isolation;
  struct cli_common common;
};

static const struct cli_option options[] = {
    {"output", 'o', "OUT", "FILE.sqlite, FILE.csv, FILE.ndjson, FOLDER/ or - (vitamin-k.sqlite)", CLI_TEXT,
     offsetof(struct import_options, output), "files"},
    {"from", 0, "NAME", "the importer to use, where it is not to be found out", CLI_TEXT,
     offsetof(struct import_options, from), "importers"},
    {"to", 0, "NAME", "the exporter to use, where the ending of OUT does not say", CLI_TEXT,
     offsetof(struct import_options, to), "exporters"},
    {"map", 0, "FILE", "the map that tells a table or tree of your own (docs/maps.md)", CLI_TEXT,
     offsetof(struct import_options, map), "files"},
    {"option", 'O', "NAME=VALUE", "an option of the importer (`vitk plugin show NAME`)", CLI_LIST,
     offsetof(struct import_options, options)},
    {"output-option", 'X', "NAME=VALUE", "an option of the exporter", CLI_LIST,
     offsetof(struct import_options, output_options)},
    {"wide", 0, NULL, "CSV: a row a food, with a column a component", CLI_FLAG, offsetof(struct import_options, wide)},
    {"all-foods", 0, NULL, "keep foods of which nothing is stated, too", CLI_FLAG,
     offsetof(struct import_options, all_foods)},
    {"strict", 0, NULL, "any reject or failed input, and nothing is written", CLI_FLAG,
     offsetof(struct import_options, strict)},
    {"max-rejects", 0, "N", "a source with more rejects than this fails", CLI_COUNT,
     offsetof(struct import_options, max_rejects)},
    {"stdin-name", 0, "NAME", "what the file on standard input is called", CLI_TEXT,
     offsetof(struct import_options, stdin_name)},
    {"checksum", 0, "KIND", "of the input files: xxh3 (as usual) or sha256", CLI_TEXT,
     offsetof(struct import_options, checksum), "xxh3|sha256"},
    {"shard", 0, "I/N", "write part I of N alone; importing all N parts joins them (docs/pipelines.md)", CLI_TEXT,
     offsetof(struct import_options, shard)},
    {"dry-run", 0, NULL, "read and check all, write nothing", CLI_FLAG, offsetof(struct import_options, dry_run)},
    {"force", 0, NULL, "import also what would give what the dataset holds already", CLI_FLAG,
     offsetof(struct import_options, force)},
    {"jobs", 'j', "N", "inputs that are read side by side (as many as there are processors)", CLI_COUNT,
     offsetof(struct import_options, isolation.jobs)},
    {"summary", 0, "FD", "write what --json prints to this open descriptor, whatever else is said", CLI_COUNT,
     offsetof(struct import_options, summary)},
    {"progress", 0, "FD", "write a line of JSON for each step to this open descriptor (docs/streams.md)", CLI_COUNT,
     offsetof(struct import_options, progress)},
    CLI_ISOLATION(import_options),
    CLI_JSON(import_options),
    CLI_COMMON(import_options)};

static void count_cell(struct cli_table *table, const struct vitk_import_line *line, uint64_t count) {
  if (line->skipped)
    cli_table_cell(table, "%s", "");
  else
    cli_table_cell(table, "%llu", (unsigned long long)count);
}

static const char *word_of(const struct vitk_import_line *line) {
  if (line->outcome == VITK_EXIT_NO_VITAMIN_K)
    return "no vitamin K in it";
  if (line->outcome > VITK_EXIT_REJECTS)
    return "FAILED";
  return line->skipped ? "unchanged: skipped" : "";
}

static void print_report(const struct vitk_import_report *report) {
  static const char *const columns[] = {"source",   ">foods",   ">statements", ">values",   ">zero", ">trace", ">below",
                                        ">present", ">missing", ">rejects",    ">warnings", ">time", "",       NULL};
  struct cli_table *table = report->n_lines > 0 ? cli_table_new(columns) : NULL;
  for (size_t i = 0; i < report->n_lines; i++) {
    const struct vitk_import_line *line = &report->lines[i];
    cli_table_cell(table, "%s", line->source_id ? line->source_id : line->input);
    count_cell(table, line, line->foods_read);
    count_cell(table, line, line->statements);
    for (size_t status = VITK_VALUE; status <= VITK_MISSING; status++)
      count_cell(table, line, line->by_status[status]);
    count_cell(table, line, line->rejects);
    count_cell(table, line, line->warnings);
    cli_table_cell(table, "%.2f s", line->seconds);
    cli_table_cell(table, "%s", word_of(line));
  }
  cli_table_print(table, stderr);
  if (report->written && strcmp(report->output, "-") != 0)
    cli_line(stderr, "written: %s", report->output);
}

static json_t *report_json(const struct vitk_import_report *report) {
  json_t *sources = json_array();
  for (size_t i = 0; i < report->n_lines; i++) {
    const struct vitk_import_line *line = &report->lines[i];
    json_t *statuses = json_object();
    for (uint32_t status = VITK_VALUE; status <= VITK_MISSING; status++)
      json_object_set_new(statuses, vitk_status_word(status), json_integer((json_int_t)line->by_status[status]));
    json_array_append_new(
        sources, json_pack("{s:o, s:s?, s:s?, s:s?, s:I, s:I, s:I, s:o, s:I, s:I, s:f, s:b, s:i}", "input",
                           cli_json_text(line->input), "importer", line->importer, "source_id", line->source_id,
                           "title", line->title, "foods_read", (json_int_t)line->foods_read, "foods_kept",
                           (json_int_t)line->foods_kept, "statements", (json_int_t)line->statements, "values", statuses,
                           "rejects", (json_int_t)line->rejects, "warnings", (json_int_t)line->warnings, "seconds",
                           line->seconds, "skipped", (int)line->skipped, "exit", (int)line->outcome));
  }
  return json_pack("{s:s, s:o, s:b, s:o, s:i}", "vitk", vitk_version(), "output", cli_json_text(report->output),
                   "written", (int)report->written, "sources", sources, "exit", (int)report->outcome);
}

/* "2/5"; NULL is no shard. */
static bool read_shard(const char *text, uint32_t *shard, uint32_t *shards) {
  unsigned long i, n;
  char *end;
  *shard = *shards = 0;
  if (text == NULL)
    return true;
  if (!isdigit((unsigned char)text[0]) || (i = strtoul(text, &end, 10)) < 1 || *end != '/')
    return false;
  const char *of = end + 1;
  if (!isdigit((unsigned char)of[0]) || (n = strtoul(of, &end, 10)) < i || n > VITK_SHARDS_MOST || *end != '\0')
    return false;
  *shard = (uint32_t)i;
  *shards = (uint32_t)n;
  return true;
}

static bool write_summary(const struct vitk_import_report *report, int fd) {
  int copy = dup(fd);
  FILE *to = copy >= 0 ? fdopen(copy, "w") : NULL;
  if (to == NULL && copy >= 0)
    close(copy);
  bool written = to != NULL && cli_print_json(report_json(report), to) == VITK_EXIT_DONE;
  if (to != NULL && fclose(to) != 0)
    written = false;
  if (!written)
    fprintf(stderr, "vitk: error: the summary can't be written to descriptor %d\n", fd);
  return written;
}

static int run_request(const struct import_options *given, const char *const *inputs, size_t n_inputs) {
  struct vitk *session;
  if (cli_open_isolated(&given->common, &given->isolation, &session) != VITK_OK)
    return VITK_EXIT_INPUT;
  struct vitk_import_request request = {.size = sizeof request,
                                        .inputs = inputs,
                                        .n_inputs = n_inputs,
                                        .output = given->output,
                                        .from = given->from,
                                        .to = given->to,
                                        .map = given->map,
                                        .stdin_name = given->stdin_name,
                                        .options = given->options.texts,
                                        .n_options = given->options.n,
                                        .output_options = given->output_options.texts,
                                        .n_output_options = given->output_options.n,
                                        .max_rejects = given->max_rejects,
                                        .all_foods = given->all_foods,
                                        .dry_run = given->dry_run,
                                        .sha256 = given->checksum && strcmp(given->checksum, "sha256") == 0,
                                        .strict = given->strict,
                                        .force = given->force};
  read_shard(given->shard, &request.shard, &request.shards);
  struct vitk_import_report *report;
  int code = vitk_import(session, &request, &report);
  cli_close(session);
  if (code != VITK_OK) {
    fputs("vitk: error: out of memory\n", stderr);
    return VITK_EXIT_INPUT;
  }
  int outcome = (int)report->outcome;
  bool data_on_stdout = strcmp(report->output, "-") == 0;
  bool cut = outcome == VITK_EXIT_INTERRUPTED && !cli_interrupted(); /* whoever read the output wanted no more */
  if (given->common.json && cli_print_json(report_json(report), data_on_stdout ? stderr : stdout) != VITK_EXIT_DONE)
    outcome = VITK_EXIT_OUTPUT;
  if (given->summary != CLI_NO_DESCRIPTOR && !write_summary(report, (int)given->summary))
    outcome = VITK_EXIT_OUTPUT;
  if (!given->common.json && !given->common.quiet && !cut)
    print_report(report);
  vitk_import_report_free(report);
  return outcome;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct import_options given = {.max_rejects = UINT64_MAX,
                                 .summary = CLI_NO_DESCRIPTOR,
                                 .progress = CLI_NO_DESCRIPTOR,
                                 .isolation = CLI_ISOLATION_STANDARD};
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && operands == argc)
    code = cli_usage(command, "no INPUT is named; \"-\" is standard input");
  if (code == -1 && given.checksum && strcmp(given.checksum, "xxh3") != 0 && strcmp(given.checksum, "sha256") != 0)
    code = cli_usage(command, "--checksum takes xxh3 or sha256, and this is \"%s\"", given.checksum);
  if (code == -1)
    code = cli_check_isolation(command, &given.isolation);
  uint32_t shard, shards;
  if (code == -1 && !read_shard(given.shard, &shard, &shards))
    code = cli_usage(command, "--shard takes I/N, 1/1 to N/N with an N of at most %d, and this is \"%s\"",
                     VITK_SHARDS_MOST, given.shard);
  if (code == -1)
    code = cli_check_descriptor(command, "summary", given.summary);
  if (code == -1)
    code = cli_check_descriptor(command, "progress", given.progress);
  if (code == -1 && given.output != NULL && strcmp(given.output, "-") == 0 &&
      (given.summary == STDOUT_FILENO || given.progress == STDOUT_FILENO))
    code = cli_usage(command, "descriptor 1 has the data, as -o - asks");
  cli_progress_to(given.progress);
  const char *wide = "wide=yes";
  if (code == -1 && given.wide && given.output_options.n == 0)
    given.output_options = (struct cli_list){&wide, 1};
  else if (code == -1 && given.wide)
    code = cli_usage(command, "--wide and --output-option don't go together; say -X wide=yes besides the others");
  if (code == -1)
    code = run_request(&given, (const char *const *)argv + operands, (size_t)(argc - operands));
  if (given.output_options.texts == &wide)
    given.output_options.texts = NULL;
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_import = {
    .name = "import",
    .usage = "vitk import INPUT... [-o OUT] [OPTION...]",
    .summary = "read sources into a dataset",
    .text = "Reads each INPUT (a folder, a file, an archive such as a zip, or - for standard input), finds out what\n"
            "it is, and writes all that is stated about vitamin K into OUT. A dataset that is there already keeps\n"
            "its other sources; a source that is imported again is replaced, and an input that would give what is\n"
            "there already is skipped. OUT is written beside its place and renamed when whole: whatever fails, an old\n"
            "one stays as it was.\n\n"
            "exit: 0 done, 1 done, with rejects, 2 usage, 3 not recognised or ambiguous, 4 input failed,\n"
            "      5 output failed, 6 plugin not loadable, 7 plugin crashed or timed out,\n"
            "      8 recognised, and there is no vitamin K in it, 130 interrupted\n",
    .options = options,
    .run = run,
    .operands = "files"};
