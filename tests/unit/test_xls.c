#include "core/input/table.h"
#include "xls_fixture.h"

/* line:text|text# for each row: '#' after a number, '(' one that shows in parentheses, '?' a cell that is not there. */
static const char *rows_of(struct fixture *f, const char *sheet, struct vitk_buffer *out) {
  static const struct vitk_column columns[] = {{"Code", 0, 0}, {"K1", 0, 0}, {"Note", 0, 1}};
  struct vitk_table_spec spec = {
      .size = sizeof spec, .sheet = sheet, .header_row = VITK_HEADER_FIND, .columns = columns, .n_columns = 3};
  spec.column_stride = sizeof columns[0];
  struct vitk_table *table = NULL;
  struct vitk_row row = {.size = sizeof row};
  out->n = 0;
  int code = vitk_table_open(&f->input, &spec, &table);
  while (code == VITK_OK && (code = vitk_table_next(table, &row)) == VITK_OK) {
    vitk_buffer_printf(out, "%llu:", (unsigned long long)row.line);
    for (uint32_t i = 0; i < row.n_cells; i++)
      vitk_buffer_printf(out, "%s%.*s%s%s", i ? "|" : "", VITK_STR_ARG(row.cells[i].text),
                         row.cells[i].kind == VITK_CELL_NUMBER ? "#"
                         : row.cells[i].text.p                 ? ""
                                                               : "?",
                         row.cells[i].flags & VITK_CELL_ESTIMATE ? "(" : "");
    vitk_buffer_printf(out, ";");
  }
  vitk_buffer_printf(out, code == VITK_END ? "end" : "failed");
  vitk_table_close(table);
  vitk_buffer_add(out, "", 1);
  return out->p;
}

static void header(struct vitk_buffer *sheet, uint32_t row) {
  label(sheet, row, 0, "Code");
  label(sheet, row, 1, "K1");
  label(sheet, row, 2, "Note");
}

static void gives(const struct vitk_buffer *file, const char *expected, const char *said) {
  static const size_t sizes[] = {SIZE_MAX, 1, 511};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    struct fixture f;
    struct vitk_buffer out = {.maximum = MOST};
    fixture_begin(&f);
    f.limits.read_size = sizes[i];
    fixture_bytes(&f, "t.xls", file->p, file->n);
    ck_assert_str_eq(rows_of(&f, NULL, &out), expected);
    if (said != NULL)
      ck_assert_heard(&f, said);
    else
      ck_assert_msg(f.n_said == 0, "%.*s", (int)f.said.n, f.said.p);
    vitk_buffer_free(&out);
    fixture_end(&f);
  }
}

static void some_cells(struct vitk_buffer *sheet) {
  label(sheet, 0, 0, "A note");
  header(sheet, 1);
  label(sheet, 2, 0, "00123");
  number(sheet, 2, 1, 21.895);
  number(sheet, 3, 0, 42);
  label(sheet, 3, 1, "< 0,5");
  label(sheet, 5, 0, "7");
  number(sheet, 5, 1, 1e-7);
  label(sheet, 5, 2, "last");
}

START_TEST(cells_are_typed_and_lines_are_the_sheets_rows) {
  for (int is_long = 0; is_long < 2; is_long++) {
    struct vitk_buffer file = {.maximum = MOST};
    one_sheet(&file, some_cells, is_long);
    gives(&file, "3:00123|21.895#|;4:42#|< 0,5|;6:7|0.0000001#|last;end", NULL);
    vitk_buffer_free(&file);
  }
}
END_TEST

static void rk(struct vitk_buffer *to, uint32_t row, uint32_t column, uint32_t value) {
  record(to, 0x027E, 10);
  place(to, row, column);
  put(to, value, 4);
}

static void truth(struct vitk_buffer *to, uint32_t row, uint32_t column, unsigned value, bool is_error) {
  record(to, 0x0205, 8);
  place(to, row, column);
  put(to, value, 1);
  put(to, is_error, 1);
}

static void shared(struct vitk_buffer *to, uint32_t row, uint32_t column, uint32_t index) {
  record(to, 0x00FD, 10);
  place(to, row, column);
  put(to, index, 4);
}

