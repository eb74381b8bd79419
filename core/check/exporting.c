/* exporting.c - runs the exporter under check over the small dataset, whole or up to a row, alone or beside another. */
#include "core/check/exporting.h"

#include "core/check/faults.h"
#include "core/dataset/rows.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_OUTPUT = 64 << 20, DEEPEST = 4 };

/* --- outputs */

bool check_next_format(struct check *c, struct check_formats *f) {
  for (; f->format < f->plugin->n_formats; f->format++, f->used = 0) {
    const char *all = f->plugin->formats[f->format].extensions;
    vitk_str rest = vitk_str_of(all + f->used), ending;
    while (rest.n > 0 && vitk_str_alternative(&rest, &ending)) {
      f->used += ending.n + (all[f->used + ending.n] == '|' ? 1 : 0);
      if (ending.n > 0 && ending.p[ending.n - 1] == ':')
        continue; /* a URL, and nothing here that it could name */
      f->n++;
      if (vitk_str_is(ending, "/"))
        snprintf(f->path, sizeof f->path, "%.200s/out/", c->folder);
      else
        snprintf(f->path, sizeof f->path, "%.200s/out.%.*s", c->folder, VITK_STR_ARG(ending));
      return true;
    }
  }
  if (f->n == 0)
    check_skip(c, "its formats name no file or folder that it could write");
  return false;
}

static int add_tree(const char *path, int depth, struct vitk_buffer *to, size_t *n);

static int add_folder(const char *path, int depth, struct vitk_buffer *to, size_t *n) {
  struct dirent **entries = NULL;
  int found = scandir(path, &entries, NULL, alphasort), code = found < 0 || depth > DEEPEST ? VITK_FAILED : VITK_OK;
  for (int i = 0; i < found; i++) {
    char inner[800];
    const char *name = entries[i]->d_name;
    int length = snprintf(inner, sizeof inner, "%.500s/%s", path, name);
    if (code == VITK_OK && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && length < (int)sizeof inner) {
      code = to ? vitk_buffer_printf(to, "[%s]\n", name) : VITK_OK;
      if (code == VITK_OK)
        code = add_tree(inner, depth + 1, to, n);
    }
    free(entries[i]);
  }
  free(entries);
  return code;
}

/* Adds to `to` (may be NULL) what `path` holds, counts files and folders, and removes them. */
static int add_tree(const char *path, int depth, struct vitk_buffer *to, size_t *n) {
  struct stat status;
  char block[4096];
  if (lstat(path, &status) != 0)
    return VITK_FAILED;
  if (S_ISDIR(status.st_mode)) {
    int code = add_folder(path, depth, to, n);
    if (depth > 0) {
      ++*n;
      rmdir(path);
    }
    return code;
  }
  ++*n;
  int fd = to && S_ISREG(status.st_mode) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  int code = VITK_OK;
  ssize_t got = 0;
  while (fd >= 0 && code == VITK_OK && (got = read(fd, block, sizeof block)) > 0)
    code = vitk_buffer_add(to, block, (size_t)got);
  if (fd >= 0)
    close(fd);
  unlink(path);
  return code;
}

bool check_take_output(struct check *c, struct vitk_buffer *to) {
  size_t n = 0;
  to->maximum = MOST_OUTPUT;
  if (add_tree(c->folder, 0, to, &n) != VITK_OK)
    check_fail(c, "what it wrote can't be read: %s", strerror(errno));
  else if (n == 0)
    check_fail(c, "%s: it wrote nothing", c->shared->doing);
  return !check_failed(c);
}

void check_nothing_left(struct check *c) {
  size_t n = 0;
  add_tree(c->folder, 0, NULL, &n);
  if (n > 0)
    check_fail(c, "%s: it left %zu files or folders at its target", c->shared->doing, n);
}

void check_clear(struct check *c) {
  size_t n = 0;
  add_tree(c->folder, 0, NULL, &n);
}

/* --- a run */

