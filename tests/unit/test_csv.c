#include "core/input/table.h"
#include "input_fixture.h"

enum { LARGE = 1 << 26 };

/* All rows as "line:cell,cell;…" ('~' where there is no such column), then what table_next ended with. */
static const char *rows_of(struct fixture *f, const struct vitk_table_spec *spec, struct vitk_buffer *out) {
  struct vitk_table *table;
  struct vitk_row row;
  out->n = 0;
  int code = vitk_table_open(&f->input, spec, &table);
  while (code == VITK_OK && (code = vitk_table_next(table, &row)) == VITK_OK) {
    vitk_buffer_printf(out, "%llu:", (unsigned long long)row.line);
    for (uint32_t i = 0; i < row.n_cells; i++)
      vitk_buffer_printf(out, "%s%.*s%s", i ? "," : "", VITK_STR_ARG(row.cells[i].text),
                         row.cells[i].text.p ? "" : "~");
    vitk_buffer_add(out, ";", 1);
  }
  vitk_buffer_printf(out, code == VITK_END ? "end" : "failed");
  vitk_table_close(table);
  vitk_buffer_add(out, "", 1);
  return out->p;
}

static const struct vitk_column food_columns[] = {{"id", 1, 0}, {"name|nom", 2, 0}, {"VITK1*", 3, 1}};

static struct vitk_table_spec spec_of(const struct vitk_column *columns, uint32_t n, uint32_t header_row) {
  return (struct vitk_table_spec){.size = sizeof(struct vitk_table_spec),
                                  .delimiter = ',',
                                  .quote = '"',
                                  .header_row = header_row,
                                  .columns = columns,
                                  .n_columns = n,
                                  .column_stride = sizeof *columns};
}

/* Rows and diags of a text are the same however it comes in. */
static void gives_n(const char *text, size_t n, const struct vitk_table_spec *spec, const char *expected,
                    const char *said) {
  static const size_t sizes[] = {SIZE_MAX, 1, 2, 3, 7};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    struct fixture f;
    struct vitk_buffer out = {.maximum = LARGE};
    fixture_begin(&f);
    f.mentioned = "1|3";
    f.limits.read_size = sizes[i];
    fixture_bytes(&f, "t.csv", text, n);
    ck_assert_str_eq(rows_of(&f, spec, &out), expected);
    if (said != NULL)
      ck_assert_heard(&f, said);
    else
      ck_assert_msg(f.n_said == 0, "%.*s", (int)f.said.n, f.said.p);
    vitk_buffer_free(&out);
    fixture_end(&f);
  }
}
static void gives(const char *text, const struct vitk_table_spec *spec, const char *expected, const char *said) {
  gives_n(text, strlen(text), spec, expected, said);
}

START_TEST(columns_are_found_by_name_in_any_order) {
  struct vitk_table_spec spec = spec_of(food_columns, 3, 1);
  gives("x,Nom,VITK1 (\xC2\xB5g),ID\n9,kale,1.5,007\n8,leek,,2\n", &spec, "2:007,kale,1.5;3:2,leek,;end", NULL);
  gives("ID,Name\n1,a\n", &spec, "2:1,a,~;end", NULL);
}
END_TEST

START_TEST(line_ends_of_all_kinds_count_alike) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("id,name\r\n\r\n1,a\r\n2,b", &spec, "3:1,a;4:2,b;end", NULL);
  gives("id,name\r\r1,a\r2,b\r", &spec, "3:1,a;4:2,b;end", NULL);
  gives("\n \nid,name\n\n\n1,a\n\n", &spec, "6:1,a;end", NULL);
}
END_TEST

START_TEST(a_quoted_line_break_is_text_and_the_next_line_is_exact) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("\"i\nd\",name\n1,\"a\nb\"\n2,\"c\r\nd\"\r\n3,\"e\rf \"\"g\"\"\"\n4,h\n", &spec,
        "3:1,a\nb;5:2,c\r\nd;7:3,e\rf \"g\";9:4,h;end", NULL);
}
END_TEST

START_TEST(cells_are_trimmed_and_kept_within) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("id,name\n 1 , \" a  b \" \n2\xC2\xA0,\xE3\x80\x80x\n", &spec, "2:1,a  b;3:2,x;end", NULL);
  spec.delimiter = '\t';
  gives("id\tname\n\t\n\tx\n1 \t y\n", &spec, "3:,x;4:1,y;end", NULL);
}
END_TEST

