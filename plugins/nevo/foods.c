/* foods.c - the table of foods: a row a food, a column a component; what is there in traces stands in a list. */
#include "nevo.h"

#include "common/headrow.h"
#include "common/unit.h"

enum { ROWS_A_STEP = 1000 };
enum { C_CODE, C_QUANTITY, C_TRACES, C_VERSION, C_NAME, C_NAME_EN, C_GROUP, C_GROUP_EN, C_FIRST };

const char vitk_nevo_traces[] = "Bevat sporen van*";
/* Without the quantity no basis is known, and without the list of traces a trace would be a zero: neither may lack. */
static const struct vitk_column columns[] = {
    [C_CODE] = {"NEVO-code", 0, 0},
    [C_QUANTITY] = {"Hoeveelheid*|Quantity", 0, 0},
    [C_TRACES] = {vitk_nevo_traces, 0, 0},
    [C_VERSION] = {"NEVO-versie*|NEVO-version", 0, 1},
    [C_NAME] = {"Voedingsmiddelnaam*|Dutch food name", 0, 1},
    [C_NAME_EN] = {"Engelse naam*|Food name", 0, 1},
    [C_GROUP] = {"Voedingsmiddelgroep", 0, 1},
    [C_GROUP_EN] = {"Food group", 0, 1},
};

static int read_fields(struct nevo *nevo) {
  for (uint32_t i = 0; i < NEVO_N_COMPONENTS; i++) {
    vitk_str name = nevo->host->table_field(nevo->table, C_FIRST + i);
    if (name.p == NULL)
      continue;
    if (!slice_keep(nevo->host, nevo->context, name, &nevo->field[i]))
      return VITK_NOMEM;
    nevo->unit[i] = unit_in_name(nevo->field[i]);
  }
  vitk_str traces = nevo->host->table_field(nevo->table, C_TRACES);
  return slice_keep(nevo->host, nevo->context, traces, &nevo->traces_field) ? VITK_OK : VITK_NOMEM;
}

int vitk_nevo_open_table(struct nevo *nevo) {
  struct vitk_column all[C_FIRST + NEVO_N_COMPONENTS];
  memcpy(all, columns, sizeof columns);
  for (uint32_t i = 0; i < NEVO_N_COMPONENTS; i++)
    all[C_FIRST + i] = (struct vitk_column){vitk_nevo_components[i].column, 0, 1};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .member = (uint32_t)nevo->members.index,
                                 .charset = "utf-8|windows-1252",
                                 .delimiter = NEVO_DELIMITER,
                                 .quote = '"',
                                 .header_row = VITK_HEADER_FIND,
                                 .columns = all,
                                 .n_columns = N_OF(all),
                                 .column_stride = sizeof all[0]};
  int code = nevo->host->table_open(nevo->context, &spec, &nevo->table);
  return code == VITK_OK ? read_fields(nevo) : code;
}

/* "per 100g", "per 100ml"; false: neither. */
static bool basis_of(vitk_str quantity, uint32_t *basis) {
  char folded[16];
  size_t n = 0;
  for (size_t i = 0; i < quantity.n && n < sizeof folded; i++)
    if (!slice_white(quantity.p[i]))
      folded[n++] = slice_lower(quantity.p[i]);
  vitk_str text = {folded, n};
  *basis = slice_ends(text, "ml") ? VITK_PER_100ML : VITK_PER_100G;
  return slice_equal(text, "per100g") || slice_equal(text, "per100ml");
}

static bool is_code_byte(char c) {
  return slice_digit(c) || (slice_lower(c) >= 'a' && slice_lower(c) <= 'z') || c == '_' || c == ':';
}

/* The code where it stands in the list; n 0: it does not. Codes are parted by whatever can't be part of one. */
static vitk_str in_list(vitk_str list, const char *wanted) {
  size_t at = 0;
  while (at < list.n) {
    vitk_str code = slice_from(list, at);
    size_t n = 0;
    while (n < code.n && is_code_byte(code.p[n]))
      n++;
    code.n = n;
    if (slice_equal(code, wanted))
      return code;
    at += n > 0 ? n : 1;
  }
  return (vitk_str){NULL, 0};
}

static bool is_zero(vitk_str amount) {
  size_t zeros = 0;
  for (size_t i = 0; i < amount.n; i++) {
    if (amount.p[i] != '0' && amount.p[i] != ',' && amount.p[i] != '.')
      return false;
    zeros += amount.p[i] == '0';
  }
  return zeros > 0;
}

