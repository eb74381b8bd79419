#include "core/input/number_format.h"
#include "core/input/workbook.h"
#include "workbook_fixture.h"

#define MAIN  "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL   "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define TYPES "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
#define RELATIONS(all)                                                                                                 \
  "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" all "</Relationships>"
#define RELATION(id, type, target) "<Relationship Id='" id "' Type='" REL "/" type "' Target='" target "'/>"
#define SHEET(rows)                                                                                                    \
  "<?xml version='1.0' encoding='UTF-8'?><worksheet xmlns='" MAIN "'><sheetData>" rows "</sheetData></worksheet>"
#define STRINGS(all) "<sst xmlns='" MAIN "'>" all "</sst>"
#define STYLES(formats, styles)                                                                                        \
  "<styleSheet xmlns='" MAIN "'><numFmts>" formats "</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"        \
  "<cellXfs>" styles "</cellXfs></styleSheet>"

/* A workbook of one sheet. */
#define WORKBOOK(name, sheet, strings, styles)                                                                         \
  static const struct part name[] = {                                                                                  \
      {"[Content_Types].xml", TYPES},                                                                                  \
      {"_rels/.rels", RELATIONS(RELATION("rId1", "officeDocument", "xl/workbook.xml"))},                               \
      {"xl/workbook.xml", "<workbook xmlns='" MAIN "' xmlns:r='" REL                                                   \
                          "'><sheets><sheet name='Foods' sheetId='1' r:id='rId1'/></sheets></workbook>"},              \
      {"xl/_rels/workbook.xml.rels", RELATIONS(RELATION("rId1", "worksheet", "worksheets/sheet1.xml")                  \
                                                   RELATION("rId2", "sharedStrings", "sharedStrings.xml")              \
                                                       RELATION("rId3", "styles", "/xl/styles.xml"))},                 \
      {"xl/worksheets/sheet1.xml", sheet},                                                                             \
      {"xl/sharedStrings.xml", strings},                                                                               \
      {"xl/styles.xml", styles},                                                                                       \
      {NULL, NULL}}

#define NO_STRINGS STRINGS("")
#define NO_STYLES  STYLES("", "<xf numFmtId='0'/>")

START_TEST(a_cell_of_each_kind_is_what_it_shows) {
  WORKBOOK(parts,
           SHEET("<row r='1'><c r='A1' t='s'><v>1</v></c><c r='B1' t='inlineStr'><is><t>b</t></is></c>"
                 "<c r='C1' t='str'><f>UPPER(\"c\")</f><v>C</v></c><c r='D1' t='b'><v>1</v></c>"
                 "<c r='E1' t='b'><v>0</v></c><c r='F1' t='e'><v>#N/A</v></c><c r='G1'><v>5</v></c>"
                 "<c r='H1' t='n'><f>1+1</f><v>2</v></c><c r='I1' t='d'><v>2024-01-02</v></c><c r='J1' s='0'/>"
                 "<c r='K1' t='s'><v>0</v></c></row>"),
           STRINGS("<si><t/></si><si><t>a</t></si>"), NO_STYLES);
  sheet_gives(parts, NULL, "1:A=a,B=b,C=C,D=TRUE,E=FALSE,F=#N/A,G=5#,H=2#,I=2024-01-02@;end", NULL);
}
END_TEST

START_TEST(a_number_is_the_shortest_text_of_its_double) {
  WORKBOOK(parts,
           SHEET("<row r='1'><c><v>21.894999999999999</v></c><c><v>1234.0</v></c><c><v>1.3E1</v></c>"
                 "<c><v>0.10000000000000001</v></c><c><v>1.0000000000000001E-5</v></c><c><v>-5</v></c>"
                 "<c><v>12345678901234567890</v></c><c><v>.5</v></c><c><v>0.0001</v></c><c><v>1E400</v></c>"
                 "<c><v> 7 </v></c><c><v>1e</v></c></row>"),
           NO_STRINGS, NO_STYLES);
  sheet_gives(parts, NULL,
              "1:A=21.895#,B=1234#,C=13#,D=0.1#,E=0.00001#,F=-5#,G=1.2345678901234567e19#,H=0.5#,I=0.0001#,J=1E400,"
              "K=7#,L=1e;end",
              NULL);
}
END_TEST

