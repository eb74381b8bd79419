/* map_guess.c - `vitk map guess`: a map to start from, for a file that nothing reads yet. */
#include "core/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

struct guess_options {
  const char *sheet, *charset, *output;
  struct cli_common common;
};

static const struct cli_option options[] = {
    {"sheet", 0, "NAME", "the sheet of a workbook; without it the one that says most of vitamin K", CLI_TEXT,
     offsetof(struct guess_options, sheet)},
    {"charset", 0, "NAME", "the charset of a text; without it, it is found out", CLI_TEXT,
     offsetof(struct guess_options, charset)},
    {"output", 'o', "FILE.map", "a new file for the map; without it standard output", CLI_TEXT,
     offsetof(struct guess_options, output)},
    CLI_COMMON(guess_options)};

static int write_map(const char *map, const char *output) {
  int fd = output ? open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
  FILE *to = output ? (fd < 0 ? NULL : fdopen(fd, "w")) : stdout;
  bool written = to != NULL && fputs(map, to) != EOF && fflush(to) == 0;
  int why = errno;
  if (output != NULL && to != NULL && fclose(to) != 0)
    written = false;
  else if (to == NULL && fd >= 0)
    close(fd);
  if (written)
    return VITK_EXIT_DONE;
  cli_line(stderr, "vitk: error: %s: %s", output ? output : "standard output", strerror(why));
  if (output != NULL && why == EEXIST)
    fputs("      a map may hold somebody's work: nothing is written over it\n", stderr);
  return VITK_EXIT_OUTPUT;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct guess_options given = {0};
  struct vitk *session;
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && argc - operands != 1)
    code = cli_usage(command, "one FILE is to be named");
  if (code == -1 && strcmp(argv[operands], "-") == 0)
    code = cli_usage(command, "the file is read more than once: standard input can't be");
  if (code == -1 && cli_open(&given.common, &session) != VITK_OK)
    code = VITK_EXIT_INPUT;
  if (code == -1) {
    struct vitk_guess_request request = {
        .size = sizeof request, .input = argv[operands], .sheet = given.sheet, .charset = given.charset};
    char *map = NULL;
    uint32_t outcome;
    int done = vitk_map_guess(session, &request, &map, &outcome);
    code = done == VITK_OK ? write_map(map, given.output) : (int)outcome;
    vitk_free(map);
    cli_close(session);
  }
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_map_guess = {
    .name = "map guess",
    .usage = "vitk map guess FILE [--sheet NAME] [--charset NAME] [-o FILE.map]",
    .summary = "propose a map for a table or tree",
    .text = "Looks at a CSV, workbook, XML or JSON (also in a zip or folder) and writes a map that runs: delimiter,\n"
            "charset, decimal mark, header, the columns of code and name, those of vitamin K with component and unit,\n"
            "and what stands there that is no number. What is unsure is a comment \"# ?\" in the map.\n"
            "Exit 8 where nothing in it names vitamin K.\n",
    .options = options,
    .run = run};
