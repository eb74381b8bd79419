/* table.c - the export as a table: TAB between cells, no quotes, a few hundred columns of which most are blank. Amounts
 * are in grams per 100 g, whatever was typed. */
#include "open_food_facts.h"

enum { P_CODE, P_NAME, P_GROUP, P_COUNTRIES, P_ANCHORS, P_N_FIXED = P_ANCHORS + 5, ROWS_A_STEP = 2000 };

/* Columns that have one shape in every product. A TAB within a text, which does occur, moves all that follow it to the
 * right: one of these then holds something else, and the amounts are those of other nutrients. */
static const struct {
  const char *column, *prefix; /* prefix NULL: a number */
} anchors[P_N_FIXED - P_ANCHORS] = {{"created_t", NULL},
                                    {"last_modified_t", NULL},
                                    {"completeness", NULL},
                                    {"last_image_t", NULL},
                                    {"image_url", "http"}};

static bool is_number(vitk_str text) {
  for (size_t i = 0; i < text.n; i++)
    if (!slice_digit(text.p[i]) && strchr(".eE-+", text.p[i]) == NULL)
      return false;
  return true;
}

/* The first anchor that does not have its shape; P_N_FIXED: all have it. */
static uint32_t moved_anchor(const struct vitk_row *row) {
  for (uint32_t i = 0; i < N_OF(anchors); i++) {
    vitk_str text = headrow_text(row, P_ANCHORS + i);
    if (text.n > 0 && (anchors[i].prefix != NULL ? !slice_starts(text, anchors[i].prefix) : !is_number(text)))
      return P_ANCHORS + i;
  }
  return P_N_FIXED;
}

/* "vitamin-k_prepared_100g" is a stem, of a food as prepared. */
static bool take_suffix(vitk_str *cell, bool *prepared) {
  static const char per[] = "_100g", cooked[] = "_prepared";
  if (!slice_ends(*cell, per))
    return false;
  cell->n -= sizeof per - 1;
  *prepared = slice_ends(*cell, cooked);
  if (*prepared)
    cell->n -= sizeof cooked - 1;
  return true;
}

static int add_column(struct off *off, struct vitk_column *columns, vitk_str cell) {
  bool prepared = false;
  uint32_t named = 0;
  vitk_str stem = cell, kept;
  /* In a struct vitk_column '|' and '*' have a meaning of their own. */
  if (off->n_columns == OFF_MAX_K || !take_suffix(&stem, &prepared) || !vitk_off_is_k(stem, &named) ||
      memchr(cell.p, '|', cell.n) != NULL || memchr(cell.p, '*', cell.n) != NULL)
    return VITK_OK;
  const char *component =
      vitk_off_component(off, named, (vitk_str){NULL, 0}, (struct tell_place){.file = off->file, .field = cell});
  if (component == NULL)
    return VITK_OK;
  if (!slice_keep(off->host, off->context, cell, &kept))
    return VITK_NOMEM;
  columns[P_N_FIXED + off->n_columns] = (struct vitk_column){kept.p, 0, 0};
  off->columns[off->n_columns++] = (struct off_column){component, prepared};
  return VITK_OK;
}

static int find_columns(struct off *off, vitk_str head, struct vitk_column *columns, char *delimiter) {
  static const char delimiters[] = {'\t', ';', ','};
  static const char *const code_column[] = {"code"};
  static const char *const english[] = {"categories_en"};
  size_t d = 0;
  while (d + 1 < N_OF(delimiters) && !headrow_find(head, delimiters[d], code_column, 1))
    d++;
  *delimiter = delimiters[d];
  if (slice_starts(head, "\xEF\xBB\xBF"))
    head = slice_from(head, 3);
  vitk_str rest = head, line = headrow_line(&rest);
  bool in_english = headrow_find(line, *delimiter, english, 1);
  columns[P_CODE] = (struct vitk_column){"code", 0, 0};
  columns[P_NAME] = (struct vitk_column){"product_name", 0, 1};
  columns[P_GROUP] = (struct vitk_column){in_english ? "categories_en" : "categories", 0, 1};
  columns[P_COUNTRIES] = (struct vitk_column){"countries_tags", 0, 1};
  for (uint32_t i = 0; i < N_OF(anchors); i++)
    columns[P_ANCHORS + i] = (struct vitk_column){anchors[i].column, 0, 1};
  off->n_columns = 0;
  int code = VITK_OK;
  while (line.n > 0 && code == VITK_OK) {
    vitk_str cell = headrow_cell(&line, *delimiter);
    while (cell.n > 0 && (cell.p[0] == '"' || slice_white(cell.p[0])))
      cell = slice_from(cell, 1);
    while (cell.n > 0 && (cell.p[cell.n - 1] == '"' || slice_white(cell.p[cell.n - 1])))
      cell.n--;
    code = add_column(off, columns, cell);
  }
  return code;
}

