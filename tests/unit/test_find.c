#include "input_fixture.h"
#include "random_table.h"

enum { TABLES = 10000 };

static void reads_alike(const unsigned char *data, size_t n) {
  char *said = csv_differs(data, n);
  if (said == NULL)
    return;
  char choices[64] = "";
  for (size_t i = 0; i < CSV_TWICE_CHOICES; i++)
    snprintf(choices + 4 * i, 8, "%3u ", data[i]);
  ck_abort_msg("choices %s of:\n%.*s\n%s", choices, (int)(n - CSV_TWICE_CHOICES),
               (const char *)data + CSV_TWICE_CHOICES, said);
}

START_TEST(random_tables_read_alike_with_records_passed_over) {
  unsigned char *data = malloc(LONGEST);
  for (uint64_t i = random_rounds(TABLES); i > 0; i--)
    reads_alike(data, random_table(data));
  free(data);
}
END_TEST

/* All that a plain record can have, and what makes one that isn't, by the two ways to part cells. */
static const char sample[] =
    "a,d,b\n118,\"428\",\"x, \"\"y\"\"\"\n1, b c ,8\t\r\n\"\",\"\",\"\"\n,,\n\n \n\"a\nb\",\"118\r\n\",c\r"
    "7,\"q\" ,5\"\n\"\"\"\",118,\"\"\"\"\"\"\n\xC3\xA9,118,long enough for one more step of the scan, and then "
    "for another,1\n118\n1,2,3,4,5\n118,428,1\r\r\n8,118, \"a\"\n118,1,\"left open\n1,2,3\n";

START_TEST(a_table_cut_anywhere_reads_alike) {
  unsigned char data[CSV_TWICE_CHOICES + sizeof sample] = {0};
  static const unsigned char wheres[] = {4, 0,  1,
                                         7, 92, 223}; /* none, a value, MENTIONED, both, content, any content */
  for (size_t n = 0; n < sizeof sample; n++)
    for (unsigned way = 0; way < 6 * 8 * 4; way++) {
      data[2] = 1; /* a header */
      data[4] = wheres[way % 6];
      data[6] = (unsigned char)(way / 6 % 8 + 8 * (way / 48)); /* reads of one byte and more; limits */
      data[7] = (unsigned char)(way / 6 % 8 * 8);
      memcpy(data + CSV_TWICE_CHOICES, sample, n);
      reads_alike(data, CSV_TWICE_CHOICES + n);
    }
}
END_TEST

static const struct vitk_column columns[] = {{"id", 1, 0}, {"nutrient", 2, 0}, {"amount", 3, 1}};
static const struct vitk_where k1[] = {{NULL, "1185|430", 1, VITK_ONE_OF}};
static const struct vitk_where named[] = {{NULL, NULL, 0, VITK_MENTIONED}};

static struct vitk_table_spec spec_of(const struct vitk_where *where) {
  return (struct vitk_table_spec){.size = sizeof(struct vitk_table_spec),
                                  .delimiter = ',',
                                  .quote = '"',
                                  .header_row = 1,
                                  .columns = columns,
                                  .where = where,
                                  .n_columns = 3,
                                  .column_stride = sizeof *columns,
                                  .n_where = 1,
                                  .where_stride = sizeof *where};
}

/* All rows as "line:cells;", then the diags. */
static void read_rows(struct fixture *f, const struct vitk_table_spec *spec, struct vitk_buffer *out) {
  struct vitk_table *table = NULL;
  struct vitk_row row;
  out->n = f->said.n = 0;
  f->skipped = 0;
  int code = vitk_table_open(&f->input, spec, &table);
  while (code == VITK_OK && (code = vitk_table_next(table, &row)) == VITK_OK) {
    vitk_buffer_printf(out, "%llu:", (unsigned long long)row.line);
    for (uint32_t i = 0; i < row.n_cells; i++)
      vitk_buffer_printf(out, "%s%.*s", i ? "," : "", VITK_STR_ARG(row.cells[i].text));
    vitk_buffer_add(out, ";", 1);
  }
  vitk_table_close(table);
  vitk_buffer_printf(out, "%s %llu skipped ", code == VITK_END ? "end" : "failed", (unsigned long long)f->skipped);
  vitk_buffer_add_str(out, vitk_buffer_str(&f->said));
  vitk_buffer_add(out, "", 1);
}