START_TEST(furigana_is_no_text_and_runs_are_one_text) {
  WORKBOOK(parts,
           SHEET("<row r='1'><c t='s'><v>0</v></c><c t='inlineStr'><is><r><t>x</t></r><r><rPr><b/></rPr><t>y</t></r>"
                 "<rPh sb='0' eb='1'><t>no</t></rPh></is></c></row>"),
           STRINGS("<si><r><t>\xE5\xA4\xA7</t></r><r><t xml:space='preserve"
                   "'> \xE8\xB1\x86</t></r><rPh sb='0' eb='1'><t>\xE3\x83\x80\xE3\x82\xA4</t></rPh>"
                   "<phoneticPr fontId='1'/></si>"),
           NO_STYLES);
  sheet_gives(parts, NULL, "1:A=\xE5\xA4\xA7 \xE8\xB1\x86,B=xy;end", NULL);
}
END_TEST

START_TEST(escaped_characters_are_characters) {
  WORKBOOK(parts,
           SHEET("<row r='1'><c t='s'><v>0</v></c><c t='str'><v>_x00b5_g_x003C_1</v></c>"
                 "<c t='inlineStr'><is><t>_x005F_x000D_</t></is></c><c t='str'><v>a_x_b_xD800_</v></c></row>"),
           STRINGS("<si><t>K1_x000a_(x)</t></si>"), NO_STYLES);
  sheet_gives(parts, NULL, "1:A=K1\n(x),B=\xC2\xB5g<1,C=_x000D_,D=a_x_b_xD800_;end", NULL);
}
END_TEST

START_TEST(parentheses_of_a_number_format_mark_an_estimate) {
  WORKBOOK(
      parts,
      SHEET("<row r='1'><c s='1'><v>5</v></c><c s='2'><v>-5</v></c><c s='2'><v>5</v></c><c s='3'><v>-5</v></c>"
            "<c s='4'><v>0.5</v></c><c s='5' t='str'><v>Tr</v></c><c s='6'><v>45000</v></c><c s='0'><v>-5</v></c>"
            "<c s='99'><v>1</v></c></row>"),
      NO_STRINGS,
      STYLES("<numFmt numFmtId='176' formatCode='\\(General\\)'/><numFmt numFmtId='177' formatCode='0_);\\(0\\)'/>"
             "<numFmt numFmtId='178' formatCode='&quot;&lt;&quot;0.0'/><numFmt numFmtId='180' formatCode='\\(@\\)'/>",
             "<xf numFmtId='0'/><xf numFmtId='176'/><xf numFmtId='177'/><xf numFmtId='38'/><xf numFmtId='178'/>"
             "<xf numFmtId='180'/><xf numFmtId='14'/>"));
  sheet_gives(parts, NULL, "1:A=5#!,B=5#!,C=5#,D=5#!,E=<0.5,F=Tr!,G=45000#@,H=-5#,I=1#;end", NULL);
}
END_TEST

