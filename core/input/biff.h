/* biff.h - the workbook of an xls: records of BIFF 5 to 8. [MS-XLS]
 *
 * Read here and not by a library: libfreexl, the one there is, takes formulas for blank cells and #N/A for 1, refuses
 * workbooks with an empty text or a chart, and does not stand what is broken.
 */
#ifndef VITK_INPUT_BIFF_H
#define VITK_INPUT_BIFF_H

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/base/little_endian.h"
#include "core/input/rows.h"

#include <iconv.h>

enum {
  VITK_BIFF_FORMULA = 0x0006,
  VITK_BIFF_EOF = 0x000A,
  VITK_BIFF_FILEPASS = 0x002F,
  VITK_BIFF_CONTINUE = 0x003C,
  VITK_BIFF_CODEPAGE = 0x0042,
  VITK_BIFF_SHEET = 0x0085,
  VITK_BIFF_MULRK = 0x00BD,
  VITK_BIFF_RSTRING = 0x00D6,
  VITK_BIFF_XF = 0x00E0,
  VITK_BIFF_SST = 0x00FC,
  VITK_BIFF_LABELSST = 0x00FD,
  VITK_BIFF_NUMBER = 0x0203,
  VITK_BIFF_LABEL = 0x0204,
  VITK_BIFF_BOOLERR = 0x0205,
  VITK_BIFF_STRING = 0x0207,
  VITK_BIFF_RK = 0x027E,
  VITK_BIFF_FORMAT = 0x041E,
  VITK_BIFF_BOF = 0x0809
};

struct vitk_biff_record {
  uint32_t kind;
  vitk_str data;
};

struct vitk_biff_sheet {
  vitk_str name;
  size_t at; /* of its first record in the stream */
};

struct vitk_biff {
  uint32_t holders;
  vitk_str file;             /* the member's name */
  struct vitk_buffer stream; /* all records */
  struct vitk_arena arena;   /* of what follows */
  bool is_biff8;
  bool has_converter;
  iconv_t converter; /* BIFF 5: of its character set */
  struct vitk_biff_sheet *sheets;
  uint32_t n_sheets, sheets_capacity;
  vitk_str *strings; /* shared by the sheets */
  uint32_t n_strings;
  const char **formats; /* of each cell style its number format; NULL: one that adds nothing */
  size_t n_formats, formats_capacity;
};

/* The workbook that is the member; one more holder. The bundle keeps it for the next sheet. */
int vitk_biff_open(const struct vitk_input *, uint32_t member, struct vitk_biff **out);
void vitk_biff_release(struct vitk_biff *); /* NULL is fine */

/* The record at *at of the stream, which goes on to the next. VITK_END: no more; VITK_FAILED after a diag. */
int vitk_biff_next(const struct vitk_input *, const struct vitk_biff *, size_t *at, struct vitk_biff_record *out);

/* Tells "bad-workbook"; row 0: the workbook as a whole. Always VITK_FAILED. */
int vitk_biff_broken(const struct vitk_input *, const struct vitk_biff *, uint64_t row, const char *what);

/* biff_text.c: the text of `units` characters at `data` as UTF-8 in the arena. BIFF 8: they are of two bytes if `wide`.
 * VITK_END: there are not so many. */
int vitk_biff_text(struct vitk_biff *, struct vitk_arena *, vitk_str data, size_t units, bool wide, vitk_str *out);

/* The same where its length (of `length_bytes` bytes) and, in BIFF 8, its flags come first. */
int vitk_biff_sized_text(struct vitk_biff *, struct vitk_arena *, vitk_str data, size_t length_bytes, vitk_str *out);

/* The shared texts of the record SST and those that continue it, which come at *at. */
int vitk_biff_strings(const struct vitk_input *, struct vitk_biff *, vitk_str first, size_t *at);

#endif
