/* xlsx_twice.h - reads a sheet twice, with each row parsed and with those skimmed that can be, and holds the results
 * together: for fuzz_xlsx.c and the test of skimmed sheets. */
#ifndef VITK_TESTS_FUZZ_XLSX_TWICE_H
#define VITK_TESTS_FUZZ_XLSX_TWICE_H

#include "core/base/str.h"
#include "core/input/grid.h"
#include "core/input/workbook.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <stdlib.h>

enum { XLSX_HEAD = 4 };

static const char *const xlsx_row_pieces[] = {
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>5</v></c></row>",
    "<row r=\"2\" spans=\"1:5\" x14ac:dyDescent=\"0.25\"><c r=\"A2\" s=\"1\"><v>-1.50</v></c><c r=\"B2\" s=\"2\" "
    "t=\"s\"><v>2</v></c><c r=\"D2\" s=\"1\"/></row>\n",
    "<row r=\"3\"><c r=\"B3\" t=\"str\"><f>A1&amp;\"x\"</f><v>a &lt; b</v></c><c r=\"D3\" "
    "t=\"inlineStr\"><is><t>\xC3\xA9"
    "</t></is></c></row>",
    "<row><c><v>1</v></c><c t=\"b\"><v>1</v></c><c/><c t=\"e\"><v>#N/A</v></c></row>",
    "\n <row r=\"12\">\n  <c r=\"A12\">\n   <v>1E2</v>\n  </c>\n </row>",
    "<row r='7'><c r='B7' t='inlineStr'><is><t xml:space='preserve'> a\nb </t></is></c></row>",
    "<row r=\"8\" ht=\"15\" customHeight=\"1\"/>",
    "<row r=\"9\"></row>",
    "<row r=\"10\"><c r=\"D10\" s=\"3\"><v>45000</v></c><c r=\"E10\" t=\"d\"><v>2024-01-02</v></c></row>",
    "<row r=\"11\"><c r=\"A11\" t=\"str\"><v> </v></c><c r=\"C11\" t=\"s\"><v>3</v></c><c r=\"D11\"><v> </v></c></row>",
    "<row r=\"13\"><c r=\"A13\" t=\"str\"><v>_x0041_&quot;</v></c><c r=\"B13\" t=\"str\"><v></v></c></row>",
    "<row r=\"14\"><c r=\"AA14\"><v>7</v></c><c><v>8</v></c></row>", /* whole rows end here */
    "<row>",
    "<row r=\"",
    "<row r=\"6\">",
    "<row r=\"5\" r=\"6\">",
    "<row r=\"0\">",
    "<row r=\"1048577\">",
    "<row r=\"x\">",
    "<row r=\"5\"s=\"1\">",
    "<row r = \"5\">",
    "<row x:r=\"5\" r=\"6\">",
    "<row a:b=\"5\" a:b=\"6\">",
    "<row xmlns:a=\"u\">",
    "<row spans=\"a&lt;b\">",
    "<row spans=\"a>b\">",
    "<row spans=\"<\">",
    "<x:row>",
    "</x:row>",
    "</row>",
    "</row >",
    "<row/>",
    "<c>",
    "<c r=\"A1\">",
    "<c r=\"B6\">",
    "<c r=\"B6\" t=\"s\">",
    "<c t=\"s\">",
    "<c t=\"str\">",
    "<c t=\"\">",
    "<c t=\"other\">",
    "<c t=\"a_long_kind\">",
    "<c t=\"a_longer_kind\">",
    "<c s=\"1\" t=\"n\">",
    "<c s=\"x\">",
    "<c s=\"1234567890\">",
    "<c r=\"7B\">",
    "<c r=\"B\">",
    "<c r=\"AAAA1\">",
    "<c r=\"B12345678\">",
    "<c r=\"XFD1\"><v>1</v></c>",
    "<c r=\"XFE1\"><v>1</v></c>",
    "<c r=\"A1\" cm=\"1\"><v>1</v></c>",
    "<c r=\"A1\" x:t=\"s\"><v>1</v></c>",
    "<c s=\"1\" s=\"1\"><v>1</v></c>",
    "<c  t=\"b\"  s=\"1\" ><v>0</v></c>",
    "<c\nt=\"b\"><v>0</v></c>",
    "<c t=\"b\"><v>x</v></c>",
    "<c/>",
    "<c r=\"C6\"/>",
    "</c>",
    "</c >",
    "<v>",
    "<v/>",
    "<v xml:space=\"preserve\">",
    "<v>1</v>",
    "<v>2</v>",
    "<v> 1 </v>",
    "<v>99</v>",
    "</v>",
    "<f/>",
    "<f t=\"shared\" ref=\"A1:B2\" si=\"0\">B1+1</f>",
    "<f>",
    "</f>",
    "<is>",
    "<is/>",
    "</is>",
    "<is><t>x</t></is>",
    "<is><r><t>x</t></r><r><rPr><b/></rPr><t>y</t></r></is>",
    "<is><t>x</t><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is>",
    "<t>",
    "<t/>",
    "</t>",
    "<extLst><ext/></extLst>",
    "<d1><d2><d3/></d2></d1>",
    "1",
    "x",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "<",
    ">",
    "&",
    "\"",
    "'",
    "&lt;",
    "&amp;",
    "&apos;",
    "&#49;",
    "&#x31;",
    "&#0;",
    "&e;",
    "&am",
    "<!--",
    "-->",
    "<!-- <row r=\"1\"><c><v>1</v></c></row> -->",
    "<!-->",
    "<![CDATA[",
    "]]>",
    "<![CDATA[<row/>]]>",
    "]]",
    "<?p",
    "?>",
    "<?p <row> ?>",
    "<!",
    "</",
    "\x01",
    "\x7F",
    "\xC2\x85",
    "\xC3\xA9",
    "\xEF\xBB\xBF",
    "\xEF\xBF\xBE",
    "\xEF\xBF\xBD",
    "\xED\xA0\x80",
    "\xC0\x80",
    "\xFF",
    "\xE2\x82",
    "\xF0\x9F\x8D\x8E",
    "</sheetData>",
    "<sheetData>",
    "<x:sheetData>",
    "</x:sheetData>",
    "<sheetData/>",
    "<!DOCTYPE worksheet>",
};

