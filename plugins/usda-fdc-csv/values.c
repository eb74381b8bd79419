/* values.c - nutrient.csv and food_nutrient_derivation.csv, and what food_nutrient.csv states. */
#include "fdc_csv.h"

static uint32_t anything(struct fdc *fdc, struct vitk_where *out) {
  (void)fdc, (void)out;
  return 0;
}

static int too_many(struct fdc *fdc, const struct vitk_row *row) {
  (void)tell(fdc->host, fdc->context, VITK_ERROR, "limit", fdc_at(row, "id", fdc_cell(row, 0)),
             "A release has some hundred: is this the table that its header says?", "more than %d rows", FDC_MAX_NAMES);
  return VITK_FAILED;
}

/* --- nutrient.csv */

enum { N_ID, N_NAME, N_UNIT, N_NUMBER };
static const struct vitk_column nutrient_columns[] = {
    {"id", 0, 0}, {"name", 0, 0}, {"unit_name", 0, 1}, {"nutrient_nbr", 0, 1}};

static int nutrient_row(struct fdc *fdc, const struct vitk_row *row) {
  struct fdc_set *set = &fdc->set;
  vitk_str id = vitk_usda_whole(fdc_cell(row, N_ID)), number = vitk_usda_whole(fdc_cell(row, N_NUMBER));
  vitk_str name = fdc_cell(row, N_NAME), unit = fdc_cell(row, N_UNIT);
  uint32_t i = vitk_usda_nutrient(number.n > 0 ? number : id), by_id = vitk_usda_nutrient(id);
  if (i == USDA_N_NUTRIENTS && by_id == USDA_N_NUTRIENTS && vitk_usda_speaks_of_k(name))
    return tell(fdc->host, fdc->context, VITK_NOTE, "unused-component", fdc_at(row, "name", name),
                "Tell the project, so that a next version reads it", "nutrient %.*s is of vitamin K and is not read",
                TELL_SLICE(id));
  if (i == USDA_N_NUTRIENTS && by_id == USDA_N_NUTRIENTS)
    return VITK_OK;
  if (i == USDA_N_NUTRIENTS || (by_id != USDA_N_NUTRIENTS && by_id != i) || !vitk_usda_is_name(i, name)) {
    (void)tell(fdc->host, fdc->context, VITK_ERROR, "nutrient-changed", fdc_at(row, "name", name),
               "This is not FoodData Central as USDA publishes it; import it with a map file",
               "nutrient %.*s with the number %.*s is \"%.*s\", and not %s as in every known release", TELL_SLICE(id),
               TELL_SLICE(number), TELL_SLICE(name), vitk_usda_nutrients[i == USDA_N_NUTRIENTS ? by_id : i].component);
    return VITK_FAILED;
  }
  set->defined[i] = true;
  if (!slice_keep(fdc->host, fdc->context, id, &set->id[i]) ||
      (unit.n > 0 && !slice_keep(fdc->host, fdc->context, unit, &set->unit[i])))
    return VITK_NOMEM;
  return VITK_OK;
}

/* The ids that are read: as nutrient.csv has them, else as every known release; and the numbers, which a survey's own
 * download is said to hold; each also as "1185.0". */
static int nutrients_done(struct fdc *fdc) {
  struct fdc_set *set = &fdc->set;
  size_t n = 0;
  for (uint32_t i = 0; i < USDA_N_NUTRIENTS; i++) {
    if (set->id[i].n == 0 || set->id[i].n > 20)
      set->id[i] = slice(vitk_usda_nutrients[i].id);
    set->component[i] = slice(vitk_usda_nutrients[i].component);
    if (set->unit[i].n == 0)
      set->unit[i] = slice(vitk_usda_unit);
    const char *number = vitk_usda_nutrients[i].number;
    n += (size_t)snprintf(set->nutrient_ids + n, sizeof set->nutrient_ids - n, "%s%.*s|%.*s.0|%s|%s.0", n ? "|" : "",
                          TELL_SLICE(set->id[i]), TELL_SLICE(set->id[i]), number, number);
  }
  return VITK_OK;
}

const struct fdc_step vitk_fdc_nutrients = {FDC_NUTRIENTS,          0,        false,        nutrient_columns,
                                            N_OF(nutrient_columns), anything, nutrient_row, nutrients_done};

/* --- food_nutrient_derivation.csv */

