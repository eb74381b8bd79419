/* fdc.c - FoodData Central: its nutrients, types of data and releases, and the source that is stated. */
#include "usda/usda.h"

const struct usda_nutrient vitk_usda_nutrients[USDA_N_NUTRIENTS] = {
    {"428", "1183", "MK4"}, {"429", "1184", "VITK1D"}, {"430", "1185", "VITK1"}};
const char vitk_usda_unit[] = "UG";

uint32_t vitk_usda_nutrient(vitk_str number_or_id) {
  vitk_str text = vitk_usda_whole(number_or_id);
  uint32_t i = 0;
  while (i < USDA_N_NUTRIENTS && !slice_equal(text, vitk_usda_nutrients[i].number) &&
         !slice_equal(text, vitk_usda_nutrients[i].id))
    i++;
  return i;
}

static bool holds(vitk_str text, const char *word) {
  for (size_t i = 0; i < text.n; i++)
    if (slice_starts(slice_from(text, i), word))
      return true;
  return false;
}

bool vitk_usda_speaks_of_k(vitk_str name) {
  return slice_starts(name, "vitamin k") || holds(name, "menaquinone") || holds(name, "phylloquinone");
}

bool vitk_usda_is_name(uint32_t i, vitk_str name) {
  const char *component = vitk_usda_nutrients[i].component;
  return vitk_usda_speaks_of_k(name) && holds(name, "menaquinone") == (strcmp(component, "MK4") == 0) &&
         holds(name, "dihydro") == (strcmp(component, "VITK1D") == 0);
}

vitk_str vitk_usda_whole(vitk_str number) {
  size_t n = 0;
  if (number.n == 0 || number.p[number.n - 1] != '0')
    return number; /* most end in another digit */
  while (n < number.n && slice_digit(number.p[n]))
    n++;
  if (n == 0 || n + 2 > number.n || number.p[n] != '.')
    return number;
  for (size_t i = n + 1; i < number.n; i++)
    if (number.p[i] != '0')
      return number;
  number.n = n;
  return number;
}

const struct usda_type_words vitk_usda_types[USDA_FOREIGN] = {
    {"foundation_food", "Foundation", "FoundationFoods", "foundation", "Foundation Foods"},
    {"sr_legacy_food", "SR Legacy", "SRLegacyFoods", "sr-legacy", "SR Legacy"},
    {"survey_fndds_food", "Survey (FNDDS)", "SurveyFoods", "fndds", "FNDDS"},
    {"branded_food", "Branded", "BrandedFoods", "branded", "Branded Foods"},
};

static const char *const parts[] = {"sample_food", "sub_sample_food", "market_acquisition", "agricultural_acquisition",
                                    "Sample"};

enum usda_type vitk_usda_type(vitk_str word) {
  for (int type = 0; type < USDA_FOREIGN; type++)
    if (slice_equal(word, vitk_usda_types[type].in_csv) || slice_equal(word, vitk_usda_types[type].in_json))
      return (enum usda_type)type;
  for (uint32_t i = 0; i < N_OF(parts); i++)
    if (slice_equal(word, parts[i]))
      return USDA_PART;
  return USDA_FOREIGN;
}

void vitk_usda_judge_type(enum usda_type type, struct vitk_statement *statement) {
  if (type == USDA_SURVEY && statement->origin == VITK_ORIGIN_UNKNOWN)
    statement->origin = VITK_CALCULATED;
}

/* --- releases */

enum { DATE = sizeof "2019-04-01" - 1 };

static bool digits(vitk_str s, size_t at, size_t n) {
  if (at + n > s.n)
    return false;
  for (size_t i = at; i < at + n; i++)
    if (!slice_digit(s.p[i]))
      return false;
  return true;
}

/* Length of the date that stands at `at`: 10 for YYYY-MM-DD, 7 for YYYY-MM, 0 for none. */
static size_t date_at(vitk_str s, size_t at) {
  if (!digits(s, at, 4) || at + 4 >= s.n || s.p[at + 4] != '-' || !digits(s, at + 5, 2))
    return 0;
  if (at + 7 < s.n && s.p[at + 7] == '-' && digits(s, at + 8, 2))
    return 10;
  return 7;
}