static const char *const xlsx_text_pieces[] = {
    "<si><t>a</t></si>",
    "<si><t xml:space=\"preserve\"> b &amp; c </t></si>",
    "<si><t/></si>\n",
    "<si/>",
    "\n <si>\n  <t>d\ne</t>\n </si>",
    "<si><t>\xC3\xA9_x000D_</t></si>",
    "<si></si>",
    "<si><t>_x0041_ &lt; &quot;&apos;&gt;</t></si>", /* whole texts end here */
    "<si><r><t>x</t></r><r><t xml:space=\"preserve\"> y</t></r></si>",
    "<si><t>x</t><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh><phoneticPr fontId=\"1\"/></si>",
    "<si><t>x</t><t>y</t></si>",
    "<si x=\"1\"><t y='2'>f</t></si>",
    "<si>",
    "</si>",
    "</si >",
    "<x:si>",
    "</x:si>",
    "<si xmlns=\"u\">",
    "<t>",
    "</t>",
    "<t/>",
    "<t x=\"1\" x=\"2\">",
    "<t x=\"1\"y=\"2\">",
    "<t x=1>",
    "<rPh>",
    "</rPh>",
    "<r>",
    "</r>",
    "z",
    " ",
    "\n",
    "\r",
    "&amp;",
    "&#65;",
    "&e;",
    "&",
    "<",
    ">",
    "]]>",
    "<!-- <si><t>a</t></si> -->",
    "<!--",
    "-->",
    "<![CDATA[x]]>",
    "<?p?>",
    "\x01",
    "\xFF",
    "\xEF\xBF\xBF",
    "\xED\xA0\x80",
    "\xF0\x9F\x8D\x8E",
    "</sst>",
    "<sst>",
};
enum {
  XLSX_WHOLE_ROWS = 12,
  XLSX_WHOLE_TEXTS = 8,
  XLSX_ROWS = sizeof xlsx_row_pieces / sizeof xlsx_row_pieces[0],
  XLSX_TEXTS = sizeof xlsx_text_pieces / sizeof xlsx_text_pieces[0]
};

