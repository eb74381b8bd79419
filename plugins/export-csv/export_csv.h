/* export_csv.h - the CSV exporter: what its ways of writing share. */
#ifndef VITK_EXPORT_CSV_H
#define VITK_EXPORT_CSV_H

#include <common/text_out.h>

struct csv_table;
struct csv_wide;
struct csv_folder;

struct csv_export {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct vitk_schema schemas[VITK_N_TABLES];
  char delimiter;
  bool bom, wide_asked;
  struct csv_table *table;   /* NULL: no table that is one file */
  struct csv_wide *wide;     /* NULL: tidy */
  struct csv_folder *folder; /* NULL: one file */
  struct text_out line;
};

/* Adds a cell and the delimiter after it, which the end of the line takes away again: so lines join from parts. */
static inline void vitk_csv_cell(const struct csv_export *e, struct text_out *line, vitk_str text) {
  text_csv_cell(line, e->delimiter, text);
}
static inline void vitk_csv_datum(const struct csv_export *e, struct text_out *line, const struct vitk_datum *datum) {
  vitk_csv_cell(e, line, datum->is_null ? (vitk_str){"", 0} : datum->text);
}
void vitk_csv_line_end(struct text_out *);

/* Lines to the file, or VITK_NOMEM where one was met in making them. The text is empty afterwards. _block waits until
 * there are many. */
int vitk_csv_write(const struct csv_export *, struct vitk_output *, struct text_out *);
int vitk_csv_block(const struct csv_export *, struct vitk_output *, struct text_out *);

/* Starts a file: the byte order mark, where asked for. */
void vitk_csv_start(const struct csv_export *, struct text_out *);

/* VITK_FAILED after a diag: an option asks for what can't be done. */
int vitk_csv_refuse(const struct csv_export *, vitk_str message, vitk_str hint);

/* The columns of one table: what source, food and value say in them. */
struct csv_column {
  const char *head;
  uint32_t table, at; /* which of the dataset's columns it is */
};
struct csv_columns { /* lives as long as the context */
  struct csv_column *all;
  uint32_t n;
};

/* Those that are asked for, else all of a tidy row. */
int vitk_csv_columns(const struct csv_export *, struct csv_columns *);

/* One table: tidy, a row a value, or wide. */
int vitk_csv_table_new(struct csv_export *);
int vitk_csv_table_row(struct csv_export *, uint32_t of, const struct vitk_datum *row, uint32_t stride);
int vitk_csv_table_finish(struct csv_export *);
void vitk_csv_table_free(struct csv_export *);

/* The row of a value; of a food that has none (row NULL), where its cells are empty. With a wide table row is what
 * vitk_csv_wide_cells is to be given. */
int vitk_csv_table_line(struct csv_export *, const void *row, uint32_t stride);

/* Wide: a row a food. A component is learned of before the first source, and food_end writes what was gathered. */
int vitk_csv_wide_new(struct csv_export *);
int vitk_csv_wide_component(struct csv_export *, vitk_str component_id);
int vitk_csv_wide_header(struct csv_export *, struct text_out *line);
int vitk_csv_wide_value(struct csv_export *, const struct vitk_datum *row, uint32_t stride);
void vitk_csv_wide_cells(struct csv_export *, const void *of);
int vitk_csv_wide_food_end(struct csv_export *, bool has_none);
void vitk_csv_wide_free(struct csv_export *);

/* Folder: a file a table, NOTICE, and datapackage.json. */
int vitk_csv_folder_new(struct csv_export *);
int vitk_csv_folder_row(struct csv_export *, uint32_t table, const struct vitk_datum *row, uint32_t stride);
int vitk_csv_folder_finish(struct csv_export *);
void vitk_csv_folder_free(struct csv_export *);

#endif