void vitk_usda_release_in(vitk_str path, struct usda_release *out) {
  for (size_t i = path.n; i-- > 0;) {
    size_t n = date_at(path, i);
    bool follows_digit = i > 0 && slice_digit(path.p[i - 1]);
    if (n > 0 && !follows_digit && (i + n == path.n || !slice_digit(path.p[i + n]))) {
      (void)snprintf(out->text, sizeof out->text, "%.*s", (int)n, path.p + i);
      return;
    }
  }
}

/* One or two digits at *at, and the byte `after` them where it is not NUL. */
static bool small_number(vitk_str s, size_t *at, char after, unsigned *out) {
  size_t n = digits(s, *at, 2) ? 2 : digits(s, *at, 1) ? 1 : 0;
  if (n == 0 || *at + n >= s.n || s.p[*at + n] != after)
    return false;
  *out = 0;
  for (size_t i = 0; i < n; i++)
    *out = *out * 10 + (unsigned)(s.p[*at + i] - '0');
  *at += n + 1;
  return true;
}

/* "-07" */
static void put_small(char *to, unsigned number) {
  to[0] = '-';
  to[1] = (char)('0' + number / 10);
  to[2] = (char)('0' + number % 10);
}

bool vitk_usda_date(vitk_str text, struct usda_release *out) {
  size_t at = 0;
  unsigned month, day;
  if (text.n == DATE && date_at(text, 0) == DATE) {
    memcpy(out->text, text.p, DATE);
  } else {
    if (!small_number(text, &at, '/', &month) || !small_number(text, &at, '/', &day) || text.n != at + 4 ||
        !digits(text, at, 4))
      return false;
    memcpy(out->text, text.p + at, 4);
    put_small(out->text + 4, month);
    put_small(out->text + 7, day);
  }
  out->text[DATE] = '\0';
  return true;
}

bool vitk_usda_release_given(const struct vitk_host *host, struct vitk_context *context, struct usda_release *out) {
  vitk_str given = host->option_text(context, "release");
  bool good = given.n > 0 && given.n <= 20;
  if (given.n == 0)
    return true;
  for (size_t i = 0; good && i < given.n; i++) {
    char c = slice_lower(given.p[i]);
    good = slice_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
    out->text[i] = c;
    out->text[i + 1] = '\0';
  }
  if (!good)
    (void)tell(host, context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
               "Say its date, as the name of the download does: release=2024-04-18",
               "\"%.*s\" is not a release of FoodData Central", TELL_SLICE(given));
  return good;
}

/* --- the source */

int vitk_usda_source(const struct vitk_host *host, struct vitk_context *context, const char *kind, const char *title,
                     const char *release) {
  char id[80], full[200], attribution[320];
  (void)snprintf(id, sizeof id, "usda-fdc%s%s%s%s", kind[0] ? "-" : "", kind, release[0] ? "-" : "", release);
  (void)snprintf(full, sizeof full, "USDA FoodData Central%s%s%s%s", title[0] ? ", " : "", title,
                 release[0] ? ", " : "", release);
  (void)snprintf(attribution, sizeof attribution, "U.S. Department of Agriculture, Agricultural Research Service. %s.",
                 full);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice(id),
                               .title = slice(full),
                               .release = slice(release),
                               .publisher = slice("US Department of Agriculture, Agricultural Research Service"),
                               .country = slice("US"),
                               .language = slice("en"),
                               .licence = slice("CC0-1.0"),
                               .attribution = slice(attribution),
                               .url = slice("https://fdc.nal.usda.gov"),
                               .total_definition = slice("no total: 1183 (MK-4), 1184 (2′,3′-dihydrophylloquinone) and "
                                                         "1185 (phylloquinone) are stated apart"),
                               .decimal_mark = '.'};
  return host->source(context, &source);
}