static bool is_missing(vitk_str amount) {
  return amount.n == 0 || slice_equal(amount, "NULL");
}

static int state_value(struct nevo *nevo, const struct vitk_row *row, uint32_t i) {
  vitk_str amount = headrow_text(row, C_FIRST + i), quantity = headrow_text(row, C_QUANTITY);
  vitk_str listed = in_list(headrow_text(row, C_TRACES), vitk_nevo_components[i].tagname);
  struct tell_place place = {.file = row->file, .field = nevo->field[i], .line = row->line, .excerpt = amount};
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = headrow_text(row, C_CODE),
                                     .component = slice(vitk_nevo_components[i].tagname),
                                     .amount = amount,
                                     .unit = nevo->unit[i],
                                     .file = row->file,
                                     .field = nevo->field[i],
                                     .line = row->line};
  if (!basis_of(quantity, &statement.basis)) {
    place.excerpt = quantity;
    return tell(nevo->host, nevo->context, VITK_REJECT, "basis", place,
                "Only \"per 100g\" and \"per 100ml\" are known: see the notes of the release",
                "the quantity of food %.*s is \"%.*s\"", TELL_SLICE(statement.food_id), TELL_SLICE(quantity));
  }
  int code = VITK_OK;
  if (listed.n > 0 && is_zero(amount)) {
    statement.status = VITK_TRACE;
  } else if (listed.n > 0 && is_missing(amount)) {
    /* The list alone states it, and so the list is what is quoted. */
    statement.status = VITK_TRACE;
    statement.amount = listed;
    statement.field = nevo->traces_field;
  } else if (listed.n > 0) {
    code = tell(nevo->host, nevo->context, VITK_WARNING, "trace-and-amount", place,
                "Ask the publisher which of the two holds; the amount is kept",
                "food %.*s is said to have traces of %s, and its amount is %.*s", TELL_SLICE(statement.food_id),
                vitk_nevo_components[i].tagname, TELL_SLICE(amount));
  }
  return code == VITK_OK ? nevo->host->statement(nevo->context, &statement) : code;
}

/* The first row states the release of all. */
static int check_version(struct nevo *nevo, const struct vitk_row *row) {
  vitk_str version = headrow_text(row, C_VERSION);
  if (!nevo->stated) {
    nevo->stated = true;
    if (!slice_keep(nevo->host, nevo->context, version, &nevo->version))
      return VITK_NOMEM;
    return vitk_nevo_source(nevo, nevo->version);
  }
  if (nevo->mixed || slice_same(version, nevo->version))
    return VITK_OK;
  nevo->mixed = true;
  return tell(nevo->host, nevo->context, VITK_WARNING, "mixed-releases",
              (struct tell_place){.file = row->file, .line = row->line, .excerpt = version},
              "Import each release from a file of its own", "the row is of \"%.*s\", and the first of \"%.*s\"",
              TELL_SLICE(version), TELL_SLICE(nevo->version));
}

static int state_row(struct nevo *nevo, const struct vitk_row *row) {
  vitk_str group = headrow_text(row, C_GROUP), name = headrow_text(row, C_NAME);
  int code = check_version(nevo, row);
  if (code != VITK_OK)
    return code;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = headrow_text(row, C_CODE),
                           .name = name.n > 0 ? name : headrow_text(row, C_NAME_EN),
                           .language = slice(name.n > 0 ? "nl" : "en"),
                           .name_en = headrow_text(row, C_NAME_EN),
                           .food_group = group.n > 0 ? group : headrow_text(row, C_GROUP_EN)};
  code = nevo->host->food(nevo->context, &food);
  for (uint32_t i = 0; i < NEVO_N_COMPONENTS && code == VITK_OK; i++)
    if (nevo->field[i].p != NULL)
      code = state_value(nevo, row, i);
  return code;
}

int vitk_nevo_read(struct nevo *nevo) {
  int code = VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = nevo->host->table_next(nevo->table, &row);
    if (code == VITK_OK)
      code = state_row(nevo, &row);
  }
  if (code != VITK_END || nevo->stated)
    return code;
  nevo->stated = true; /* a table without foods is a source that states nothing */
  code = vitk_nevo_source(nevo, (vitk_str){"", 0});
  return code == VITK_OK ? VITK_END : code;
}