START_TEST(a_quote_within_a_field_is_a_quote) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 0);
  gives("1,5\" pipe\n2,b\n", &spec, "1:1,5\" pipe;2:2,b;end", NULL);
  spec.delimiter = '^';
  spec.quote = '~';
  gives("~01001~^~Butter, 3\" stick~\r\n~01002~^~~\r\n^~x~\r\n", &spec, "1:01001,Butter, 3\" stick;2:01002,;3:,x;end",
        NULL);
  spec.delimiter = ';';
  spec.quote = 0;
  gives("1;\"a\n2;b\"\n", &spec, "1:1,\"a;2:2,b\";end", NULL);
}
END_TEST

START_TEST(an_open_quote_is_named_where_it_began) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("id,name\n1,a\n\"2\n\",\"b\n3,c\n4,d\n", &spec, "2:1,a;failed", "4 open-quote 4 ");
}
END_TEST

START_TEST(short_and_long_rows_are_told_and_given) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("id,x,name\n1\n2,,b\n", &spec, "2:1,~;3:2,b;end", "2 short-row 2 the row has 1 cells, 3 were expected");
  gives("id,name\n1,a,oops\n", &spec, "2:1,a;end", "2 long-row 2 the row has 3 cells, 2 were expected");
  gives("id,name,\n1,a\n2,b,,\n", &spec, "2:1,a;3:2,b;end", NULL);
  spec.flags = VITK_RAGGED;
  gives("id,x,name\n1\n2,,b,c\n", &spec, "2:1,~;3:2,b;end", NULL);
  spec = spec_of(food_columns, 3, 0);
  gives("1\n2,b\n", &spec, "1:1,~,~;2:2,b,~;end", "2 short-row 1 the row has 1 cells, 2 were expected");
}
END_TEST

START_TEST(rows_of_nothing_say_nothing) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("id,name\n,\n , \xC2\xA0\n1,a\n\"\",\n,,,,\n", &spec, "4:1,a;end", NULL);
}
END_TEST

START_TEST(the_header_is_found_where_it_is_said) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 3);
  gives("Table of foods\n\n2024,x\nid,name\n1,a\n", &spec, "5:1,a;end", NULL);
  spec.first_row = 5;
  gives("Table of foods\n\n2024,x\nid,name\ncode,long name\n1,a\n", &spec, "6:1,a;end", NULL);
  spec = spec_of(food_columns, 3, VITK_HEADER_FIND);
  gives("Table of foods\nid,\nNAME,Id\na,1\n", &spec, "4:1,a,~;end", NULL);
  spec = spec_of(food_columns, 2, 0);
  spec.first_row = 2;
  gives("id,name\n1,a\n", &spec, "2:1,a;end", NULL);
}
END_TEST

START_TEST(a_missing_column_is_told_with_the_header_and_what_is_near) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("code,nome\n1,a\n", &spec, "failed",
        "4 missing-column 1 no column \"id\" in the header, which has \"code\", \"nome\" [check");
  gives("id,nome\n1,a\n", &spec, "failed", "[was it renamed to \"nome\"?");
  gives("id,name", &spec, "end", NULL);
  gives("", &spec, "failed", "4 missing-column 0 the header was expected in row 1, the file has 0 rows");
  spec.header_row = VITK_HEADER_FIND;
  gives("junk\nid,nome\n1,a\n", &spec, "failed", "4 missing-column 2 no column \"name|nom\"");
  gives("\n", &spec, "failed", "4 missing-column 0 ");
}
END_TEST

START_TEST(a_column_there_twice_is_refused) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("id,name,I D\n1,a,2\n", &spec, "failed", "4 double-column 1 columns 1 and 3 of the header both read as \"id\"");
}
END_TEST