static const struct vitk_column derivation_columns[] = {{"id", 0, 0}, {"code", 0, 0}, {"description", 0, 0}};

static int derivation_row(struct fdc *fdc, const struct vitk_row *row) {
  if (fdc_cell(row, 2).p == NULL)
    return VITK_OK; /* the row is cut, and its code may be */
  struct fdc_names *names = &fdc->set.derivations;
  int code = vitk_fdc_names_add(fdc->host, fdc->context, names, fdc_cell(row, 0), fdc_cell(row, 1));
  if (code == VITK_OK)
    names->list[names->n - 1].origin = vitk_usda_origin((vitk_str){NULL, 0}, fdc_cell(row, 1));
  return code == VITK_FAILED ? too_many(fdc, row) : code;
}

const struct fdc_step vitk_fdc_derivations = {FDC_DERIVATIONS,          0,        false,          derivation_columns,
                                              N_OF(derivation_columns), anything, derivation_row, NULL};

/* --- food_category.csv and wweia_food_category.csv */

static const struct vitk_column category_columns[] = {{"id", 0, 0}, {"description", 0, 0}};
static const struct vitk_column wweia_columns[] = {{"wweia_food_category|wweia_food_category_code", 0, 0},
                                                   {"wweia_food_category_description", 0, 0}};

static int category_row(struct fdc *fdc, const struct vitk_row *row) {
  int code = vitk_fdc_names_add(fdc->host, fdc->context, &fdc->set.categories, fdc_cell(row, 0), fdc_cell(row, 1));
  return code == VITK_FAILED ? too_many(fdc, row) : code;
}

static int wweia_row(struct fdc *fdc, const struct vitk_row *row) {
  int code = vitk_fdc_names_add(fdc->host, fdc->context, &fdc->set.wweia, fdc_cell(row, 0), fdc_cell(row, 1));
  return code == VITK_FAILED ? too_many(fdc, row) : code;
}

const struct fdc_step vitk_fdc_categories = {FDC_CATEGORIES,         0,        false,        category_columns,
                                             N_OF(category_columns), anything, category_row, NULL};
const struct fdc_step vitk_fdc_wweia = {FDC_WWEIA,           0,        false,     wweia_columns,
                                        N_OF(wweia_columns), anything, wweia_row, NULL};

/* --- food_nutrient.csv */

enum { V_FOOD, V_NUTRIENT, V_AMOUNT, V_POINTS, V_DERIVATION, V_MIN, V_MAX, V_LOQ, V_UNIT };
static const struct vitk_column value_columns[] = {{"fdc_id", 0, 0},      {"nutrient_id", 0, 0},   {"amount", 0, 0},
                                                   {"data_points", 0, 1}, {"derivation_id", 0, 1}, {"min", 0, 1},
                                                   {"max", 0, 1},         {"loq", 0, 1},           {"unit_name", 0, 1}};

static uint32_t of_vitamin_k(struct fdc *fdc, struct vitk_where *out) {
  out[0] = (struct vitk_where){NULL, fdc->set.nutrient_ids, V_NUTRIENT, VITK_ONE_OF};
  return 1;
}

static uint32_t nutrient_of(const struct fdc_set *set, vitk_str id) {
  id = vitk_usda_whole(id);
  for (uint32_t i = 0; i < USDA_N_NUTRIENTS; i++)
    if (slice_same(id, set->id[i]))
      return i;
  uint32_t i = 0;
  while (i < USDA_N_NUTRIENTS && !slice_equal(id, vitk_usda_nutrients[i].number))
    i++;
  return i;
}

/* A value of a nutrient that nutrient.csv lacks is kept, as its id has one meaning in all releases; said once. */
static int check_defined(struct fdc *fdc, const struct vitk_row *row, uint32_t i, bool has_table) {
  if (!has_table || fdc->set.defined[i] || fdc->set.warned[i])
    return VITK_OK;
  fdc->set.warned[i] = true;
  return tell(fdc->host, fdc->context, VITK_WARNING, "dangling-key",
              fdc_at(row, "nutrient_id", fdc_cell(row, V_NUTRIENT)), "Check that nutrient.csv is of the same release",
              "nutrient.csv has no nutrient %.*s; read as %s in %s", TELL_SLICE(fdc_cell(row, V_NUTRIENT)),
              vitk_usda_nutrients[i].component, vitk_usda_unit);
}