START_TEST(number_formats_are_read_by_section) {
  static const struct {
    const char *code;
    double number;
    uint32_t shown;
  } cases[] = {
      {"General", 5, 0},
      {"0.0", -5, 0},
      {"\\(0\\)", 5, VITK_SHOWN_IN_PARENTHESES},
      {"\\(0\\)", -5, VITK_SHOWN_IN_PARENTHESES}, /* shows as -(5) */
      {"\"(\"0.0\")\"", 5, VITK_SHOWN_IN_PARENTHESES},
      {"(0)", 5, VITK_SHOWN_IN_PARENTHESES},
      {"0_);(0)", 5, 0},
      {"0_);(0)", -5, VITK_SHOWN_IN_PARENTHESES | VITK_SHOWN_WITHOUT_SIGN},
      {"0;-0", -5, 0},
      {"0;[Red]0", -5, VITK_SHOWN_WITHOUT_SIGN},
      {"0;-0;\\(0\\)", 0, VITK_SHOWN_IN_PARENTHESES},
      {"0;-0;\\(0\\)", 1, 0},
      {"0;\\(@\\)", -1, 0},
      {"[<=0.5]\\(0\\);0", 0.5, VITK_SHOWN_IN_PARENTHESES},
      {"[<=0.5]\\(0\\);0", 3, 0},
      {"[>=100]0;[<1]\\(0\\);0", 0.2, VITK_SHOWN_IN_PARENTHESES},
      {"[<>0]0;\\(0\\)", 0, VITK_SHOWN_IN_PARENTHESES},
      {"\"<\"0", 1, VITK_SHOWN_BELOW},
      {"0\" (a)\"", 1, 0},
      {"yyyy/mm/dd", 1, VITK_SHOWN_AS_DATE},
      {"[$-411]ggge\"\xE5\xB9\xB4\"m\"\xE6\x9C\x88\"", 1, VITK_SHOWN_AS_DATE},
      {"[h]:mm", 1, VITK_SHOWN_AS_DATE},
      {"0.00E+00", 1, 0},
      {"0.0\" mg\"", 1, 0},
      {"[Red]0", 1, 0},
      {"G/\xE6\xA8\x99\xE6\xBA\x96", 1, 0},
      {"\\", 1, 0},
      {"\"", 1, 0},
      {"[", 1, 0},
      {"", 1, 0},
      {";;;;;;", -1, VITK_SHOWN_WITHOUT_SIGN},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    uint32_t shown = vitk_number_format_shows(cases[i].code, cases[i].number);
    ck_assert_msg(shown == cases[i].shown, "%s shows %g with %u", cases[i].code, cases[i].number, shown);
  }
  ck_assert(vitk_number_format_encloses_text("0;-0;0;\\(@\\)"));
  ck_assert(!vitk_number_format_encloses_text("\\(0\\)"));
  for (uint32_t id = 0; id < 100; id++)
    if (vitk_number_format_built_in(id) != NULL)
      ck_assert_msg(vitk_number_format_matters(vitk_number_format_built_in(id)), "format %u", id);
}
END_TEST

static const struct part several[] = {
    {"[Content_Types].xml", TYPES},
    {"_rels/.rels", RELATIONS(RELATION("a", "officeDocument", "/book/main.xml"))},
    {"book/main.xml",
     "<x:workbook xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main' "
     "xmlns:q='http://purl.oclc.org/ooxml/officeDocument/relationships'><x:sheets>"
     "<x:sheet name='Chart' sheetId='4' q:id='rC'/><x:sheet name='Notes &amp; more' sheetId='1' q:id='rB'/>"
     "<x:sheet name=' Values 2024 ' sheetId='2' state='hidden' q:id='rA'/>"
     "<x:sheet name='values2024' sheetId='3' q:id='rD'/></x:sheets></x:workbook>"},
    {"book/_rels/main.xml.rels",
     RELATIONS(RELATION("rA", "worksheet", "../other/./A.xml") RELATION("rB", "worksheet", "s\\b.xml")
                   RELATION("rC", "chartsheet", "c.xml") RELATION("rD", "worksheet", "/other/D.xml"))},
    {"other/./A.xml", "<s:worksheet xmlns:s='http://purl.oclc.org/ooxml/spreadsheetml/main'><s:sheetData><s:row>"
                      "<s:c t='inlineStr'><s:is><s:t>A</s:t></s:is></s:c></s:row></s:sheetData></s:worksheet>"},
    {"BOOK/S/B.xml", SHEET("<row r='3'><c r='C3' t='str'><v>B</v></c></row>")},
    {"other/D.xml", SHEET("<row><c t='str'><v>D</v></c></row>")},
    {NULL, NULL}};

