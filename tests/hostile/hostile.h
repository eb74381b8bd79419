/* hostile.h - an importer that does one bad deed, in the function that its option `in` names.
 *
 * It knows a folder with a member "NAME.bad" exactly, and states one value of one food before it gets to the deed in
 * read. A plugin defines HOSTILE_NAME and HOSTILE_TEXT, includes this, and defines `deed`. */
#ifndef VITK_TESTS_HOSTILE_H
#define VITK_TESTS_HOSTILE_H

#include <vitk/plugin.h>

#include <string.h>

#define S(text)                                                                                                        \
  { (text), sizeof(text) - 1 }

/* Returns a code, if it returns at all. */
static int deed(struct vitk_context *context);

static const struct vitk_plugin descriptor;
VITK_PLUGIN(descriptor)

struct handle {
  struct vitk_context *context;
  int steps;
};

static int is_in(struct vitk_context *context, const char *phase) {
  vitk_str in = vitk->option_text(context, "in");
  return in.n == strlen(phase) && memcmp(in.p, phase, in.n) == 0;
}

static int hostile_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  int code = is_in(context, "probe") ? deed(context) : VITK_OK;
  for (uint32_t i = 0; i < vitk->member_count(context); i++) {
    struct vitk_member member = {.size = sizeof member};
    if (vitk->member(context, i, &member) == VITK_OK && member.name.n == sizeof HOSTILE_NAME ".bad" - 1 &&
        memcmp(member.name.p, HOSTILE_NAME ".bad", member.name.n) == 0)
      verdict->score = 100;
  }
  strcpy(verdict->evidence, "a member bears my name");
  return code;
}

static int hostile_open(struct vitk_context *context, void **out) {
  static const struct vitk_source source = {
      .size = sizeof source, .source_id = {HOSTILE_NAME, sizeof HOSTILE_NAME - 1}, .title = S("A hostile plugin's")};
  struct handle *handle = vitk->alloc(context, sizeof *handle);
  if (handle == NULL)
    return VITK_NOMEM;
  handle->context = context;
  *out = handle;
  int code = vitk->source(context, &source);
  return code == VITK_OK && is_in(context, "open") ? deed(context) : code;
}

static int hostile_read(void *of) {
  static const struct vitk_column columns[] = {{.name = "line", .position = 1}};
  static const struct vitk_statement statement = {.size = sizeof statement,
                                                  .food_id = S("1"),
                                                  .component = S("VITK1"),
                                                  .amount = S("1"),
                                                  .unit = S("µg"),
                                                  .file = S("x"),
                                                  .line = 1};
  struct handle *handle = of;
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .flags = VITK_LINES,
                                 .first_row = 1,
                                 .columns = columns,
                                 .n_columns = 1,
                                 .column_stride = sizeof columns[0]};
  struct vitk_row row = {.size = sizeof row};
  struct vitk_table *table;
  int code = handle->steps++ > 0 ? VITK_END : vitk->table_open(handle->context, &spec, &table);
  while (code == VITK_OK)
    if ((code = vitk->table_next(table, &row)) == VITK_END) {
      code = vitk->statement(handle->context, &statement);
      if (code == VITK_OK && is_in(handle->context, "read"))
        code = deed(handle->context);
      return code;
    }
  return code;
}

static void hostile_close(void *of) {
  struct handle *handle = of;
  if (is_in(handle->context, "close"))
    deed(handle->context);
}

static const struct vitk_option options[] = {{.name = "in",
                                              .help = "the function that does it",
                                              .standard = "read",
                                              .choices = "probe|open|read|close|none",
                                              .type = VITK_OPTION_CHOICE}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .probe = hostile_probe,
                                              .open = hostile_open,
                                              .read = hostile_read,
                                              .close = hostile_close};
static const struct vitk_plugin descriptor = {.size = sizeof descriptor,
                                              .abi_major = VITK_ABI_MAJOR,
                                              .abi_minor = VITK_ABI_MINOR,
                                              .name = HOSTILE_NAME,
                                              .version = "1",
                                              .summary = HOSTILE_TEXT,
                                              .options = options,
                                              .n_options = 1,
                                              .option_stride = sizeof options[0],
                                              .importer = &importer};

#endif
