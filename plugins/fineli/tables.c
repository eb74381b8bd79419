/* tables.c - the tables of the package: which columns are read, what a row states, in which order they are read. */
#include "fineli.h"

static const char assumed_unit[] = "UG"; /* of VITK in each package that has it, where component.csv is not there */

static struct tell_place at(const struct vitk_row *row, const char *field, vitk_str excerpt) {
  return (struct tell_place){.file = row->file, .line = row->line, .field = slice(field), .excerpt = excerpt};
}

static int keep_pair(struct fi *fi, vitk_str code, vitk_str text, struct fi_pair *out) {
  return slice_keep(fi->host, fi->context, code, &out->code) && slice_keep(fi->host, fi->context, text, &out->text)
             ? VITK_OK
             : VITK_NOMEM;
}

static const vitk_str *find_pair(const struct fi_pair *pairs, uint32_t n, vitk_str code) {
  for (uint32_t i = 0; i < n; i++)
    if (slice_same(pairs[i].code, code))
      return &pairs[i].text;
  return NULL;
}

/* --- component.csv: the unit of each component of vitamin K */

static const struct vitk_column component_columns[] = {{"EUFDNAME", 0, 0}, {"COMPUNIT", 0, 0}};
static const struct vitk_where component_where[] = {{NULL, EUROFIR_COMPONENTS, 0, VITK_ONE_OF}};

static int component_row(struct fi *fi, const struct vitk_row *row) {
  vitk_str code = headrow_text(row, 0);
  if (fi->n_units == FI_UNITS_MAX || find_pair(fi->units, fi->n_units, code) != NULL)
    return tell(fi->host, fi->context, VITK_WARNING, "double-key", at(row, "EUFDNAME", code),
                "See which of the rows is right", "component %.*s is defined twice: the first is kept",
                TELL_SLICE(code));
  return keep_pair(fi, code, headrow_text(row, 1), &fi->units[fi->n_units++]);
}

/* --- fuclass_FI.csv, else fuclass_EN.csv: names of food groups */

static const struct vitk_column fuclass_columns[] = {{"THSCODE", 0, 0}, {"DESCRIPT", 0, 0}};

static int fuclass_row(struct fi *fi, const struct vitk_row *row) {
  if (fi->groups == NULL && (fi->groups = fi->host->alloc(fi->context, FI_GROUPS_MAX * sizeof *fi->groups)) == NULL)
    return VITK_NOMEM;
  if (find_pair(fi->groups, fi->n_groups, headrow_text(row, 0)) != NULL)
    return VITK_OK;
  if (fi->n_groups == FI_GROUPS_MAX) {
    (void)tell(fi->host, fi->context, VITK_ERROR, "limit", at(row, "THSCODE", headrow_text(row, 0)),
               "A release has about 175: is this the list of food use classes?", "more than %d classes of foods",
               FI_GROUPS_MAX);
    return VITK_FAILED;
  }
  return keep_pair(fi, headrow_text(row, 0), headrow_text(row, 1), &fi->groups[fi->n_groups++]);
}

/* --- component_value.csv */

enum { V_FOOD, V_COMPONENT, V_AMOUNT, V_ACQUISITION, V_METHOD, V_INDICATOR };
static const struct vitk_column value_columns[] = {{"FOODID", 0, 0},  {"EUFDNAME", 0, 0}, {"BESTLOC", 0, 0},
                                                   {"ACQTYPE", 0, 1}, {"METHTYPE", 0, 1}, {"METHIND", 0, 1}};
static const struct vitk_where value_where[] = {{NULL, EUROFIR_COMPONENTS, V_COMPONENT, VITK_ONE_OF}};

static int unit_of(struct fi *fi, const struct vitk_row *row, vitk_str component, vitk_str *unit) {
  const vitk_str *found = find_pair(fi->units, fi->n_units, component);
  *unit = found != NULL && found->n > 0 ? *found : slice(assumed_unit);
  if ((found != NULL && found->n > 0) || fi->warned)
    return VITK_OK;
  fi->warned = true;
  return tell(fi->host, fi->context, VITK_WARNING, "unit-assumed", at(row, "EUFDNAME", component),
              "Put component.csv of the same package beside it, which states the unit",
              "%s the unit of %.*s: it is read as %s, as in each package that has vitamin K",
              fi->members.index[FI_COMPONENT] == FI_ABSENT ? "component.csv is not there to state"
                                                           : "component.csv does not state",
              TELL_SLICE(component), assumed_unit);
}

