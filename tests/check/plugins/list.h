/* list.h - an importer that stands every check, of a text whose lines are a food and an amount. A file that includes it
 * after defining one of the hooks below makes one mistake.
 */
#include <vitk/plugin.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct list {
  struct vitk_context *context;
  struct vitk_table *table;
  struct vitk_member member;
  unsigned lines; /* read so far */
};

#ifdef HOOK_PROBE /* the last word on the verdict; `known`: the text begins as it should */
static void hook_probe(struct vitk_context *context, bool known, struct vitk_verdict *verdict);
#else
#define hook_probe(context, known, verdict) ((void)0)
#endif
#ifdef HOOK_ALLOC /* what to return where alloc gave NULL */
#define WITHOUT_MEMORY HOOK_ALLOC
#else
#define WITHOUT_MEMORY VITK_NOMEM
#endif
#ifdef HOOK_OPEN /* at the end of open, and in close */
static int hook_open(struct list *list);
static void hook_close(struct list *list);
#else
#define hook_open(list)  VITK_OK
#define hook_close(list) ((void)0)
#endif
#ifdef HOOK_ROW /* before a row is stated; n 0: table_next gave `*code` */
static struct list *hook_row(struct list *list, struct vitk_row *row, struct vitk_food *food, vitk_str *amount,
                             int *code);
#else
#define hook_row(list, row, food, amount, code) (list)
#endif
#ifndef TABLE_FLAGS
#define TABLE_FLAGS VITK_RAGGED
#endif
#ifndef FORMAT_LABEL
#define FORMAT_LABEL "a list"
#endif
#ifndef OPTIONS
#define OPTIONS                                                                                                        \
  { .name = "step", .help = "nothing", .standard = "1", .type = VITK_OPTION_INTEGER, .min = 1, .max = 9 }
#endif

static const struct vitk_host *vitk;
static const char title[] = "a list of vitamin K";
static const struct vitk_column columns[] = {{.name = "line", .position = 1}};

static int list_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  vitk_str head = {NULL, 0};
  int code = vitk->member_count(context) > 0 ? vitk->head(context, 0, &head) : VITK_OK;
  if (code < 0 && code != VITK_FAILED)
    return code;
  bool known = head.n >= sizeof title && memcmp(head.p, title, sizeof title - 1) == 0;
  if (known) {
    verdict->score = 60;
    snprintf(verdict->evidence, sizeof verdict->evidence, "its first line says that it is %s", title);
  }
  hook_probe(context, known, verdict);
  return VITK_OK;
}

static int list_open(struct vitk_context *context, void **handle) {
  const struct vitk_source source = {.size = sizeof source, .source_id = {"list-1", 6}};
  const struct vitk_table_spec spec = {.size = sizeof spec,
                                       .flags = TABLE_FLAGS,
                                       .delimiter = '\t',
                                       .charset = "windows-1252",
                                       .first_row = 2,
                                       .columns = columns,
                                       .n_columns = 1,
                                       .column_stride = sizeof columns[0]};
  struct list *list = vitk->alloc(context, sizeof *list);
  if (list == NULL)
    return WITHOUT_MEMORY;
  *list = (struct list){.context = context, .member.size = sizeof list->member};
  int code = vitk->source(context, &source);
  if (code == VITK_OK && vitk->member_count(context) == 0) {
    const struct vitk_diag diag = {
        .size = sizeof diag, .severity = VITK_ERROR, .code = "empty", .message = {"there is no list", 16}};
    code = vitk->diag(context, &diag);
    return code < 0 ? code : VITK_FAILED;
  }
  if (code == VITK_OK)
    code = vitk->member(context, 0, &list->member);
  if (code == VITK_OK)
    code = vitk->table_open(context, &spec, &list->table);
  if (code == VITK_OK)
    code = hook_open(list);
  *handle = list;
  return code;
}

static int list_state(struct list *list, const struct vitk_row *row, const struct vitk_food *food, vitk_str amount) {
  const struct vitk_statement statement = {.size = sizeof statement,
                                           .food_id = food->food_id,
                                           .component = {"VITK1", 5},
                                           .amount = amount,
                                           .unit = {"ug", 2},
                                           .file = list->member.name,
                                           .field = {"line", 4},
                                           .line = row->line};
  int code = vitk->food(list->context, food);
  return code == VITK_OK ? vitk->statement(list->context, &statement) : code;
}

static int list_read(void *handle) {
  struct list *list = handle;
  struct vitk_row row = {.size = sizeof row};
  struct vitk_food food = {.size = sizeof food};
  vitk_str amount = {NULL, 0};
  int code = vitk->table_next(list->table, &row);
  if (code == VITK_OK) {
    list->lines++;
    vitk_str line = row.cells[0].text;
    const char *space = line.n > 0 ? memchr(line.p, ' ', line.n) : NULL;
    if (space == NULL)
      return VITK_OK;
    food.food_id = food.name = (vitk_str){line.p, (size_t)(space - line.p)};
    amount = (vitk_str){space + 1, line.n - food.food_id.n - 1};
  }
  list = hook_row(list, &row, &food, &amount, &code);
  return code == VITK_OK ? list_state(list, &row, &food, amount) : code;
}

static void list_close(void *handle) {
  struct list *list = handle;
  if (list == NULL)
    return;
  hook_close(list);
  vitk->table_close(list->table);
}

static const struct vitk_format formats[] = {{"list", FORMAT_LABEL, "txt", "text/plain"}};
static const struct vitk_option options[] = {OPTIONS};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "",
                                              .components = "VITK1",
                                              .probe = list_probe,
                                              .open = list_open,
                                              .read = list_read,
                                              .close = list_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .name = "list",
                                          .version = "1.0",
                                          .summary = "a list of amounts",
                                          .formats = formats,
                                          .n_formats = 1,
                                          .format_stride = sizeof formats[0],
                                          .options = options,
                                          .n_options = 1,
                                          .option_stride = sizeof options[0],
                                          .importer = &importer};
VITK_EXPORT const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *);
const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *host) {
  vitk = host;
  return &plugin;
}