START_TEST(a_sheet_is_found_through_the_workbooks_relations) {
  sheet_gives(several, NULL, "3:C=B;end", NULL);
  sheet_gives(several, "Notes & more", "3:C=B;end", NULL);
  sheet_gives(several, " Values 2024 ", "1:A=A;end", NULL);
  sheet_gives(several, "values2024", "1:A=D;end", NULL); /* exactly so, though another reads alike */
  sheet_gives(several, "VALUES 2024", "1:A=A;end", NULL);
  sheet_gives(several, "Data|val*", "1:A=A;end", NULL);
  sheet_gives(several, "Data", "failed",
              "missing-sheet 0 no sheet \"Data\" in the workbook, which has \"Notes & more\", ");
}
END_TEST

START_TEST(the_sheets_are_listed_and_shown_in_the_head) {
  struct fixture f;
  vitk_str name, head;
  fixture_begin(&f);
  fixture_zip(&f, "t.xlsx", several);
  ck_assert_int_eq(vitk_table_sheets(&f.input, 0, 1, &name), VITK_OK);
  ck_assert(vitk_str_is(name, " Values 2024 "));
  ck_assert_int_eq(vitk_table_sheets(&f.input, 0, 3, &name), VITK_END);
  ck_assert_int_eq(vitk_table_head(&f.input, 0, &head), VITK_OK);
  ck_assert_msg(vitk_str_is(head, "\fNotes & more\n\t\tB\n\f Values 2024 \nA\n\fvalues2024\nD\n"), "%.*s",
                VITK_STR_ARG(head));
  fixture_bytes(&f, "t.csv", "id,name\n", 8);
  ck_assert_int_eq(vitk_table_sheets(&f.input, 0, 0, &name), VITK_END);
  ck_assert_int_eq(vitk_table_head(&f.input, 0, &head), VITK_OK);
  ck_assert(vitk_str_is(head, "id,name\n"));
  fixture_end(&f);
}
END_TEST

START_TEST(the_head_of_a_long_sheet_ends_at_a_row_and_leaves_room_for_the_others) {
  enum { CELLS = 2000 };
  struct fixture f;
  struct vitk_buffer sheet = {.maximum = 1 << 20};
  vitk_str head;
  fixture_begin(&f);
  vitk_buffer_printf(&sheet, "<worksheet><sheetData>");
  for (unsigned row = 1; row <= 60; row++) {
    vitk_buffer_printf(&sheet, "<row r='%u'>", row);
    for (unsigned i = 0; i < CELLS / 10; i++)
      vitk_buffer_printf(&sheet, "<c t='str'><v>a\t%u\n%u</v></c>", row, i);
    vitk_buffer_printf(&sheet, "</row>");
  }
  vitk_buffer_add(&sheet, "</sheetData></worksheet>", sizeof "</sheetData></worksheet>");
  struct part parts[sizeof several / sizeof several[0]];
  memcpy(parts, several, sizeof parts);
  parts[5].text = sheet.p; /* the first */
  fixture_zip(&f, "t.xlsx", parts);
  ck_assert_int_eq(vitk_table_head(&f.input, 0, &head), VITK_OK);
  ck_assert_uint_le(head.n, VITK_HEAD_BYTES);
  ck_assert_uint_gt(head.n, VITK_HEAD_BYTES / 4);
  ck_assert_ptr_nonnull(memmem(head.p, head.n, "a 1 0\ta 1 1\t", 12));
  ck_assert_ptr_nonnull(memmem(head.p, head.n, " 199\n\f Values 2024 \nA\n\fvalues2024\nD\n", 36));
  vitk_buffer_free(&sheet);
  fixture_end(&f);
}
END_TEST

