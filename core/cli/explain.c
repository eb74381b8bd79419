/* explain.c - `vitk explain`: one value, walked back to the cell that states it. */
#include "core/cli/cli.h"

#include <jansson.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct explain_options {
  struct cli_common common;
};

static const struct cli_option options[] = {CLI_JSON(explain_options), CLI_COMMON(explain_options)};

static int print_step(void *user, const struct vitk_explain_step *step) {
  json_t *all = user;
  if (all != NULL) {
    json_array_append_new(
        all, json_pack("{s:s?, s:s, s:s}", "component", step->component, "label", step->label, "text", step->text));
  } else if (strcmp(step->label, "value") == 0) {
    fputs("\n", stdout);
    cli_line(stdout, "%s", step->text);
  } else {
    cli_line(stdout, "  %-12s %s", step->label, step->text);
  }
  return VITK_OK;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct explain_options given = {0};
  struct vitk *session;
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  int n = argc - operands;
  if (code == -1 && n != 3 && n != 4)
    code = cli_usage(command, "DATASET, SOURCE and FOOD are to be named");
  if (code == -1 && cli_open(&given.common, &session) != VITK_OK)
    code = VITK_EXIT_INPUT;
  if (code == -1) {
    char **names = argv + operands;
    json_t *all = given.common.json ? json_array() : NULL;
    uint32_t outcome = VITK_EXIT_INPUT;
    int done = vitk_explain(session, names[0], names[1], names[2], n == 4 ? names[3] : NULL, print_step, all, &outcome);
    code = (int)outcome;
    if (all != NULL && done == VITK_OK && cli_print_json(json_incref(all), stdout) != VITK_EXIT_DONE)
      code = VITK_EXIT_OUTPUT;
    json_decref(all);
    cli_close(session);
  }
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_explain = {
    .name = "explain",
    .usage = "vitk explain DATASET SOURCE FOOD [COMPONENT]",
    .summary = "walk a value back to the cell that states it",
    .text = "Shows for each value of the food the file, line and field where it stands, its text there, and every\n"
            "step from that text to the value. SOURCE and FOOD are ids, as `vitk top` shows them. DATASET\n"
            "may be - for standard input.\n",
    .options = options,
    .run = run,
    .operands = "files - - components -"};
