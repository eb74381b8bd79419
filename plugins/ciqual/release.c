/* release.c - which release it is, and what is said of the source. */
#include "ciqual.h"

static bool digits(vitk_str s, size_t at, size_t n) {
  if (at + n > s.n)
    return false;
  for (size_t i = at; i < at + n; i++)
    if (!slice_digit(s.p[i]))
      return false;
  return true;
}

/* "2025_11_03", "2017 11 21" and "2025-11-03" at a place: a date of this century. */
static bool date_at(vitk_str s, size_t at) {
  return digits(s, at, 4) && s.p[at] == '2' && s.p[at + 1] == '0' && digits(s, at + 5, 2) && digits(s, at + 8, 2) &&
         strchr("_ -.", s.p[at + 4]) != NULL && s.p[at + 7] == s.p[at + 4] && !digits(s, at + 10, 1);
}

void vitk_cq_release_of(vitk_str name, struct cq_release *out) {
  vitk_str folder, base = slice_base(name, &folder);
  out->text[0] = '\0';
  for (size_t at = 0; at < base.n; at++)
    if (date_at(base, at)) {
      (void)snprintf(out->text, sizeof out->text, "%.4s-%.2s-%.2s", base.p + at, base.p + at + 5, base.p + at + 8);
      return;
    }
  for (size_t at = 0; at < base.n; at++)
    if (digits(base, at, 4) && base.p[at] == '2' && base.p[at + 1] == '0' && !digits(base, at + 4, 1) &&
        (at == 0 || !slice_digit(base.p[at - 1]))) {
      (void)snprintf(out->text, sizeof out->text, "%.4s", base.p + at);
      return;
    }
}

bool vitk_cq_release_given(vitk_str option, struct cq_release *out) {
  if (!(option.n == 4 && digits(option, 0, 4)) && !(option.n == 10 && date_at(option, 0)))
    return false;
  vitk_cq_release_of(option, out);
  return out->text[0] != '\0';
}

int vitk_cq_source(struct cq *cq) {
  static const struct vitk_token tokens[] = {
      {"-", VITK_MISSING, VITK_ORIGIN_UNKNOWN},
      {"traces", VITK_TRACE, VITK_ORIGIN_UNKNOWN},
      {"Traces", VITK_TRACE, VITK_ORIGIN_UNKNOWN},
      {"trace", VITK_TRACE, VITK_ORIGIN_UNKNOWN},
  };
  const char *release = cq->release.text;
  char id[24] = "ciqual", title[120] = "", attribution[140];
  if (release[0] != '\0') {
    (void)snprintf(id, sizeof id, "ciqual-%.4s", release);
  } else {
    int code = tell(cq->host, cq->context, VITK_NOTE, "release-unknown", (struct tell_place){.line = 0},
                    "Say which it is: --option release=2020", "no name of a file bears the date of the release");
    if (code < VITK_OK)
      return code;
  }
  (void)snprintf(title, sizeof title, "Table de composition nutritionnelle des aliments Ciqual%s%.4s",
                 release[0] == '\0' ? "" : " ", release);
  (void)snprintf(attribution, sizeof attribution, "Anses. %s.", title);
  /* Version 2.0 of the licence is of 2017. */
  bool old = release[0] != '\0' && strncmp(release, "2017", 4) < 0;
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(id),
      .title = slice(title),
      .release = slice(release),
      .publisher = slice("Anses, Agence nationale de sécurité sanitaire de l'alimentation, de l'environnement et du "
                         "travail"),
      .country = slice("FR"),
      .language = slice(cq->english ? "en" : "fr"),
      .licence = slice(old ? "Etalab Open Licence" : "Etalab Open Licence 2.0"),
      .attribution = slice(attribution),
      .url = slice("https://ciqual.anses.fr/"),
      .total_definition = slice(cq->stated_total ? "vitamin K as a whole (54100), its vitamers not told apart"
                                                 : "K1 and K2 stated apart; no total"),
      .tokens = tokens,
      .n_tokens = N_OF(tokens),
      .token_stride = sizeof tokens[0],
      .decimal_mark = cq->decimal_mark};
  return cq->host->source(cq->context, &source);
}
