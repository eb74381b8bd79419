#include "core/input/biff.h"

#include "core/base/str.h"
#include "core/input/member.h"
#include "core/input/number_format.h"
#include "core/input/ole.h"
#include "core/input/package.h"
#include "core/input/workbook.h"

#include <stdio.h>
#include <stdlib.h>

enum { BIFF8 = 0x0600, BIFF5 = 0x0500, SHEETS_MAX = 10000, STYLES_MAX = 65536, FORMATS_MAX = 65536 };

struct number_format {
  uint32_t id;
  const char *code; /* NULL: one that adds nothing */
};

/* What the records before the first sheet say. */
struct reading {
  const struct vitk_input *input;
  struct vitk_biff *book;
  size_t at;
  struct number_format *formats;
  size_t n_formats, formats_capacity;
};

int vitk_biff_broken(const struct vitk_input *input, const struct vitk_biff *book, uint64_t row, const char *what) {
  vitk_report(input->diags, VITK_ERROR, "bad-workbook", (struct vitk_place){.file = book->file, .line = row},
              (vitk_str){NULL, 0}, "fetch it again; or open it in a spreadsheet program and save it as xlsx",
              "cannot read the xls: %s", what);
  return VITK_FAILED;
}

int vitk_biff_next(const struct vitk_input *input, const struct vitk_biff *book, size_t *at,
                   struct vitk_biff_record *out) {
  if (*at > book->stream.n || book->stream.n - *at < 4)
    return VITK_END;
  const char *p = book->stream.p + *at;
  size_t n = vitk_u16(p + 2);
  if (n > book->stream.n - *at - 4)
    return vitk_biff_broken(input, book, 0, "a record goes beyond the end of the workbook");
  *out = (struct vitk_biff_record){vitk_u16(p), {p + 4, n}};
  *at += 4 + n;
  return VITK_OK;
}

void vitk_biff_release(struct vitk_biff *book) {
  if (book == NULL || --book->holders > 0)
    return;
  if (book->has_converter)
    iconv_close(book->converter);
  vitk_arena_free(&book->arena);
  vitk_buffer_free(&book->stream);
  free(book->sheets);
  free(book->formats);
  free(book);
}

static void release_kept(void *object) {
  vitk_biff_release(object);
}

/* --- what the records before the first sheet say */

static int set_charset(struct reading *reading, const char *name) {
  struct vitk_biff *book = reading->book;
  if (book->has_converter)
    iconv_close(book->converter);
  book->converter = iconv_open("UTF-8", name);
  book->has_converter = (intptr_t)book->converter != -1;
  return book->has_converter ? VITK_OK
                             : vitk_biff_broken(reading->input, book, 0, "its character set is not known here");
}

/* Windows' code pages; 10000 is that of old Macs. Text of BIFF 8 needs none. */
static int take_charset(struct reading *reading, vitk_str data) {
  char name[24];
  if (reading->book->is_biff8 || data.n < 2)
    return VITK_OK;
  uint32_t page = vitk_u16(data.p);
  snprintf(name, sizeof name, page == 10000 || page == 0x8000 ? "MACINTOSH" : "CP%u", page == 0x8001 ? 1252 : page);
  return set_charset(reading, name);
}

static int take_sheet(struct reading *reading, vitk_str data) {
  struct vitk_biff *book = reading->book;
  size_t capacity = book->sheets_capacity;
  if (data.n < 7 || book->n_sheets >= SHEETS_MAX)
    return vitk_biff_broken(reading->input, book, 0, "its list of sheets can't be followed");
  struct vitk_biff_sheet sheet = {.at = vitk_u32(data.p)};
  int code = vitk_biff_sized_text(book, &book->arena, (vitk_str){data.p + 6, data.n - 6}, 1, &sheet.name);
  if (code == VITK_END)
    return vitk_biff_broken(reading->input, book, 0, "the name of a sheet is cut short");
  if (code == VITK_OK)
    code = vitk_workbook_grow((void **)&book->sheets, book->n_sheets, &capacity, sizeof *book->sheets);
  if (code != VITK_OK)
    return code;
  book->sheets_capacity = (uint32_t)capacity;
  book->sheets[book->n_sheets++] = sheet;
  return VITK_OK;
}

static int take_format(struct reading *reading, vitk_str data) {
  struct vitk_biff *book = reading->book;
  vitk_str text;
  if (data.n < 2 || reading->n_formats >= FORMATS_MAX)
    return VITK_OK;
  int code = vitk_workbook_grow((void **)&reading->formats, reading->n_formats, &reading->formats_capacity,
                                sizeof *reading->formats);
  if (code == VITK_OK)
    code = vitk_biff_sized_text(book, &book->arena, (vitk_str){data.p + 2, data.n - 2}, book->is_biff8 ? 2 : 1, &text);
  if (code != VITK_OK)
    return code == VITK_END ? VITK_OK : code;
  bool matters = vitk_number_format_matters(text.p) || vitk_number_format_encloses_text(text.p);
  reading->formats[reading->n_formats++] = (struct number_format){vitk_u16(data.p), matters ? text.p : NULL};
  return VITK_OK;
}