/* Few products state vitamin K: the others are only counted. A host of before 1.1 gives them all. */
static uint32_t states_any(const struct off *off, struct vitk_where *where) {
  if (off->host->abi_minor < 1)
    return 0;
  for (uint32_t i = 0; i < off->n_columns; i++)
    where[i] = (struct vitk_where){.column = P_N_FIXED + i, .kind = VITK_NOT_BLANK};
  return off->n_columns;
}

static int open_table(struct off *off) {
  struct vitk_column columns[P_N_FIXED + OFF_MAX_K];
  struct vitk_where where[OFF_MAX_K];
  vitk_str head = {NULL, 0};
  char delimiter = '\t';
  int code = off->host->head(off->context, off->member, &head);
  if (code == VITK_OK)
    code = find_columns(off, head, columns, &delimiter);
  if (code < VITK_OK)
    return code;
  if (off->n_columns == 0)
    return VITK_END;
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = off->member,
                                 .flags = VITK_FOOD_ROWS,
                                 .delimiter = (uint32_t)delimiter,
                                 /* The export has none: a '"' is text. A copy with other delimiters has. */
                                 .quote = delimiter == '\t' ? 0 : '"',
                                 .header_row = 1,
                                 .columns = columns,
                                 .n_columns = P_N_FIXED + off->n_columns,
                                 .column_stride = sizeof columns[0],
                                 .where = where,
                                 .n_where = states_any(off, where),
                                 .where_stride = sizeof where[0]};
  return off->host->table_open(off->context, &spec, &off->table);
}

/* "en:france,en:belgium" */
static int state_countries(struct off *off, vitk_str id, vitk_str tags) {
  int code = VITK_OK;
  for (int i = 0; i < 50 && tags.n > 0 && code == VITK_OK; i++) {
    vitk_str tag = headrow_cell(&tags, ',');
    code = off->host->food_code(off->context, id, "country", tag);
  }
  return code;
}

static int moved_row(struct off *off, const struct vitk_row *row, uint32_t anchor, uint32_t column) {
  vitk_str found = headrow_text(row, anchor);
  return tell(off->host, off->context, VITK_REJECT, "moved-cells",
              (struct tell_place){.file = row->file,
                                  .line = row->line,
                                  .field = off->host->table_field(off->table, column),
                                  .excerpt = headrow_text(row, column)},
              "A TAB stands within a text of this row; the export as JSON Lines has the product whole",
              "the cells of this row have moved, as %s is \"%.*s\": what stands here is of another column",
              anchors[anchor - P_ANCHORS].column, TELL_SLICE(found));
}

static int product_row(struct off *off, const struct vitk_row *row) {
  struct off_product product = {.code = headrow_text(row, P_CODE),
                                .name = headrow_text(row, P_NAME),
                                .group = headrow_text(row, P_GROUP),
                                .file = row->file,
                                .line = row->line};
  bool states = false;
  uint32_t moved = moved_anchor(row);
  int code = vitk_off_food(off, &product);
  for (uint32_t i = 0; i < off->n_columns && code == VITK_OK; i++) {
    vitk_str amount = headrow_text(row, P_N_FIXED + i);
    if (amount.n == 0)
      continue;
    if (moved < P_N_FIXED) {
      code = moved_row(off, row, moved, P_N_FIXED + i);
      continue;
    }
    states = states || !off->columns[i].prepared;
    struct off_amount stated = {.statement = {.component = slice(off->columns[i].component),
                                              .amount = amount,
                                              .unit = slice("g"),
                                              .basis = VITK_PER_100G,
                                              .origin = VITK_LABEL,
                                              .field = off->host->table_field(off->table, P_N_FIXED + i)},
                                .prepared = off->columns[i].prepared};
    code = vitk_off_state(off, &product, &stated);
  }
  return states && code == VITK_OK ? state_countries(off, product.code, headrow_text(row, P_COUNTRIES)) : code;
}

int vitk_off_read_table(struct off *off) {
  int code = off->table == NULL ? open_table(off) : VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = off->host->table_next(off->table, &row);
    if (code == VITK_OK)
      code = product_row(off, &row);
  }
  if (code == VITK_END) {
    off->host->table_close(off->table);
    off->table = NULL;
  }
  return code;
}