static int value_row(struct fi *fi, const struct vitk_row *row) {
  char method[180], flags[100]; /* TELL_SLICE gives 80 bytes at most */
  vitk_str component = headrow_text(row, V_COMPONENT), unit;
  vitk_str acquisition = headrow_text(row, V_ACQUISITION), type = headrow_text(row, V_METHOD);
  vitk_str indicator = headrow_text(row, V_INDICATOR);
  if (headrow_text(row, V_AMOUNT).n == 0)
    return VITK_OK;
  int code = unit_of(fi, row, component, &unit);
  if (code < VITK_OK)
    return code;
  (void)snprintf(method, sizeof method, "%.*s%s%.*s", TELL_SLICE(type), type.n > 0 && indicator.n > 0 ? " " : "",
                 TELL_SLICE(indicator));
  (void)snprintf(flags, sizeof flags, "%s%.*s", acquisition.n > 0 ? "acq:" : "", TELL_SLICE(acquisition));
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = headrow_text(row, V_FOOD),
                                     .component = component,
                                     .amount = headrow_text(row, V_AMOUNT),
                                     .unit = unit,
                                     .basis = VITK_PER_100G,
                                     .origin = eurofir_origin(acquisition, type),
                                     .method = slice(method),
                                     .flags = slice(flags),
                                     .file = row->file,
                                     .field = slice("BESTLOC"),
                                     .line = row->line};
  return fi->host->statement(fi->context, &statement);
}

/* --- food.csv and its names in other languages */

enum { F_FOOD, F_NAME, F_GROUP, F_INGREDIENT };
static const struct vitk_column food_columns[] = {
    {"FOODID", 0, 0}, {"FOODNAME", 0, 0}, {"FUCLASS", 0, 1}, {"IGCLASS", 0, 1}};
static const struct vitk_column name_columns[] = {{"FOODID", 0, 0}, {"FOODNAME", 0, 0}};
static const struct vitk_where mentioned[] = {{NULL, NULL, F_FOOD, VITK_MENTIONED}};

static int food_row(struct fi *fi, const struct vitk_row *row) {
  vitk_str id = headrow_text(row, F_FOOD), group = headrow_text(row, F_GROUP);
  vitk_str ingredient = headrow_text(row, F_INGREDIENT);
  const vitk_str *name = find_pair(fi->groups, fi->n_groups, group);
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = headrow_text(row, F_NAME),
                           .language = slice("fi"),
                           .food_group = name ? *name : (vitk_str){NULL, 0}};
  int code = fi->host->food(fi->context, &food);
  if (code == VITK_OK && group.n > 0)
    code = fi->host->food_code(fi->context, id, "fineli-fuclass", group);
  if (code == VITK_OK && ingredient.n > 0)
    code = fi->host->food_code(fi->context, id, "fineli-igclass", ingredient);
  return code;
}

static int english_row(struct fi *fi, const struct vitk_row *row) {
  struct vitk_food food = {
      .size = sizeof food, .food_id = headrow_text(row, F_FOOD), .name_en = headrow_text(row, F_NAME)};
  return fi->host->food(fi->context, &food);
}

static int scientific_row(struct fi *fi, const struct vitk_row *row) {
  struct vitk_food food = {
      .size = sizeof food, .food_id = headrow_text(row, F_FOOD), .scientific_name = headrow_text(row, F_NAME)};
  return fi->host->food(fi->context, &food);
}

/* --- the order of reading */

static const struct fi_step steps[] = {
    {FI_COMPONENT, 0, component_columns, component_where, N_OF(component_columns), 1, component_row},
    {FI_FUCLASS, 0, fuclass_columns, NULL, N_OF(fuclass_columns), 0, fuclass_row},
    {FI_FUCLASS_EN, 0, fuclass_columns, NULL, N_OF(fuclass_columns), 0, fuclass_row},
    {FI_COMPONENT_VALUE, 0, value_columns, value_where, N_OF(value_columns), 1, value_row},
    {FI_FOOD, VITK_FOOD_ROWS, food_columns, mentioned, N_OF(food_columns), 1, food_row},
    {FI_FOODNAME_EN, 0, name_columns, mentioned, N_OF(name_columns), 1, english_row},
    {FI_FOODNAME_TX, 0, name_columns, mentioned, N_OF(name_columns), 1, scientific_row},
};

const struct fi_step *vitk_fi_step(const struct fi *fi) {
  return fi->step < N_OF(steps) ? &steps[fi->step] : NULL;
}
