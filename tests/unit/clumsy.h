/* clumsy.h - a plugin inside a test, whose functions do what the test puts into them, and what it is run over. */
#ifndef VITK_TEST_CLUMSY_H
#define VITK_TEST_CLUMSY_H

#include "core/plugin/run.h"
#include "tests/unit/diags.h"

#include <check.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

typedef int (*act)(struct vitk_context *);

static act in_probe, in_open, in_read, in_begin, in_row, in_finish;
static const struct vitk_host *const host = &vitk_the_host;
static int closed, aborted, steps;
static int32_t score;

static inline int do_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  verdict->score = score;
  snprintf(verdict->evidence, sizeof verdict->evidence, "a\tb\n\xC3");
  return in_probe ? in_probe(context) : VITK_OK;
}
static inline int do_open(struct vitk_context *context, void **handle) {
  *handle = context;
  return in_open ? in_open(context) : VITK_OK;
}
static inline int do_read(void *handle) {
  steps++;
  return in_read ? in_read(handle) : VITK_END;
}
static inline void do_close(void *handle) {
  (void)handle;
  closed++;
}
static inline int do_begin(struct vitk_context *context, void **handle) {
  *handle = context;
  return in_begin ? in_begin(context) : VITK_OK;
}
static inline int do_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  (void)table;
  (void)row;
  ck_assert_uint_eq(stride, sizeof *row);
  steps++;
  return in_row ? in_row(handle) : VITK_OK;
}
static inline int do_finish(void *handle) {
  closed++;
  return in_finish ? in_finish(handle) : VITK_OK;
}
static inline void do_abort(void *handle) {
  (void)handle;
  aborted++;
}

static const struct vitk_option options[] = {{.name = "level", .help = "h", .type = VITK_OPTION_INTEGER}};
static const struct vitk_importer importer = {
    .size = sizeof importer, .probe = do_probe, .open = do_open, .read = do_read, .close = do_close};
static const struct vitk_exporter exporter = {
    .size = sizeof exporter, .begin = do_begin, .row = do_row, .finish = do_finish, .abort = do_abort};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .name = "clumsy",
                                          .version = "1",
                                          .summary = "s",
                                          .options = options,
                                          .n_options = 1,
                                          .importer = &importer,
                                          .exporter = &exporter};

static char folder[PATH_MAX];
static struct vitk_bundle *bundle;
static struct vitk_store *store;
static struct told told;
static const struct vitk_sink_of_diags sink = {keep_diag, &told};
static uint64_t max_rejects;
static int cancel_after;

static inline void write_file(const char *name, const char *text) {
  char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

static inline void begin(void) {
  snprintf(folder, sizeof folder, "/tmp/vitk-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  write_file("a.csv", "id,K\n1,2\n3,4\n");
  write_file("b.xml", "<r><f><id>1</id></f></r>");
  max_rejects = UINT64_MAX;
  cancel_after = -1;
}

static inline int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where) {
  (void)status;
  (void)kind;
  (void)where;
  return remove(path);
}

static inline void end(void) {
  vitk_store_free(store);
  vitk_bundle_close(bundle);
  nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static inline int is_cancelled(void *user) {
  (void)user;
  return cancel_after >= 0 && cancel_after-- <= 0;
}

static inline void open_bundle(void) {
  const struct vitk_bundle_settings settings = {.limits = &vitk_default_limits};
  ck_assert_int_eq(vitk_bundle_open(folder, &settings, &sink, &bundle), VITK_OK);
}

static inline int run(act reads) {
  const struct vitk_store_settings settings = {.max_rejects = max_rejects, .importer = "clumsy", .listener = &sink};
  in_read = reads;
  open_bundle();
  ck_assert_int_eq(vitk_store_new(&settings, &store), VITK_OK);
  struct vitk_context context = {
      .plugin = &plugin, .cancelled = is_cancelled, .input = {.bundle = bundle}, .store = store};
  return vitk_run_import(&context, NULL, NULL);
}

static inline void check_told(const char *call, const char *what) {
  ck_assert_int_eq(told.n, 1);
  ck_assert_str_eq(told.code, "plugin-misuse");
  ck_assert_uint_eq(told.severity, VITK_ERROR);
  ck_assert_ptr_nonnull(strstr(told.message, "clumsy"));
  ck_assert_msg(strstr(told.message, call) && strstr(told.message, what), "'%s' lacks '%s' or '%s'", told.message, call,
                what);
}

static const struct vitk_column columns[] = {{.name = "id"}, {.name = "K"}};

static inline struct vitk_table_spec spec_of(uint32_t member) {
  return (struct vitk_table_spec){.size = sizeof(struct vitk_table_spec),
                                  .member = member,
                                  .delimiter = ',',
                                  .header_row = 1,
                                  .columns = columns,
                                  .n_columns = 2,
                                  .column_stride = sizeof columns[0]};
}

static inline struct vitk_table *open_table(struct vitk_context *context) {
  struct vitk_table_spec spec = spec_of(0);
  struct vitk_table *table;
  ck_assert_int_eq(host->table_open(context, &spec, &table), VITK_OK);
  return table;
}

static inline int state_source(struct vitk_context *context) {
  const struct vitk_source source = {.size = sizeof source, .source_id = {"s-1", 3}};
  return host->source(context, &source);
}

static inline int state(struct vitk_context *context, const char *amount) {
  const struct vitk_statement statement = {.size = sizeof statement,
                                           .food_id = {"1", 1},
                                           .component = {"VITK1", 5},
                                           .amount = {amount, strlen(amount)},
                                           .unit = {"µg", 3},
                                           .file = {"a.csv", 5},
                                           .field = {"K", 1},
                                           .line = 2};
  return host->statement(context, &statement);
}

#endif
