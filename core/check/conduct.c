/* conduct.c - what a plugin leaves alone: standard output, files, the network, processes and threads. */
#include "core/check/exporting.h"
#include "core/check/faults.h"
#include "core/check/outcome.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

/* All that the importer does with the sample. */
static void run_sample(struct check *c) {
  struct outcome o;
  check_doing(c, "probe and import");
  check_faults = (struct check_faults){.cancel = 0};
  check_import(c, c->sample, &vitk_default_limits, CHECK_PROBING | CHECK_IMPORTING, &o);
  outcome_free(&o);
}

/* All that the exporter writes. */
static void run_exports(struct check *c) {
  struct check_formats formats = {.plugin = c->subject.plugin};
  while (!check_failed(c) && check_next_format(c, &formats)) {
    check_doing(c, "the export to %s", formats.path + strlen(c->folder) + 1);
    check_faults = (struct check_faults){.cancel = 0};
    check_export(c, formats.path);
    check_clear(c);
  }
}

static void heard_nothing(struct check *c) {
  char said[200];
  fflush(stdout);
  ssize_t n = pread(c->said, said, sizeof said, 0);
  if (n > 0)
    check_fail(c, "it wrote to standard output or standard error: %.*s", (int)n, said);
}

void check_quiet(struct check *c) {
  run_sample(c);
  heard_nothing(c);
}

void check_writer_quiet(struct check *c) {
  run_exports(c);
  heard_nothing(c);
}

/* The filter of system calls finds what there is to find; see watch.c. */
void check_confined(struct check *c) {
  run_sample(c);
}

void check_writer_confined(struct check *c) {
  run_exports(c);
}

void check_threads(struct check *c) {
  size_t n = 0;
  if (c->sample != NULL)
    run_sample(c);
  else
    run_exports(c);
  DIR *tasks = opendir("/proc/self/task");
  if (tasks == NULL) {
    check_skip(c, "there is no /proc here");
    return;
  }
  for (const struct dirent *task; (task = readdir(tasks)) != NULL;)
    n += task->d_name[0] != '.';
  closedir(tasks);
  if (n > 1)
    check_fail(c, "it left %zu threads running", n - 1);
}
