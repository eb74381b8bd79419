/* about.c - the last sheet: how to read the others, and whose the data are under which terms. */
#include "export_xlsx.h"

enum { N_TOLD = 9 };
static const char *const told[N_TOLD] = {"source_id", "title",       "release", "publisher",       "country",
                                         "licence",   "attribution", "url",     "total_definition"};

static int line(struct xlsx_sheet *about, uint32_t style, const char *first, const char *second) {
  int code = xlsx_row_begin(about);
  if (code != VITK_OK)
    return code;
  if (style == XLSX_ASSUMED_ZERO)
    xlsx_number(about, style, (vitk_str){"0", 1});
  else
    xlsx_words(about, style, first);
  if (second != NULL)
    xlsx_words(about, style == XLSX_TITLE ? XLSX_TITLE : XLSX_PLAIN, second);
  return xlsx_row_end(about);
}

int xlsx_about_begin(struct xlsx_export *e) {
  static const struct {
    uint32_t style;
    const char *first, *second;
  } lines[] = {
      {XLSX_TITLE, "What food-composition databases state about vitamin K", NULL},
      {XLSX_PLAIN, "foods", "a row a food, and one more for each other basis: amounts in µg per basis"},
      {XLSX_PLAIN, "source … file", "the tables of the dataset, as they are; amounts in value: µg"},
      {XLSX_TITLE, "A cell of foods", "means"},
      {XLSX_PLAIN, "0.8", "the amount that the source states"},
      {XLSX_ASSUMED_ZERO, NULL, "a zero that the source assumed and did not measure"},
      {XLSX_TRACE, "trace", "some was found, too little to be given a number"},
      {XLSX_BELOW_LIMIT, "< 0.8", "less than the limit; \"below limit\": of one that the source does not name"},
      {XLSX_PRESENT, "present 1-3", "it is there, the amount is not known; between these bounds where they are stated"},
      {XLSX_MISSING, "missing", "the source says that it has no value. It is not zero"},
      {XLSX_PLAIN, "", "an empty cell: the source says nothing"},
      {XLSX_PLAIN, "stated-twice", "in note: the source states a component twice; the first is shown, value has both"},
  };
  struct xlsx_sheet *about = &e->about;
  about->name = "about";
  static const uint32_t widths[N_TOLD] = {24, 60, 14, 30, 10, 40, 50, 40, 50};
  for (uint32_t i = 0; i < N_TOLD; i++)
    about->columns[about->n_columns++] = (struct xlsx_column){told[i], widths[i]};
  int code = xlsx_sheet_begin(about);
  for (size_t i = 0; code == VITK_OK && i < sizeof lines / sizeof lines[0]; i++)
    code = line(about, lines[i].style, lines[i].first, lines[i].second);
  if (code == VITK_OK)
    code = xlsx_row_begin(about);
  for (uint32_t i = 0; code == VITK_OK && i < N_TOLD; i++)
    xlsx_words(about, XLSX_HEADER, told[i]);
  return code == VITK_OK ? xlsx_row_end(about) : code;
}

int xlsx_about_source(struct xlsx_export *e, const struct vitk_datum *row, uint32_t stride) {
  uint32_t columns[N_TOLD];
  int code = text_columns(e->host, e->context, &e->schemas[VITK_SOURCE], told, N_TOLD, columns);
  if (code == VITK_OK)
    code = xlsx_row_begin(&e->about);
  for (uint32_t i = 0; code == VITK_OK && i < N_TOLD; i++) {
    const struct vitk_datum *datum = text_datum(row, stride, columns[i]);
    if (datum->is_null)
      xlsx_empty(&e->about);
    else
      xlsx_text(&e->about, XLSX_WRAPPED, datum->text);
  }
  return code == VITK_OK ? xlsx_row_end(&e->about) : code;
}

static int warn(struct xlsx_export *e, const char *message) {
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_WARNING, .code = "xlsx"};
  diag.message = (vitk_str){message, strlen(message)};
  int code = e->host->diag(e->context, &diag);
  return code < 0 ? code : line(&e->about, XLSX_PLAIN, "note", message);
}

static int tell_of(struct xlsx_export *e, const struct xlsx_sheet *sheet) {
  char message[200];
  int code = VITK_OK;
  if (sheet->first != sheet->part) {
    snprintf(message, sizeof message, "a sheet has %d rows at most: %s goes on in the sheet \"%s 2\"", XLSX_ROWS,
             sheet->name, sheet->name);
    code = warn(e, message);
  }
  if (code == VITK_OK && sheet->cut > 0) {
    snprintf(message, sizeof message, "a cell has %d characters at most: %llu texts of %s are cut", XLSX_CHARACTERS,
             (unsigned long long)sheet->cut, sheet->name);
    code = warn(e, message);
  }
  return code;
}

int xlsx_about_end(struct xlsx_export *e) {
  int code = tell_of(e, &e->foods);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++)
    code = tell_of(e, &e->tables[table]);
  return code == VITK_OK ? xlsx_sheet_end(&e->about) : code;
}
