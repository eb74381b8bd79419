/* What is skimmed of a workbook is what libxml2 would have given: rows, texts, and problems among them. */
#include "tests/fuzz/xlsx_twice.h"
#include "tests/unit/random.h"

#include "core/input/part.h"
#include "core/input/xlsx_skim.h"

#include <check.h>

enum { SHEETS = 40000, LENGTH_MAX = 16 };

/* Most pieces are whole rows and texts, which stand first in the tables: so most sheets go on to their end. */
START_TEST(sheets_are_read_the_same_with_skimming) {
  unsigned char p[XLSX_HEAD + LENGTH_MAX];
  for (uint64_t i = random_rounds(SHEETS); i > 0; i--) {
    size_t n = XLSX_HEAD + below(LENGTH_MAX + 1);
    for (size_t at = 0; at < XLSX_HEAD; at++)
      p[at] = (unsigned char)below(256);
    uint32_t odd = below(5);
    size_t texts = p[3] % 8;
    for (size_t at = XLSX_HEAD; at < n; at++) {
      bool is_odd = below(8) < odd, is_text = at < XLSX_HEAD + texts;
      p[at] = (unsigned char)(is_odd ? below(256) : below(is_text ? XLSX_WHOLE_TEXTS : XLSX_WHOLE_ROWS));
    }
    ck_assert(xlsx_same(p, n));
  }
}
END_TEST

static const char whole_sheet[] =
    "<?xml version=\"1.0\"?>\n<worksheet>\n<sheetData>"
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"D1\"><v>5</v></c></row>"
    "<row r=\"2\" spans=\"1:4\"><c r=\"A2\" s=\"1\"/><c r=\"B2\"><f>A1&lt;\"\xC3\xA9\"</f><v>-0.50</v></c></row>\n"
    "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>x\ny</t></is></c><!-- c --><c r=\"B3\"><v>1</v></c></row>"
    "<row r=\"4\"><c r=\"D4\" t=\"str\"><v>\xE2\x82\xAC &amp; c</v></c></row>\n\n <row r=\"5\"/>"
    "<row r=\"6\"><c r=\"A6\" t=\"inlineStr\"><is><r><t>x</t></r></is></c></row>"
    "<row r=\"7\"><c r=\"B7\" t=\"b\"><v>1</v></c><c r=\"C7\" t=\"s\"><v>2</v></c></row>"
    "<row r=\"8\"><c r=\"A8\"><v>1</v></c><c r=\"A8\"><v>2</v></c></row></sheetData></worksheet>";
static const char whole_texts[] = "<sst><si><t>a</t></si><si><t xml:space=\"preserve\"> b &lt; c</t></si>"
                                  "<si><r><t>d</t></r></si></sst>";

/* Reads and blocks end at every place, and so does the part. */
START_TEST(sheets_are_read_the_same_wherever_blocks_end) {
  for (unsigned what = 0; what < 4; what++)
    for (size_t size = 1; size < sizeof whole_sheet; size++) {
      struct xlsx_tried tried = {.limits = vitk_default_limits,
                                 .binds = size % 2 == 1,
                                 .filters = size % 3 == 0,
                                 .sheet = {whole_sheet, sizeof whole_sheet - 1},
                                 .strings = {whole_texts, sizeof whole_texts - 1}};
      if (what == 0)
        tried.limits.tree_block = tried.limits.read_size = size;
      if (what == 1)
        tried.limits.read_size = size;
      if (what == 2)
        tried.sheet.n -= size;
      if (what == 3)
        tried.strings.n = size < tried.strings.n ? size : tried.strings.n;
      ck_assert(xlsx_reads_the_same(&tried));
    }
}
END_TEST

/* One byte is any other. */
START_TEST(sheets_of_one_wrong_byte_are_read_the_same) {
  char sheet[sizeof whole_sheet], texts[sizeof whole_texts];
  for (uint64_t i = random_rounds(SHEETS) / 2; i > 0; i--) {
    struct xlsx_tried tried = {.limits = vitk_default_limits,
                               .binds = i % 2 == 0,
                               .sheet = {sheet, sizeof sheet - 1},
                               .strings = {texts, sizeof texts - 1}};
    memcpy(sheet, whole_sheet, sizeof sheet);
    memcpy(texts, whole_texts, sizeof texts);
    sheet[below(sizeof sheet - 1)] = (char)(below(2) ? below(256) : (unsigned char)" <>&\"'/=\n_A1"[below(13)]);
    if (below(4) == 0)
      texts[below(sizeof texts - 1)] = (char)below(256);
    ck_assert(xlsx_reads_the_same(&tried));
  }
}
END_TEST

/* The plain rows of the table above: that they are skimmed is what all of this is for. */
START_TEST(plain_rows_and_texts_are_skimmed) {
  struct vitk_xlsx_skimmer skimmer;
  struct vitk_skimmed found;
  char padded[1000];
  ck_assert_int_eq(vitk_xlsx_skimmer_open(&skimmer, &vitk_default_limits), VITK_OK);
  skimmer.strings = 4;
  for (size_t i = 0; i < XLSX_WHOLE_ROWS + XLSX_WHOLE_TEXTS; i++) {
    bool is_row = i < XLSX_WHOLE_ROWS;
    const char *text = is_row ? xlsx_row_pieces[i] : xlsx_text_pieces[i - XLSX_WHOLE_ROWS];
    enum vitk_skim (*skim)(struct vitk_xlsx_skimmer *, const char *, size_t, struct vitk_skimmed *) =
        is_row ? vitk_xlsx_skim_row : vitk_xlsx_skim_text;
    text += strspn(text, " \n");
    size_t n = strlen(text);
    memset(padded, 0, sizeof padded);
    memcpy(padded, text, n);
    ck_assert_msg(skim(&skimmer, padded, n, &found) == VITK_SKIM_PASS, "%s", text);
    ck_assert_uint_eq(found.n, (size_t)(strrchr(text, '>') - text) + 1);
    for (size_t cut = 0; cut < found.n; cut++) { /* what is cut is no cause for doubt */
      memset(padded + cut, 0, sizeof padded - cut);
      ck_assert_msg(skim(&skimmer, padded, cut, &found) == VITK_SKIM_CUT, "%s", padded);
      memcpy(padded, text, n);
    }
  }
  vitk_xlsx_skimmer_close(&skimmer);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("xlsx_skim");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 600);
  tcase_add_test(all, sheets_are_read_the_same_with_skimming);
  tcase_add_test(all, sheets_are_read_the_same_wherever_blocks_end);
  tcase_add_test(all, sheets_of_one_wrong_byte_are_read_the_same);
  tcase_add_test(all, plain_rows_and_texts_are_skimmed);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