START_TEST(what_is_not_there_is_blank_and_blank_rows_are_skipped) {
  WORKBOOK(
      parts,
      SHEET("<row r='2'><c r='B2' t='str'><v>Code</v></c><c r='C2' t='str'><v>Name</v></c>"
            "<c r='E2' t='str'><v>Vitamin\nK1</v></c></row>"
            "<row r='4'><c r='B4' t='str'><v>01</v></c></row><row r='5'/><row r='6'><c r='B6' s='0'/></row>"
            "<row r='9'><c r='E9'><v>0</v></c><c r='B9' t='str'><v>02</v></c><c r='H9' t='str'><v>aside</v></c></row>"
            "<row r='10'><c r='A10' t='str'><v> </v></c></row>"),
      NO_STRINGS, NO_STYLES);
  static const struct vitk_column columns[] = {{"code", 0, 0}, {"VitaminK1", 0, 0}, {"K2", 0, 1}};
  struct vitk_table_spec spec = {.size = sizeof spec,
                                 .header_row = VITK_HEADER_FIND,
                                 .columns = columns,
                                 .n_columns = 3,
                                 .column_stride = sizeof *columns};
  struct fixture f;
  struct vitk_table *table;
  struct vitk_row row = {.size = sizeof row};
  vitk_str cell;
  fixture_begin(&f);
  fixture_zip(&f, "t.xlsx", parts);
  ck_assert_int_eq(vitk_table_open(&f.input, &spec, &table), VITK_OK);
  ck_assert(vitk_str_is(vitk_table_field(table, 1), "Vitamin\nK1"));
  ck_assert_int_eq(vitk_table_header(table, 1, &cell), VITK_OK);
  ck_assert(vitk_str_is(cell, "Code"));
  ck_assert_int_eq(vitk_table_header(table, 5, &cell), VITK_END);
  ck_assert_int_eq(vitk_table_next(table, &row), VITK_OK);
  ck_assert_uint_eq(row.line, 4);
  ck_assert(vitk_str_is(row.cells[0].text, "01"));
  ck_assert(row.cells[1].text.p != NULL && row.cells[1].text.n == 0);
  ck_assert_ptr_null(row.cells[2].text.p);
  ck_assert_int_eq(vitk_table_next(table, &row), VITK_OK);
  ck_assert_uint_eq(row.line, 9);
  ck_assert(vitk_str_is(row.cells[1].text, "0"));
  ck_assert_int_eq(vitk_table_next(table, &row), VITK_END);
  ck_assert_msg(f.n_said == 0, "%.*s", (int)f.said.n, f.said.p);
  vitk_table_close(table);
  fixture_end(&f);
}
END_TEST

START_TEST(a_code_that_became_a_date_is_told_once) {
  WORKBOOK(parts,
           SHEET("<row r='1'><c t='str'><v>Code</v></c><c t='str'><v>Day</v></c></row>"
                 "<row r='2'><c s='1'><v>45000</v></c><c s='1'><v>1</v></c></row>"
                 "<row r='3'><c s='1'><v>45001</v></c><c s='1'><v>1</v></c></row>"),
           NO_STRINGS, STYLES("", "<xf numFmtId='0'/><xf numFmtId='14'/>"));
  static const struct vitk_column columns[] = {{"Code", 0, 0}};
  struct vitk_table_spec spec = {
      .size = sizeof spec, .header_row = 1, .columns = columns, .n_columns = 1, .column_stride = sizeof *columns};
  struct fixture f;
  struct vitk_table *table;
  struct vitk_row row = {.size = sizeof row};
  fixture_begin(&f);
  fixture_zip(&f, "t.xlsx", parts);
  ck_assert_int_eq(vitk_table_open(&f.input, &spec, &table), VITK_OK);
  ck_assert_int_eq(vitk_table_next(table, &row), VITK_OK);
  ck_assert_uint_eq(row.cells[0].flags, VITK_CELL_DATE);
  ck_assert_int_eq(vitk_table_next(table, &row), VITK_OK);
  ck_assert_heard(&f, "2 date-cell 2 ");
  ck_assert_uint_eq(f.n_said, 1);
  vitk_table_close(table);
  fixture_end(&f);
}
END_TEST

