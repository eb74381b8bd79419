/* rda.c - the standard food composition table: a sheet whose header goes over two rows, the second with the units. */
#include "korea.h"

enum { COLUMNS_SEARCHED = 300, ROWS_SEARCHED = 8 };

static const char *const names[RDA_N_COLUMNS] = {"색인*|식품코드|번호|DB10*|Index*", "식품명*", "식품군*"};

/* One of the spellings parted by '|'. */
static bool is_one_of(vitk_str cell, const char *spellings) {
  char one[60];
  while (*spellings != '\0') {
    const char *end = strchr(spellings, '|');
    size_t n = end ? (size_t)(end - spellings) : strlen(spellings);
    (void)snprintf(one, sizeof one, "%.*s", (int)n, spellings);
    if (headrow_cell_is(cell, one))
      return true;
    spellings += n + (end ? 1 : 0);
  }
  return false;
}

/* Notes the columns that the row names; *vitamin: one of vitamin K is among them. */
static void take_header(struct korea *korea, const struct vitk_row *row, bool *vitamin) {
  *vitamin = false;
  for (uint32_t i = 0; i < row->n_cells; i++) {
    vitk_str cell = headrow_text(row, i);
    for (uint32_t column = 0; cell.n > 0 && column < RDA_N_COLUMNS; column++) {
      bool component = column >= RDA_FIRST;
      const char *label = component ? vitk_korea_components[column - RDA_FIRST].label : names[column];
      if (korea->position[column] != 0 || !is_one_of(cell, label))
        continue;
      korea->position[column] = i + 1;
      (void)snprintf(korea->label[column], sizeof korea->label[column], "%s", label);
      *vitamin = *vitamin || component;
    }
  }
}

/* What stands below the names of vitamin K. */
static int take_units(struct korea *korea, const struct vitk_row *row) {
  for (uint32_t i = 0; i < KOREA_N_COMPONENTS; i++) {
    uint32_t position = korea->position[RDA_FIRST + i];
    if (position != 0 && !slice_keep(korea->host, korea->context, headrow_text(row, position - 1), &korea->unit[i]))
      return VITK_NOMEM;
  }
  return VITK_OK;
}

/* Reads the first rows cell by cell, as no single row of them is the header: *first_row is the one below the units. */
static int read_header(struct korea *korea, uint32_t *first_row) {
  struct vitk_column columns[COLUMNS_SEARCHED];
  for (uint32_t i = 0; i < COLUMNS_SEARCHED; i++)
    columns[i] = (struct vitk_column){"a column", i + 1, 1};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = korea->found.member,
                                 .flags = VITK_RAGGED,
                                 .sheet = korea->found.sheet.p,
                                 .columns = columns,
                                 .n_columns = COLUMNS_SEARCHED,
                                 .column_stride = sizeof columns[0]};
  struct vitk_table *table;
  int code = korea->host->table_open(korea->context, &spec, &table);
  uint64_t named = 0, last = 0;
  while (code == VITK_OK && last < ROWS_SEARCHED) {
    struct vitk_row row = {.size = sizeof row};
    bool vitamin;
    code = korea->host->table_next(table, &row);
    if (code != VITK_OK)
      break;
    last = row.line;
    if (named != 0) {
      code = take_units(korea, &row);
      break;
    }
    take_header(korea, &row, &vitamin);
    named = vitamin ? row.line : 0;
  }
  korea->host->table_close(table);
  *first_row = (uint32_t)(named != 0 ? named + 2 : 3);
  return code == VITK_END ? VITK_OK : code;
}

static int state_source(struct korea *korea) {
  static const struct vitk_token tokens[] = {{"-", VITK_MISSING, VITK_ORIGIN_UNKNOWN},
                                             {"Tr", VITK_TRACE, VITK_ORIGIN_UNKNOWN},
                                             {"tr", VITK_TRACE, VITK_ORIGIN_UNKNOWN}};
  char id[40], release[20];
  (void)snprintf(release, sizeof release, "%u.%u", korea->found.version[0], korea->found.version[1]);
  (void)snprintf(id, sizeof id, "korea-rda-%s", release);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice(id),
                               .title = slice("국가표준식품성분표, Korean Standard Food Composition Table"),
                               .release = slice(release),
                               .publisher = slice("Rural Development Administration (농촌진흥청)"),
                               .country = slice("KR"),
                               .language = slice("ko"),
                               .url = slice("https://koreanfood.rda.go.kr/"),
                               .total_definition = slice("비타민 K as a whole, stated beside K1 and K2"),
                               .tokens = tokens,
                               .n_tokens = N_OF(tokens),
                               .token_stride = sizeof tokens[0],
                               .number_flags = VITK_PARENTHESES_ESTIMATE};
  return korea->host->source(korea->context, &source);
}

int vitk_korea_open_rda(struct korea *korea) {
  uint32_t first_row;
  int code = state_source(korea);
  if (code == VITK_OK)
    code = read_header(korea, &first_row);
  if (code != VITK_OK)
    return code;
  if (korea->position[RDA_NAME] == 0) {
    vitk_str sheet = korea->found.sheet;
    (void)tell(korea->host, korea->context, VITK_ERROR, "missing-column", (struct tell_place){.line = 1},
               "Give the workbook as it was published", "the first rows of the sheet %.*s name no column 식품명",
               TELL_SLICE(sheet));
    return VITK_FAILED;
  }
  struct vitk_column columns[RDA_N_COLUMNS];
  for (uint32_t i = 0; i < RDA_N_COLUMNS; i++) /* one that is not there is beyond all that are */
    columns[i] = (struct vitk_column){korea->label[i], korea->position[i] ? korea->position[i] : 16000 + i, 1};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = korea->found.member,
                                 .flags = VITK_RAGGED | VITK_FOOD_ROWS,
                                 .sheet = korea->found.sheet.p,
                                 .first_row = first_row,
                                 .columns = columns,
                                 .n_columns = RDA_N_COLUMNS,
                                 .column_stride = sizeof columns[0]};
  return korea->host->table_open(korea->context, &spec, &korea->table);
}

int vitk_korea_rda_row(struct korea *korea, const struct vitk_row *row) {
  vitk_str name = headrow_text(row, RDA_NAME), id = headrow_text(row, RDA_CODE);
  if (id.n == 0) /* some copies have no codes */
    id = name;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = name,
                           .language = slice("ko"),
                           .food_group = headrow_text(row, RDA_GROUP)};
  /* An amount beside neither code nor name is a reject, as every statement without a food is. */
  int code = id.n > 0 ? korea->host->food(korea->context, &food) : VITK_OK;
  for (uint32_t i = 0; i < KOREA_N_COMPONENTS && code == VITK_OK; i++) {
    if (korea->position[RDA_FIRST + i] == 0)
      continue;
    const struct vitk_cell *cell =
        (const struct vitk_cell *)(const void *)((const char *)row->cells + (size_t)(RDA_FIRST + i) * row->cell_stride);
    struct vitk_statement statement = {.size = sizeof statement,
                                       .food_id = id,
                                       .component = slice(vitk_korea_components[i].tagname),
                                       .amount = cell->text,
                                       .unit = korea->unit[i],
                                       .basis = VITK_PER_100G,
                                       .origin =
                                           cell->flags & VITK_CELL_ESTIMATE ? VITK_ESTIMATED : VITK_ORIGIN_UNKNOWN,
                                       .file = row->file,
                                       .field = slice(korea->label[RDA_FIRST + i]),
                                       .line = row->line};
    code = korea->host->statement(korea->context, &statement);
  }
  return code;
}