/* Cells of each kind, in no order, and a chart between them. */
static void some_of_each(struct vitk_buffer *sheet) {
  shared(sheet, 3, 2, 1);
  shared(sheet, 3, 0, 0);
  truth(sheet, 3, 1, 0x2A, true);
  begin(sheet, 0x0020);
  number(sheet, 1, 0, 999);
  end(sheet);
  header(sheet, 0);
  record(sheet, 0x00BD, 4 + 3 * 6 + 2); /* three numbers beside each other */
  put(sheet, 1, 2);
  put(sheet, 0, 2);
  static const uint32_t three[] = {1234 << 2 | 3, (uint32_t)-7 << 2 | 2, 0x40140000};
  for (size_t i = 0; i < 3; i++) {
    put(sheet, 0, 2);
    put(sheet, three[i], 4);
  }
  put(sheet, 2, 2);
  label(sheet, 2, 0, "");
  rk(sheet, 2, 1, 0x40590001); /* 100 / 100 */
  truth(sheet, 2, 2, 1, false);
  shared(sheet, 4, 0, 2);
  shared(sheet, 4, 2, 3);
}

START_TEST(cells_of_every_kind_are_read_in_any_order) {
  struct vitk_buffer file = {.maximum = MOST};
  one_sheet(&file, some_of_each, false);
  gives(&file,
        "2:12.34#|-7#|5#;3:|1#|TRUE;4:00042|#N/A|;5:rich text over|"
        "|caf\xC3\xA9 \xE3\x83\x93;end",
        NULL);
  vitk_buffer_free(&file);
}
END_TEST

static void in_formats(struct vitk_buffer *sheet) {
  header(sheet, 0);
  static const double numbers[] = {5, -5, 43000};
  for (uint32_t i = 0; i < 3; i++) {
    label(sheet, i + 1, 0, "x");
    record(sheet, 0x0203, 14);
    put(sheet, i + 1, 2);
    put(sheet, 1, 2);
    put(sheet, i == 2 ? 2 : 1, 2); /* the style */
    uint64_t bits;
    memcpy(&bits, &numbers[i], sizeof bits);
    put(sheet, bits, 8);
  }
}

START_TEST(what_a_number_format_adds_is_seen) {
  struct vitk_buffer file = {.maximum = MOST};
  one_sheet(&file, in_formats, false);
  gives(&file, "2:x|5#|;3:x|5#(|;4:x|43000#|;end", "2 date-cell");
  vitk_buffer_free(&file);
}
END_TEST

static void some_formulas(struct vitk_buffer *sheet) {
  header(sheet, 0);
  label(sheet, 1, 0, "1");
  formula_number(sheet, 1, 1, 0.1 + 0.2);
  formula_text(sheet, 1, 2, "plain", false);
  formula_text(sheet, 2, 2, "wide\xB5", true);
  formula(sheet, 2, 1, 0xFFFF0000002A0002); /* #N/A */
  formula(sheet, 2, 0, 0xFFFF000000010001); /* TRUE */
  formula_number(sheet, 4, 1, 5);           /* beyond what the sheet said */
}

START_TEST(results_of_formulas_are_read) {
  for (int is_long = 0; is_long < 2; is_long++) {
    struct vitk_buffer file = {.maximum = MOST};
    one_sheet(&file, some_formulas, is_long);
    struct fixture f;
    struct vitk_buffer out = {.maximum = MOST};
    fixture_begin(&f);
    fixture_bytes(&f, "t.xls", file.p, file.n);
    ck_assert_str_eq(rows_of(&f, NULL, &out), "2:1|0.30000000000000004#|plain;3:TRUE|#N/A|wide\xC2\xB5;5:|5#|;end");
    vitk_buffer_free(&out);
    vitk_buffer_free(&file);
    fixture_end(&f);
  }
}
END_TEST

START_TEST(sheets_are_found_by_name) {
  struct vitk_buffer sheets[2] = {{.maximum = MOST}, {.maximum = MOST}}, stream = {.maximum = MOST};
  struct vitk_buffer file = {.maximum = MOST}, out = {.maximum = MOST};
  static const char *const names[] = {"Read me", "Foods 2020"};
  begin(&sheets[0], A_SHEET);
  label(&sheets[0], 0, 0, "Hello");
  end(&sheets[0]);
  begin(&sheets[1], A_SHEET);
  some_formulas(&sheets[1]);
  end(&sheets[1]);
  workbook(&stream, sheets, names, 2);
  compound(&file, &stream);
  struct fixture f;
  fixture_begin(&f);
  fixture_bytes(&f, "t.xls", file.p, file.n);
  ck_assert_str_eq(rows_of(&f, "Foods*", &out), "2:1|0.30000000000000004#|plain;3:TRUE|#N/A|wide\xC2\xB5;5:|5#|;end");
  vitk_str name;
  for (uint32_t i = 0; i < 2; i++) {
    ck_assert_int_eq(vitk_table_sheets(&f.input, 0, i, &name), VITK_OK);
    ck_assert(vitk_str_is(name, names[i]));
  }
  ck_assert_int_eq(vitk_table_sheets(&f.input, 0, 2, &name), VITK_END);
  ck_assert_uint_eq(f.n_said, 0);
  ck_assert_str_eq(rows_of(&f, "Drinks", &out), "failed");
  ck_assert_heard(&f, "4 missing-sheet");
  vitk_buffer_free(&out);
  vitk_buffer_free(&file);
  vitk_buffer_free(&stream);
  vitk_buffer_free(&sheets[0]);
  vitk_buffer_free(&sheets[1]);
  fixture_end(&f);
}
END_TEST