/* A cell's style; what it says of its number format. Formats come before styles. */
static int take_style(struct reading *reading, vitk_str data) {
  struct vitk_biff *book = reading->book;
  if (book->n_formats >= STYLES_MAX)
    return VITK_OK;
  int code =
      vitk_workbook_grow((void **)&book->formats, book->n_formats, &book->formats_capacity, sizeof *book->formats);
  if (code != VITK_OK)
    return code;
  uint32_t id = data.n >= 4 ? vitk_u16(data.p + 2) : 0;
  const char *format = vitk_number_format_built_in(id);
  for (size_t i = 0; i < reading->n_formats; i++)
    if (reading->formats[i].id == id)
      format = reading->formats[i].code;
  book->formats[book->n_formats++] = format;
  return VITK_OK;
}

static int take_record(struct reading *reading, const struct vitk_biff_record *record) {
  switch (record->kind) {
  case VITK_BIFF_FILEPASS:
    return vitk_biff_broken(reading->input, reading->book, 0, "it is protected by a password");
  case VITK_BIFF_CODEPAGE:
    return take_charset(reading, record->data);
  case VITK_BIFF_SHEET:
    return take_sheet(reading, record->data);
  case VITK_BIFF_FORMAT:
    return take_format(reading, record->data);
  case VITK_BIFF_XF:
    return take_style(reading, record->data);
  case VITK_BIFF_SST:
    return reading->book->strings ? VITK_OK
                                  : vitk_biff_strings(reading->input, reading->book, record->data, &reading->at);
  default:
    return VITK_OK;
  }
}

static int read_globals(struct reading *reading) {
  struct vitk_biff *book = reading->book;
  struct vitk_biff_record record;
  int code = vitk_biff_next(reading->input, book, &reading->at, &record);
  if (code < VITK_OK)
    return code;
  uint32_t version =
      code == VITK_OK && record.kind == VITK_BIFF_BOF && record.data.n >= 4 ? vitk_u16(record.data.p) : 0;
  if (version != BIFF8 && version != BIFF5)
    return vitk_biff_broken(reading->input, book, 0, "the workbook has no beginning, or is older than Excel 5");
  book->is_biff8 = version == BIFF8;
  if (!book->is_biff8 && (code = set_charset(reading, "CP1252")) != VITK_OK)
    return code;
  while ((code = vitk_biff_next(reading->input, book, &reading->at, &record)) == VITK_OK &&
         record.kind != VITK_BIFF_EOF) {
    code = take_record(reading, &record);
    if (code != VITK_OK)
      return code;
  }
  return code == VITK_END ? vitk_biff_broken(reading->input, book, 0, "the workbook ends too early") : code;
}

static int read_stream(const struct vitk_input *input, uint32_t member, struct vitk_biff *book) {
  struct vitk_package package;
  int code = vitk_package_read(input, member, &package);
  vitk_str file = vitk_buffer_str(&package.bytes);
  book->file = package.file;
  book->stream.maximum = file.n;
  if (code == VITK_OK) {
    code = vitk_ole_stream(file, "Workbook", &book->stream);
    if (code == VITK_END)
      code = vitk_ole_stream(file, "Book", &book->stream);
    if (code == VITK_END)
      code = vitk_biff_broken(input, book, 0, "it holds no workbook");
    else if (code == VITK_FAILED)
      vitk_biff_broken(input, book, 0, "the file contradicts itself, or is cut short");
  }
  vitk_package_free(&package);
  return code;
}

static int read_book(const struct vitk_input *input, uint32_t member, struct vitk_biff *book) {
  struct reading reading = {.input = input, .book = book};
  book->arena.limit = input->limits->strings_bytes;
  int code = read_stream(input, member, book);
  if (code == VITK_OK)
    code = read_globals(&reading);
  free(reading.formats);
  return code;
}

int vitk_biff_open(const struct vitk_input *input, uint32_t member, struct vitk_biff **out) {
  struct vitk_bundle_kept *kept = &input->bundle->kept;
  *out = NULL;
  if (kept->object != NULL && kept->member == member && kept->release == release_kept) {
    *out = kept->object;
    (*out)->holders++;
    return VITK_OK;
  }
  struct vitk_biff *book = calloc(1, sizeof *book);
  if (book == NULL)
    return VITK_NOMEM;
  book->holders = 1;
  int code = read_book(input, member, book);
  if (code != VITK_OK) {
    vitk_biff_release(book);
    return code;
  }
  if (kept->object != NULL)
    kept->release(kept->object);
  book->holders++;
  *kept = (struct vitk_bundle_kept){member, book, release_kept};
  *out = book;
  return VITK_OK;
}
