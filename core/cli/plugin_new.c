/* plugin_new.c - `vitk plugin new`: a folder with a plugin that builds, its sample and its test. */
#include "core/cli/cli.h"
#include "core/cli/templates.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_LENGTH = 64 };

struct new_options {
  const char *kind, *output;
  struct cli_common common;
};

static const struct cli_option options[] = {
    {"kind", 'k', "KIND", "importer (the default), exporter, or map, which needs no compiler", CLI_TEXT,
     offsetof(struct new_options, kind)},
    {"output", 'o', "DIR", "the folder to make; without it NAME, here", CLI_TEXT, offsetof(struct new_options, output)},
    CLI_COMMON(new_options)};

/* A name is a file's, a target's and an option's prefix at once: a-z, 0-9 and '-', and a letter first. */
static bool is_name(const char *name) {
  size_t n = strlen(name);
  return n > 0 && n <= NAME_MAX_LENGTH && name[0] >= 'a' && name[0] <= 'z' && name[n - 1] != '-' &&
         strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static bool is_kind(const char *kind) {
  for (const struct cli_template *file = cli_templates; file->kind != NULL; file++)
    if (strcmp(file->kind, kind) == 0)
      return true;
  return false;
}

static int refuse(const char *path, const char *name, const char *hint) {
  int why = errno;
  fprintf(stderr, "vitk: error: %s%s%s: %s\n%s", path, name[0] ? "/" : "", name, strerror(why), hint);
  return VITK_EXIT_OUTPUT;
}

/* Writes the bytes with `name` in the place of each @NAME@. */
static bool write_filled(FILE *to, const struct cli_template *file, const char *name) {
  static const char mark[] = "@NAME@";
  const char *p = (const char *)file->text, *end = p + file->n;
  while (p < end) {
    const char *found = memmem(p, (size_t)(end - p), mark, sizeof mark - 1);
    size_t n = (size_t)((found ? found : end) - p);
    if (fwrite(p, 1, n, to) != n || (found && fputs(name, to) == EOF))
      return false;
    p = found ? found + sizeof mark - 1 : end;
  }
  return true;
}

/* What the file is called: NAME.c is the plugin's own. NULL: no memory. Freed by the caller. */
static char *file_name(const struct cli_template *file, const char *name) {
  char *filled;
  int n = strncmp(file->name, "NAME.", 5) == 0 ? asprintf(&filled, "%s%s", name, file->name + 4)
                                               : asprintf(&filled, "%s", file->name);
  return n < 0 ? NULL : filled;
}

static int write_file(int folder, const char *path, const struct cli_template *file, const char *name) {
  char *called = file_name(file, name);
  if (called == NULL) {
    errno = ENOMEM;
    return refuse(path, "", "");
  }
  bool runs = strstr(file->name, ".sh") != NULL;
  int fd = openat(folder, called, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, runs ? 0777 : 0666);
  FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
  bool written = to != NULL && write_filled(to, file, name);
  int why = errno;
  if (to != NULL && fclose(to) != 0 && written) {
    written = false;
    why = errno;
  } else if (to == NULL && fd >= 0) {
    close(fd);
  }
  errno = why;
  int code = written ? VITK_EXIT_DONE : refuse(path, called, "");
  free(called);
  return code;
}

/* Takes away what was written, after a failure: half a folder would be taken for a whole one. */
static void take_away(int folder, const char *path, const char *kind, const char *name) {
  for (const struct cli_template *file = cli_templates; file->kind != NULL; file++) {
    char *called = strcmp(file->kind, kind) == 0 ? file_name(file, name) : NULL;
    if (called != NULL)
      unlinkat(folder, called, 0);
    free(called);
  }
  rmdir(path);
}

static int make_folder(const char *path, const char *kind, const char *name) {
  if (mkdir(path, 0777) != 0)
    return refuse(path, "",
                  errno == EEXIST ? "      nothing there is overwritten: name another folder with --output\n" : "");
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int code = folder < 0 ? refuse(path, "", "") : VITK_EXIT_DONE;
  for (const struct cli_template *file = cli_templates; file->kind != NULL && code == VITK_EXIT_DONE; file++)
    if (strcmp(file->kind, kind) == 0)
      code = write_file(folder, path, file, name);
  if (code != VITK_EXIT_DONE)
    take_away(folder, path, kind, name);
  if (folder >= 0)
    close(folder);
  return code;
}

static int make(const struct cli_command *command, const struct new_options *given, const char *name) {
  const char *kind = given->kind ? given->kind : "importer";
  const char *path = given->output ? given->output : name;
  if (!is_name(name))
    return cli_usage(command, "a plugin's name has a-z, 0-9 and '-' and begins with a letter, and this is \"%s\"",
                     name);
  if (!is_kind(kind))
    return cli_usage(command, "--kind is importer, exporter or map, and this is \"%s\"", kind);
  int code = make_folder(path, kind, name);
  if (code == VITK_EXIT_DONE && !given->common.quiet)
    printf("%s: a plugin of kind %s that builds as it is\n  cd %s && make check\n  README.md says what is what\n", path,
           kind, path);
  return code;
}

static int run(const struct cli_command *command, int argc, char **argv) {
  struct new_options given = {0};
  int operands, code = cli_parse(command, argc, argv, &given, &given.common, &operands);
  if (code == -1 && argc - operands != 1)
    code = cli_usage(command, "one NAME is to be named");
  if (code == -1)
    code = make(command, &given, argv[operands]);
  cli_parse_free(command, &given);
  return code;
}

const struct cli_command cli_plugin_new = {
    .name = "plugin new",
    .usage = "vitk plugin new NAME [--kind importer|exporter|map] [--output DIR]",
    .summary = "write a folder with a plugin to start from",
    .text =
        "The folder builds as it is, with make, with CMake and with one line of cc, against the installed vitk. It\n"
        "has a sample, what is to come of it, and a test that compares the two. A folder that is there already is\n"
        "left as it is (exit 5). docs/writing-an-importer.md goes on from there.\n",
    .options = options,
    .run = run};