/* The table gives this, each record read or some passed over, in one piece and in blocks of any size; `said` is how the
 * one diag begins. */
static void gives(const char *text, const struct vitk_table_spec *spec, const char *rows, const char *said) {
  for (size_t block = 0; block <= strlen(text) + 1; block++) {
    struct fixture f;
    struct vitk_buffer out = {.maximum = 1 << 20};
    char expected[1000];
    fixture_begin(&f);
    f.mentioned = "1|3";
    f.limits.read_each_record = block == 0;
    f.limits.threads = 1;
    f.limits.thread_block = block ? block : 1;
    f.limits.threads_from = block ? 0 : UINT64_MAX;
    fixture_bytes(&f, "t.csv", text, strlen(text));
    read_rows(&f, spec, &out);
    snprintf(expected, sizeof expected, "%s %s", rows, said);
    ck_assert_msg(strncmp(out.p, expected, strlen(expected)) == 0 && (said[0] != '\0') == (f.n_said == 1),
                  "blocks of %zu: %s", block, out.p);
    vitk_buffer_free(&out);
    fixture_end(&f);
  }
}

START_TEST(a_quote_within_a_field_hides_no_row) {
  struct vitk_table_spec spec = spec_of(k1);
  gives("id,nutrient,amount\n1,99,5\" pipe\n2,1185,3\n\"3\",\"1185\",\"4\"\n4\",99,\"1\n5,1185,\"6\"\n", &spec,
        "3:2,1185,3;4:3,1185,4;end 0 skipped", "");
  gives("id,nutrient,amount\n1,99,\"a\"b\n2,1185,c\"\n3,1185,4\n", &spec, "4:3,1185,4;end 0 skipped", "");
  gives("id,nutrient,amount\n1,99,\"a\n2,1185,3\n", &spec, "failed 0 skipped", "4 open-quote 2");
  gives("id,nutrient,amount\n1,99, \"a\n2,1185,3\"\n4,430,5\n", &spec, "4:4,430,5;end 0 skipped", "");
}
END_TEST

START_TEST(a_line_break_in_quotes_ends_no_record) {
  struct vitk_table_spec spec = spec_of(k1);
  gives("id,nutrient,amount\n1,99,\"a\n1185,1185,\n\"\n2,1185,3\n\"x\r\ny\",\"1185\",\"\"\"\n1,1185\"\n3,99,"
        "\"\n\n\"\n4,430,5",
        &spec, "5:2,1185,3;6:x\r\ny,1185,\"\n1,1185;12:4,430,5;end 0 skipped", "");
}
END_TEST

START_TEST(a_record_across_blocks_is_found_once) {
  struct vitk_table_spec spec = spec_of(k1);
  gives("id,nutrient,amount\r\n1,1185,\"long\r\nand longer\"\r\n2,99,1\r\n3,1185,7\r\n\r\n4,1185,8\r\n", &spec,
        "2:1,1185,long\r\nand longer;5:3,1185,7;7:4,1185,8;end 0 skipped", "");
}
END_TEST

/* More than a block's room for the start of a record, and less; some with the value. */
START_TEST(long_records_across_blocks_are_found_once) {
  struct vitk_table_spec spec = spec_of(k1);
  struct vitk_buffer text = {.maximum = 1 << 24}, out[2] = {{.maximum = 1 << 24}, {.maximum = 1 << 24}};
  vitk_buffer_printf(&text, "id,nutrient,amount\n");
  for (int i = 0; i < 200; i++)
    vitk_buffer_printf(&text, "%d,%s,\"%*d\"\n", i, below(2) ? "1185" : "99", (int)below(1 << (5 + i % 13)) + 1, i);
  for (int i = 0; i < 2; i++) {
    struct fixture f;
    fixture_begin(&f);
    f.limits.read_each_record = i == 0;
    f.limits.threads = 2;
    f.limits.thread_block = 1 << 16;
    f.limits.threads_from = 0;
    fixture_bytes(&f, "t.csv", text.p, text.n);
    read_rows(&f, &spec, &out[i]);
    fixture_end(&f);
  }
  ck_assert_str_eq(out[1].p, out[0].p);
  ck_assert_ptr_nonnull(strstr(out[0].p, ";end 0 skipped "));
  for (int i = 0; i < 2; i++)
    vitk_buffer_free(&out[i]);
  vitk_buffer_free(&text);
}
END_TEST