START_TEST(the_delimiter_is_found_out) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  static const char delimiters[] = ",;\t|^";
  spec.delimiter = 0;
  for (const char *d = delimiters; *d; d++) {
    char text[100];
    snprintf(text, sizeof text, "id%cname%c\"a,b;c,d,e,f\"\n1%ckale%c1\n", *d, *d, *d, *d);
    gives(text, &spec, "2:1,kale;end", NULL);
  }
  spec.header_row = 2;
  gives("a;b;c;d;e\nid,name\n1,x\n", &spec, "3:1,x;end", NULL);
  spec.header_row = VITK_HEADER_FIND;
  gives("a;b;c;d;e\nid,name\n1,x\n", &spec, "3:1,x;end", NULL);
  spec.header_row = 0;
  gives("1|x, y|z\n", &spec, "1:1,x, y;end", NULL);
}
END_TEST

START_TEST(conditions_leave_rows_out_and_skipped_foods_are_counted) {
  static const struct vitk_where where[] = {{NULL, NULL, 0, VITK_MENTIONED}, {NULL, "kale|leek|", 1, VITK_ONE_OF}};
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  struct fixture f;
  struct vitk_buffer out = {.maximum = LARGE};
  static const char text[] = "id,name\n1,kale\n2,kale\n3, leek \n3,Kale\n1,\n4,salt\n5,leek\n";
  spec.where = where;
  spec.n_where = 2;
  spec.where_stride = sizeof where[0];
  spec.flags = VITK_FOOD_ROWS;
  gives(text, &spec, "2:1,kale;4:3,leek;6:1,;end", NULL);
  fixture_begin(&f);
  f.mentioned = "1|3";
  fixture_bytes(&f, "t.csv", text, sizeof text - 1);
  rows_of(&f, &spec, &out);
  ck_assert_uint_eq(f.skipped, 2);
  f.input.mentioned = NULL;
  ck_assert_str_eq(rows_of(&f, &spec, &out), "2:1,kale;3:2,kale;4:3,leek;6:1,;8:5,leek;end");
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(a_row_too_short_for_its_condition_is_told) {
  static const struct vitk_where where[] = {{NULL, "a", 1, VITK_ONE_OF}};
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  spec.where = where;
  spec.n_where = 1;
  spec.where_stride = sizeof where[0];
  gives("id,name\n1\n2,a\n", &spec, "3:2,a;end", "2 short-row 2");
}
END_TEST

START_TEST(lines_are_rows_of_one_cell) {
  static const struct vitk_column line[] = {{"line", 1, 0}};
  struct vitk_table_spec spec = spec_of(line, 1, 0);
  spec.flags = VITK_LINES;
  gives("{\"a\": \"x,y\"}\r\n\r\n \"z\rlast", &spec, "1:{\"a\": \"x,y\"};3:\"z;4:last;end", NULL);
  gives("", &spec, "end", NULL);
  spec.first_row = 2;
  gives("one\ntwo\n", &spec, "2:two;end", NULL);
}
END_TEST

START_TEST(an_older_and_shorter_spec_is_read_as_far_as_it_goes) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  struct {
    struct vitk_column column;
    uint64_t newer;
  } wide[] = {{{"id", 0, 0}, 7}, {{"name", 0, 0}, 7}};
  spec.where = (const void *)1; /* beyond what counts */
  spec.size = offsetof(struct vitk_table_spec, n_where);
  spec.n_where = 77;
  spec.columns = &wide[0].column;
  spec.column_stride = sizeof wide[0];
  gives("id,name\n1,a\n", &spec, "2:1,a;end", NULL);
}
END_TEST

START_TEST(a_spec_without_sense_is_refused) {
  static const struct vitk_where where[] = {{NULL, "a", 9, VITK_ONE_OF}};
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  spec.delimiter = '"';
  gives("id,name\n", &spec, "failed", "4 bad-call");
  spec = spec_of(food_columns, 2, 1);
  spec.member = 5;
  gives("id,name\n", &spec, "failed", "4 bad-call");
  spec = spec_of(food_columns, 2, 1);
  spec.where = where;
  spec.n_where = 1;
  spec.where_stride = sizeof where[0];
  gives("id,name\n", &spec, "failed", "4 bad-call");
}
END_TEST