START_TEST(what_is_no_workbook_is_told) {
  struct vitk_buffer file = {.maximum = MOST}, stream = {.maximum = MOST};
  static const char magic[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and no more";
  vitk_buffer_add(&file, magic, sizeof magic);
  gives(&file, "failed", "4 bad-workbook 0 cannot read the xls: the file contradicts itself, or is cut short");
  file.n = 0;
  vitk_buffer_printf(&stream, "no record");
  compound(&file, &stream);
  gives(&file, "failed", "4 bad-workbook 0 cannot read the xls: a record goes beyond the end of the workbook");
  vitk_buffer_free(&file);
  vitk_buffer_free(&stream);
}
END_TEST

START_TEST(a_sheet_of_too_many_cells_is_refused) {
  struct vitk_buffer file = {.maximum = MOST}, out = {.maximum = MOST};
  struct fixture f;
  one_sheet(&file, some_cells, true);
  fixture_begin(&f);
  f.limits.workbook_bytes = file.n;
  fixture_bytes(&f, "t.xls", file.p, file.n);
  ck_assert_str_eq(rows_of(&f, NULL, &out), "3:00123|21.895#|;4:42#|< 0,5|;6:7|0.0000001#|last;end");
  f.limits.workbook_bytes = 400;
  ck_assert_str_eq(rows_of(&f, NULL, &out), "failed");
  ck_assert_heard(&f, "4 limit 0 the sheet has more than ");
  f.limits = vitk_default_limits;
  f.limits.sheet_rows = 5;
  ck_assert_str_eq(rows_of(&f, NULL, &out), "3:00123|21.895#|;4:42#|< 0,5|;failed");
  ck_assert_heard(&f, "4 limit ");
  vitk_buffer_free(&file);
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(a_workbook_with_a_password_is_told) {
  struct vitk_buffer file = {.maximum = MOST}, stream = {.maximum = MOST};
  begin(&stream, GLOBALS);
  record(&stream, 0x002F, 6);
  put(&stream, 0, 6);
  end(&stream);
  compound(&file, &stream);
  gives(&file, "failed", "4 bad-workbook 0 cannot read the xls: it is protected by a password");
  vitk_buffer_free(&file);
  vitk_buffer_free(&stream);
}
END_TEST

/* Texts of bytes, without flags. */
static void old_label(struct vitk_buffer *to, uint32_t row, uint32_t column, const char *text) {
  record(to, 0x0204, 8 + strlen(text));
  place(to, row, column);
  put(to, strlen(text), 2);
  vitk_buffer_add_str(to, vitk_str_of(text));
}

static void old_begin(struct vitk_buffer *to, uint32_t kind) {
  record(to, 0x0809, 8);
  put(to, 0x0500, 2);
  put(to, kind, 2);
  put(to, 0, 4);
}

START_TEST(an_excel_5_workbook_is_read_in_its_character_set) {
  struct vitk_buffer file = {.maximum = MOST}, stream = {.maximum = MOST};
  old_begin(&stream, GLOBALS);
  record(&stream, 0x0042, 2);
  put(&stream, 1250, 2);
  record(&stream, 0x0085, 7 + 5);
  put(&stream, 12 + 6 + 16 + 4, 4);
  put(&stream, 0, 2);
  put(&stream, 5, 1);
  vitk_buffer_add(&stream, "Foods", 5);
  end(&stream);
  old_begin(&stream, A_SHEET);
  old_label(&stream, 0, 0, "Code");
  old_label(&stream, 0, 1, "K1");
  old_label(&stream, 0, 2, "Note");
  old_label(&stream, 1, 0, "S\xFDr"); /* y with an acute, as in windows-1250 */
  number(&stream, 1, 1, 2.5);
  old_label(&stream, 1, 2, "\x81?"); /* no character there */
  end(&stream);
  compound(&file, &stream);
  gives(&file, "2:S\xC3\xBDr|2.5#|\xEF\xBF\xBD?;end", NULL);
  vitk_buffer_free(&file);
  vitk_buffer_free(&stream);
}
END_TEST

/* A row that is told must be one of the whole. */
static void check_rows(const char *rows, const char *whole) {
  size_t n = strlen(rows);
  if (strcmp(rows + n - 3, "end") == 0)
    n -= 3;
  else
    n -= 6;
  ck_assert_msg(strncmp(rows, whole, n) == 0, "%s", rows);
}

START_TEST(a_file_cut_anywhere_is_told_and_gives_nothing_new) {
  struct vitk_buffer file = {.maximum = MOST}, whole = {.maximum = MOST}, out = {.maximum = MOST};
  struct fixture f;
  one_sheet(&file, some_cells, true);
  fixture_begin(&f);
  fixture_bytes(&f, "t.xls", file.p, file.n);
  rows_of(&f, NULL, &whole);
  for (size_t cut = 8; cut < file.n - SECTOR; cut += 7) {
    fixture_forget(&f);
    fixture_bytes(&f, "t.xls", file.p, cut);
    check_rows(rows_of(&f, NULL, &out), whole.p);
    ck_assert_msg(f.n_said > 0, "cut at %zu", cut);
  }
  vitk_buffer_free(&file);
  vitk_buffer_free(&whole);
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

/* No bit that is turned hurts, and what is told then is what the file says then. */
START_TEST(turned_bits_do_no_harm) {
  struct vitk_buffer file = {.maximum = MOST}, out = {.maximum = MOST};
  struct fixture f;
  one_sheet(&file, some_of_each, false);
  fixture_begin(&f);
  for (size_t at = 0; at < file.n; at++) {
    file.p[at] = (char)(file.p[at] ^ (1 << at % 8));
    fixture_forget(&f);
    fixture_bytes(&f, "t.xls", file.p, file.n);
    const char *rows = rows_of(&f, NULL, &out);
    ck_assert(f.n_said > 0 || strcmp(rows + strlen(rows) - 3, "end") == 0);
    file.p[at] = (char)(file.p[at] ^ (1 << at % 8));
  }
  vitk_buffer_free(&file);
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

/* Rows of the sheet, and how many cells of a column are not blank. */
static unsigned count_rows(const char *path, const char *column, unsigned *filled) {
  struct vitk_column columns[] = {{"alim_code", 0, 0}, {column, 0, 0}};
  struct vitk_table_spec spec = {
      .size = sizeof spec, .header_row = VITK_HEADER_FIND, .columns = columns, .n_columns = 2};
  spec.column_stride = sizeof columns[0];
  struct fixture f;
  struct vitk_table *table;
  struct vitk_row row = {.size = sizeof row};
  unsigned n = 0;
  *filled = 0;
  fixture_begin(&f);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_int_eq(vitk_table_open(&f.input, &spec, &table), VITK_OK);
  int code;
  while ((code = vitk_table_next(table, &row)) == VITK_OK) {
    *filled += row.cells[1].text.n > 0;
    n++;
  }
  ck_assert_int_eq(code, VITK_END);
  ck_assert_uint_eq(f.n_said, 0);
  vitk_table_close(table);
  fixture_end(&f);
  return n;
}

START_TEST(ciqual_2020_has_the_rows_of_its_xlsx) {
  static const char path[] = VITK_SHARED "/data/ciqual-2020/Table Ciqual 2020_FR_2020 07 07.xls";
  static const char xlsx[] = VITK_SHARED "/data/ciqual-2020/Table Ciqual 2020_ENG_2020 07 07.xlsx";
  unsigned filled, filled_xlsx;
  if (!fixture_has_shared(path))
    return;
  ck_assert_uint_eq(count_rows(path, "Vitamine K1*", &filled), 3186);
  ck_assert_uint_eq(count_rows(xlsx, "Vitamin K1*", &filled_xlsx), 3186);
  ck_assert_uint_eq(filled, filled_xlsx);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("xls");
  TCase *tests = tcase_create("xls");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, cells_are_typed_and_lines_are_the_sheets_rows);
  tcase_add_test(tests, results_of_formulas_are_read);
  tcase_add_test(tests, sheets_are_found_by_name);
  tcase_add_test(tests, cells_of_every_kind_are_read_in_any_order);
  tcase_add_test(tests, what_a_number_format_adds_is_seen);
  tcase_add_test(tests, a_sheet_of_too_many_cells_is_refused);
  tcase_add_test(tests, a_workbook_with_a_password_is_told);
  tcase_add_test(tests, an_excel_5_workbook_is_read_in_its_character_set);
  tcase_add_test(tests, what_is_no_workbook_is_told);
  tcase_add_test(tests, a_file_cut_anywhere_is_told_and_gives_nothing_new);
  tcase_add_test(tests, turned_bits_do_no_harm);
  tcase_add_test(tests, ciqual_2020_has_the_rows_of_its_xlsx);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