struct export {
  struct vitk_context context;
  struct vitk_arena arena;
  struct vitk_sink_of_diags diags;
  struct vitk_export_run *run;
  struct vitk_row_sink sink;
  char misuse[300];
};

static int listen_to(void *self, const struct vitk_diag *diag) {
  struct export *e = self;
  if (strcmp(diag->code, "plugin-misuse") == 0 || strcmp(diag->code, "failed-silently") == 0)
    snprintf(e->misuse, sizeof e->misuse, "%.*s", VITK_STR_ARG(diag->message));
  return VITK_OK;
}

/* `e` stays where it is until end. */
static int begin(struct check *c, struct export *e, const char *path) {
  *e = (struct export){.diags = {listen_to, e}};
  struct vitk_option_values *values = NULL;
  struct vitk_target *target = NULL;
  c->shared->steps++;
  int code = vitk_options_parse_known(c->subject.plugin, c->request->options, c->request->n_options, NULL, &e->arena,
                                      &e->diags, &values);
  if (code == VITK_OK)
    code = vitk_target_open(path, &e->diags, &target);
  if (code != VITK_OK) {
    check_fail(c, "%s: the run could not be made", path);
    return code;
  }
  e->context =
      (struct vitk_context){.plugin = c->subject.plugin, .options = values, .diags = &e->diags, .target = target};
  code = vitk_run_export_begin(&e->context, &e->run);
  if (code == VITK_OK)
    e->sink = vitk_run_export_sink(e->run);
  return code;
}

/* Finishes after VITK_OK, aborts after any other code. */
static int end(struct check *c, struct export *e, int code) {
  if (e->run != NULL && code == VITK_OK)
    code = vitk_run_export_finish(e->run);
  else
    vitk_run_export_abort(e->run);
  vitk_arena_free(&e->arena);
  if (e->misuse[0] != '\0')
    check_fail(c, "%s: %s", c->shared->doing, e->misuse);
  return code;
}

static int give_rows(struct check *c, const struct vitk_row_sink *sink) {
  struct vitk_store *store = check_dataset(c);
  int code = store ? vitk_rows_components(sink) : VITK_NOMEM;
  for (uint32_t i = 0; code == VITK_OK && i < vitk_store_n_sources(store); i++)
    code = vitk_rows_source(store, i, sink);
  return code;
}

int check_export(struct check *c, const char *path) {
  struct export e;
  int code = begin(c, &e, path);
  if (code == VITK_OK)
    code = give_rows(c, &e.sink);
  return end(c, &e, code);
}

/* --- the checks */

/* One export, alone, whose output is added to `to`. */
static bool export_alone(struct check *c, const char *path, struct vitk_buffer *to) {
  check_faults = (struct check_faults){.cancel = 0};
  int code = check_export(c, path);
  if (code != VITK_OK)
    check_fail(c, "%s: it ended with code %d", c->shared->doing, code);
  return !check_failed(c) && check_take_output(c, to);
}

static bool same(const struct vitk_buffer *a, const struct vitk_buffer *b) {
  return vitk_str_equal(vitk_buffer_str(a), vitk_buffer_str(b));
}

void check_writes(struct check *c) {
  struct check_formats formats = {.plugin = c->subject.plugin};
  while (!check_failed(c) && check_next_format(c, &formats)) {
    struct vitk_buffer bytes = {.n = 0};
    check_doing(c, "the export to %s", formats.path + strlen(c->folder) + 1);
    export_alone(c, formats.path, &bytes);
    vitk_buffer_free(&bytes);
  }
}

void check_same_bytes(struct check *c) {
  struct check_formats formats = {.plugin = c->subject.plugin};
  while (!check_failed(c) && check_next_format(c, &formats)) {
    struct vitk_buffer first = {.n = 0}, second = {.n = 0};
    check_doing(c, "two exports to %s", formats.path + strlen(c->folder) + 1);
    if (export_alone(c, formats.path, &first) && export_alone(c, formats.path, &second) && !same(&first, &second))
      check_fail(c, "%s: the second gave other bytes than the first", c->shared->doing);
    vitk_buffer_free(&first);
    vitk_buffer_free(&second);
  }
}