START_TEST(a_value_in_another_cell_or_a_longer_one_makes_no_row) {
  struct vitk_table_spec spec = spec_of(k1);
  gives("id,nutrient,amount\n1185,99,1\n2,11850,1\n3,21185,1\n4,99,1185\n5, \"1185\" ,2\n6,\xC2\xA0"
        "430\xE3\x80\x80,3\n7,1185.0,1\n",
        &spec, "6:5,1185,2;7:6,430,3;end 0 skipped", "");
}
END_TEST

START_TEST(plain_records_are_given_as_libcsv_gives_them) {
  struct vitk_table_spec spec = spec_of(NULL);
  spec.n_where = 0;
  gives("id,nutrient,amount\n1, a b ,\"c \"\n\"\"\"2\"\"\",\t "
        ",\"d\n,\"\r\n\"\"\"\"\"\",3,\xC2\xA0x\r4,5\n\n\n,,6,\t\n7,\"8\",9",
        &spec, "2:1,a b,c;3:\"2\",,d\n,;5:\"\",3,x;6:4,5,;9:,,6;10:7,8,9;end 0 skipped",
        "2 short-row 6 the row has 2 cells");
}
END_TEST

START_TEST(a_short_row_without_the_value_is_told) {
  struct vitk_table_spec spec = spec_of(k1);
  gives("id,nutrient,amount\n1,99,1\n2\n3,99\n,,\n \n4,1185,1\n", &spec, "7:4,1185,1;end 0 skipped",
        "2 short-row 3 the row has 1 cells");
  spec.flags = VITK_RAGGED;
  gives("id,nutrient,amount\n1,99,1\n2\n3,99\n4,1185,1\n", &spec, "5:4,1185,1;end 0 skipped", "");
}
END_TEST

START_TEST(foods_that_nothing_named_are_counted) {
  struct vitk_table_spec spec = spec_of(named);
  const char *text =
      "id,nutrient,amount\n1,a,\n\"2\",\"b\nb\",\n 3 ,c,\n,,\n4,\"d\"\"\",\n\"\"\"5\",e,\n6,f,\n\n\"3\",g,\n";
  gives(text, &spec, "2:1,a,;5:3,c,;11:3,g,;end 0 skipped", "");
  spec.flags = VITK_FOOD_ROWS;
  gives(text, &spec, "2:1,a,;5:3,c,;11:3,g,;end 4 skipped", "");
}
END_TEST

START_TEST(rows_without_content_are_counted_and_uneven_ones_told) {
  static const struct vitk_where any[] = {{NULL, NULL, 2, VITK_NOT_BLANK}, {NULL, NULL, 1, VITK_NOT_BLANK}};
  struct vitk_table_spec spec = spec_of(any);
  const char *text =
      "id,nutrient,amount\n1,,\n2,\"\",\n3,x,\n\"4\",,\"5\"\n,,\n\"\",\"\",\"\"\n6, ,\t\n7,\xC2\xA0,\n8,,\r\n"
      "\"9\nb\",\"\",\"\"\n\n,,a\n\"b\"\"\",,\n11,,";
  gives(text, &spec, "5:4,,5;14:,,a;end 0 skipped", "");
  spec.n_where = 2;
  gives(text, &spec, "4:3,x,;5:4,,5;14:,,a;end 0 skipped", "");
  spec.flags = VITK_FOOD_ROWS;
  gives(text, &spec, "4:3,x,;5:4,,5;14:,,a;end 8 skipped", "");
  gives("id,nutrient,amount\n1,,\n2,,,x\n3,,\n", &spec, "end 3 skipped", "2 long-row 3 the row has 4 cells");
  gives("id,nutrient,amount\n1,,\n2\n3,,\n", &spec, "end 3 skipped", "2 short-row 3 the row has 1 cells");
  gives("id,nutrient,amount\n1,,,,\n2,a,,\n3,,\n", &spec, "3:2,a,;end 2 skipped", "");
  spec.flags |= VITK_RAGGED;
  gives("id,nutrient,amount\n1\n2,,,x\n3,,4\n", &spec, "4:3,,4;end 2 skipped", "");
}
END_TEST

