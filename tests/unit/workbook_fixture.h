/* workbook_fixture.h - what the tests of workbooks share: zips of given parts, and a sheet's rows as one text. */
#ifndef VITK_TESTS_WORKBOOK_FIXTURE_H
#define VITK_TESTS_WORKBOOK_FIXTURE_H

#include "core/input/rows.h"
#include "core/input/table.h"
#include "input_fixture.h"

#include <archive.h>
#include <archive_entry.h>

struct part {
  const char *name, *text;
};

/* A zip of the parts, ended by one without name. Returns its bytes and their number; freed by the caller. */
static inline char *zip_of(const struct part *parts, size_t *n) {
  enum { ROOM = 1 << 20 };
  char *bytes = malloc(ROOM);
  struct archive *a = archive_write_new();
  ck_assert_ptr_nonnull(bytes);
  archive_write_set_format_zip(a);
  ck_assert_int_eq(archive_write_open_memory(a, bytes, ROOM, n), ARCHIVE_OK);
  for (; parts->name != NULL; parts++) {
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, parts->name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)strlen(parts->text));
    ck_assert_int_eq(archive_write_header(a, entry), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_data(a, parts->text, strlen(parts->text)), (la_ssize_t)strlen(parts->text));
    archive_entry_free(entry);
  }
  ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
  archive_write_free(a);
  return bytes;
}

/* An input of one member that is such a zip. */
static inline void fixture_zip(struct fixture *f, const char *name, const struct part *parts) {
  size_t n;
  char *bytes = zip_of(parts, &n);
  fixture_bytes(f, name, bytes, n);
  free(bytes);
}

/* All rows of the sheet as "2:A=x,C=5#;" with '#' after a number, '!' after an estimate, '@' after a date; blank cells
 * are left out. Then "end" or "failed". */
static inline const char *sheet_of(struct fixture *f, const char *sheet, struct vitk_buffer *out) {
  struct vitk_table_plan plan = {.spec.sheet = sheet, .file = vitk_bundle_name(f->bundle, 0)};
  struct vitk_row_source *rows = NULL;
  struct vitk_raw_row row;
  out->n = 0;
  int code = vitk_rows_of_plan(&f->input, &plan, &rows);
  while (code == VITK_OK && (code = rows->next(rows, &row)) == VITK_OK) {
    const char *mark = "";
    vitk_buffer_printf(out, "%llu:", (unsigned long long)row.number);
    for (uint32_t i = 0; i < row.n_cells; i++) {
      const struct vitk_cell *cell = &row.cells[i];
      ck_assert_ptr_nonnull(cell->text.p);
      if (cell->text.n == 0)
        continue;
      vitk_buffer_printf(out, "%s%c=%.*s%s%s%s", mark, (int)('A' + i % 26), VITK_STR_ARG(cell->text),
                         cell->kind == VITK_CELL_NUMBER ? "#" : "", cell->flags & VITK_CELL_ESTIMATE ? "!" : "",
                         cell->flags & VITK_CELL_DATE ? "@" : "");
      mark = ",";
    }
    vitk_buffer_add(out, ";", 1);
  }
  vitk_buffer_printf(out, code == VITK_END ? "end" : "failed");
  if (rows != NULL)
    rows->close(rows);
  vitk_buffer_add(out, "", 1);
  return out->p;
}

/* The rows are the same however the file comes in; `said` is heard, or nothing where it is NULL. */
static inline void sheet_gives(const struct part *parts, const char *sheet, const char *expected, const char *said) {
  static const size_t sizes[] = {SIZE_MAX, 1, 7};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    struct fixture f;
    struct vitk_buffer out = {.maximum = 1 << 20};
    fixture_begin(&f);
    f.limits.read_size = sizes[i];
    fixture_zip(&f, "t.bin", parts);
    ck_assert_str_eq(sheet_of(&f, sheet, &out), expected);
    if (said != NULL)
      ck_assert_heard(&f, said);
    else
      ck_assert_msg(f.n_said == 0, "%.*s", (int)f.said.n, f.said.p);
    vitk_buffer_free(&out);
    fixture_end(&f);
  }
}

/* A file cut at each place, or with a byte changed, gives rows or a reason, and nothing worse. */
static inline void survives_damage(const struct part *parts) {
  struct fixture f;
  struct vitk_buffer out = {.maximum = 1 << 20};
  size_t n;
  char *bytes = zip_of(parts, &n);
  fixture_begin(&f);
  for (size_t i = 0; i < 2 * n; i++) {
    char path[300];
    size_t at = i / 2;
    bytes[at] = (char)(bytes[at] ^ (i % 2 ? 0x20 : 0));
    fixture_write(&f, "t.bin", bytes, i % 2 ? n : at);
    bytes[at] = (char)(bytes[at] ^ (i % 2 ? 0x20 : 0));
    fixture_path(&f, "t.bin", path);
    fixture_forget(&f);
    if (fixture_open(&f, path) == VITK_OK && vitk_bundle_count(f.bundle) > 0) {
      bool whole = strstr(sheet_of(&f, NULL, &out), "failed") == NULL;
      ck_assert_msg(whole || f.n_said > 0, "no reason at %zu", i);
    }
  }
  free(bytes);
  vitk_buffer_free(&out);
  fixture_end(&f);
}

/* How many cells of a wanted column of a real file are numbers, are numbers other than 0, are another text. */
struct cell_counts {
  unsigned rows, numbers, zeros, texts;
};
static inline struct cell_counts count_cells(const char *path, const char *sheet, const char *key, const char *column) {
  struct fixture f;
  struct cell_counts counts = {0};
  struct vitk_table *table;
  struct vitk_row row = {.size = sizeof row};
  const struct vitk_column columns[] = {{key, 0, 0}, {column, 0, 0}};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .sheet = sheet,
                                 .header_row = VITK_HEADER_FIND,
                                 .columns = columns,
                                 .n_columns = 2,
                                 .column_stride = sizeof *columns};
  fixture_begin(&f);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  int code = vitk_table_open(&f.input, &spec, &table);
  while (code == VITK_OK && (code = vitk_table_next(table, &row)) == VITK_OK) {
    const struct vitk_cell *cell = &row.cells[1];
    counts.rows++;
    counts.numbers += cell->kind == VITK_CELL_NUMBER;
    counts.zeros += cell->kind == VITK_CELL_NUMBER && vitk_str_is(cell->text, "0");
    counts.texts += cell->kind == VITK_CELL_TEXT && cell->text.n > 0;
  }
  ck_assert_msg(code == VITK_END && f.n_said == 0, "%s: %.*s", path, (int)f.said.n, f.said.p ? f.said.p : "");
  vitk_table_close(table);
  fixture_end(&f);
  return counts;
}

#endif