START_TEST(what_is_broken_is_told_with_its_place) {
  WORKBOOK(twice, SHEET("<row r='2'><c r='B2'><v>1</v></c><c r='B2'><v>2</v></c></row>"), NO_STRINGS, NO_STYLES);
  sheet_gives(twice, NULL, "failed", "bad-workbook 2 row 2 has two cells in column 2");
  WORKBOOK(dangling, SHEET("<row r='7'><c r='B7' t='s'><v>3</v></c></row>"), NO_STRINGS, NO_STYLES);
  sheet_gives(dangling, NULL, "failed", "bad-workbook 7 in row 7 a cell names a shared text that is not there: \"3\"");
  WORKBOOK(place, SHEET("<row r='7'><c r='7B'><v>3</v></c></row>"), NO_STRINGS, NO_STYLES);
  sheet_gives(place, NULL, "failed", "bad-workbook 7 in row 7 a cell's place is none: \"7B\"");
  WORKBOOK(row, SHEET("<row r='x'/>"), NO_STRINGS, NO_STYLES);
  sheet_gives(row, NULL, "failed", "bad-workbook 0 in row 0 the next row has a number that is none: \"x\"");
  WORKBOOK(open, "<worksheet><sheetData><row r='1'><c><v>1</v></c></row></worksheet>", NO_STRINGS, NO_STYLES);
  sheet_gives(open, NULL, "1:A=1#;failed", "not-well-formed 0 the part \"xl/worksheets/sheet1.xml\" of the workbook");
  WORKBOOK(entity, SHEET("<row r='1'><c t='str'><v>&x;</v></c></row>"), NO_STRINGS, NO_STYLES);
  sheet_gives(entity, NULL, "failed", "not-well-formed");
  WORKBOOK(doctype, "<!DOCTYPE w [<!ENTITY x 'y'>]><worksheet/>", NO_STRINGS, NO_STYLES);
  sheet_gives(doctype, NULL, "failed", "dtd");
}
END_TEST

/* Whether the rows are skimmed or parsed. */
START_TEST(rows_before_a_problem_are_given_before_it_is_told) {
  WORKBOOK(
      parts,
      SHEET("<row r='1'><c><v>1</v></c></row><row r='2'><c><v>2</v></c></row><row r='3'><c s='x'><v>3</v></c></row>"
            "<row r='4'><c><v>4</v></c></row>"),
      NO_STRINGS, NO_STYLES);
  for (int each = 0; each < 2; each++) {
    struct fixture f;
    struct vitk_table_plan plan = {.file = vitk_str_of("t.xlsx")};
    struct vitk_row_source *rows;
    struct vitk_raw_row row;
    fixture_begin(&f);
    f.limits.read_each_record = each == 1;
    fixture_zip(&f, "t.xlsx", parts);
    ck_assert_int_eq(vitk_rows_of_plan(&f.input, &plan, &rows), VITK_OK);
    for (uint64_t number = 1; number <= 2; number++) {
      ck_assert_int_eq(rows->next(rows, &row), VITK_OK);
      ck_assert_uint_eq(row.number, number);
      ck_assert_uint_eq(f.n_said, 0);
    }
    ck_assert_int_eq(rows->next(rows, &row), VITK_FAILED);
    ck_assert_int_eq(rows->next(rows, &row), VITK_FAILED);
    ck_assert_heard(&f, "bad-workbook 3 in row 3 a cell's style is no number: \"x\"");
    ck_assert_uint_eq(f.n_said, 1);
    rows->close(rows);
    fixture_end(&f);
  }
}
END_TEST

