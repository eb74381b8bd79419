/* export_xlsx.c - writes a dataset as a workbook for those who read in a spreadsheet. */
#include "export_xlsx.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

enum { N_SHEETS = VITK_N_TABLES + 2 };
static const uint32_t order[VITK_N_TABLES] = {VITK_SOURCE,  VITK_FOOD,      VITK_VALUES,
                                              VITK_PROBLEM, VITK_COMPONENT, VITK_FILE};

static int complain(const struct xlsx_export *e, const char *message, const char *hint) {
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_ERROR, .code = "xlsx"};
  diag.message = (vitk_str){message, strlen(message)};
  diag.hint = (vitk_str){hint, strlen(hint)};
  int code = vitk->diag(e->context, &diag);
  return code < 0 ? code : VITK_FAILED;
}

/* --- rows */

static uint32_t width_of(const struct vitk_field *field) {
  static const struct {
    const char *name;
    uint32_t width;
  } wide[] = {{"name", 44},    {"name_en", 30}, {"title", 50}, {"message", 80},
              {"excerpt", 40}, {"note", 60},    {"path", 40}};
  for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
    if (strcmp(field->name, wide[i].name) == 0)
      return wide[i].width;
  return field->type == VITK_TEXT ? 18 : 12;
}

static int begin_table(struct xlsx_export *e, uint32_t table) {
  const struct vitk_schema *schema = &e->schemas[table];
  struct xlsx_sheet *sheet = &e->tables[table];
  if (schema->n_fields > XLSX_COLUMNS)
    return complain(e, "this vitk has more columns than the exporter can write",
                    "install the exporter that came with it");
  sheet->name = schema->name;
  sheet->has_header = true;
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    const struct vitk_field *field = text_field(schema, i);
    sheet->columns[sheet->n_columns++] = (struct xlsx_column){field->name, width_of(field)};
  }
  return xlsx_sheet_begin(sheet);
}

static int write_row(struct xlsx_export *e, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct xlsx_sheet *sheet = &e->tables[table];
  int code = xlsx_row_begin(sheet);
  for (uint32_t i = 0; code == VITK_OK && i < sheet->n_columns; i++) {
    const struct vitk_datum *datum = text_datum(row, stride, i);
    if (datum->is_null)
      xlsx_empty(sheet);
    else if (text_field(&e->schemas[table], i)->type == VITK_TEXT)
      xlsx_text(sheet, XLSX_PLAIN, datum->text);
    else
      xlsx_number(sheet, XLSX_PLAIN, datum->text);
  }
  return code == VITK_OK ? xlsx_row_end(sheet) : code;
}

/* The sheet of foods waits for the components, which come first. */
static int wide_once(struct xlsx_export *e) {
  return e->foods.part == NULL ? xlsx_wide_begin(e) : VITK_OK;
}

static int xlsx_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct xlsx_export *e = handle;
  if (table >= VITK_N_TABLES)
    return VITK_OK; /* a table that a newer host knows */
  int code = write_row(e, table, row, stride);
  if (code == VITK_OK && table == VITK_COMPONENT) /* its first column is its id */
    return xlsx_wide_component(e, text_datum(row, stride, 0)->text);
  if (code == VITK_OK)
    code = wide_once(e);
  if (code == VITK_OK)
    code = xlsx_wide_row(e, table, row, stride);
  if (code == VITK_OK && table == VITK_SOURCE)
    code = xlsx_about_source(e, row, stride);
  return code;
}

/* --- the end */

static void xlsx_abort(void *handle) {
  struct xlsx_export *e = handle;
  xlsx_sheet_free(&e->foods);
  xlsx_sheet_free(&e->about);
  for (uint32_t table = 0; table < VITK_N_TABLES; table++)
    xlsx_sheet_free(&e->tables[table]);
  while (e->parts != NULL) {
    struct xlsx_part *part = e->parts;
    e->parts = part->next;
    xlsx_part_free(part);
  }
  xlsx_wide_free(e);
}

/* A part whose text is given, before those that are there. */
static int add_part(struct xlsx_export *e, const char *name, const char *text, size_t n) {
  struct xlsx_part *part = xlsx_part_new(name);
  if (part == NULL)
    return VITK_NOMEM;
  part->next = e->parts;
  e->parts = part;
  int code = xlsx_part_write(part, text, n);
  return code == VITK_OK ? xlsx_part_end(part) : code;
}

#define XML      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define PACKAGE  "http://schemas.openxmlformats.org/package/2006/"
#define DOCUMENT "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define KIND     "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* The parts that list the others; the sheets get their names within the archive. */
struct listing {
  struct text_out types, workbook, relations;
  uint32_t n;
};

static void list_sheet(struct listing *to, const struct xlsx_sheet *sheet) {
  char text[400];
  uint32_t number = 1;
  for (struct xlsx_part *part = sheet->first; part != NULL; part = part->next, number++) {
    char more[16] = "";
    uint32_t n = ++to->n;
    if (number > 1)
      snprintf(more, sizeof more, " %u", number);
    snprintf(part->name, sizeof part->name, "xl/worksheets/sheet%u.xml", n);
    snprintf(text, sizeof text, "<Override PartName=\"/%s\" ContentType=\"" KIND "worksheet+xml\"/>", part->name);
    text_add(&to->types, text);
    snprintf(text, sizeof text, "<sheet name=\"%s%s\" sheetId=\"%u\" r:id=\"rId%u\"/>", sheet->name, more, n, n);
    text_add(&to->workbook, text);
    snprintf(text, sizeof text,
             "<Relationship Id=\"rId%u\" Type=\"" DOCUMENT "/worksheet\" Target=\"worksheets/sheet%u.xml\"/>", n, n);
    text_add(&to->relations, text);
  }
}