static bool has_nutrient_table(const struct fdc *fdc) {
  for (uint32_t i = 0; i < USDA_N_NUTRIENTS; i++)
    if (fdc->set.defined[i])
      return true;
  return false;
}

/* The code of a derivation and its origin: as the release's table has it, else as known; else its id, said once. */
static int derivation_of(struct fdc *fdc, const struct vitk_row *row, struct fdc_name *out) {
  vitk_str id = vitk_usda_whole(fdc_cell(row, V_DERIVATION));
  const struct fdc_name *name = vitk_fdc_names_find(&fdc->set.derivations, id);
  *out = name != NULL ? *name : (struct fdc_name){.origin = VITK_ORIGIN_UNKNOWN};
  if (id.n == 0 || out->text.n > 0)
    return VITK_OK;
  const char *known = vitk_usda_derivation(id);
  out->text = known != NULL ? slice(known) : id;
  out->origin = vitk_usda_origin((vitk_str){NULL, 0}, out->text);
  if (known != NULL || fdc->set.derivation_unknown)
    return VITK_OK;
  fdc->set.derivation_unknown = true;
  return tell(fdc->host, fdc->context, VITK_NOTE, "derivation-unknown", fdc_at(row, "derivation_id", id),
              "Put food_nutrient_derivation.csv of the same release beside it",
              "the code of derivation %.*s is not known: the origin of such values is unknown, their method the id",
              TELL_SLICE(id));
}

/* Whether it is a food or a part of one only food.csv tells: without its row there the value is none that can be used.
 */
static int reject_dangling(struct fdc *fdc, const struct vitk_row *row) {
  vitk_str food = fdc_cell(row, V_FOOD);
  return tell(fdc->host, fdc->context, VITK_REJECT, "dangling-key", fdc_at(row, "fdc_id", food),
              "See whether food.csv is whole and of the same release", "food.csv has no food %.*s", TELL_SLICE(food));
}

static int value_row(struct fdc *fdc, const struct vitk_row *row) {
  struct fdc_set *set = &fdc->set;
  uint32_t i = nutrient_of(set, fdc_cell(row, V_NUTRIENT));
  vitk_str food = vitk_usda_whole(fdc_cell(row, V_FOOD)), amount = fdc_cell(row, V_AMOUNT);
  vitk_str unit = fdc_cell(row, V_UNIT);
  struct fdc_name derivation;
  if (i == USDA_N_NUTRIENTS || amount.n == 0)
    return VITK_OK;
  enum usda_type type;
  if (!vitk_fdc_ids_find(&set->types, food, &type))
    return reject_dangling(fdc, row);
  if (type == USDA_PART && !fdc->parts) {
    set->left_out++;
    return VITK_OK;
  }
  int code = check_defined(fdc, row, i, has_nutrient_table(fdc));
  if (code == VITK_OK)
    code = derivation_of(fdc, row, &derivation);
  if (code != VITK_OK)
    return code;
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = food,
                                     .component = set->component[i],
                                     .amount = amount,
                                     .unit = unit.n > 0 ? unit : set->unit[i],
                                     .basis = VITK_PER_100G,
                                     .origin = derivation.origin,
                                     .n = fdc_cell(row, V_POINTS),
                                     .min = fdc_cell(row, V_MIN),
                                     .max = fdc_cell(row, V_MAX),
                                     .method = derivation.text,
                                     .file = row->file,
                                     .field = slice("amount"),
                                     .line = row->line};
  vitk_usda_judge_status(&(struct usda_beside){.derivation = derivation.text, .loq = fdc_cell(row, V_LOQ)}, &statement);
  vitk_usda_judge_type(type, &statement);
  return fdc->host->statement(fdc->context, &statement);
}

static int values_done(struct fdc *fdc) {
  const struct fdc_set *set = &fdc->set;
  if (set->left_out == 0)
    return VITK_OK;
  return tell(fdc->host, fdc->context, VITK_NOTE, "parts-left-out", (struct tell_place){.line = 0},
              "Read them with --option parts=yes",
              "%llu values of vitamin K are of samples and acquisitions that Foundation foods were analysed from",
              (unsigned long long)set->left_out);
}

const struct fdc_step vitk_fdc_values = {FDC_VALUES,          VITK_ROWS_APART, true,      value_columns,
                                         N_OF(value_columns), of_vitamin_k,    value_row, values_done};
