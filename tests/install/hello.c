/* hello.c - an importer as somebody would write it who has nothing but an installed vitk. */
#include <vitk/plugin.h>

#include <string.h>

static const struct vitk_host *vitk;

static const struct vitk_host *vitk;

enum { CODE, NAME, K1 };
static const struct vitk_column columns[] = {
    [CODE] = {"code", 0, 0}, [NAME] = {"name", 0, 0}, [K1] = {"hello k1", 0, 0}};

struct hello {
  struct vitk_context *context;
  struct vitk_table *table;
};

static vitk_str str(const char *text) {
  return (vitk_str){text, strlen(text)};
}

static int hello_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  vitk_str head;
  int code = vitk->head(context, 0, &head);
  if (code == VITK_OK && head.n >= 19 && memcmp(head.p, "code,name,hello k1\n", 19) == 0) {
    verdict->score = 90;
    strcpy(verdict->evidence, "the header is hello's");
  }
  return code;
}

static int hello_open(struct vitk_context *context, void **handle) {
  struct hello *hello = vitk->alloc(context, sizeof *hello);
  if (hello == NULL)
    return VITK_NOMEM;
  hello->context = context;
  *handle = hello;
  struct vitk_source source = {.size = sizeof source, .source_id = str("hello-1"), .title = str("Hello")};
  int code = vitk->source(context, &source);
  if (code != VITK_OK)
    return code;
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .quote = '"',
                                 .delimiter = ',',
                                 .header_row = 1,
                                 .columns = columns,
                                 .n_columns = 3,
                                 .column_stride = sizeof columns[0]};
  return vitk->table_open(context, &spec, &hello->table);
}

static int hello_read(void *handle) {
  struct hello *hello = handle;
  struct vitk_row row = {.size = sizeof row};
  int code = vitk->table_next(hello->table, &row);
  if (code != VITK_OK)
    return code;
  struct vitk_food food = {.size = sizeof food, .food_id = row.cells[CODE].text, .name = row.cells[NAME].text};
  code = vitk->food(hello->context, &food);
  if (code != VITK_OK)
    return code;
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = row.cells[CODE].text,
                                     .component = str("VITK1"),
                                     .amount = row.cells[K1].text,
                                     .unit = str("µg"),
                                     .file = row.file,
                                     .line = row.line,
                                     .field = vitk->table_field(hello->table, K1)};
  return vitk->statement(hello->context, &statement);
}

static void hello_close(void *handle) {
  vitk->table_close(((struct hello *)handle)->table);
}

static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Hello",
                                              .country = "",
                                              .components = "VITK1",
                                              .data_licence = "",
                                              .probe = hello_probe,
                                              .open = hello_open,
                                              .read = hello_read,
                                              .close = hello_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "hello",
                                          .version = "1.0",
                                          .summary = "reads hello tables",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .importer = &importer};
VITK_PLUGIN(plugin)
