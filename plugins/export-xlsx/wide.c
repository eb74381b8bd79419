/* wide.c - the sheet of foods: a row a food, a column a component. As in the wide CSV, a food has a row for each basis,
 * serving and way of counting equivalents, and of a component that is stated twice the first statement is shown. */
#include "export_xlsx.h"

#include <gather/gather.h>

enum { SOURCE_ID, FOOD_ID, NAME, NAME_EN, FOOD_GROUP, N_FOOD };
static const char *const of_food[N_FOOD] = {"source_id", "food_id", "name", "name_en", "food_group"};
static const char *const heads[N_FOOD + GATHER_GROUP] = {"source",     "food code", "food",        "food, English",
                                                         "food group", "basis",     "serving (g)", "equivalents"};
static const uint32_t widths[N_FOOD + GATHER_GROUP] = {18, 12, 44, 30, 24, 10, 10, 11};

struct cell {
  size_t at, n; /* in `food` */
  bool is_null;
};

struct xlsx_wide {
  uint32_t food_columns[N_FOOD], licence_column;
  struct text_out components, headers; /* ids, and what is over their columns, each with a NUL */
  uint32_t n_components;
  struct text_out food, licence, shown; /* of the food at hand; of its source; of a cell */
  struct cell food_cells[N_FOOD];
  struct gather gather; /* of the food's values */
  bool waits;           /* a food was met and is not written */
};

int xlsx_wide_new(struct xlsx_export *e) {
  static const char *const licence[] = {"licence"};
  e->wide = e->host->alloc(e->context, sizeof *e->wide);
  if (e->wide == NULL)
    return VITK_NOMEM;
  int code = gather_init(&e->wide->gather, e->host, e->context, &e->schemas[VITK_VALUES]);
  if (code == VITK_OK)
    code = text_columns(e->host, e->context, &e->schemas[VITK_FOOD], of_food, N_FOOD, e->wide->food_columns);
  if (code == VITK_OK)
    code = text_columns(e->host, e->context, &e->schemas[VITK_SOURCE], licence, 1, &e->wide->licence_column);
  return code;
}

int xlsx_wide_component(struct xlsx_export *e, vitk_str id) {
  struct xlsx_wide *wide = e->wide;
  if (wide->n_components == XLSX_COLUMNS - N_FOOD - GATHER_GROUP - 2)
    return VITK_OK; /* the tables have it still */
  wide->n_components++;
  text_slice(&wide->components, id);
  text_bytes(&wide->components, "", 1);
  text_slice(&wide->headers, id);
  text_add(&wide->headers, " (µg)");
  text_bytes(&wide->headers, "", 1);
  return wide->components.no_memory || wide->headers.no_memory ? VITK_NOMEM : VITK_OK;
}

int xlsx_wide_begin(struct xlsx_export *e) {
  struct xlsx_sheet *foods = &e->foods;
  foods->name = "foods";
  foods->has_header = true;
  for (uint32_t i = 0; i < N_FOOD + GATHER_GROUP; i++)
    foods->columns[foods->n_columns++] = (struct xlsx_column){heads[i], widths[i]};
  const char *header = e->wide->headers.p;
  for (uint32_t i = 0; i < e->wide->n_components; i++, header += strlen(header) + 1)
    foods->columns[foods->n_columns++] = (struct xlsx_column){header, 13};
  foods->columns[foods->n_columns++] = (struct xlsx_column){"note", 14};
  foods->columns[foods->n_columns++] = (struct xlsx_column){"licence", 30};
  return xlsx_sheet_begin(foods);
}

/* --- what is gathered */

static struct cell keep(struct text_out *texts, const struct vitk_datum *datum) {
  struct cell cell = {texts->n, datum->is_null ? 0 : datum->text.n, datum->is_null != 0};
  if (!datum->is_null)
    text_slice(texts, datum->text);
  return cell;
}

/* --- rows */

static vitk_str text_of(const struct text_out *texts, struct cell cell) {
  return (vitk_str){texts->p && !cell.is_null ? texts->p + cell.at : "", cell.n};
}

static bool is_zero(vitk_str number) {
  return (number.n == 1 && number.p[0] == '0') || (number.n == 3 && memcmp(number.p, "0.0", 3) == 0);
}

