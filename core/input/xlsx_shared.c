/* xlsx_shared.c - what the sheets of an OOXML workbook share: texts and number formats. */
#include "core/base/str.h"
#include "core/input/number_format.h"
#include "core/input/part.h"
#include "core/input/workbook.h"
#include "core/input/xlsx_skim.h"

#include <stdlib.h>

enum {
  FORMATS_MAX = 1 << 20,
  TEXT_ENTRY = 16 /* bytes that a shared text costs besides its own */
};

/* --- Texts: <si><t>…</t></si>, or runs <r><t>…</t></r>; <rPh> holds how the text is spoken. */

struct sharing {
  const struct vitk_input *input;
  struct vitk_workbook *book;
  struct vitk_xlsx_text text;
  struct vitk_xlsx_skimmer skimmer;
  bool in_styles; /* below cellXfs */
  /* number formats of the styles part */
  struct format {
    uint32_t id;
    const char *code;
  } * own;
  size_t n_own, own_capacity;
};

void vitk_xlsx_text_start(struct vitk_xlsx_text *text, const char *name) {
  if (strcmp(name, "rPh") == 0)
    text->spoken++;
  else if (strcmp(name, "t") == 0 && text->spoken == 0)
    text->collects = true;
}

void vitk_xlsx_text_end(struct vitk_xlsx_text *text, const char *name) {
  if (strcmp(name, "rPh") == 0 && text->spoken > 0)
    text->spoken--;
  else if (strcmp(name, "t") == 0)
    text->collects = false;
}

static enum vitk_xlsx_kind kind_of_letter(char letter) {
  switch (letter) {
  case 'n':
    return VITK_XLSX_NUMBER;
  case 's':
    return VITK_XLSX_SHARED;
  case 'b':
    return VITK_XLSX_BOOLEAN;
  case 'd':
    return VITK_XLSX_DATE;
  default:
    return VITK_XLSX_OTHER;
  }
}

enum vitk_xlsx_kind vitk_xlsx_kind_of(vitk_str type) {
  if (type.n <= 1)
    return type.n == 0 ? VITK_XLSX_NUMBER : kind_of_letter(type.p[0]);
  return vitk_str_is(type, "str") || vitk_str_is(type, "inlineStr") ? VITK_XLSX_TEXT : VITK_XLSX_OTHER;
}

bool vitk_xlsx_whole_number(vitk_str text, uint64_t *out) {
  *out = 0;
  if (text.n == 0 || text.n > 9)
    return false;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] < '0' || text.p[i] > '9')
      return false;
    *out = *out * 10 + (uint64_t)(text.p[i] - '0');
  }
  return true;
}