/* How a sheet is to be read, and the parts of its workbook. */
struct xlsx_tried {
  struct vitk_limits limits;
  bool binds, flips; /* columns are bound after the first row; a byte of the zip is another */
  bool filters;      /* rows without one of some texts in a bound column don't count */
  size_t flipped;
  vitk_str sheet, strings;
};

/* What a reading gave: rows and the problems among them, as they came. */
struct xlsx_reading {
  struct vitk_buffer out;
  struct vitk_limits limits;
};

static inline int xlsx_diag(void *self, const struct vitk_diag *diag) {
  struct xlsx_reading *reading = self;
  vitk_buffer_printf(&reading->out, "%u %s %llu %.*s [%.*s]\n", diag->severity, diag->code,
                     (unsigned long long)diag->line, VITK_STR_ARG(diag->message), VITK_STR_ARG(diag->hint));
  return VITK_OK;
}

static inline void xlsx_add_part(struct archive *a, const char *name, vitk_str text) {
  struct archive_entry *entry = archive_entry_new();
  archive_entry_set_pathname(entry, name);
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_size(entry, (la_int64_t)text.n);
  if (archive_write_header(a, entry) != ARCHIVE_OK || archive_write_data(a, text.p, text.n) != (la_ssize_t)text.n)
    abort();
  archive_entry_free(entry);
}

/* The zip, which libarchive reads into `bytes`. */
static inline void xlsx_zip(const struct xlsx_tried *tried, struct vitk_buffer *bytes) {
  size_t n = 0;
  struct archive *a = archive_write_new();
  bytes->n = 0;
  if (vitk_buffer_reserve(bytes, tried->sheet.n + tried->strings.n + 65536) != VITK_OK ||
      archive_write_set_format_zip(a) != ARCHIVE_OK || archive_write_zip_set_compression_store(a) != ARCHIVE_OK ||
      archive_write_open_memory(a, bytes->p, bytes->capacity, &n) != ARCHIVE_OK)
    abort();
  xlsx_add_part(a, "texts", tried->strings);
  xlsx_add_part(a, "sheet", tried->sheet);
  archive_write_close(a);
  archive_write_free(a);
  bytes->n = n;
  if (tried->flips)
    bytes->p[tried->flipped % n] ^= 1;
}

/* Would a table give the row? */
static inline bool xlsx_counts(const struct vitk_raw_row *row, const struct vitk_table_plan *plan,
                               const struct vitk_input *input) {
  const struct vitk_where_plan *where = &plan->where;
  for (uint32_t i = 0; i < where->n; i++) {
    vitk_str text = row->cells[plan->columns[where->conditions[i].column].cell].text;
    if (!vitk_condition_holds(&where->conditions[i], input, vitk_str_trim(text)))
      return false;
  }
  return true;
}

static inline void xlsx_row(struct vitk_buffer *out, const struct vitk_raw_row *row,
                            const struct vitk_table_plan *plan) {
  bool blank = true;
  for (uint32_t i = 0; i < row->n_cells; i++)
    blank = blank && vitk_str_trim(row->cells[i].text).n == 0;
  vitk_buffer_printf(out, "%llu:%llu%s", (unsigned long long)row->number, (unsigned long long)row->line,
                     blank ? " blank" : "");
  for (uint32_t i = 0; i < (plan ? plan->spec.n_columns : row->n_cells); i++) {
    size_t at = plan ? (size_t)plan->columns[i].cell : i;
    const struct vitk_cell *cell = &row->cells[at];
    vitk_buffer_printf(out, " %zu=%u,%u,'%.*s'", at, cell->kind, cell->flags, VITK_STR_ARG(cell->text));
  }
  vitk_buffer_add(out, "\n", 1);
}

