/* release.c - which release a set is. Its tables don't say so; the number of its foods does, as each release's
 * documentation states it ("Release 28 (SR28), contains data on 8,789 food items"). */
#include "usda_sr.h"

static const struct sr_release releases[] = {
    {"28", 8789}, {"27", 8618}, {"26", 8463}, {"25", 8194}, {"24", 7906}, {"23", 7636},
    {"22", 7538}, {"21", 7412}, {"20", 7519}, {"19", 7293}, {"18", 7146},
};

const struct sr_release *vitk_sr_release_of(uint64_t foods) {
  for (size_t i = 0; i < sizeof releases / sizeof releases[0]; i++)
    if (releases[i].foods == foods)
      return &releases[i];
  return NULL;
}

bool vitk_sr_release_in(vitk_str path, vitk_str *out) {
  vitk_str folder;
  (void)slice_base(path, &folder);
  for (size_t i = folder.n; i-- > 0;) {
    vitk_str rest = {folder.p + i, folder.n - i};
    bool word = i == 0 || folder.p[i - 1] == '/' || folder.p[i - 1] == '_' || folder.p[i - 1] == '-';
    bool two = rest.n > 4 && slice_digit(rest.p[2]) && slice_digit(rest.p[3]) && !slice_digit(rest.p[4]);
    if (word && two && slice_starts(rest, "sr")) {
      *out = (vitk_str){rest.p + 2, 2};
      return true;
    }
  }
  return false;
}

/* "SR28" and "28" are one; at most 20 letters, digits, '.' and '-' go into an id. */
static bool tidy(vitk_str number, char out[24]) {
  if (slice_starts(number, "sr"))
    number = slice_from(number, 2);
  if (number.n == 0 || number.n > 20)
    return false;
  for (size_t i = 0; i < number.n; i++) {
    char c = slice_lower(number.p[i]);
    if (!slice_digit(c) && !(c >= 'a' && c <= 'z') && c != '.' && c != '-')
      return false;
    out[i] = c;
  }
  out[number.n] = '\0';
  return true;
}

int vitk_sr_source(const struct vitk_host *host, struct vitk_context *context, vitk_str number) {
  char release[24] = "", id[40] = "usda-sr", suffix[48] = "", title[160], attribution[300];
  if (number.n > 0) {
    if (!tidy(number, release)) {
      (void)tell(host, context, VITK_ERROR, "option", (struct tell_place){.field = slice("release")},
                 "Say the release's number: release=28", "\"%.*s\" is not a release of the Standard Reference",
                 TELL_SLICE(number));
      return VITK_FAILED;
    }
    (void)snprintf(id, sizeof id, "usda-sr%s%s", slice_digit(release[0]) ? "" : "-", release);
    (void)snprintf(suffix, sizeof suffix, ", Release %s", release);
  }
  (void)snprintf(title, sizeof title, "USDA National Nutrient Database for Standard Reference%s", suffix);
  (void)snprintf(attribution, sizeof attribution,
                 "US Department of Agriculture, Agricultural Research Service, Nutrient Data Laboratory. %s.", title);
  struct vitk_source source = {.size = sizeof source,
                               .source_id = slice(id),
                               .title = slice(title),
                               .release = slice(release),
                               .publisher = slice("US Department of Agriculture, Agricultural Research Service"),
                               .country = slice("US"),
                               .language = slice("en"),
                               .licence = slice("public domain"),
                               .attribution = slice(attribution),
                               .url = slice("https://www.ars.usda.gov/nutrientdata"),
                               .total_definition = slice("no total: 428 (MK-4), 429 (2′,3′-dihydrophylloquinone) and "
                                                         "430 (phylloquinone) are stated apart"),
                               .decimal_mark = '.'};
  return host->source(context, &source);
}
