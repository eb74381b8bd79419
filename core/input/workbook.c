#include "core/input/workbook.h"

#include "core/base/quantity.h"
#include "core/base/str.h"
#include "core/input/member.h"
#include "core/input/sheets.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHEETS_MAX = 10000, MESSAGE_MAX = 300 };

int vitk_bad_workbook(const struct vitk_input *input, vitk_str file, uint64_t row, const char *format, ...) {
  char message[MESSAGE_MAX];
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  vitk_report(input->diags, VITK_ERROR, "bad-workbook", (struct vitk_place){.file = file, .line = row},
              (vitk_str){NULL, 0}, "open it in a spreadsheet program and save it again", "%s", n < 0 ? "" : message);
  return VITK_FAILED;
}

int vitk_workbook_grow(void **array, size_t n, size_t *capacity, size_t size) {
  if (n < *capacity)
    return VITK_OK;
  size_t more = *capacity ? *capacity * 2 : 64;
  void *larger = more <= SIZE_MAX / size ? realloc(*array, more * size) : NULL;
  if (larger == NULL)
    return VITK_NOMEM;
  *array = larger;
  *capacity = more;
  return VITK_OK;
}

int vitk_workbook_add_sheet(const struct vitk_input *input, struct vitk_workbook *book, vitk_str name,
                            const char *part) {
  size_t capacity = book->sheets_capacity;
  if (book->n_sheets >= SHEETS_MAX)
    return vitk_bad_workbook(input, book->package.file, 0, "it has more than %d sheets", SHEETS_MAX);
  int code = vitk_workbook_grow((void **)&book->sheets, book->n_sheets, &capacity, sizeof *book->sheets);
  book->sheets_capacity = (uint32_t)capacity;
  struct vitk_sheet sheet = {.part = part};
  if (code == VITK_OK)
    code = vitk_arena_copy(&book->arena, name.p ? name : (vitk_str){"", 0}, &sheet.name);
  if (code == VITK_OK)
    book->sheets[book->n_sheets++] = sheet;
  return code;
}

void vitk_workbook_release(struct vitk_workbook *book) {
  if (book == NULL || --book->holders > 0)
    return;
  vitk_package_free(&book->package);
  vitk_arena_free(&book->arena);
  vitk_buffer_free(&book->strings);
  free(book->sheets);
  free(book->string_ends);
  free(book->formats);
  free(book);
}

static void release_kept(void *object) {
  vitk_workbook_release(object);
}

static int find_kind(const struct vitk_input *input, struct vitk_workbook *book) {
  bool has = false;
  int code = vitk_package_has(input, &book->package, "[Content_Types].xml", &has);
  book->kind = VITK_WORKBOOK_OOXML;
  if (code != VITK_OK || has)
    return code;
  book->kind = VITK_WORKBOOK_ODF;
  code = vitk_package_has(input, &book->package, "content.xml", &has);
  if (code != VITK_OK || has)
    return code;
  vitk_report(input->diags, VITK_ERROR, "not-a-workbook", (struct vitk_place){.file = book->package.file},
              (vitk_str){NULL, 0}, "if it is an archive of tables, name it by itself: vitk reads what is in it",
              "this zip is neither an xlsx nor an ods workbook");
  return VITK_FAILED;
}

static int read_workbook(const struct vitk_input *input, uint32_t member, struct vitk_workbook *book) {
  book->strings.maximum = input->limits->strings_bytes;
  int code = vitk_package_read(input, member, &book->package);
  if (code == VITK_OK)
    code = find_kind(input, book);
  if (code == VITK_OK && book->kind == VITK_WORKBOOK_OOXML)
    code = vitk_xlsx_list(input, book);
  return code;
}