static inline void xlsx_read_once(struct xlsx_reading *reading, const struct xlsx_tried *tried) {
  static const char *formats[] = {NULL, "\\(General\\)", "0_);\\(0\\)", "yyyy-mm-dd"};
  static struct vitk_sheet sheet = {.name = {"S", 1}, .part = "sheet"};
  static struct vitk_buffer zip = {.maximum = SIZE_MAX / 4};
  struct vitk_sink_of_diags diags = {xlsx_diag, reading};
  struct vitk_input input = {.limits = &reading->limits, .diags = &diags};
  struct vitk_column_plan columns[] = {{.name = "b", .cell = 1}, {.name = "d", .cell = 3}};
  static const vitk_str values[] = {{"", 0}, {"5", 1}, {"TRUE", 4}, {"a", 1}, {"a < b", 5}, {"b & c", 5}};
  struct vitk_condition condition = {VITK_ONE_OF, 0, {NULL, 0}, values, sizeof values / sizeof values[0]};
  struct vitk_table_plan plan = {.file = {"t", 1}, .columns = columns, .where = {&condition, tried->filters ? 1 : 0}};
  struct vitk_row_source *rows = NULL;
  struct vitk_raw_row row;
  xlsx_zip(tried, &zip);
  struct vitk_workbook book = {.holders = 1,
                               .package = {.file = {"t", 1}, .bytes = zip},
                               .sheets = &sheet,
                               .n_sheets = 1,
                               .strings_part = "texts",
                               .strings.maximum = reading->limits.strings_bytes};
  reading->out.n = 0;
  int code = vitk_xlsx_shared(&input, &book);
  vitk_str texts = vitk_buffer_str(&book.strings);
  for (size_t i = 0; i < book.n_strings; i++) {
    size_t start = i ? book.string_ends[i - 1] : 0;
    vitk_buffer_printf(&reading->out, "'%.*s' ", (int)(book.string_ends[i] - start), texts.p + start);
  }
  book.formats = formats;
  book.n_formats = sizeof formats / sizeof formats[0];
  if (code == VITK_OK)
    code = vitk_xlsx_rows(&input, &plan, &book, 0, &rows);
  for (bool bound = false; code == VITK_OK && (code = rows->next(rows, &row)) == VITK_OK;) {
    if (!bound || xlsx_counts(&row, &plan, &input))
      xlsx_row(&reading->out, &row, bound ? &plan : NULL);
    if (tried->binds && !bound) {
      bound = true;
      plan.spec.n_columns = sizeof columns / sizeof columns[0];
      rows->begin(rows);
    }
  }
  if (rows != NULL)
    rows->close(rows);
  vitk_buffer_printf(&reading->out, "code %d", code);
  vitk_buffer_free(&book.strings);
  free(book.string_ends);
}

/* true: both readings gave the same; else both are printed. The one that parses each row has the longest reads where
 * it does not matter in which a limit is passed. */
static inline bool xlsx_reads_the_same(const struct xlsx_tried *tried) {
  static struct xlsx_reading each = {.out.maximum = SIZE_MAX / 4}, skimming = {.out.maximum = SIZE_MAX / 4};
  each.limits = skimming.limits = tried->limits;
  each.limits.read_each_record = true;
  each.limits.threads = 1;
  if (tried->limits.part_bytes == vitk_default_limits.part_bytes && !tried->flips)
    each.limits.read_size = SIZE_MAX;
  xlsx_read_once(&each, tried);
  xlsx_read_once(&skimming, tried);
  if (vitk_str_equal(vitk_buffer_str(&each.out), vitk_buffer_str(&skimming.out)))
    return true;
  fprintf(stderr,
          "reads of %zu, blocks of %zu, columns are %s\n--- texts\n%.*s\n--- sheet\n%.*s\n--- each\n%.*s\n--- "
          "skimming\n%.*s\n",
          tried->limits.read_size, tried->limits.tree_block, tried->binds ? "bound" : "not bound",
          VITK_STR_ARG(tried->strings), VITK_STR_ARG(tried->sheet), VITK_STR_ARG(vitk_buffer_str(&each.out)),
          VITK_STR_ARG(vitk_buffer_str(&skimming.out)));
  return false;
}

