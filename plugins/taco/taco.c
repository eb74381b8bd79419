/* taco.c - recognises TACO, the Brazilian table of food composition, which has no vitamin K: it states the source and
 * nothing else, so that the answer is "no vitamin K in this release".
 *
 * A map cannot say this: the header is split over three rows, so that no row names a column whole. The workbook is
 * known by the names of its sheets.
 */
#include "common/headrow.h"
#include "common/tell.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

#define N_OF(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

enum { HEADER_ROWS = 3 };

/* Sheets of the 4th edition, folded: composition, fatty acids. */
static const char *const sheets[] = {"cmvcoltaco3", "agtaco3"};

struct taco {
  uint32_t member;
};

/* The first workbook with both sheets. VITK_END: there is none. */
static int find(struct vitk_context *context, uint32_t *member) {
  uint32_t n = vitk->member_count(context);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t found = 0;
    vitk_str name;
    int code = VITK_OK;
    for (uint32_t sheet = 0; (code = vitk->table_sheets(context, i, sheet, &name)) == VITK_OK; sheet++)
      for (uint32_t wanted = 0; wanted < N_OF(sheets); wanted++)
        if (headrow_cell_is(name, sheets[wanted]))
          found |= 1U << wanted;
    if (code < VITK_OK && code != VITK_FAILED)
      return code;
    *member = i;
    if (found + 1 == 1U << N_OF(sheets))
      return VITK_OK;
  }
  return VITK_END;
}

/* The last of the three rows has the vitamin's letter and its unit: "C (mg)". */
static bool speaks_of_vitamin_k(vitk_str head) {
  static const char *const names[] = {"k(mcg)", "k(µg)", "k(ug)", "vitaminak*"};
  vitk_str rows = headrow_sheet(head, sheets[0]);
  for (int row = 0; row < HEADER_ROWS && rows.n > 0; row++) {
    vitk_str line = headrow_line(&rows);
    while (line.n > 0) {
      vitk_str cell = headrow_cell(&line, '\t');
      for (uint32_t i = 0; i < N_OF(names); i++)
        if (headrow_cell_is(cell, names[i]))
          return true;
    }
  }
  return false;
}

static int state_source(struct vitk_context *context) {
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice("taco-4"),
      .title = slice("TACO, Tabela Brasileira de Composição de Alimentos, 4ª edição"),
      .release = slice("4"),
      .publisher = slice("NEPA, Universidade Estadual de Campinas (UNICAMP)"),
      .country = slice("BR"),
      .language = slice("pt"),
      .attribution = slice("NEPA/UNICAMP. Tabela brasileira de composição de alimentos - TACO. 4. ed. Campinas, 2011."),
      .url = slice("https://nepa.unicamp.br/"),
      .total_definition = slice("no vitamin K"),
      .decimal_mark = '.'};
  return vitk->source(context, &source);
}

static int taco_open(struct vitk_context *context, void **handle) {
  struct taco *taco = vitk->alloc(context, sizeof *taco);
  vitk_str head = {NULL, 0}, name = {NULL, 0};
  if (taco == NULL)
    return VITK_NOMEM;
  *handle = taco;
  int code = find(context, &taco->member);
  if (code == VITK_END) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0}, "Give the workbook of TACO",
               "no workbook has the sheets CMVCol taco3 and AGtaco3");
    return VITK_FAILED;
  }
  if (code == VITK_OK)
    code = vitk->head(context, taco->member, &head);
  if (code == VITK_OK && speaks_of_vitamin_k(head)) {
    code = slice_member(vitk, context, taco->member, &name);
    if (code == VITK_OK)
      (void)tell(vitk, context, VITK_ERROR, "layout", (struct tell_place){.file = name},
                 "Import it with a map file (docs/maps.md)",
                 "its header speaks of vitamin K, which no known edition of TACO has: what it means is not known");
    return code == VITK_OK ? VITK_FAILED : code;
  }
  return code == VITK_OK ? state_source(context) : code;
}

static int taco_read(void *handle) {
  (void)handle;
  return VITK_END;
}

static void taco_close(void *handle) {
  (void)handle;
}

static int taco_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  uint32_t at = 0;
  struct vitk_member member = {.size = sizeof member};
  int code = find(context, &at);
  if (code == VITK_OK)
    code = vitk->member(context, at, &member);
  if (code != VITK_OK)
    return code == VITK_END ? VITK_OK : code;
  verdict->score = 85;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence, "%.*s has the sheets CMVCol taco3 and AGtaco3",
                 TELL_SLICE(member.name));
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"taco-xlsx", "workbook", "xlsx|xls", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "TACO",
                                              .country = "BR",
                                              .components = "",
                                              .data_licence = "",
                                              .probe = taco_probe,
                                              .open = taco_open,
                                              .read = taco_read,
                                              .close = taco_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "taco",
                                          .version = "1.0",
                                          .summary = "TACO, the Brazilian food table: recognised, no vitamin K in it",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://nepa.unicamp.br/",
                                          .formats = formats,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