static void list_all(struct listing *to, struct xlsx_sheet *const sheets[N_SHEETS]) {
  text_add(&to->types, XML "<Types xmlns=\"" PACKAGE "content-types\">"
                           "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
                           "relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                           "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" KIND "sheet.main+xml\"/>"
                           "<Override PartName=\"/xl/styles.xml\" ContentType=\"" KIND "styles+xml\"/>");
  text_add(&to->workbook, XML "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
                              "xmlns:r=\"" DOCUMENT "\"><sheets>");
  text_add(&to->relations, XML "<Relationships xmlns=\"" PACKAGE "relationships\">"
                               "<Relationship Id=\"rIdStyles\" Type=\"" DOCUMENT "/styles\" Target=\"styles.xml\"/>");
  for (uint32_t i = 0; i < N_SHEETS; i++)
    list_sheet(to, sheets[i]);
  text_add(&to->types, "</Types>");
  text_add(&to->workbook, "</sheets></workbook>");
  text_add(&to->relations, "</Relationships>");
}

static int add_listing(struct xlsx_export *e, const struct listing *listing) {
  static const char root[] =
      XML "<Relationships xmlns=\"" PACKAGE "relationships\"><Relationship Id=\"rId1\" Type=\"" DOCUMENT
          "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
  const struct {
    const char *name, *text;
    size_t n;
  } parts[] = {{"xl/styles.xml", xlsx_styles, strlen(xlsx_styles)},
               {"xl/_rels/workbook.xml.rels", listing->relations.p, listing->relations.n},
               {"xl/workbook.xml", listing->workbook.p, listing->workbook.n},
               {"_rels/.rels", root, sizeof root - 1},
               {"[Content_Types].xml", listing->types.p, listing->types.n}}; /* the last goes first */
  int code =
      listing->relations.no_memory || listing->workbook.no_memory || listing->types.no_memory ? VITK_NOMEM : VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < sizeof parts / sizeof parts[0]; i++)
    code = add_part(e, parts[i].name, parts[i].text, parts[i].n);
  return code;
}

static int write_workbook(struct xlsx_export *e) {
  struct xlsx_sheet *sheets[N_SHEETS] = {&e->foods, [N_SHEETS - 1] = &e->about};
  for (uint32_t i = 0; i < VITK_N_TABLES; i++)
    sheets[i + 1] = &e->tables[order[i]];
  struct listing listing = {0};
  list_all(&listing, sheets);
  int code = add_listing(e, &listing);
  text_free(&listing.types);
  text_free(&listing.workbook);
  text_free(&listing.relations);
  if (code != VITK_OK)
    return code;
  struct xlsx_part *last = e->parts;
  for (uint32_t i = 0; i < N_SHEETS; i++) { /* one list: they are written, and freed, in this order */
    while (last->next != NULL)
      last = last->next;
    last->next = sheets[i]->first;
    sheets[i]->first = NULL;
  }
  code = xlsx_zip(vitk, e->output, e->parts);
  if (code == VITK_END)
    return complain(e, "the workbook would be larger than 4 GiB", "write CSV or SQLite, or fewer sources");
  return code == VITK_OK ? vitk->output_close(e->output, NULL) : code;
}

static int xlsx_finish(void *handle) {
  struct xlsx_export *e = handle;
  int code = wide_once(e);
  if (code == VITK_OK)
    code = xlsx_wide_food_end(e);
  if (code == VITK_OK)
    code = xlsx_about_end(e);
  if (code == VITK_OK)
    code = xlsx_sheet_end(&e->foods);
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++)
    code = xlsx_sheet_end(&e->tables[table]);
  if (code == VITK_OK)
    code = write_workbook(e);
  xlsx_abort(e);
  return code;
}

/* --- the start */

static int xlsx_begin(struct vitk_context *context, void **handle) {
  struct xlsx_export *e = vitk->alloc(context, sizeof *e);
  if (e == NULL)
    return VITK_NOMEM;
  e->host = vitk;
  e->context = context;
  uint32_t kind = 0;
  int code = vitk->target(context, &kind, NULL);
  if (code == VITK_OK && kind == VITK_TO_FOLDER)
    code = complain(e, "a workbook is one file, and the target is a folder", "name a file that ends in .xlsx");
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++) {
    e->schemas[table].size = sizeof e->schemas[table];
    code = vitk->schema(table, &e->schemas[table]);
    if (code == VITK_OK)
      code = begin_table(e, table);
  }
  if (code == VITK_OK)
    code = xlsx_wide_new(e);
  if (code == VITK_OK)
    code = xlsx_about_begin(e);
  if (code == VITK_OK)
    code = vitk->output_open(context, NULL, &e->output);
  if (code != VITK_OK)
    xlsx_abort(e); /* the host does not abort what did not begin */
  else
    *handle = e;
  return code;
}

static const struct vitk_format formats[] = {{"xlsx", "a workbook: foods, the tables, and about them", "xlsx",
                                              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};

static const struct vitk_exporter exporter = {
    .size = sizeof exporter, .begin = xlsx_begin, .row = xlsx_row, .finish = xlsx_finish, .abort = xlsx_abort};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "xlsx",
                                          .version = "1.0",
                                          .summary = "A workbook (.xlsx) to read in a spreadsheet",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .n_formats = 1,
                                          .format_stride = sizeof formats[0],
                                          .exporter = &exporter,
                                          .threads = VITK_PARALLEL};