/* "< 0.8", "trace", "present 1-3": words where there is no number; an assumed zero is one, and shown as such. */
static void add_statement(struct xlsx_export *e, const struct gathered *value) {
  struct xlsx_wide *wide = e->wide;
  const struct gather *gather = &wide->gather;
  vitk_str status = gather_text(gather, value, GATHER_STATUS), lower = gather_text(gather, value, GATHER_LOWER);
  vitk_str upper = gather_text(gather, value, GATHER_UPPER);
  uint32_t style = xlsx_style_of(status);
  struct text_out *shown = &wide->shown;
  shown->n = 0;
  if (!gather_is_null(value, GATHER_AMOUNT)) {
    xlsx_number(&e->foods, style, gather_text(gather, value, GATHER_AMOUNT));
    return;
  }
  if (style == XLSX_BELOW_LIMIT) {
    text_add(shown, upper.n > 0 ? "< " : "below limit");
    text_slice(shown, upper);
  } else {
    text_slice(shown, status);
  }
  if (style == XLSX_PRESENT && upper.n > 0) {
    text_add(shown, " ");
    text_slice(shown, lower);
    text_add(shown, "-");
    text_slice(shown, upper);
  } else if (style == XLSX_PRESENT && lower.n > 0 && !is_zero(lower)) {
    text_add(shown, " > ");
    text_slice(shown, lower);
  }
  xlsx_text(&e->foods, style, (vitk_str){shown->p, shown->n});
}

static void add_cell(struct xlsx_sheet *sheet, bool is_null, vitk_str text, bool number) {
  if (is_null)
    xlsx_empty(sheet);
  else if (number)
    xlsx_number(sheet, XLSX_PLAIN, text);
  else
    xlsx_text(sheet, XLSX_PLAIN, text);
}

/* The row that `first` is the first value of; NULL: a food without values. */
static int write_row(struct xlsx_export *e, const struct gathered *first) {
  struct xlsx_wide *wide = e->wide;
  const struct gather *gather = &wide->gather;
  bool stated_twice = false;
  int code = xlsx_row_begin(&e->foods);
  if (code != VITK_OK)
    return code;
  for (uint32_t i = 0; i < N_FOOD; i++)
    add_cell(&e->foods, wide->food_cells[i].is_null, text_of(&wide->food, wide->food_cells[i]), false);
  for (uint32_t i = 0; i < GATHER_GROUP; i++)
    add_cell(&e->foods, first == NULL || gather_is_null(first, i),
             first ? gather_text(gather, first, i) : (vitk_str){"", 0}, i == GATHER_SERVING_G);
  const char *id = wide->components.p;
  for (uint32_t i = 0; i < wide->n_components; i++, id += strlen(id) + 1) {
    const struct gathered *value = first ? gather_find(gather, first, (vitk_str){id, strlen(id)}, &stated_twice) : NULL;
    if (value == NULL)
      xlsx_empty(&e->foods);
    else
      add_statement(e, value);
  }
  if (stated_twice)
    xlsx_words(&e->foods, XLSX_PLAIN, "stated-twice");
  else
    xlsx_empty(&e->foods);
  if (wide->licence.n > 0)
    xlsx_text(&e->foods, XLSX_PLAIN, (vitk_str){wide->licence.p, wide->licence.n});
  return wide->shown.no_memory ? VITK_NOMEM : xlsx_row_end(&e->foods);
}

int xlsx_wide_food_end(struct xlsx_export *e) {
  struct xlsx_wide *wide = e->wide;
  int code = wide->waits && wide->gather.n == 0 ? write_row(e, NULL) : VITK_OK;
  for (const struct gathered *first; code == VITK_OK && (first = gather_next(&wide->gather)) != NULL;)
    code = write_row(e, first);
  gather_clear(&wide->gather);
  wide->waits = false;
  return code;
}

int xlsx_wide_row(struct xlsx_export *e, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct xlsx_wide *wide = e->wide;
  if (table == VITK_VALUES)
    return gather_value(&wide->gather, row, stride);
  int code = xlsx_wide_food_end(e);
  if (table == VITK_SOURCE) {
    wide->licence.n = 0;
    keep(&wide->licence, text_datum(row, stride, wide->licence_column));
  } else if (table == VITK_FOOD) {
    wide->food.n = 0;
    wide->waits = true;
    for (uint32_t i = 0; i < N_FOOD; i++)
      wide->food_cells[i] = keep(&wide->food, text_datum(row, stride, wide->food_columns[i]));
  }
  return wide->licence.no_memory || wide->food.no_memory ? VITK_NOMEM : code;
}

void xlsx_wide_free(struct xlsx_export *e) {
  if (e->wide == NULL)
    return;
  struct text_out *const all[] = {&e->wide->components, &e->wide->headers, &e->wide->food, &e->wide->licence,
                                  &e->wide->shown};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
    text_free(all[i]);
  gather_free(&e->wide->gather);
}
