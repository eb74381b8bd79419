/* counting.c - an importer with a fault for the harness to find: what it states depends on how much of the file there
 * is, so that a cut file gives a value that the whole has not. */
#include <vitk/plugin.h>

#include <stdio.h>
#include <string.h>

static int counting_probe(struct vitk_context *context, struct vitk_verdict *verdict);
static int counting_read(void *handle);

static int counting_open(struct vitk_context *context, void **handle) {
  *handle = context;
  return VITK_OK;
}
static void counting_close(void *handle) {
  (void)handle;
}

static const struct vitk_importer importer = {.size = sizeof importer,
                                              .probe = counting_probe,
                                              .open = counting_open,
                                              .read = counting_read,
                                              .close = counting_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .name = "counting",
                                          .version = "1.0",
                                          .summary = "states the number of lines",
                                          .importer = &importer};
VITK_PLUGIN(plugin)

static int counting_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  verdict->score = vitk->member_count(context) > 0 ? 30 : 0;
  return VITK_OK;
}

static int counting_read(void *handle) {
  static const struct vitk_column columns[] = {{.name = "line", .position = 1}};
  const struct vitk_table_spec spec = {.size = sizeof spec,
                                       .flags = VITK_LINES,
                                       .charset = "utf-8|windows-1252",
                                       .columns = columns,
                                       .n_columns = 1,
                                       .column_stride = sizeof columns[0]};
  const struct vitk_source source = {.size = sizeof source, .source_id = {"counting-1", 10}};
  struct vitk_row row = {.size = sizeof row};
  struct vitk_member member = {.size = sizeof member};
  struct vitk_table *table;
  unsigned lines = 0;
  int code = vitk->source(handle, &source);
  if (code == VITK_OK)
    code = vitk->member(handle, 0, &member);
  if (code == VITK_OK)
    code = vitk->table_open(handle, &spec, &table);
  while (code == VITK_OK && (code = vitk->table_next(table, &row)) == VITK_OK)
    lines++;
  char amount[16];
  snprintf(amount, sizeof amount, "%u", lines);
  for (uint64_t line = 1; code >= 0 && line <= 2; line++) { /* two, as one record of a cut file may differ */
    const struct vitk_statement statement = {.size = sizeof statement,
                                             .food_id = {"1", 1},
                                             .component = {"VITK1", 5},
                                             .amount = {amount, strlen(amount)},
                                             .unit = {"ng", 2},
                                             .file = member.name,
                                             .field = {"line", 4},
                                             .line = line};
    code = vitk->statement(handle, &statement);
  }
  return code < 0 ? code : VITK_END;
}