static int hex(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

/* The character of "_x000D_", or -1. */
static int escaped(const char *p, size_t n) {
  if (n < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
    return -1;
  int code = 0;
  for (size_t i = 2; i < 6; i++) {
    if (hex(p[i]) < 0)
      return -1;
    code = code << 4 | hex(p[i]);
  }
  return code >= 0xD800 && code < 0xE000 ? -1 : code;
}

size_t vitk_xlsx_unescape(char *p, size_t n) {
  size_t to = 0;
  if (n < 7 || memchr(p, '_', n) == NULL)
    return n;
  for (size_t i = 0; i < n;) {
    int code = escaped(p + i, n - i);
    if (code < 0) {
      p[to++] = p[i++];
      continue;
    }
    if (code >= 0x800) {
      p[to++] = (char)(0xE0 | code >> 12);
      p[to++] = (char)(0x80 | (code >> 6 & 0x3F));
      p[to++] = (char)(0x80 | (code & 0x3F));
    } else if (code >= 0x80) {
      p[to++] = (char)(0xC0 | code >> 6);
      p[to++] = (char)(0x80 | (code & 0x3F));
    } else {
      p[to++] = (char)(code == 0 ? ' ' : code);
    }
    i += 7;
  }
  return to;
}

static int strings_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct sharing *sharing = self;
  (void)attributes;
  vitk_xlsx_text_start(&sharing->text, name);
  return VITK_OK;
}

static int too_many_strings(const struct sharing *sharing) {
  vitk_report(sharing->input->diags, VITK_ERROR, "limit", (struct vitk_place){.file = sharing->book->package.file},
              (vitk_str){NULL, 0}, "save the sheet that matters as CSV and import that",
              "the texts of the workbook need more than %zu bytes", sharing->input->limits->strings_bytes);
  return VITK_FAILED;
}

/* The bytes of `strings` after those of the last are a text. */
static int end_string(struct sharing *sharing) {
  struct vitk_workbook *book = sharing->book;
  if (book->n_strings >= sharing->input->limits->strings_bytes / TEXT_ENTRY)
    return too_many_strings(sharing);
  int code = vitk_workbook_grow((void **)&book->string_ends, book->n_strings, &book->strings_capacity,
                                sizeof *book->string_ends);
  if (code != VITK_OK)
    return code;
  size_t start = book->n_strings ? book->string_ends[book->n_strings - 1] : 0;
  if (book->strings.n > start)
    book->strings.n = start + vitk_xlsx_unescape(book->strings.p + start, book->strings.n - start);
  book->string_ends[book->n_strings++] = book->strings.n;
  return VITK_OK;
}

static int strings_end(void *self, const char *name) {
  struct sharing *sharing = self;
  vitk_xlsx_text_end(&sharing->text, name);
  return strcmp(name, "si") == 0 ? end_string(sharing) : VITK_OK;
}

static int strings_text(void *self, vitk_str text) {
  struct sharing *sharing = self;
  if (!sharing->text.collects)
    return VITK_OK;
  int code = vitk_buffer_add_str(&sharing->book->strings, text);
  return code == VITK_FAILED ? too_many_strings(sharing) : code;
}

static bool expects_string(const void *self) {
  const struct vitk_xlsx_text *text = &((const struct sharing *)self)->text;
  return !text->collects && text->spoken == 0;
}

static enum vitk_skim skim_string(void *self, const char *p, size_t n, struct vitk_skimmed *out) {
  struct sharing *sharing = self;
  return vitk_xlsx_skim_text(&sharing->skimmer, p, n, out);
}

static int take_string(void *self) {
  struct sharing *sharing = self;
  int code = vitk_plain_add_text(&sharing->book->strings, sharing->skimmer.text);
  return code == VITK_FAILED ? too_many_strings(sharing) : code == VITK_OK ? end_string(sharing) : code;
}

/* --- Styles: a cell's `s` is an index into <cellXfs>, whose <xf> names a number format by its number. */

static uint32_t number_of(vitk_str text) {
  uint32_t number = 0;
  for (size_t i = 0; i < text.n && i < 9 && text.p[i] >= '0' && text.p[i] <= '9'; i++)
    number = number * 10 + (uint32_t)(text.p[i] - '0');
  return number;
}

static int add_format(struct sharing *sharing, const struct vitk_attributes *attributes) {
  if (sharing->n_own >= FORMATS_MAX)
    return VITK_OK;
  int code = vitk_workbook_grow((void **)&sharing->own, sharing->n_own, &sharing->own_capacity, sizeof *sharing->own);
  if (code != VITK_OK)
    return code;
  vitk_str format = vitk_attribute(attributes, "formatCode", NULL);
  code = vitk_arena_copy(&sharing->book->arena, format.p ? format : (vitk_str){"", 0}, &format);
  if (code != VITK_OK)
    return code;
  bool matters = vitk_number_format_matters(format.p) || vitk_number_format_encloses_text(format.p);
  sharing->own[sharing->n_own++] =
      (struct format){number_of(vitk_attribute(attributes, "numFmtId", NULL)), matters ? format.p : NULL};
  return VITK_OK;
}

static int add_style(struct sharing *sharing, const struct vitk_attributes *attributes) {
  struct vitk_workbook *book = sharing->book;
  if (book->n_formats >= FORMATS_MAX)
    return VITK_OK;
  int code =
      vitk_workbook_grow((void **)&book->formats, book->n_formats, &book->formats_capacity, sizeof *book->formats);
  if (code != VITK_OK)
    return code;
  uint32_t id = number_of(vitk_attribute(attributes, "numFmtId", NULL));
  const char *format = vitk_number_format_built_in(id);
  for (size_t i = 0; i < sharing->n_own; i++)
    if (sharing->own[i].id == id)
      format = sharing->own[i].code;
  book->formats[book->n_formats++] = format;
  return VITK_OK;
}

static int ignore_text(void *self, vitk_str text) {
  (void)self, (void)text;
  return VITK_OK;
}

static int styles_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct sharing *sharing = self;
  if (strcmp(name, "numFmt") == 0)
    return add_format(sharing, attributes);
  if (strcmp(name, "cellXfs") == 0)
    sharing->in_styles = true;
  return sharing->in_styles && strcmp(name, "xf") == 0 ? add_style(sharing, attributes) : VITK_OK;
}

static int styles_end(void *self, const char *name) {
  struct sharing *sharing = self;
  if (strcmp(name, "cellXfs") == 0)
    sharing->in_styles = false;
  return VITK_OK;
}

/* A part that is not there is empty. */
static int read_strings(struct sharing *sharing, const char *name) {
  static const struct vitk_part_skimming skimming = {"si", "sst", expects_string, skim_string, take_string};
  static const struct vitk_part_reader reader = {strings_start, strings_end, strings_text};
  struct vitk_part *part;
  int code = vitk_part_open(sharing->input, &sharing->book->package, name, &reader, sharing, &part);
  if (code == VITK_OK) {
    vitk_part_skim(part, &skimming);
    code = vitk_part_finish(part);
  }
  return code == VITK_END ? VITK_OK : code;
}

static int read_styles(struct sharing *sharing, const char *name) {
  static const struct vitk_part_reader reader = {styles_start, styles_end, ignore_text};
  int code = vitk_part_read(sharing->input, &sharing->book->package, name, &reader, sharing);
  return code == VITK_END ? VITK_OK : code;
}

int vitk_xlsx_shared(const struct vitk_input *input, struct vitk_workbook *book) {
  struct sharing sharing = {.input = input, .book = book};
  if (book->shared_read)
    return VITK_OK;
  book->n_strings = book->n_formats = book->strings.n = 0; /* a try before may have failed half-way */
  int code = vitk_xlsx_skimmer_open(&sharing.skimmer, input->limits);
  if (code == VITK_OK && book->strings_part != NULL)
    code = read_strings(&sharing, book->strings_part);
  if (code == VITK_OK && book->styles_part != NULL)
    code = read_styles(&sharing, book->styles_part);
  vitk_xlsx_skimmer_close(&sharing.skimmer);
  free(sharing.own);
  book->shared_read = code == VITK_OK;
  return code;
}
