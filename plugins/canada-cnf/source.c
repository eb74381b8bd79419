/* source.c - what is said of the source, what a nutrient is, and what a code of NUTRIENT SOURCE means. */
#include "canada_cnf.h"

const char *vitk_cnf_component(vitk_str tagname, vitk_str name) {
  static const char *const tagnames[] = {"VITK", "VITK1", "VITK1D", "VITK2", "MK4",  "MK5",  "MK6",
                                         "MK7",  "MK8",   "MK9",    "MK10",  "MK11", "MK12", "MK13"};
  for (size_t i = 0; i < N_OF(tagnames); i++)
    if (slice_equal(tagname, tagnames[i]))
      return tagnames[i];
  if (tagname.n > 0 || !slice_starts(name, "vitamin k"))
    return NULL;
  vitk_str rest = slice_from(name, 9);
  if (rest.n == 0)
    return tagnames[0];
  return slice_equal(rest, "1") || slice_starts(rest, "1 ")   ? tagnames[1]
         : slice_equal(rest, "2") || slice_starts(rest, "2 ") ? tagnames[3]
                                                              : NULL;
}

static bool holds(vitk_str text, const char *word) {
  for (size_t i = 0; i < text.n; i++)
    if (slice_starts(slice_from(text, i), word))
      return true;
  return false;
}

/* The codes that are known, and the ids that the release of 2015 has for them. */
static const struct {
  const char *id, *code;
  uint32_t origin;
} known[] = {
    {"0", "0", VITK_BORROWED},    /* no change from USDA */
    {"2", "2", VITK_CALCULATED},  /* calculated from data other than USDA's */
    {"3", "3", VITK_ANALYSED},    /* analyzed in a Canadian government laboratory */
    {"12", "12", VITK_ASSUMED},   /* an assumed zero */
    {"108", "18", VITK_ESTIMATED} /* imputed data that USDA has deleted */
};

vitk_str vitk_cnf_known_code(vitk_str id) {
  for (size_t i = 0; i < N_OF(known); i++)
    if (slice_equal(id, known[i].id))
      return slice(known[i].code);
  return (vitk_str){NULL, 0};
}

static uint32_t origin_of(vitk_str code, vitk_str description) {
  static const struct {
    const char *word;
    uint32_t origin;
  } words[] = {{"analyzed", VITK_ANALYSED},     {"analysed", VITK_ANALYSED}, {"imputed", VITK_ESTIMATED},
               {"calculated", VITK_CALCULATED}, {"label", VITK_LABEL},       {"no change from", VITK_BORROWED}};
  for (size_t i = 0; i < N_OF(known); i++)
    if (slice_equal(code, known[i].code))
      return known[i].origin;
  for (size_t i = 0; i < N_OF(words); i++)
    if (holds(description, words[i].word))
      return words[i].origin;
  return VITK_ORIGIN_UNKNOWN;
}

void vitk_cnf_judge(vitk_str code, vitk_str description, struct vitk_statement *statement) {
  statement->origin = origin_of(code, description);
  if (slice_equal(code, "12"))
    statement->status = VITK_ASSUMED_ZERO;
}

static int bad_release(struct cnf *cnf, vitk_str given) {
  (void)tell(cnf->host, cnf->context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
             "Say the year of the release: release=2015", "\"%.*s\" is no year", TELL_SLICE(given));
  return VITK_FAILED;
}

/* The option, else a year in the name of a member, else what the layout tells: FoodID is that of 2015. The layout with
 * Food_Code is that of 2026 and later; there the newest date of a food tells the year. */
static int find_release(struct cnf *cnf, char release[5]) {
  vitk_str given = cnf->host->option_text(cnf->context, "release");
  release[0] = '\0';
  if (given.n > 0) {
    for (size_t i = 0; i < given.n; i++)
      if (given.n != 4 || !slice_digit(given.p[i]))
        return bad_release(cnf, given);
    memcpy(release, given.p, 4);
    release[4] = '\0';
    return VITK_OK;
  }
  if (cnf->members.year[0] != '\0' || !cnf->members.of_2026) {
    memcpy(release, cnf->members.year[0] != '\0' ? cnf->members.year : "2015", 5);
    return VITK_OK;
  }
  memcpy(release, cnf->newest, 4);
  release[4] = '\0';
  return tell(cnf->host, cnf->context, VITK_NOTE, "release-by-date",
              (struct tell_place){.file = cnf->members.name[CNF_FOOD], .field = slice("Food_Last_Updated_Date")},
              "If it is of another release, say so: --option release=2026",
              "no file says the release; the newest date of a food is \"%s\"", cnf->newest);
}

int vitk_cnf_source(struct cnf *cnf) {
  char release[5], id[24], title[60], attribution[80];
  int code = find_release(cnf, release);
  if (code < VITK_OK)
    return code;
  const char *part = release[0] != '\0' ? " " : "";
  (void)snprintf(id, sizeof id, "canada-cnf%s%s", release[0] != '\0' ? "-" : "", release);
  (void)snprintf(title, sizeof title, "Canadian Nutrient File%s%s", part, release);
  (void)snprintf(attribution, sizeof attribution, "Health Canada. %s.", title);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice(id),
                               .title = slice(title),
                               .release = slice(release),
                               .publisher = slice("Health Canada"),
                               .country = slice("CA"),
                               .language = slice("en"),
                               .licence = slice(cnf->members.of_2026 ? "" : "Health Canada's terms: no redistribution"),
                               .attribution = slice(attribution),
                               .url = slice("https://www.canada.ca/en/health-canada/services/food-nutrition/"
                                            "healthy-eating/nutrient-data.html"),
                               .total_definition = slice("vitamin K, nutrient 430: its vitamers are not told apart"),
                               .decimal_mark = '.'};
  return cnf->host->source(cnf->context, &source);
}
