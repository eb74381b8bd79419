/* sheets.c - the sheets of the workbook in the order in which they are read: the parameters for units, the values in
 * long form, then the foods that were named. */
#include "frida.h"

enum { ROWS_A_STEP = 1000 };
enum { STEP_PARAMETERS, STEP_DATA, STEP_FOODS, N_STEPS };

const char vitk_fr_sheet_parameters[] = "Parameter", vitk_fr_sheet_data[] = "Data_Normalised",
           vitk_fr_sheet_foods[] = "Food";

/* --- the values */

enum { D_FOOD, D_PARAMETER, D_AMOUNT, D_NAVN, D_NAME, D_MIN, D_MAX, D_N, D_SOURCE, D_SOURCE_FOOD };
static const struct vitk_column data_columns[] = {
    {"FoodID", 0, 0},   {"ParameterID", 0, 0}, {"ResVal", 0, 0}, {"FødevareNavn", 0, 1},
    {"FoodName", 0, 1}, {"Min", 0, 1},         {"Max", 0, 1},    {"NumberOfDeterminations", 0, 1},
    {"Source", 0, 1},   {"SourceFood", 0, 1}};

/* Without a sheet of foods their names stand beside the values, a food's values one after the other. */
static int state_food(struct fr *fr, const struct vitk_row *row) {
  vitk_str id = headrow_text(row, D_FOOD);
  if (fr->has_foods || slice_same(id, fr->food))
    return VITK_OK;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = headrow_text(row, D_NAVN),
                           .language = slice("da"),
                           .name_en = headrow_text(row, D_NAME)};
  if (!slice_keep(fr->host, fr->context, id, &fr->food))
    return VITK_NOMEM;
  return fr->host->food(fr->context, &food);
}

static int data_row(struct fr *fr, const struct vitk_row *row) {
  char flags[100]; /* TELL_SLICE gives 80 bytes at most */
  const struct fr_parameter *parameter = vitk_fr_find(fr, headrow_text(row, D_PARAMETER));
  vitk_str id = headrow_text(row, D_FOOD), other = headrow_text(row, D_SOURCE_FOOD);
  if (parameter == NULL || headrow_text(row, D_AMOUNT).n == 0)
    return VITK_OK;
  int code = state_food(fr, row);
  if (code < VITK_OK)
    return code;
  bool elsewhere = other.n > 0 && !slice_same(other, id);
  (void)snprintf(flags, sizeof flags, "%s%.*s", elsewhere ? "food:" : "", TELL_SLICE(elsewhere ? other : slice("")));
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = id,
                                     .component = slice(parameter->component),
                                     .amount = headrow_text(row, D_AMOUNT),
                                     .unit = parameter->unit,
                                     .basis = VITK_PER_100G,
                                     .equivalents = parameter->equivalents,
                                     .n = headrow_text(row, D_N),
                                     .min = headrow_text(row, D_MIN),
                                     .max = headrow_text(row, D_MAX),
                                     .method = headrow_text(row, D_SOURCE),
                                     .flags = slice(flags),
                                     .file = row->file,
                                     .field = slice("ResVal"),
                                     .line = row->line};
  return fr->host->statement(fr->context, &statement);
}

/* --- the foods */

enum { F_FOOD, F_NAVN, F_NAME, F_SCIENTIFIC, F_GRUPPE, F_GROUP };
static const struct vitk_column food_columns[] = {{"FoodID", 0, 0},         {"FødevareNavn", 0, 0},
                                                  {"FoodName", 0, 1},       {"TaxonomicName", 0, 1},
                                                  {"FødevareGruppe", 0, 1}, {"FoodGroup", 0, 1}};
static const struct vitk_where mentioned[] = {{NULL, NULL, F_FOOD, VITK_MENTIONED}};

static int food_row(struct fr *fr, const struct vitk_row *row) {
  vitk_str group = headrow_text(row, F_GRUPPE);
  struct vitk_food food = {.size = sizeof food,
                           .food_id = headrow_text(row, F_FOOD),
                           .name = headrow_text(row, F_NAVN),
                           .language = slice("da"),
                           .name_en = headrow_text(row, F_NAME),
                           .scientific_name = headrow_text(row, F_SCIENTIFIC),
                           .food_group = group.n > 0 ? group : headrow_text(row, F_GROUP)};
  return food.food_id.n == 0 ? VITK_OK : fr->host->food(fr->context, &food);
}

/* --- the order of reading */

static int open_step(struct fr *fr) {
  const struct vitk_where asked[] = {{NULL, fr->ids, D_PARAMETER, VITK_ONE_OF}};
  struct vitk_table_spec spec = {.size = sizeof spec, .member = fr->member, .header_row = VITK_HEADER_FIND};
  spec.where_stride = sizeof(struct vitk_where);
  spec.column_stride = sizeof(struct vitk_column);
  switch (fr->step) {
  case STEP_PARAMETERS:
    spec.sheet = vitk_fr_sheet_parameters;
    spec.columns = vitk_fr_parameter_columns;
    spec.n_columns = vitk_fr_n_parameter_columns;
    break;
  case STEP_DATA:
    spec.sheet = vitk_fr_sheet_data;
    spec.columns = data_columns;
    spec.n_columns = N_OF(data_columns);
    spec.where = asked;
    spec.n_where = 1;
    break;
  default:
    spec.sheet = vitk_fr_sheet_foods;
    spec.flags = VITK_FOOD_ROWS;
    spec.columns = food_columns;
    spec.n_columns = N_OF(food_columns);
    spec.where = mentioned;
    spec.n_where = 1;
  }
  return fr->host->table_open(fr->context, &spec, &fr->table);
}

int vitk_fr_read(struct fr *fr) {
  static int (*const rows[N_STEPS])(struct fr *, const struct vitk_row *) = {vitk_fr_parameter, data_row, food_row};
  bool nothing = fr->step > STEP_PARAMETERS && fr->n_parameters == 0; /* no parameter of vitamin K */
  if (fr->step == N_STEPS || nothing || (fr->step == STEP_FOODS && !fr->has_foods))
    return VITK_END;
  int code = fr->table == NULL ? open_step(fr) : VITK_OK;
  for (int i = 0; i < ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = fr->host->table_next(fr->table, &row);
    if (code == VITK_OK)
      code = rows[fr->step](fr, &row);
  }
  if (code != VITK_END)
    return code;
  fr->host->table_close(fr->table);
  fr->table = NULL;
  fr->step++;
  return VITK_OK;
}