START_TEST(rows_without_content_are_given_where_all_foods_are_wanted) {
  static const struct vitk_where any[] = {{NULL, NULL, 2, VITK_NOT_BLANK}};
  struct vitk_table_spec spec = spec_of(any);
  struct fixture f;
  struct vitk_buffer out = {.maximum = 1 << 20};
  fixture_begin(&f);
  fixture_bytes(&f, "t.csv", "id,nutrient,amount\n1,a,\n2,b,3\n", 30);
  f.input.all_foods = true;
  read_rows(&f, &spec, &out);
  ck_assert_str_eq(out.p, "3:2,b,3;end 0 skipped ");
  spec.flags = VITK_FOOD_ROWS;
  read_rows(&f, &spec, &out);
  ck_assert_str_eq(out.p, "2:1,a,;3:2,b,3;end 0 skipped ");
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(text_that_is_not_utf8_is_told_where_it_is) {
  struct vitk_table_spec spec = spec_of(k1);
  gives("id,nutrient,amount\n1,99,\xC3\xA9\n2,1185,\xE9\n3,1185,1\n", &spec, "failed 0 skipped",
        "4 charset 3 byte 0xE9 at offset 34 is not utf-8");
}
END_TEST

/* A table of some megabytes with all kinds of text in it, in the blocks of a real run. */
START_TEST(any_number_of_threads_gives_the_same) {
  struct fixture f;
  struct vitk_buffer text = {.maximum = 1 << 26}, first = {.maximum = 1 << 26}, again = {.maximum = 1 << 26};
  struct vitk_table_spec spec = spec_of(k1);
  fixture_begin(&f);
  vitk_buffer_printf(&text, "id,nutrient,amount\n");
  for (int i = 0; text.n < (size_t)6 << 20; i++)
    vitk_buffer_printf(&text,
                       below(3000) == 0   ? "\"%d\",%u,\"a\nb \"\"c\"\"\"\n"
                       : below(5000) == 0 ? "%d,%u,5\" \xC3\xA9t\xC3\xA9\n"
                                          : "%d,%u,1.5\n",
                       i, 1150 + below(50));
  fixture_bytes(&f, "t.csv", text.p, text.n);
  f.limits.read_each_record = true;
  read_rows(&f, &spec, &first);
  uint64_t bytes;
  vitk_str digest;
  ck_assert(vitk_bundle_digest(f.bundle, 0, &bytes, &digest));
  f.limits.read_each_record = false;
  for (uint32_t threads = 1; threads <= 4; threads++) {
    f.limits.threads = threads;
    char path[300];
    fixture_path(&f, "t.csv", path);
    struct vitk_bundle *kept = f.bundle;
    const struct vitk_bundle_settings settings = {.limits = &f.limits};
    ck_assert_int_eq(vitk_bundle_open(path, &settings, &f.diags, &f.bundle), VITK_OK);
    f.input.bundle = f.bundle;
    read_rows(&f, &spec, &again);
    ck_assert_str_eq(again.p, first.p);
    vitk_str other;
    ck_assert(vitk_bundle_digest(f.bundle, 0, &bytes, &other));
    ck_assert(vitk_str_equal(other, digest));
    vitk_bundle_close(f.bundle);
    f.input.bundle = f.bundle = kept;
  }
  vitk_buffer_free(&text);
  vitk_buffer_free(&first);
  vitk_buffer_free(&again);
  fixture_end(&f);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("find");
  TCase *tests = tcase_create("find");
  tcase_set_timeout(tests, 240);
  tcase_add_test(tests, a_table_cut_anywhere_reads_alike);
  tcase_add_test(tests, plain_records_are_given_as_libcsv_gives_them);
  tcase_add_test(tests, a_quote_within_a_field_hides_no_row);
  tcase_add_test(tests, a_line_break_in_quotes_ends_no_record);
  tcase_add_test(tests, a_record_across_blocks_is_found_once);
  tcase_add_test(tests, long_records_across_blocks_are_found_once);
  tcase_add_test(tests, a_value_in_another_cell_or_a_longer_one_makes_no_row);
  tcase_add_test(tests, a_short_row_without_the_value_is_told);
  tcase_add_test(tests, foods_that_nothing_named_are_counted);
  tcase_add_test(tests, rows_without_content_are_counted_and_uneven_ones_told);
  tcase_add_test(tests, rows_without_content_are_given_where_all_foods_are_wanted);
  tcase_add_test(tests, text_that_is_not_utf8_is_told_where_it_is);
  tcase_add_test(tests, any_number_of_threads_gives_the_same);
  tcase_add_test(tests, random_tables_read_alike_with_records_passed_over);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