/* Bytes stand for pieces of a part; 0xFF: the byte after it as it is. */
static inline vitk_str xlsx_spell(const unsigned char *p, size_t n, const char *const pieces[], size_t n_pieces,
                                  const char *before, const char *after, struct vitk_buffer *to) {
  to->n = 0;
  vitk_buffer_add_str(to, vitk_str_of(before));
  for (size_t i = 0; i < n; i++) {
    if (p[i] == 0xFF && i + 1 < n)
      vitk_buffer_add(to, &p[++i], 1);
    else
      vitk_buffer_add_str(to, vitk_str_of(pieces[p[i] % n_pieces]));
  }
  vitk_buffer_add_str(to, vitk_str_of(after));
  return vitk_buffer_str(to);
}

static inline void xlsx_set_limits(struct vitk_limits *limits, const unsigned char *head) {
  static const size_t sizes[] = {SIZE_MAX, SIZE_MAX, 1, 2, 3, 7, 40, 300};
  static const size_t blocks[] = {16384, 16384, 300, 100, 40, 17, 3, 1};
  *limits = vitk_default_limits;
  limits->read_size = sizes[head[1] % 8];
  limits->tree_block = blocks[head[1] >> 3 & 7];
  if (head[2] >> 4 == 0) /* unpacked by threads */
    limits->threads_from = 0;
  switch (head[2] % 16) {
  case 0:
    limits->columns = 4;
    break;
  case 1:
    limits->sheet_rows = 11;
    break;
  case 2:
    limits->strings_bytes = 64;
    break;
  case 3:
    limits->part_bytes = 200;
    break;
  default:
    break;
  }
}

/* The first bytes say how it is read, the third last what is where: so many bytes are of the texts. */
static inline bool xlsx_same(const unsigned char *p, size_t n) {
  static struct vitk_buffer sheet = {.maximum = 1 << 24}, strings = {.maximum = 1 << 24};
  static const char *const declarations[] = {"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n", "",
                                             "<?xml version='1.0'?>", "<?xml version='1.0' encoding='ISO-8859-1'?>"};
  char before[200];
  if (n < XLSX_HEAD)
    return true;
  struct xlsx_tried tried = {.binds = p[0] & 1, .filters = p[0] & 128, .flips = (p[0] & 30) == 2, .flipped = p[2]};
  xlsx_set_limits(&tried.limits, p);
  if (tried.flips && tried.limits.threads_from == 0)
    tried.limits.read_size = SIZE_MAX; /* what a failed read loses is as much as it asks for, and as much in a thread */
  size_t left = n - XLSX_HEAD, of_texts = p[3] % 8 < left ? p[3] % 8 : left;
  snprintf(before, sizeof before, "%s<sst xmlns=\"u\">", declarations[p[3] >> 3 & 3]);
  tried.strings = xlsx_spell(p + XLSX_HEAD, of_texts, xlsx_text_pieces, XLSX_TEXTS, before, "</sst>", &strings);
  snprintf(before, sizeof before, "%s<worksheet xmlns=\"u\"><cols><col min=\"1\"/></cols><sheetData>",
           declarations[p[3] >> 5 & 3]);
  tried.sheet = xlsx_spell(p + XLSX_HEAD + of_texts, left - of_texts, xlsx_row_pieces, XLSX_ROWS, before,
                           "</sheetData><x/></worksheet>", &sheet);
  if ((p[0] & 96) == 32) /* cut short */
    tried.sheet.n -= p[2] < tried.sheet.n ? p[2] : 0;
  if ((p[0] & 96) == 64)
    tried.strings.n -= p[2] < tried.strings.n ? p[2] : 0;
  return xlsx_reads_the_same(&tried);
}

#endif