/* A sink to two, in turn. */
static int row_to_both(void *self, uint32_t table, const struct vitk_datum *row) {
  struct export *both = self;
  int code = both[0].sink.row(both[0].sink.self, table, row);
  return code == VITK_OK ? both[1].sink.row(both[1].sink.self, table, row) : code;
}

static void export_both(struct check *c, const char *path, const struct vitk_buffer *alone) {
  struct export both[2];
  char folder[300], second[400];
  struct vitk_buffer bytes = {.n = 0};
  snprintf(folder, sizeof folder, "%.200s/second", c->folder);
  snprintf(second, sizeof second, "%s/%s", folder, path + strlen(c->folder) + 1);
  mkdir(folder, 0700);
  const struct vitk_row_sink sink = {row_to_both, both};
  int codes[2] = {begin(c, &both[0], path), begin(c, &both[1], second)};
  int code = codes[0] == VITK_OK ? codes[1] : codes[0];
  if (code == VITK_OK)
    code = give_rows(c, &sink);
  for (int i = 0; i < 2; i++)
    codes[i] = end(c, &both[i], codes[i] == VITK_OK ? code : codes[i]);
  if (codes[0] != VITK_OK || codes[1] != VITK_OK)
    check_fail(c, "%s: they ended with the codes %d and %d", c->shared->doing, codes[0], codes[1]);
  const char *whole = c->folder;
  c->folder = folder;
  bool good = !check_failed(c) && check_take_output(c, &bytes) && same(alone, &bytes);
  c->folder = whole;
  rmdir(folder);
  vitk_buffer_free(&bytes);
  good = good && check_take_output(c, &bytes) && same(alone, &bytes);
  if (!good)
    check_fail(c, "%s: one of them has other bytes than an export alone", c->shared->doing);
  vitk_buffer_free(&bytes);
  check_clear(c);
}

void check_two_targets(struct check *c) {
  struct check_formats formats = {.plugin = c->subject.plugin};
  while (!check_failed(c) && check_next_format(c, &formats)) {
    struct vitk_buffer alone = {.n = 0};
    check_doing(c, "two exports at once to %s", formats.path + strlen(c->folder) + 1);
    if (export_alone(c, formats.path, &alone))
      export_both(c, formats.path, &alone);
    vitk_buffer_free(&alone);
  }
}

/* A sink that ends after some rows. */
struct until {
  const struct vitk_row_sink *sink;
  uint64_t rows, last; /* given so far, and at most */
};

static int row_until(void *self, uint32_t table, const struct vitk_datum *row) {
  struct until *u = self;
  if (u->rows == u->last)
    return VITK_CANCELLED;
  u->rows++;
  return u->sink->row(u->sink->self, table, row);
}

/* An abort after `rows` rows; how many there are in all. */
static uint64_t abort_after(struct check *c, const char *path, uint64_t rows) {
  struct export e;
  check_faults = (struct check_faults){.cancel = 0};
  int code = begin(c, &e, path);
  struct until until = {.sink = &e.sink, .last = rows};
  const struct vitk_row_sink sink = {row_until, &until};
  if (code == VITK_OK)
    code = give_rows(c, &sink);
  if (code != VITK_OK && code != VITK_CANCELLED)
    check_fail(c, "%s: it ended with code %d", c->shared->doing, code);
  end(c, &e, VITK_CANCELLED);
  check_nothing_left(c);
  return until.rows;
}

void check_abort(struct check *c) {
  struct check_formats formats = {.plugin = c->subject.plugin};
  while (!check_failed(c) && check_next_format(c, &formats)) {
    check_doing(c, "an abort after the last row");
    uint64_t rows = abort_after(c, formats.path, UINT64_MAX);
    for (uint64_t i = 0; i < rows && !check_failed(c); i++) {
      check_doing(c, "an abort after %llu of %llu rows to %s", (unsigned long long)i, (unsigned long long)rows,
                  formats.path + strlen(c->folder) + 1);
      abort_after(c, formats.path, i);
    }
  }
}
