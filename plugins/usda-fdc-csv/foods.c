/* foods.c - food.csv, read twice: first for the types of data and the dates, which tell the source, then for the foods
 * that were named; and the tables that give foods their stable keys. */
#include "fdc_csv.h"

static uint32_t mentioned(struct fdc *fdc, struct vitk_where *out) {
  out[0] = (struct vitk_where){NULL, NULL, 0, VITK_MENTIONED};
  return fdc->set.float_ids ? 0 : 1; /* "167512.0" is stated as 167512, and asked for as it stands */
}

/* *again: it is the word of the row before. */
static enum usda_type type_of(struct fdc_set *set, vitk_str word, bool *again) {
  struct fdc_type *last = &set->last_type;
  *again = last->n > 0 && slice_same(word, (vitk_str){last->word, last->n});
  if (*again)
    return last->is;
  last->is = vitk_usda_type(word);
  last->n = word.n <= sizeof last->word ? word.n : 0;
  if (last->n > 0)
    memcpy(last->word, word.p, last->n);
  return last->is;
}

/* --- food.csv, first */

enum { T_FOOD, T_TYPE, T_NAME, T_DATE };
static const struct vitk_column type_columns[] = {
    {"fdc_id", 0, 0}, {"data_type", 0, 0}, {"description", 0, 0}, {"publication_date", 0, 1}};

static uint32_t anything(struct fdc *fdc, struct vitk_where *out) {
  (void)fdc, (void)out;
  return 0;
}

/* Keeps each word of a type that is a food's, parted by '|'. */
static void keep_type(struct fdc_set *set, vitk_str word) {
  size_t n = strlen(set->type_words);
  for (size_t start = 0; start < n;) {
    size_t length = strcspn(set->type_words + start, "|");
    if (slice_same(word, (vitk_str){set->type_words + start, length}))
      return;
    start += length + 1;
  }
  if (word.n == 0 || word.n > FDC_TYPE_LENGTH || set->n_type_words == FDC_MAX_TYPES ||
      memchr(word.p, '|', word.n) != NULL) {
    set->too_many_types = true;
    return;
  }
  (void)snprintf(set->type_words + n, sizeof set->type_words - n, "%s%.*s", n ? "|" : "", (int)word.n, word.p);
  set->n_type_words++;
}

/* Of the dates that the column has, those as "2019-04-01" are in the order of their bytes. */
static void keep_date(struct fdc_set *set, vitk_str text) {
  struct usda_release date;
  if (text.n == 10 && text.p[4] == '-' && memcmp(text.p, set->newest, 10) <= 0)
    return;
  if (vitk_usda_date(text, &date) && strcmp(date.text, set->newest) > 0)
    (void)snprintf(set->newest, sizeof set->newest, "%.10s", date.text);
}

static int type_row(struct fdc *fdc, const struct vitk_row *row) {
  struct fdc_set *set = &fdc->set;
  vitk_str id = fdc_cell(row, T_FOOD), whole = vitk_usda_whole(id), word = fdc_cell(row, T_TYPE);
  bool again;
  if (fdc_cell(row, T_NAME).p == NULL)
    return VITK_OK; /* the row is cut, and its type may be: the second reading says so */
  enum usda_type type = type_of(set, word, &again);
  set->foods_of[type]++;
  set->float_ids = set->float_ids || whole.n != id.n;
  if (type != USDA_PART) {
    if (!again)
      keep_type(set, word);
    keep_date(set, fdc_cell(row, T_DATE));
  }
  return vitk_fdc_ids_add(fdc->host, fdc->context, &set->types, whole, type);
}

/* The one type that all foods are of; USDA_FOREIGN: of several, or of another. */
static enum usda_type only_type(const struct fdc_set *set) {
  enum usda_type only = USDA_FOREIGN;
  for (int type = 0; type <= USDA_FOREIGN; type++) {
    if (set->foods_of[type] == 0)
      continue;
    if (only != USDA_FOREIGN || type == USDA_FOREIGN)
      return USDA_FOREIGN;
    only = (enum usda_type)type;
  }
  return only;
}