START_TEST(other_zips_are_no_workbooks) {
  static const struct part other[] = {{"a.txt", "x"}, {"mimetype", "application/epub+zip"}, {NULL, NULL}};
  sheet_gives(other, NULL, "failed", "not-a-workbook");
  static const struct part document[] = {
      {"[Content_Types].xml", TYPES},
      {"_rels/.rels", RELATIONS(RELATION("a", "officeDocument", "word/document.xml"))},
      {"word/document.xml", "<document/>"},
      {NULL, NULL}};
  sheet_gives(document, NULL, "failed", "missing-sheet");
  static const struct part binary[] = {{"[Content_Types].xml", TYPES},
                                       {"_rels/.rels", RELATIONS(RELATION("a", "officeDocument", "xl/workbook.bin"))},
                                       {"xl/workbook.bin", ""},
                                       {NULL, NULL}};
  sheet_gives(binary, NULL, "failed", "xlsb");
}
END_TEST

/* The failure that the limits, changed by `set`, bring. */
static void limited(const struct part *parts, void (*set)(struct vitk_limits *), const char *said) {
  struct fixture f;
  struct vitk_buffer out = {.maximum = 1 << 20};
  fixture_begin(&f);
  set(&f.limits);
  fixture_zip(&f, "t.xlsx", parts);
  ck_assert_ptr_nonnull(strstr(sheet_of(&f, NULL, &out), "failed"));
  ck_assert_heard(&f, said);
  vitk_buffer_free(&out);
  fixture_end(&f);
}
static void few_rows(struct vitk_limits *limits) {
  limits->sheet_rows = 5;
}
static void few_columns(struct vitk_limits *limits) {
  limits->columns = 3;
}
static void short_strings(struct vitk_limits *limits) {
  limits->strings_bytes = 20;
}
static void short_part(struct vitk_limits *limits) {
  limits->part_bytes = 50;
}
static void small_workbook(struct vitk_limits *limits) {
  limits->workbook_bytes = 100;
}

START_TEST(what_is_too_large_is_refused) {
  WORKBOOK(parts, SHEET("<row r='6'><c r='A6'><v>1</v></c></row>"), NO_STRINGS, NO_STYLES);
  limited(parts, few_rows, "limit 6 the sheet has more than 5 rows");
  WORKBOOK(wide, SHEET("<row r='1'><c r='D1'><v>1</v></c></row>"), NO_STRINGS, NO_STYLES);
  limited(wide, few_columns, "limit 1 the sheet has more than 3 columns");
  WORKBOOK(texts, SHEET(""), STRINGS("<si><t>123456789012345678901</t></si>"), NO_STYLES);
  limited(texts, short_strings, "limit 0 the texts of the workbook");
  WORKBOOK(entries, SHEET(""), STRINGS("<si/><si/><si/>"), NO_STYLES);
  limited(entries, short_strings, "limit 0 the texts of the workbook");
  limited(parts, short_part, "is too long");
  limited(parts, small_workbook, "limit 0 the workbook is larger than 100 bytes");
}
END_TEST

START_TEST(a_damaged_file_gives_rows_or_a_reason) {
  WORKBOOK(parts,
           SHEET("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' s='0'><v>1.5</v></c></row>"
                 "<row r='3'><c r='A3' t='inlineStr'><is><t>x</t></is></c></row>"),
           STRINGS("<si><t>a</t></si>"), NO_STYLES);
  survives_damage(parts);
}
END_TEST

START_TEST(two_sheets_can_be_read_side_by_side) {
  struct fixture f;
  struct vitk_row_source *a, *b;
  struct vitk_raw_row row;
  struct vitk_table_plan first = {.spec.sheet = "values2024"}, second = {.spec.sheet = "Notes & more"};
  fixture_begin(&f);
  fixture_zip(&f, "t.xlsx", several);
  ck_assert_int_eq(vitk_rows_of_plan(&f.input, &first, &a), VITK_OK);
  ck_assert_int_eq(vitk_rows_of_plan(&f.input, &second, &b), VITK_OK);
  ck_assert_int_eq(b->next(b, &row), VITK_OK);
  b->close(b);
  ck_assert_int_eq(a->next(a, &row), VITK_OK);
  ck_assert(vitk_str_is(row.cells[0].text, "D"));
  a->close(a);
  fixture_end(&f);
}
END_TEST

