/* main.c - vitk-manual SHARE PLUGIN_H MAPS_MD: writes manual pages and completions below the folder SHARE. */
#include "core/cli/manual/manual.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *share;

static void fail(const char *path) {
  fprintf(stderr, "vitk-manual: %s: %s\n", path, strerror(errno));
  exit(1);
}

FILE *manual_create(const char *name) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/%s", share, name) >= (int)sizeof path)
    fail(name);
  for (char *slash = path + strlen(share); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
      fail(path);
    *slash = '/';
  }
  FILE *file = fopen(path, "w");
  if (file == NULL)
    fail(path);
  return file;
}

void manual_close(FILE *file) {
  if (ferror(file) != 0 || fclose(file) != 0)
    fail(share);
}

char *manual_read(const char *path) {
  FILE *file = fopen(path, "r");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0)
    fail(path);
  long n = ftell(file);
  char *text = n < 0 ? NULL : malloc((size_t)n + 1);
  if (text == NULL)
    fail(path);
  rewind(file);
  if (fread(text, 1, (size_t)n, file) != (size_t)n)
    fail(path);
  text[n] = '\0';
  fclose(file);
  return text;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fputs("usage: vitk-manual SHARE PLUGIN_H MAPS_MD\n", stderr);
    return 2;
  }
  share = argv[1];
  manual_commands();
  manual_plugin(argv[2]);
  manual_map(argv[3]);
  complete_bash();
  complete_zsh();
  complete_fish();
  return 0;
}
