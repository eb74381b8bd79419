/* export_csv.h - the CSV exporter: what its ways of writing share. */
#ifndef VITK_EXPORT_CSV_H
#define VITK_EXPORT_CSV_H

#include <common/text_out.h>

enum { CSV_SOURCE_PART = 3, CSV_FOOD_PART = 5 };
struct csv_wide;
struct csv_folder;

struct csv_export {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct vitk_schema schemas[VITK_N_TABLES];
  char delimiter;
  bool bom, wide_asked, plain_numbers; /* plain_numbers: no number holds the delimiter */
  struct vitk_output *output;          /* of one table, tidy or wide */
  struct csv_wide *wide;               /* NULL: tidy */
  struct csv_folder *folder;           /* NULL: one file */
  /* One file: the columns that a row takes from its source and food, and what they say at the moment, as CSV. */
  uint32_t source_columns[CSV_SOURCE_PART], licence_column, food_columns[CSV_FOOD_PART], first_of_value;
  struct text_out source, licence, food, line;
  bool food_waits, header_written; /* food_waits: no value of it was written yet */
};

/* Adds a cell and the delimiter after it, which the end of the line takes away again: so lines join from parts. */
void vitk_csv_cell(const struct csv_export *, struct text_out *, vitk_str);
void vitk_csv_datum(const struct csv_export *, struct text_out *, const struct vitk_datum *);
void vitk_csv_cells(const struct csv_export *, struct text_out *, const struct vitk_schema *, uint32_t first,
                    const struct vitk_datum *row, uint32_t stride);
void vitk_csv_line_end(struct text_out *);

/* Lines to the file, or VITK_NOMEM where one was met in making them. The text is empty afterwards. _block waits until
 * there are many. */
int vitk_csv_write(const struct csv_export *, struct vitk_output *, struct text_out *);
int vitk_csv_block(const struct csv_export *, struct vitk_output *, struct text_out *);

/* Starts a file: the byte order mark, where asked for. */
void vitk_csv_start(const struct csv_export *, struct text_out *);

/* Wide: a row a food. A component is learned of before the first source, and food_end writes what was gathered. */
int vitk_csv_wide_new(struct csv_export *);
int vitk_csv_wide_component(struct csv_export *, vitk_str component_id);
int vitk_csv_wide_header(struct csv_export *, struct text_out *line);
int vitk_csv_wide_value(struct csv_export *, const struct vitk_datum *row, uint32_t stride);
int vitk_csv_wide_food_end(struct csv_export *);
void vitk_csv_wide_free(struct csv_export *);

/* Folder: a file a table, and datapackage.json. */
int vitk_csv_folder_new(struct csv_export *);
int vitk_csv_folder_row(struct csv_export *, uint32_t table, const struct vitk_datum *row, uint32_t stride);
int vitk_csv_folder_finish(struct csv_export *);
void vitk_csv_folder_free(struct csv_export *);

/* NOTICE, of a folder: adds what is to be told of one source. */
struct csv_terms {
  vitk_str source_id, title, release, publisher, licence, attribution, url;
};
void vitk_csv_notice_source(struct text_out *, const struct csv_terms *);

#endif
