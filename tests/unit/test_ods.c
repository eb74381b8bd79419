#include "workbook_fixture.h"

#define SPACES                                                                                                         \
  "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "                                                   \
  "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "                                                     \
  "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "                                                       \
  "xmlns:calcext='urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0'"
#define CONTENT(tables)                                                                                                \
  "<office:document-content " SPACES "><office:body><office:spreadsheet>" tables                                       \
  "</office:spreadsheet></office:body></office:document-content>"
#define SHEET(name, rows) "<table:table table:name='" name "'><table:table-column/>" rows "</table:table>"
#define ROW(cells)        "<table:table-row>" cells "</table:table-row>"
#define ROWS(n, cells)    "<table:table-row table:number-rows-repeated='" n "'>" cells "</table:table-row>"
#define TEXT(text)        "<table:table-cell office:value-type='string'><text:p>" text "</text:p></table:table-cell>"
#define NUMBER(value, shown)                                                                                           \
  "<table:table-cell office:value-type='float' office:value='" value "' calcext:value-type='float'><text:p>" shown     \
  "</text:p></table:table-cell>"
#define BLANK(n) "<table:table-cell table:number-columns-repeated='" n "'/>"
#define WORKBOOK(name, content)                                                                                        \
  static const struct part name[] = {                                                                                  \
      {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", content}, {NULL, NULL}}

START_TEST(a_cell_of_each_kind_is_what_it_shows) {
  WORKBOOK(
      parts,
      CONTENT(SHEET(
          "A",
          ROW(TEXT("a") NUMBER(
              "5",
              "5") "<table:table-cell office:value-type='percentage' office:value='0.05'>"
                   "<text:p>5%</text:p></table:table-cell>"
                   "<table:table-cell office:value-type='boolean' office:boolean-value='true'/>"
                   "<table:table-cell office:value-type='date' office:date-value='2024-01-12'><text:p>1-12</text:p>"
                   "</table:table-cell>"
                   "<table:table-cell office:value-type='string' office:string-value='' calcext:value-type='error'>"
                   "<text:p>#N/A</text:p></table:table-cell>"
                   "<table:table-cell office:value-type='string' office:string-value='s'/>"
                   "<table:table-cell/>" NUMBER("0.0", "0")))));
  sheet_gives(parts, NULL, "1:A=a,B=5#,C=0.05#,D=TRUE,E=1-12@,F=#N/A,G=s,I=0#;end", NULL);
}
END_TEST

START_TEST(a_number_is_the_shortest_text_of_its_double) {
  WORKBOOK(parts, CONTENT(SHEET("A", ROW(NUMBER("21.894999999999999", "21.9") NUMBER("1234.0", "1,234")
                                             NUMBER("1.3E1", "13") NUMBER("x", "x")))));
  sheet_gives(parts, NULL, "1:A=21.895#,B=1234#,C=13#,D=x;end", NULL);
}
END_TEST

START_TEST(a_number_that_shows_in_parentheses_is_an_estimate) {
  WORKBOOK(parts, CONTENT(SHEET("A", ROW(NUMBER("5", "(5)") NUMBER("-5", "(5)") NUMBER("-5", "(-5)") NUMBER("-5", "-5")
                                             NUMBER("0.5", "&lt;0.5") TEXT("(5)")))));
  sheet_gives(parts, NULL, "1:A=5#!,B=5#!,C=-5#!,D=-5#,E=<0.5,F=(5);end", NULL);
}
END_TEST

START_TEST(rows_and_cells_that_repeat_are_as_many) {
  WORKBOOK(
      parts,
      CONTENT(SHEET(
          "A",
          ROWS("3", BLANK("16384")) ROW(BLANK(
              "2") "<table:table-cell table:number-columns-repeated='2' office:value-type='float' "
                   "office:value='7'><text:p>7</text:p></table:table-cell>" TEXT(
                       "x")) "<table:table-header-rows>" ROWS("2",
                                                              TEXT("y")) "</table:table-header-rows>" ROWS("1048570",
                                                                                                           BLANK(
                                                                                                               "1638"
                                                                                                               "4")))));
  sheet_gives(parts, NULL, "4:C=7#,D=7#,E=x;5:A=y;6:A=y;end", NULL);
}
END_TEST

START_TEST(cells_under_a_merged_one_are_blank) {
  WORKBOOK(parts, CONTENT(SHEET("A", ROW(TEXT("a") "<table:covered-table-cell office:value-type='string'><text:p>no"
                                                   "</text:p></table:covered-table-cell>" TEXT("c")))));
  sheet_gives(parts, NULL, "1:A=a,C=c;end", NULL);
}
END_TEST

START_TEST(text_is_read_as_it_is_shown) {
  WORKBOOK(
      parts,
      CONTENT(SHEET(
          "A", ROW(TEXT("  a <text:span>b</text:span>\n c<text:s text:c='2'/>d<text:tab/>e"
                        "<text:line-break/>f</text:p><text:p>g")
                       TEXT("<text:ruby><text:ruby-base>\xE5\xA4\xA7\xE8\xB1\x86</text:ruby-base>"
                            "<text:ruby-text>no</text:ruby-text></text:ruby>") "<table:table-cell "
                                                                               "office:value-type='string'><office:"
                                                                               "annotation><text:p>no</text:p>"
                                                                               "</office:annotation><text:p>h</"
                                                                               "text:p></table:table-cell>"))));
  sheet_gives(parts, NULL, "1:A=a b c  d\te\nf\ng,B=\xE5\xA4\xA7\xE8\xB1\x86,C=h;end", NULL);
}
END_TEST

WORKBOOK(several,
         "<office:document-content " SPACES "><office:body><office:spreadsheet><table:tracked-changes>"
         "<table:table table:name='no'/></table:tracked-changes>" SHEET("Notes", ROW(TEXT("n")))
             SHEET("Values 2024", ROW(TEXT("v")))
                 SHEET("values2024", ROW(TEXT("w"))) "</office:spreadsheet></office:body></office:document-content>");

START_TEST(a_sheet_is_found_by_its_name) {
  sheet_gives(several, NULL, "1:A=n;end", NULL);
  sheet_gives(several, "Values 2024", "1:A=v;end", NULL);
  sheet_gives(several, "values2024", "1:A=w;end", NULL);
  sheet_gives(several, "Data|Val*", "1:A=v;end", NULL);
  sheet_gives(several, "Data", "failed", "missing-sheet 0 no sheet \"Data\" in the workbook, which has \"Notes\", ");
}
END_TEST

START_TEST(the_sheets_are_listed_and_shown_in_the_head) {
  struct fixture f;
  vitk_str name, head;
  fixture_begin(&f);
  fixture_zip(&f, "t.ods", several);
  ck_assert_int_eq(vitk_table_sheets(&f.input, 0, 0, &name), VITK_OK);
  ck_assert(vitk_str_is(name, "Notes"));
  ck_assert_int_eq(vitk_table_sheets(&f.input, 0, 3, &name), VITK_END);
  ck_assert_int_eq(vitk_table_head(&f.input, 0, &head), VITK_OK);
  ck_assert(vitk_str_is(head, "\fNotes\nn\n\fValues 2024\nv\n\fvalues2024\nw\n"));
  fixture_end(&f);
}
END_TEST

START_TEST(what_is_broken_is_told_with_its_place) {
  WORKBOOK(count, CONTENT(SHEET("A", ROW(TEXT("a")) ROW("<table:table-cell table:number-columns-repeated='0'/>"))));
  sheet_gives(count, NULL, "1:A=a;failed", "bad-workbook 2 in row 2 a count is no number above 0: \"0\"");
  WORKBOOK(cut, "<office:document-content " SPACES "><office:body><office:spreadsheet>");
  sheet_gives(cut, NULL, "failed", "not-well-formed 0 the part \"content.xml\" of the workbook");
  WORKBOOK(doctype, "<!DOCTYPE x><x/>");
  sheet_gives(doctype, NULL, "failed", "dtd");
}
END_TEST

START_TEST(what_is_too_large_is_refused) {
  WORKBOOK(rows, CONTENT(SHEET("A", ROWS("1048577", TEXT("a")))));
  sheet_gives(rows, NULL, "failed", "limit 1 the sheet has more than 1048576 rows");
  WORKBOOK(columns, CONTENT(SHEET("A", ROW(BLANK("16384") TEXT("a")))));
  sheet_gives(columns, NULL, "failed", "limit 1 the sheet has more than 16384 columns");
  WORKBOOK(spaces, CONTENT(SHEET("A", ROW(TEXT("<text:s text:c='999999999'/>")))));
  sheet_gives(spaces, NULL, "failed", "a cell's text is too long");
}
END_TEST

START_TEST(a_damaged_file_gives_rows_or_a_reason) {
  WORKBOOK(parts, CONTENT(SHEET("A", ROW(TEXT("a") NUMBER("5", "(5)")) ROWS("2", BLANK("3") TEXT("b")))));
  survives_damage(parts);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("ods");
  TCase *tests = tcase_create("ods");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, a_cell_of_each_kind_is_what_it_shows);
  tcase_add_test(tests, a_number_is_the_shortest_text_of_its_double);
  tcase_add_test(tests, a_number_that_shows_in_parentheses_is_an_estimate);
  tcase_add_test(tests, rows_and_cells_that_repeat_are_as_many);
  tcase_add_test(tests, cells_under_a_merged_one_are_blank);
  tcase_add_test(tests, text_is_read_as_it_is_shown);
  tcase_add_test(tests, a_sheet_is_found_by_its_name);
  tcase_add_test(tests, the_sheets_are_listed_and_shown_in_the_head);
  tcase_add_test(tests, what_is_broken_is_told_with_its_place);
  tcase_add_test(tests, what_is_too_large_is_refused);
  tcase_add_test(tests, a_damaged_file_gives_rows_or_a_reason);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