int vitk_workbook_open(const struct vitk_input *input, uint32_t member, struct vitk_workbook **out) {
  struct vitk_bundle_kept *kept = &input->bundle->kept;
  *out = NULL;
  if (kept->object != NULL && kept->member == member && kept->release == release_kept) {
    *out = kept->object;
    (*out)->holders++;
    return VITK_OK;
  }
  struct vitk_workbook *book = calloc(1, sizeof *book);
  if (book == NULL)
    return VITK_NOMEM;
  book->holders = 1;
  int code = read_workbook(input, member, book);
  if (code != VITK_OK) {
    vitk_workbook_release(book);
    return code;
  }
  if (kept->object != NULL)
    kept->release(kept->object);
  book->holders++;
  *kept = (struct vitk_bundle_kept){member, book, release_kept};
  *out = book;
  return VITK_OK;
}

/* The bundle keeps the workbook after this, and its names with it. */
int vitk_workbook_sheet(const struct vitk_input *input, uint32_t member, uint32_t index, vitk_str *name) {
  struct vitk_workbook *book;
  int code = vitk_workbook_open(input, member, &book);
  if (code == VITK_OK && !book->sheets_listed) {
    book->n_sheets = 0;
    code = vitk_ods_list(input, book);
    book->sheets_listed = code == VITK_OK;
  }
  if (code == VITK_OK && index >= book->n_sheets)
    code = VITK_END;
  if (code == VITK_OK)
    *name = book->sheets[index].name;
  vitk_workbook_release(book);
  return code;
}

int vitk_workbook_rows(const struct vitk_input *input, const struct vitk_table_plan *plan,
                       struct vitk_row_source **out) {
  struct vitk_workbook *book;
  uint32_t sheet = 0;
  *out = NULL;
  int code = vitk_workbook_open(input, plan->spec.member, &book);
  if (code == VITK_OK && (plan->spec.sheet != NULL || book->kind == VITK_WORKBOOK_OOXML))
    code = vitk_sheet_find(input, plan, vitk_workbook_sheet, &sheet); /* the first of an ods needs no list */
  if (code == VITK_OK && book->kind == VITK_WORKBOOK_OOXML)
    code = vitk_xlsx_rows(input, plan, book, sheet, out);
  else if (code == VITK_OK)
    code = vitk_ods_rows(input, plan, book, sheet, out);
  vitk_workbook_release(book);
  return code;
}

/* Is it already as vitk_double_text would write it? Up to 15 digits are, unless there is a zero at an end. */
static bool is_shortest(vitk_str text) {
  size_t digits = 0, point = 0;
  if (text.n > 16 || text.n == 0 || text.p[0] == '.')
    return false;
  for (size_t i = 0; i < text.n; i++) {
    if (text.p[i] == '.' && point == 0)
      point = i;
    else if (text.p[i] >= '0' && text.p[i] <= '9')
      digits++;
    else
      return false;
  }
  char last = text.p[text.n - 1];
  if (digits > 15 || (text.n > 1 && text.p[0] == '0' && point != 1) || (point > 0 && (last == '0' || last == '.')))
    return false;
  return text.n < 5 || memcmp(text.p, "0.000", 5) != 0;
}

static bool is_number(vitk_str text) {
  bool digit = false;
  for (size_t i = 0; i < text.n; i++) {
    digit = digit || (text.p[i] >= '0' && text.p[i] <= '9');
    if (text.p[i] == '\0' || strchr("0123456789+-.eE", text.p[i]) == NULL)
      return false;
  }
  return digit;
}

/* The decimal text as a double, in any locale. A number of more digits than any program writes is left to be text. */
static bool read_number(vitk_str text, double *out) {
  struct vitk_quantity quantity;
  vitk_quantity_read(text, '.', 0, &quantity);
  return quantity.kind == VITK_Q_NUMBER && !quantity.approximate && vitk_decimal_double(&quantity.number, 0, out);
}

bool vitk_cell_number(vitk_str text, char *to, size_t *n, double *number) {
  text = vitk_str_trim(text);
  if (!is_number(text) || !read_number(text, number))
    return false;
  if (is_shortest(text)) {
    memcpy(to, text.p, text.n);
    *n = text.n;
  } else {
    *n = vitk_double_text(*number, to, VITK_CELL_NUMBER_MAX);
  }
  return *n > 0;
}
