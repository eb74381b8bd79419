/* workbook.h - a workbook that is a zip: OOXML (xlsx, xlsm) or OpenDocument (ods).
 *
 * Its bytes stay in memory, and with them what its sheets share, until the bundle is closed or another workbook of it
 * is read. A sheet is read row by row.
 */
#ifndef VITK_INPUT_WORKBOOK_H
#define VITK_INPUT_WORKBOOK_H

#include "core/base/arena.h"
#include "core/input/package.h"
#include "core/input/rows.h"

enum { VITK_WORKBOOK_OOXML, VITK_WORKBOOK_ODF };

struct vitk_sheet {
  vitk_str name;
  const char *part; /* OOXML */
};

struct vitk_workbook {
  uint32_t holders;
  uint32_t kind;
  struct vitk_package package;
  struct vitk_arena arena;
  struct vitk_sheet *sheets;
  uint32_t n_sheets, sheets_capacity;
  bool sheets_listed;
  /* OOXML */
  const char *strings_part, *styles_part; /* NULL: it has none */
  bool shared_read;                       /* what follows */
  struct vitk_buffer strings;             /* the shared texts, one after the other */
  size_t *string_ends;                    /* where each ends */
  size_t n_strings, strings_capacity;
  const char **formats; /* of each cell style its number format; NULL: one that adds nothing */
  size_t n_formats, formats_capacity;
};

/* The workbook that is the member; one more holder. VITK_FAILED after a diag: "not-a-workbook" for another zip. */
int vitk_workbook_open(const struct vitk_input *, uint32_t member, struct vitk_workbook **out);
void vitk_workbook_release(struct vitk_workbook *); /* NULL is fine */

/* Adds a sheet; VITK_NOMEM, or VITK_FAILED after a diag "limit". */
int vitk_workbook_add_sheet(const struct vitk_input *, struct vitk_workbook *, vitk_str name, const char *part);

int vitk_bad_workbook(const struct vitk_input *, vitk_str file, uint64_t row, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Makes room for one element more in a growing array. */
int vitk_workbook_grow(void **array, size_t n, size_t *capacity, size_t size);

/* xlsx.c: what workbook.xml and its relations say; xlsx_shared.c, before a sheet is read: shared texts and styles. */
int vitk_xlsx_list(const struct vitk_input *, struct vitk_workbook *);
int vitk_xlsx_shared(const struct vitk_input *, struct vitk_workbook *);
/* xlsx_sheet.c, ods.c: rows of a sheet; both hold the workbook. */
int vitk_xlsx_rows(const struct vitk_input *, const struct vitk_table_plan *, struct vitk_workbook *, uint32_t wanted,
                   struct vitk_row_source **out);
int vitk_ods_list(const struct vitk_input *, struct vitk_workbook *);
int vitk_ods_rows(const struct vitk_input *, const struct vitk_table_plan *, struct vitk_workbook *, uint32_t wanted,
                  struct vitk_row_source **out);

/* The text of a number cell, which is what was typed: the shortest decimal that reads back as the same double ("1234.0"
 * and "1.234E3" are "1234"). false: it is no number; `to` has room for VITK_CELL_NUMBER_MAX bytes. */
enum { VITK_CELL_NUMBER_MAX = 40 };
bool vitk_cell_number(vitk_str text, char *to, size_t *n, double *number);

#endif