static vitk_str path_of_set(const struct fdc *fdc) {
  for (uint32_t i = 0; i < fdc->members.n; i++)
    if (fdc->members.list[i].set == fdc->set_index && fdc->members.list[i].role == FDC_VALUES)
      return fdc->members.list[i].name;
  return (vitk_str){"", 0};
}

static int state_source(struct fdc *fdc) {
  enum usda_type type = only_type(&fdc->set);
  const char *kind = type == USDA_FOREIGN ? "" : vitk_usda_types[type].id;
  const char *title = type == USDA_FOREIGN ? "" : vitk_usda_types[type].title;
  struct usda_release release = fdc->given;
  if (release.text[0] == '\0' && type == USDA_LEGACY)
    (void)snprintf(release.text, sizeof release.text, "2018-04"); /* there is one, and no other will come */
  if (release.text[0] == '\0')
    (void)snprintf(release.text, sizeof release.text, "%.10s", fdc->set.newest);
  if (release.text[0] == '\0')
    vitk_usda_release_in(path_of_set(fdc), &release);
  if (release.text[0] == '\0') {
    int code = tell(fdc->host, fdc->context, VITK_NOTE, "release-unknown", (struct tell_place){.line = 0},
                    "Say which it is: --option release=2024-04-18",
                    "neither a food's publication_date nor a folder's name tells the release");
    if (code < VITK_OK)
      return code;
  }
  return vitk_usda_source(fdc->host, fdc->context, kind, title, release.text);
}

const struct fdc_step vitk_fdc_food_types = {FDC_FOODS,          VITK_RAGGED, false,    type_columns,
                                             N_OF(type_columns), anything,    type_row, state_source};

/* --- food.csv, again */

enum { F_FOOD, F_TYPE, F_NAME, F_CATEGORY, F_SCIENTIFIC };
static const struct vitk_column food_columns[] = {{"fdc_id", 0, 0},
                                                  {"data_type", 0, 0},
                                                  {"description", 0, 0},
                                                  {"food_category_id", 0, 1},
                                                  {"scientific_name", 0, 1}};

/* Parts are no foods for a reader, and are not counted as such. */
static uint32_t named_foods(struct fdc *fdc, struct vitk_where *out) {
  uint32_t n = mentioned(fdc, out);
  if (!fdc->parts && fdc->set.foods_of[USDA_PART] > 0 && !fdc->set.too_many_types && fdc->set.n_type_words > 0)
    out[n++] = (struct vitk_where){NULL, fdc->set.type_words, F_TYPE, VITK_ONE_OF};
  return n;
}

static bool is_number(vitk_str text) {
  text = vitk_usda_whole(text);
  for (size_t i = 0; i < text.n; i++)
    if (!slice_digit(text.p[i]))
      return false;
  return text.n > 0;
}

/* The name of a food's category: an id, of a survey food WWEIA's code, of a branded one the text itself. */
static int category_of(struct fdc *fdc, const struct vitk_row *row, enum usda_type type, vitk_str *out) {
  vitk_str id = fdc_cell(row, F_CATEGORY);
  struct fdc_names *names = type == USDA_SURVEY ? &fdc->set.wweia : &fdc->set.categories;
  *out = (vitk_str){NULL, 0};
  if (id.n == 0)
    return VITK_OK;
  if (!is_number(id)) {
    *out = id;
    return VITK_OK;
  }
  const struct fdc_name *name = vitk_fdc_names_find(names, vitk_usda_whole(id));
  if (name != NULL)
    *out = name->text;
  if (name != NULL || names->n == 0)
    return VITK_OK;
  return tell(fdc->host, fdc->context, VITK_WARNING, "dangling-key", fdc_at(row, "food_category_id", id),
              "Check that the table of categories is of the same release",
              "food %.*s is of category %.*s, which the table of categories lacks", TELL_SLICE(fdc_cell(row, F_FOOD)),
              TELL_SLICE(id));
}