START_TEST(limits_on_records_and_columns_hold) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  struct fixture f;
  struct vitk_buffer out = {.maximum = LARGE};
  static const char text[] = "id,name\n1,a\n2,\"bbbbbbbbb\nbbbbbbbbb\nbbbbbbbbbbbbb\"\n";
  fixture_begin(&f);
  f.limits.record_bytes = 30;
  fixture_bytes(&f, "t.csv", text, sizeof text - 1);
  ck_assert_str_eq(rows_of(&f, &spec, &out), "2:1,a;failed");
  ck_assert_heard(&f, "4 limit 3 the record that begins here has more than 30 bytes");
  f.limits = vitk_default_limits;
  f.limits.columns = 2;
  fixture_bytes(&f, "t.csv", "id,name\n1,a\n1,2,3\n", 18);
  ck_assert_str_eq(rows_of(&f, &spec, &out), "2:1,a;failed");
  ck_assert_heard(&f, "4 limit 3 the record that begins here has more than 2 columns");
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(a_bad_charset_names_the_line) {
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  gives("id,name\n1,\xC2\xB5\n2,\xE9t\xE9\n", &spec, "2:1,\xC2\xB5;failed", "4 charset 3 byte 0xE9 at offset 15");
}
END_TEST

START_TEST(the_header_cell_is_kept_as_it_stands) {
  struct vitk_table_spec spec = spec_of(food_columns, 3, 1);
  struct fixture f;
  struct vitk_table *table;
  fixture_begin(&f);
  fixture_bytes(&f, "t.csv", "id,name,\"VITK1\n(mg) \"\n", 22);
  ck_assert_int_eq(vitk_table_open(&f.input, &spec, &table), VITK_OK);
  ck_assert(vitk_str_is(vitk_table_field(table, 2), "VITK1\n(mg) "));
  ck_assert_ptr_null(vitk_table_field(table, 3).p);
  vitk_table_close(table);
  fixture_end(&f);
}
END_TEST