static const char ciqual[] = VITK_SHARED "/data/ciqual-2020/Table Ciqual 2020_ENG_2020 07 07.xlsx";
static const char sweden[] = VITK_SHARED "/data/sweden-2022/LivsmedelsDB_202304122217.xlsx";
static const char taiwan[] = VITK_SHARED
    "/data/taiwan-2024/"
    "xzw93_\xE9\xA3\x9F\xE5\x93\x81\xE7\x87\x9F\xE9\xA4\x8A\xE6\x88\x90\xE5\x88\x86\xE8\xB3\x87\xE6\x96\x99\xE5\xBA\xAB"
    "2024UPDATE2.xlsx";

START_TEST(real_files_have_the_cells_that_python_counts) {
  if (!fixture_has_shared(ciqual) || !fixture_has_shared(sweden) || !fixture_has_shared(taiwan))
    return;
  struct cell_counts k1 = count_cells(taiwan, NULL, "\xE6\x95\xB4\xE5\x90\x88\xE7\xB7\xA8\xE8\x99\x9F",
                                      "\xE7\xB6\xAD\xE7\x94\x9F\xE7\xB4\xA0K1(ug)");
  ck_assert_uint_eq(k1.numbers - k1.zeros, 115);
  ck_assert_uint_eq(k1.zeros, 150);
  struct cell_counts mk7 = count_cells(taiwan, NULL, "\xE6\x95\xB4\xE5\x90\x88\xE7\xB7\xA8\xE8\x99\x9F",
                                       "\xE7\xB6\xAD\xE7\x94\x9F\xE7\xB4\xA0K2(MK-7)(ug)");
  ck_assert_uint_eq(mk7.numbers - mk7.zeros, 15);
  ck_assert_uint_eq(mk7.zeros, 227);
  struct cell_counts sweden_k = count_cells(sweden, "Blad1", "Livsmedelsnummer", "Vitamin K (\xC2\xB5g)");
  ck_assert_uint_eq(sweden_k.rows, 2333);
  ck_assert_uint_eq(sweden_k.numbers, 851);
  struct cell_counts ciqual_k1 = count_cells(ciqual, NULL, "alim_code", "Vitamin K1 (\xC2\xB5g/100g)");
  ck_assert_uint_eq(ciqual_k1.rows, 3186);
  ck_assert_uint_eq(ciqual_k1.texts, 3123);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("xlsx");
  TCase *tests = tcase_create("xlsx");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, a_cell_of_each_kind_is_what_it_shows);
  tcase_add_test(tests, a_number_is_the_shortest_text_of_its_double);
  tcase_add_test(tests, furigana_is_no_text_and_runs_are_one_text);
  tcase_add_test(tests, escaped_characters_are_characters);
  tcase_add_test(tests, parentheses_of_a_number_format_mark_an_estimate);
  tcase_add_test(tests, number_formats_are_read_by_section);
  tcase_add_test(tests, a_sheet_is_found_through_the_workbooks_relations);
  tcase_add_test(tests, the_sheets_are_listed_and_shown_in_the_head);
  tcase_add_test(tests, the_head_of_a_long_sheet_ends_at_a_row_and_leaves_room_for_the_others);
  tcase_add_test(tests, what_is_not_there_is_blank_and_blank_rows_are_skipped);
  tcase_add_test(tests, a_code_that_became_a_date_is_told_once);
  tcase_add_test(tests, what_is_broken_is_told_with_its_place);
  tcase_add_test(tests, rows_before_a_problem_are_given_before_it_is_told);
  tcase_add_test(tests, other_zips_are_no_workbooks);
  tcase_add_test(tests, what_is_too_large_is_refused);
  tcase_add_test(tests, a_damaged_file_gives_rows_or_a_reason);
  tcase_add_test(tests, two_sheets_can_be_read_side_by_side);
  tcase_add_test(tests, real_files_have_the_cells_that_python_counts);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
