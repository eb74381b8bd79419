/* sheet.c - a sheet as XML. Text stays text, so that codes keep their zeros; a full sheet goes on in another one. */
#include "export_xlsx.h"

enum { SEND_AT = 64 * 1024 };

/* --- text */

/* A character that XML can't hold is written _xHHHH_, and what looks like that gets its '_' written so. */
static void add_escaped(struct text_out *xml, vitk_str s, size_t i, size_t length) {
  unsigned char c = (unsigned char)s.p[i];
  bool is_escape = c == '_' && s.n - i >= 7 && s.p[i + 1] == 'x' && s.p[i + 6] == '_';
  bool is_nonchar = length == 3 && c == 0xEF && (unsigned char)s.p[i + 1] == 0xBF && (unsigned char)s.p[i + 2] >= 0xBE;
  char escape[12];
  if (length == 0 || is_nonchar) {
    text_add(xml, "\xEF\xBF\xBD");
  } else if ((c < 0x20 && c != '\t' && c != '\n') || is_escape) {
    snprintf(escape, sizeof escape, "_x%04X_", (unsigned)c);
    text_add(xml, escape);
  } else if (c == '&' || c == '<' || c == '>') {
    text_add(xml, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
  } else {
    text_bytes(xml, s.p + i, length);
  }
}

/* At most as many characters as a cell holds, counted as spreadsheets do, in UTF-16. True: it was cut. */
static bool add_text(struct text_out *xml, vitk_str s) {
  uint32_t characters = 0;
  for (size_t i = 0; i < s.n;) {
    size_t length = text_character((const unsigned char *)s.p + i, s.n - i);
    characters += length == 4 ? 2 : 1;
    if (characters > XLSX_CHARACTERS)
      return true;
    add_escaped(xml, s, i, length);
    i += length ? length : 1;
  }
  return false;
}

/* --- cells */

/* The name of a column: A … Z, AA … */
static void add_column_name(struct text_out *xml, uint32_t column) {
  char letters[2] = {(char)('A' + column / 26 - 1), (char)('A' + column % 26)};
  text_bytes(xml, letters + (column < 26), column < 26 ? 1 : 2);
}

static void begin_cell(struct xlsx_sheet *sheet, uint32_t style, const char *type) {
  char rest[64];
  text_add(&sheet->xml, "<c r=\"");
  add_column_name(&sheet->xml, sheet->column++);
  snprintf(rest, sizeof rest, "%u\" s=\"%u\"%s>", sheet->row, style, type);
  text_add(&sheet->xml, rest);
}

void xlsx_text(struct xlsx_sheet *sheet, uint32_t style, vitk_str text) {
  begin_cell(sheet, style, " t=\"inlineStr\"");
  text_add(&sheet->xml, "<is><t xml:space=\"preserve\">");
  sheet->cut += add_text(&sheet->xml, text);
  text_add(&sheet->xml, "</t></is></c>");
}

void xlsx_words(struct xlsx_sheet *sheet, uint32_t style, const char *words) {
  xlsx_text(sheet, style, (vitk_str){words, strlen(words)});
}

void xlsx_number(struct xlsx_sheet *sheet, uint32_t style, vitk_str decimal) {
  begin_cell(sheet, style, "");
  text_add(&sheet->xml, "<v>");
  text_slice(&sheet->xml, decimal);
  text_add(&sheet->xml, "</v></c>");
}

void xlsx_empty(struct xlsx_sheet *sheet) {
  sheet->column++;
}

/* --- rows and sheets */

static int send(struct xlsx_sheet *sheet) {
  int code = sheet->xml.no_memory ? VITK_NOMEM : xlsx_part_write(sheet->part, sheet->xml.p, sheet->xml.n);
  sheet->xml.n = 0;
  return code;
}

static void add_header(struct xlsx_sheet *sheet) {
  char text[120];
  if (sheet->has_header)
    text_add(&sheet->xml, "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
                          "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>");
  text_add(&sheet->xml, "<cols>");
  for (uint32_t i = 0; i < sheet->n_columns; i++) {
    snprintf(text, sizeof text, "<col min=\"%u\" max=\"%u\" width=\"%u\" customWidth=\"1\"/>", i + 1, i + 1,
             sheet->columns[i].width);
    text_add(&sheet->xml, text);
  }
  text_add(&sheet->xml, "</cols><sheetData>");
}

/* Also the sheet after a full one. */
int xlsx_sheet_begin(struct xlsx_sheet *sheet) {
  struct xlsx_part *part = xlsx_part_new("");
  if (part == NULL)
    return VITK_NOMEM;
  if (sheet->part != NULL)
    sheet->part->next = part;
  else
    sheet->first = part;
  sheet->part = part;
  sheet->row = 0;
  text_add(&sheet->xml, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet "
                        "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
  add_header(sheet);
  if (!sheet->has_header)
    return VITK_OK;
  int code = xlsx_row_begin(sheet);
  for (uint32_t i = 0; code == VITK_OK && i < sheet->n_columns; i++)
    xlsx_words(sheet, XLSX_HEADER, sheet->columns[i].name);
  return code == VITK_OK ? xlsx_row_end(sheet) : code;
}

int xlsx_sheet_end(struct xlsx_sheet *sheet) {
  text_add(&sheet->xml, "</sheetData>");
  if (sheet->has_header) {
    struct text_out area = {0};
    char row[16];
    snprintf(row, sizeof row, "%u\"", sheet->row);
    text_add(&area, "\"A1:");
    add_column_name(&area, sheet->n_columns - 1);
    text_add(&area, row);
    text_add(&sheet->xml, "<autoFilter ref=");
    text_bytes(&sheet->xml, area.p, area.n);
    text_add(&sheet->xml, "/><ignoredErrors><ignoredError numberStoredAsText=\"1\" sqref=");
    text_bytes(&sheet->xml, area.p, area.n);
    text_add(&sheet->xml, "/></ignoredErrors>");
    sheet->xml.no_memory = sheet->xml.no_memory || area.no_memory;
    text_free(&area);
  }
  text_add(&sheet->xml, "</worksheet>");
  int code = send(sheet);
  return code == VITK_OK ? xlsx_part_end(sheet->part) : code;
}

int xlsx_row_begin(struct xlsx_sheet *sheet) {
  char row[40];
  int code = VITK_OK;
  if (sheet->row == XLSX_ROWS) {
    code = xlsx_sheet_end(sheet);
    if (code == VITK_OK)
      code = xlsx_sheet_begin(sheet);
  }
  sheet->column = 0;
  snprintf(row, sizeof row, "<row r=\"%u\">", ++sheet->row);
  text_add(&sheet->xml, row);
  return code;
}

int xlsx_row_end(struct xlsx_sheet *sheet) {
  text_add(&sheet->xml, "</row>");
  return sheet->xml.n >= SEND_AT || sheet->xml.no_memory ? send(sheet) : VITK_OK;
}

void xlsx_sheet_free(struct xlsx_sheet *sheet) {
  while (sheet->first != NULL) {
    struct xlsx_part *part = sheet->first;
    sheet->first = part->next;
    xlsx_part_free(part);
  }
  sheet->part = NULL;
  text_free(&sheet->xml);
}
