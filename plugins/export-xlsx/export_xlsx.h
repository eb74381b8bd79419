/* export_xlsx.h - the exporter of workbooks: a wide sheet of foods, a sheet a table, a sheet about the sources.
 *
 * Debian's libxlsxwriter (1.1) opens files of its own, which an exporter may not; so sheets are written as XML here.
 * Rows of the tables come mixed, and the parts of a zip archive one after another: each sheet is deflated as it comes
 * and waits in memory for its turn, at a twentieth or so of its size.
 */
#ifndef VITK_EXPORT_XLSX_H
#define VITK_EXPORT_XLSX_H

#include <common/text_out.h>
#define ZLIB_CONST
#include <zlib.h>

/* Limits of the format. */
enum { XLSX_ROWS = 1048576, XLSX_CHARACTERS = 32767, XLSX_COLUMNS = 64 };

/* Ways that cells look: indices into cellXfs of styles.c. A status has its own. */
enum {
  XLSX_PLAIN,
  XLSX_HEADER,
  XLSX_TITLE,
  XLSX_ASSUMED_ZERO,
  XLSX_TRACE,
  XLSX_BELOW_LIMIT,
  XLSX_PRESENT,
  XLSX_MISSING,
  XLSX_WRAPPED
};

/* --- zip.c: a part of the archive, deflated as it comes */

struct xlsx_part {
  struct xlsx_part *next;
  char name[48];
  z_stream stream;
  struct text_out packed;
  uint32_t crc;
  uint64_t bytes;  /* before they were deflated */
  uint64_t offset; /* in the archive, once it is written */
  bool deflating;
};

struct xlsx_part *xlsx_part_new(const char *name); /* NULL: no memory */
int xlsx_part_write(struct xlsx_part *, const char *bytes, size_t n);
int xlsx_part_end(struct xlsx_part *);
void xlsx_part_free(struct xlsx_part *); /* NULL is fine */

/* The archive of all parts, in their order, to an output. VITK_END: it is larger than the format without its extension
 * for large files can hold, which spreadsheets don't read everywhere. */
int xlsx_zip(const struct vitk_host *, struct vitk_output *, struct xlsx_part *first);

/* --- sheet.c: rows of cells */

struct xlsx_column {
  const char *name;
  uint32_t width; /* in characters */
};

struct xlsx_sheet {
  const char *name;
  struct xlsx_part *first, *part; /* `part`: the one being written, the last of those of the sheet */
  struct xlsx_column columns[XLSX_COLUMNS];
  uint32_t n_columns, column, row; /* column: of the next cell; row: of the last one begun, 0: none */
  struct text_out xml;
  uint64_t cut;    /* texts that were longer than a cell can hold */
  bool has_header; /* frozen, with a filter; a sheet that is full goes on in another one */
};

int xlsx_sheet_begin(struct xlsx_sheet *);
int xlsx_row_begin(struct xlsx_sheet *);
void xlsx_text(struct xlsx_sheet *, uint32_t style, vitk_str);
void xlsx_words(struct xlsx_sheet *, uint32_t style, const char *);
void xlsx_number(struct xlsx_sheet *, uint32_t style, vitk_str decimal);
void xlsx_empty(struct xlsx_sheet *);
int xlsx_row_end(struct xlsx_sheet *);
int xlsx_sheet_end(struct xlsx_sheet *);
void xlsx_sheet_free(struct xlsx_sheet *);

/* --- styles.c */

extern const char xlsx_styles[];
/* How a cell of the wide sheet shows a status; XLSX_PLAIN for a value. */
uint32_t xlsx_style_of(vitk_str status);

/* --- the exporter and its sheet of foods, wide.c */

struct xlsx_wide;

struct xlsx_export {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct vitk_output *output;
  struct vitk_schema schemas[VITK_N_TABLES];
  struct xlsx_sheet tables[VITK_N_TABLES], foods, about;
  struct xlsx_wide *wide;
  struct xlsx_part *parts; /* those that are no sheets */
};

int xlsx_wide_new(struct xlsx_export *);
int xlsx_wide_component(struct xlsx_export *, vitk_str id);
/* After the last component. */
int xlsx_wide_begin(struct xlsx_export *);
/* Rows of the tables source, food and value. */
int xlsx_wide_row(struct xlsx_export *, uint32_t table, const struct vitk_datum *row, uint32_t stride);
int xlsx_wide_food_end(struct xlsx_export *);
void xlsx_wide_free(struct xlsx_export *);

/* --- about.c: how to read the sheets, and whose the data are */

int xlsx_about_begin(struct xlsx_export *);
int xlsx_about_source(struct xlsx_export *, const struct vitk_datum *row, uint32_t stride);
/* Which sheets go on in others, and what was cut. */
int xlsx_about_end(struct xlsx_export *);

#endif
