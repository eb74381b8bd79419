/* plugin_check.c - `vitk plugin check`: does a plugin stand what it must? A line a check. */
#include "core/cli/cli.h"

#include <jansson.h>
#include <stddef.h>
#include <string.h>

struct check_options {
  uint64_t cuts, seconds;
  struct cli_list options;
  bool list;
  struct cli_common common;
};

static const struct cli_option options[] = {
    {"option", 'O', "NAME=VALUE", "an option of the plugin (may be repeated)", CLI_LIST,
     offsetof(struct check_options, options)},
    {"cuts", 0, "N", "places at which a member is cut, at most (2000)", CLI_COUNT,
     offsetof(struct check_options, cuts)},
    {"seconds", 0, "N", "a run that takes longer has hung (60)", CLI_COUNT, offsetof(struct check_options, seconds)},
    {"list", 0, NULL, "list the checks, and what each asks for", CLI_FLAG, offsetof(struct check_options, list)},
    CLI_JSON(check_options),
    CLI_COMMON(check_options)};

static const char *const words[] = {"ok", "FAILED", "skipped"};

struct printing {
  const struct cli_common *common;
  json_t *all;
  size_t n[3]; /* by outcome */
};

static int print_line(void *user, const struct vitk_check_line *line) {
  struct printing *p = user;
  p->n[line->outcome]++;
  if (p->all != NULL) {
    json_array_append_new(p->all,
                          json_pack("{s:s, s:s?, s:s, s:s, s:s}", "check", line->check, "sample", line->sample,
                                    "outcome", words[line->outcome], "detail", line->detail, "remedy", line->remedy));
    return VITK_OK;
  }
  if (p->common->quiet && line->outcome != VITK_CHECK_FAILED)
    return VITK_OK;
  cli_line(stdout, "%-8s %-16s%s%s%s%s", words[line->outcome], line->check, line->sample ? " " : "",
           line->sample ? line->sample : "", line->detail[0] ? ": " : "", line->detail);
  if (line->remedy[0] != '\0')
    cli_line(stdout, "         what to do: %s", line->remedy);
  fflush(stdout);
  return VITK_OK;
}

static int check(const struct check_options *given, int n, char **operands) {
  struct vitk *session;
  cli_catch_signals();
  if (cli_open(&given->common, &session) != VITK_OK)
    return VITK_EXIT_INPUT;
  const struct vitk_check_request request = {.size = sizeof request,
                                             .plugin = operands[0],
                                             .samples = (const char *const *)operands + 1,
                                             .n_samples = (size_t)n - 1,
                                             .options = given->options.texts,
                                             .n_options = given->options.n,
                                             .cuts = given->cuts,
                                             .seconds = (uint32_t)given->seconds};
  struct printing p = {.common = &given->common, .all = given->common.json ? json_array() : NULL};
  uint32_t outcome;
  vitk_plugin_check(session, &request, print_line, &p, &outcome);
  cli_close(session);
  if (p.all != NULL) {
    if (cli_print_json(p.all, stdout) != VITK_EXIT_DONE)
      return VITK_EXIT_OUTPUT;
  } else if (!given->common.quiet)
    printf("%zu passed, %zu failed, %zu skipped\n", p.n[0], p.n[1], p.n[2]);
  return (int)outcome;
}

static int list_checks(bool as_json) {
  static const char *const columns[] = {"check", "what is asked for", NULL};
  struct cli_table *table = as_json ? NULL : cli_table_new(columns);
  json_t *all = as_json ? json_array() : NULL;
  for (size_t i = 0; i < vitk_check_count(); i++) {
    struct vitk_check_entry entry = vitk_check_at(i);
    if (as_json) {
      json_array_append_new(
          all, json_pack("{s:s, s:s, s:s}", "check", entry.name, "promise", entry.promise, "remedy", entry.remedy));
      continue;
    }
    cli_table_cell(table, "%s", entry.name);
    cli_table_cell(table, "%s", entry.promise);
  }
  if (as_json)
    return cli_print_json(all, stdout);
  cli_table_print(table, stdout);
  return VITK_EXIT_DONE;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct check_options given = {0};
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && given.list && argc - operands > 0)
    code = cli_usage(command, "--list takes no arguments");
  if (code == -1 && !given.list && argc - operands < 1)
    code = cli_usage(command, "a FILE.so or FILE.map is to be named");
  if (code == -1 && given.seconds > UINT32_MAX)
    code = cli_usage(command, "--seconds takes %u at most", UINT32_MAX);
  if (code == -1)
    code = given.list ? list_checks(given.common.json) : check(&given, argc - operands, argv + operands);
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_plugin_check = {
    .name = "plugin check",
    .usage = "vitk plugin check FILE.so|FILE.map [SAMPLE...] [OPTION...]",
    .summary = "does a plugin stand what it must?",
    .text = "Runs the plugin over the samples in every way that must give the same, and in many that must do no harm,\n"
            "each check in a process of its own; an exporter writes a small dataset. A line says what became of each\n"
            "check, and where one failed what to do; --list tells what they ask for.\n"
            "Exit: 0 all passed, 1 some failed, 2 usage, 6 not loadable.\n",
    .options = options,
    .run = run};