/* What of a text cut short is given are the rows of the whole; only the last can be a cut one. */
START_TEST(a_text_cut_anywhere_gives_no_row_that_the_whole_lacks) {
  static const char text[] = "id,name\n1,\"a\nb\"\r\n22,\"c \"\"d\"\"\"\n\n333,\xC2\xB5g\n4,e\n";
  struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
  struct fixture f;
  struct vitk_buffer whole = {.maximum = LARGE}, out = {.maximum = LARGE};
  fixture_begin(&f);
  fixture_bytes(&f, "t.csv", text, sizeof text - 1);
  rows_of(&f, &spec, &whole);
  for (size_t cut = 0; cut < sizeof text; cut++)
    for (size_t r = 0; r < 2; r++) {
      f.limits.read_size = r ? 1 : SIZE_MAX;
      fixture_bytes(&f, "t.csv", text, cut);
      rows_of(&f, &spec, &out);
      const char *end = strrchr(out.p, ';'), *last = end;
      while (last != NULL && last > out.p && last[-1] != ';')
        last--;
      if (last != NULL)
        ck_assert_msg(memcmp(whole.p, out.p, (size_t)(last - out.p)) == 0, "cut at %zu: %s", cut, out.p);
    }
  vitk_buffer_free(&whole);
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

static uint64_t count_rows(struct fixture *f, const struct vitk_table_spec *spec) {
  struct vitk_table *table;
  struct vitk_row row;
  uint64_t n = 0;
  int code = vitk_table_open(&f->input, spec, &table);
  while (code == VITK_OK && (code = vitk_table_next(table, &row)) == VITK_OK)
    n++;
  vitk_table_close(table);
  ck_assert_msg(code == VITK_END && f->n_said == 0, "%.*s", (int)f->said.n, f->said.p ? f->said.p : "");
  return n;
}

START_TEST(usda_sr28_has_all_its_rows) {
  static const char path[] = VITK_SHARED "/data/usda-sr28/sr28asc.zip";
  static const struct vitk_column columns[] = {{"NDB_No", 1, 0}, {"Nutr_No", 2, 0}, {"Nutr_Val", 3, 0}, {"CC", 18, 0}};
  static const struct vitk_where where[] = {{NULL, "428|429|430", 1, VITK_ONE_OF}};
  struct vitk_table_spec spec = spec_of(columns, 4, 0);
  struct fixture f;
  if (!fixture_has_shared(path))
    return;
  fixture_begin(&f);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  while (!vitk_str_is(vitk_bundle_name(f.bundle, spec.member), "NUT_DATA.txt"))
    spec.member++;
  spec.delimiter = '^';
  spec.quote = '~';
  spec.charset = "windows-1252";
  ck_assert_uint_eq(count_rows(&f, &spec), 679045);
  spec.where = where;
  spec.n_where = 1;
  spec.where_stride = sizeof where[0];
  ck_assert_uint_eq(count_rows(&f, &spec), 588 + 1410 + 5226);
  fixture_end(&f);
}
END_TEST

START_TEST(ciqual_2025_has_all_its_rows_and_columns) {
  static const char path[] = VITK_SHARED "/data/ciqual-2025/Table Ciqual 2025_FR_2025_11_03.csv";
  static const struct vitk_column columns[] = {{"alim_code", 0, 0}, {"Vitamine K1*", 0, 0}, {"Vitamine K2*", 0, 0}};
  struct vitk_table_spec spec = spec_of(columns, 3, 1);
  struct fixture f;
  if (!fixture_has_shared(path))
    return;
  fixture_begin(&f);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  spec.delimiter = 0;
  spec.charset = "utf-8|windows-1252";
  ck_assert_uint_eq(count_rows(&f, &spec), 3484);
  f.limits.columns = 84;
  ck_assert_uint_eq(count_rows(&f, &spec), 3484);
  fixture_end(&f);
}
END_TEST

START_TEST(a_record_may_be_as_long_as_the_limit_however_its_line_ends) {
  static const char *const ends[] = {"\n", "\r", "\r\n"};
  for (size_t i = 0; i < 3; i++)
    for (size_t read = 1; read < 40; read++)
      for (size_t limit = 19; limit <= 21; limit++) {
        struct fixture f;
        struct vitk_buffer out = {.maximum = LARGE};
        char text[100];
        struct vitk_table_spec spec = spec_of(food_columns, 2, 1);
        int n = snprintf(text, sizeof text, "id,name%s1,\"2345678\r\n234567\"%s3,4%s", ends[i], ends[i], ends[i]);
        fixture_begin(&f);
        f.limits.read_size = read;
        f.limits.record_bytes = limit;
        fixture_bytes(&f, "t.csv", text, (size_t)n);
        const char *rows = rows_of(&f, &spec, &out);
        ck_assert_str_eq(rows, limit < 20 ? "failed" : "2:1,2345678\r\n234567;4:3,4;end");
        vitk_buffer_free(&out);
        fixture_end(&f);
      }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("csv");
  TCase *tests = tcase_create("csv");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, columns_are_found_by_name_in_any_order);
  tcase_add_test(tests, line_ends_of_all_kinds_count_alike);
  tcase_add_test(tests, a_quoted_line_break_is_text_and_the_next_line_is_exact);
  tcase_add_test(tests, cells_are_trimmed_and_kept_within);
  tcase_add_test(tests, a_quote_within_a_field_is_a_quote);
  tcase_add_test(tests, an_open_quote_is_named_where_it_began);
  tcase_add_test(tests, short_and_long_rows_are_told_and_given);
  tcase_add_test(tests, rows_of_nothing_say_nothing);
  tcase_add_test(tests, the_header_is_found_where_it_is_said);
  tcase_add_test(tests, a_missing_column_is_told_with_the_header_and_what_is_near);
  tcase_add_test(tests, a_column_there_twice_is_refused);
  tcase_add_test(tests, the_delimiter_is_found_out);
  tcase_add_test(tests, conditions_leave_rows_out_and_skipped_foods_are_counted);
  tcase_add_test(tests, a_row_too_short_for_its_condition_is_told);
  tcase_add_test(tests, lines_are_rows_of_one_cell);
  tcase_add_test(tests, an_older_and_shorter_spec_is_read_as_far_as_it_goes);
  tcase_add_test(tests, a_spec_without_sense_is_refused);
  tcase_add_test(tests, limits_on_records_and_columns_hold);
  tcase_add_test(tests, a_bad_charset_names_the_line);
  tcase_add_test(tests, the_header_cell_is_kept_as_it_stands);
  tcase_add_test(tests, a_text_cut_anywhere_gives_no_row_that_the_whole_lacks);
  tcase_add_test(tests, usda_sr28_has_all_its_rows);
  tcase_add_test(tests, ciqual_2025_has_all_its_rows_and_columns);
  tcase_add_test(tests, a_record_may_be_as_long_as_the_limit_however_its_line_ends);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