static int food_row(struct fdc *fdc, const struct vitk_row *row) {
  bool again;
  enum usda_type type = type_of(&fdc->set, fdc_cell(row, F_TYPE), &again);
  vitk_str id = vitk_usda_whole(fdc_cell(row, F_FOOD)), group;
  if (type == USDA_PART && !fdc->parts)
    return VITK_OK;
  int code = category_of(fdc, row, type, &group);
  if (code != VITK_OK)
    return code;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = id,
                           .name = fdc_cell(row, F_NAME),
                           .language = slice("en"),
                           .name_en = fdc_cell(row, F_NAME),
                           .scientific_name = fdc_cell(row, F_SCIENTIFIC),
                           .food_group = group};
  code = fdc->host->food(fdc->context, &food);
  if (code == VITK_OK)
    code = fdc->host->food_code(fdc->context, id, "fdc-type", fdc_cell(row, F_TYPE));
  if (code == VITK_OK && type == USDA_SURVEY && is_number(fdc_cell(row, F_CATEGORY)))
    code = fdc->host->food_code(fdc->context, id, "wweia", vitk_usda_whole(fdc_cell(row, F_CATEGORY)));
  return code;
}

const struct fdc_step vitk_fdc_foods = {FDC_FOODS,          VITK_FOOD_ROWS, true,     food_columns,
                                        N_OF(food_columns), named_foods,    food_row, NULL};

/* --- stable keys: fdc_id is one published record, and another after each update of the food */

static const struct vitk_column ndb_columns[] = {{"fdc_id", 0, 0}, {"NDB_number", 0, 0}};
static const struct vitk_column survey_columns[] = {
    {"fdc_id", 0, 0}, {"food_code", 0, 0}, {"wweia_category_code|wweia_category_number", 0, 1}};
static const struct vitk_column branded_columns[] = {
    {"fdc_id", 0, 0}, {"gtin_upc", 0, 0}, {"branded_food_category", 0, 1}, {"data_source", 0, 1}};

static int key(struct fdc *fdc, const struct vitk_row *row, const char *scheme, uint32_t column) {
  return fdc->host->food_code(fdc->context, vitk_usda_whole(fdc_cell(row, 0)), scheme,
                              vitk_usda_whole(fdc_cell(row, column)));
}

static int ndb_row(struct fdc *fdc, const struct vitk_row *row) {
  return key(fdc, row, "ndb", 1);
}

/* food.csv gives a survey food's category, and this table where it does not. */
static int survey_row(struct fdc *fdc, const struct vitk_row *row) {
  int code = key(fdc, row, "fndds", 1);
  if (code != VITK_OK || !is_number(fdc_cell(row, 2)))
    return code;
  const struct fdc_name *group = vitk_fdc_names_find(&fdc->set.wweia, vitk_usda_whole(fdc_cell(row, 2)));
  if ((code = key(fdc, row, "wweia", 2)) != VITK_OK || group == NULL)
    return code;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = vitk_usda_whole(fdc_cell(row, 0)),
                           .language = slice("en"),
                           .food_group = group->text};
  return fdc->host->food(fdc->context, &food);
}

static int branded_row(struct fdc *fdc, const struct vitk_row *row) {
  int code = key(fdc, row, "gtin", 1);
  if (code == VITK_OK)
    code = key(fdc, row, "fdc-data-source", 3);
  if (code != VITK_OK || fdc_cell(row, 2).n == 0)
    return code;
  struct vitk_food food = {.size = sizeof food,
                           .food_id = vitk_usda_whole(fdc_cell(row, 0)),
                           .language = slice("en"),
                           .food_group = fdc_cell(row, 2)};
  return fdc->host->food(fdc->context, &food);
}

const struct fdc_step vitk_fdc_ndb = {FDC_NDB, 0, true, ndb_columns, N_OF(ndb_columns), mentioned, ndb_row, NULL};
const struct fdc_step vitk_fdc_survey = {FDC_SURVEY,           0,         true,       survey_columns,
                                         N_OF(survey_columns), mentioned, survey_row, NULL};
const struct fdc_step vitk_fdc_branded = {FDC_BRANDED,           0,         true,        branded_columns,
                                          N_OF(branded_columns), mentioned, branded_row, NULL};
