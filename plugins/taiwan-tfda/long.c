/* long.c - the open data: a row an amount, as CSV or as JSON, with the same names. */
#include "common/node.h"
#include "taiwan_tfda.h"

enum { ROWS_A_STEP = 1000 };
enum { L_CODE, L_ITEM, L_AMOUNT, L_UNIT, L_NAME, L_NAME_EN, L_GROUP, L_N, L_SD, N_COLUMNS };

static const struct vitk_column columns[N_COLUMNS] = {
    [L_CODE] = {"整合編號", 0, 0},  [L_ITEM] = {"分析項", 0, 0},   [L_AMOUNT] = {"每100克含量", 0, 0},
    [L_UNIT] = {"含量單位", 0, 0},  [L_NAME] = {"樣品名稱", 0, 1}, [L_NAME_EN] = {"樣品英文名稱", 0, 1},
    [L_GROUP] = {"食品分類", 0, 1}, [L_N] = {"樣本數", 0, 1},      [L_SD] = {"標準差", 0, 1},
};

static const struct tw_constituent *constituent_of(vitk_str item) {
  for (uint32_t i = 0; i < TW_N_CONSTITUENTS; i++)
    if (headcells_is(item, vitk_tw_constituents[i].item))
      return &vitk_tw_constituents[i];
  return NULL;
}

/* Rows of a food stand together: it is stated with the first. */
static int state_food(struct tw *tw, const vitk_str *cells) {
  vitk_str id = cells[L_CODE], last = {tw->last_food, tw->last_n};
  if (id.n == 0 || slice_same(id, last))
    return VITK_OK;
  if (id.n > tw->last_room) {
    tw->last_food = tw->host->alloc(tw->context, id.n * 2);
    if (tw->last_food == NULL)
      return VITK_NOMEM;
    tw->last_room = id.n * 2;
  }
  memcpy(tw->last_food, id.p, id.n);
  tw->last_n = id.n;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = cells[L_NAME],
                           .name_en = cells[L_NAME_EN],
                           .food_group = cells[L_GROUP]};
  return tw->host->food(tw->context, &food);
}

static int state_cells(struct tw *tw, const vitk_str *cells, vitk_str file, uint64_t line) {
  int code = state_food(tw, cells);
  if (code != VITK_OK || !headcells_starts(cells[L_ITEM], vitk_tw_any))
    return code;
  const struct tw_constituent *constituent = constituent_of(cells[L_ITEM]);
  if (constituent == NULL)
    return vitk_tw_tell_unknown(tw, cells[L_ITEM], line);
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = cells[L_CODE],
                                     .component = slice(constituent->component),
                                     .amount = cells[L_AMOUNT],
                                     .unit = cells[L_UNIT],
                                     .basis = VITK_PER_100G,
                                     .n = cells[L_N],
                                     .sd = cells[L_SD],
                                     .file = file,
                                     .field = slice(columns[L_AMOUNT].name),
                                     .line = line};
  return tw->host->statement(tw->context, &statement);
}

static int open_table(struct tw *tw) {
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = tw->member.index,
                                 .sheet = tw->member.sheet.p,
                                 .quote = '"',
                                 .header_row = VITK_HEADER_FIND,
                                 .columns = columns,
                                 .n_columns = N_COLUMNS,
                                 .column_stride = sizeof columns[0]};
  return tw->host->table_open(tw->context, &spec, &tw->table);
}

int vitk_tw_read_long(struct tw *tw) {
  int code = VITK_OK;
  if (tw->table == NULL) {
    code = vitk_tw_source(tw);
    return code == VITK_OK ? open_table(tw) : code;
  }
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    vitk_str cells[N_COLUMNS];
    if ((code = tw->host->table_next(tw->table, &row)) != VITK_OK)
      return code;
    for (uint32_t j = 0; j < N_COLUMNS; j++)
      cells[j] = headcells_of(&row, j)->text;
    code = state_cells(tw, cells, row.file, row.line);
  }
  return code;
}

int vitk_tw_read_json(struct tw *tw) {
  int code = VITK_OK;
  if (tw->tree == NULL) {
    struct vitk_tree_spec spec = {.size = sizeof spec, .member = tw->member.index, .record = ""};
    code = vitk_tw_source(tw);
    return code == VITK_OK ? tw->host->tree_open(tw->context, &spec, &tw->tree) : code;
  }
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    const struct vitk_node *record = NULL;
    vitk_str cells[N_COLUMNS];
    if ((code = tw->host->tree_next(tw->tree, &record)) != VITK_OK)
      return code;
    for (uint32_t j = 0; j < N_COLUMNS; j++) {
      const struct vitk_node *child = node_child(record, columns[j].name);
      cells[j] = child != NULL && child->kind != VITK_NULL ? child->text : (vitk_str){NULL, 0};
    }
    code = state_cells(tw, cells, tw->member.name, record->line);
  }
  return code;
}
