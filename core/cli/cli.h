/* cli.h - what the subcommands share. A command is a row of one table: parsing, help and documentation come from it. */
#ifndef VITK_CLI_CLI_H
#define VITK_CLI_CLI_H

#include "vitk/vitk.h"

#include <stdbool.h>
#include <stdio.h>

enum cli_type {
  CLI_FLAG,  /* bool */
  CLI_TEXT,  /* const char * */
  CLI_COUNT, /* uint64_t */
  CLI_LIST   /* struct cli_list: the option may come several times */
};

struct cli_list {
  const char **texts; /* freed by cli_parse_free */
  size_t n;
};

struct cli_option {
  const char *name;
  char letter;          /* 0: none */
  const char *argument; /* what stands for it in the help; NULL for a flag */
  const char *help;
  enum cli_type type;
  size_t offset;      /* of its value in the command's struct */
  const char *values; /* what completion offers: "files", "folders", "importers", "exporters", "plugins", "components",
                       * or the words themselves, parted by '|'; NULL: nothing is known */
};

struct cli_command {
  const char *name;                   /* one word, or two: "plugin list" */
  const char *usage, *summary, *text; /* text: what it does, for --help */
  const struct cli_option *options;   /* ends with a NULL name */
  int (*run)(const struct cli_command *, int argc, char **argv);
  const char *operands; /* `values` of each operand, a space between, "-" for nothing; the last goes for further ones */
};

extern const struct cli_command *const cli_commands[]; /* NULL after the last */

/* The options that every command takes. */
struct cli_common {
  bool help, json, quiet, verbose;
  struct cli_list plugin_dirs;
};
#define CLI_COMMON(command)                                                                                            \
  {"plugin-dir", 0,                                                                                                    \
   "DIR",        "look for plugins here first (may be repeated)",                                                      \
   CLI_LIST,     offsetof(struct command, common.plugin_dirs),                                                         \
   "folders"},                                                                                                         \
      {"quiet", 'q', NULL, "say nothing but errors", CLI_FLAG, offsetof(struct command, common.quiet)},                \
      {"verbose", 'v',                                                                                                 \
       NULL,      "say every problem, not the first few of a kind",                                                    \
       CLI_FLAG,  offsetof(struct command, common.verbose)},                                                           \
      {"help", 'h', NULL, "show this help", CLI_FLAG, offsetof(struct command, common.help)}, {                        \
    NULL, 0, NULL, NULL, CLI_FLAG, 0                                                                                   \
  }
/* What keeps plugins in, of the commands that read inputs. */
struct cli_isolation {
  const char *isolate; /* NULL, "on" or "off" */
  uint64_t jobs;       /* 0: one a processor */
  uint64_t memory_mib; /* 0: any */
  uint64_t timeout;    /* seconds; 0: any */
};
#define CLI_ISOLATION_STANDARD                                                                                         \
  { NULL, 0, VITK_MEMORY >> 20, VITK_TIMEOUT }
#define CLI_ISOLATION(command)                                                                                         \
  {"timeout", 0,                                                                                                       \
   "SECONDS", "that an input may take (3600; 0: any)",                                                                 \
   CLI_COUNT, offsetof(struct command, isolation.timeout)},                                                            \
      {"memory",  0,                                                                                                   \
       "MIB",     "that the process of an input may use (2048; 0: any)",                                               \
       CLI_COUNT, offsetof(struct command, isolation.memory_mib)},                                                     \
  {                                                                                                                    \
    "isolate", 0, "on|off", "off: run plugins in this process, for a debugger (on)", CLI_TEXT,                         \
        offsetof(struct command, isolation.isolate)                                                                    \
  }
#define CLI_JSON(command)                                                                                              \
  { "json", 0, NULL, "print the result as JSON", CLI_FLAG, offsetof(struct command, common.json) }

/* Parses argv into `values`. Returns -1 to go on, with *operands the index of the first one; else an exit code, after
 * the help or a message. */
int cli_parse(const struct cli_command *, int argc, char **argv, void *values, const struct cli_common *,
              int *operands);
void cli_parse_free(const struct cli_command *, void *values);

/* Wrong use: prints the message and where help is; VITK_EXIT_USAGE. */
int cli_usage(const struct cli_command *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- messages to a person, on standard error */

struct cli_messages; /* counts what was said, so that a thousand alike are not printed */
int cli_open(const struct cli_common *, struct vitk **session);
int cli_open_isolated(const struct cli_common *, const struct cli_isolation *, struct vitk **session);
/* -1, or the exit code after a message: --isolate is neither on nor off. */
int cli_check_isolation(const struct cli_command *, const struct cli_isolation *);
void cli_close(struct vitk *session); /* says how many messages were left out */

/* --- for programs that run the command: progress.c */

#define CLI_NO_DESCRIPTOR UINT64_MAX
/* -1, or the exit code after a message: the option names no descriptor that can be written to. */
int cli_check_descriptor(const struct cli_command *, const char *option, uint64_t fd);
/* From now on cli_progress_step writes there. It never waits: where nobody reads, lines are left out. */
void cli_progress_to(uint64_t fd);
void cli_progress_step(void *user, const struct vitk_step *);

/* Set by SIGINT, SIGTERM and SIGHUP. */
bool cli_interrupted(void);
void cli_catch_signals(void);

/* --- lines and tables for a person: what a file says, or is named, does not steer the terminal (steer.h) */

/* One line, which printf makes; its end is added. */
void cli_line(FILE *, const char *format, ...) __attribute__((format(printf, 2, 3)));

enum { CLI_TABLE_COLUMNS = 14 };
struct cli_table;
/* `columns`: headings, NULL after the last; one that starts with '>' is set right. */
struct cli_table *cli_table_new(const char *const *columns);
/* A row of printf-made cells, as many calls as there are columns. */
void cli_table_cell(struct cli_table *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cli_table_print(struct cli_table *, FILE *); /* and frees it */
void cli_table_free(struct cli_table *);

/* What keeps plugins in, a line a layer: version.c. */
void cli_print_layers(void);

/* Prints the JSON value and lets go of it. */
struct json_t;
struct json_t *cli_json_text(const char *); /* of any bytes, a file's name: what is not UTF-8 becomes '?' */
int cli_print_json(struct json_t *value, FILE *);

extern const struct cli_command cli_import, cli_export, cli_probe, cli_plugin_list, cli_plugin_show, cli_plugin_new,
    cli_plugin_check, cli_map_guess, cli_map_preview, cli_explain, cli_top, cli_version;

#endif
