/* release.c - which release it is, and what is said of the source. */
#include "nevo.h"

/* The place of a year of this century that stands alone in the text; text.n: none. */
static size_t find_year(vitk_str text) {
  for (size_t at = 0; at + 4 <= text.n; at++) {
    const char *p = text.p + at;
    bool year = p[0] == '2' && p[1] == '0' && slice_digit(p[2]) && slice_digit(p[3]);
    bool alone = (at == 0 || !slice_digit(p[-1])) && (at + 4 == text.n || !slice_digit(p[4]));
    if (year && alone)
      return at;
  }
  return text.n;
}

/* "2021/7.0", as RIVM asks to cite it, of "NEVO-Online 2021 7.0"; "2021" of a file's name alone; else "". */
static void release_of(vitk_str version, vitk_str file, char out[24]) {
  size_t at = find_year(version);
  out[0] = '\0';
  if (at == version.n) {
    vitk_str folder, base = slice_base(file, &folder);
    at = find_year(base);
    if (at < base.n)
      (void)snprintf(out, 24, "%.4s", base.p + at);
    return;
  }
  vitk_str rest = slice_from(version, at + 4);
  while (rest.n > 0 && !slice_digit(rest.p[0]))
    rest = slice_from(rest, 1);
  size_t n = 0;
  while (n < rest.n && n < 10 && (slice_digit(rest.p[n]) || rest.p[n] == '.'))
    n++;
  (void)snprintf(out, 24, "%.4s%s%.*s", version.p + at, n > 0 ? "/" : "", (int)n, n > 0 ? rest.p : "");
}

int vitk_nevo_source(struct nevo *nevo, vitk_str version) {
  /* 2021 writes NULL where a value is missing, later releases leave the cell empty. */
  static const struct vitk_token tokens[] = {{"NULL", VITK_MISSING, VITK_ORIGIN_UNKNOWN},
                                             {"", VITK_MISSING, VITK_ORIGIN_UNKNOWN}};
  char release[24], id[16] = "nevo", title[80], attribution[100];
  release_of(version, nevo->members.name, release);
  if (release[0] != '\0') {
    (void)snprintf(id, sizeof id, "nevo-%.4s", release);
  } else {
    int code = tell(nevo->host, nevo->context, VITK_NOTE, "release-unknown",
                    (struct tell_place){.file = nevo->members.name}, "Name the file after its release: NEVO2023.csv",
                    "neither the column of the version nor the file's name states the release");
    if (code < VITK_OK)
      return code;
  }
  (void)snprintf(title, sizeof title, "NEVO-online, Dutch food composition database%s%s", release[0] ? " " : "",
                 release);
  (void)snprintf(attribution, sizeof attribution, "NEVO-online%s%s, RIVM, Bilthoven.", release[0] ? " version " : "",
                 release);
  struct vitk_source source = {
      .size = sizeof source,
      .source_id = slice(id),
      .title = slice(title),
      .release = slice(release),
      .publisher = slice("RIVM, Rijksinstituut voor Volksgezondheid en Milieu"),
      .country = slice("NL"),
      .language = slice("nl"),
      .licence = slice("NEVO-online terms, no open licence: free to use with the version cited; the files may not be "
                       "changed"),
      .attribution = slice(attribution),
      .url = slice("https://nevo-online.rivm.nl/"),
      .total_definition = slice("VITK is the sum of VITK1 and VITK2, within rounding"),
      .tokens = tokens,
      .n_tokens = N_OF(tokens),
      .token_stride = sizeof tokens[0],
      .decimal_mark = ','};
  return nevo->host->source(nevo->context, &source);
}
