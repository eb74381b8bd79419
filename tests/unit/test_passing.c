/* What is passed over is what the parser would have read without a word: records, problems and lines are the same. */
#include "core/input/json_look.h"
#include "core/input/skim.h"
#include "core/input/xml_look.h"
#include "tests/fuzz/json_pieces.h"
#include "tests/fuzz/xml_pieces.h"
#include "tests/unit/random.h"

#include <check.h>

enum { DOCUMENTS = 60000, LENGTH_MAX = 24 };

typedef bool reads_the_same_twice(const unsigned char *p, size_t n);

/* Most pieces are whole records, which stand first in the tables: so most documents go on to their end. */
static void holds_for_many(reads_the_same_twice *holds, uint32_t whole, uint32_t all) {
  unsigned char p[HEAD + LENGTH_MAX];
  for (uint64_t i = random_rounds(DOCUMENTS); i > 0; i--) {
    size_t n = HEAD + below(LENGTH_MAX);
    p[0] = (unsigned char)below(256);
    p[1] = (unsigned char)below(256) & (below(4) == 0 ? 0xBF : 0x87);
    p[2] = (unsigned char)below(256);
    uint32_t odd = below(6);
    for (size_t at = HEAD; at < n; at++)
      p[at] = (unsigned char)below(below(10) < odd ? all : whole);
    ck_assert(holds(p, n));
  }
}

START_TEST(xml_is_read_the_same_with_passing_over) {
  holds_for_many(xml_reads_the_same, 12, sizeof xml_pieces / sizeof xml_pieces[0]);
}
END_TEST

START_TEST(json_is_read_the_same_with_passing_over) {
  holds_for_many(json_reads_the_same, 9, sizeof json_pieces / sizeof json_pieces[0]);
}
END_TEST

/* What one variant of simd.h says of a record, with its cuts, as text. */
static void skim_with(enum vitk_simd variant, vitk_str text, vitk_str items, struct vitk_buffer *out) {
  static const vitk_str sought[] = {{"11", 2}, {"x y", 3}};
  struct vitk_needles *needles = vitk_needles_new(sought, 2);
  struct vitk_json_skimmer *skimmer = vitk_json_skimmer_new(needles, true, items);
  struct vitk_skimmed record = {0, 0};
  size_t n = 0;
  ck_assert_ptr_nonnull(skimmer);
  vitk_json_skimmer_use(skimmer, variant);
  enum vitk_skim code = vitk_json_skim(skimmer, text.p, text.n, &record);
  const struct vitk_json_cut *cuts = vitk_json_skimmer_cuts(skimmer, &n);
  out->n = 0;
  if (code <= VITK_SKIM_PARSE)
    for (size_t i = 0; i < n; i++)
      vitk_buffer_printf(out, "%zu-%zu:%llu ", cuts[i].from, cuts[i].to, (unsigned long long)cuts[i].lines);
  vitk_buffer_printf(out, "%d", code);
  if (code <= VITK_SKIM_PARSE)
    vitk_buffer_printf(out, " %zu %llu", record.n, (unsigned long long)record.lines);
  vitk_json_skimmer_free(skimmer);
  vitk_needles_free(needles);
}

/* The same record lies at any distance from the borders of steps, and is cut anywhere. */
START_TEST(each_variant_skims_the_same) {
  static const char pad[] = "                                                                ";
  struct vitk_buffer text = {.maximum = 1 << 20}, spelled = {.maximum = 1 << 20}, first = {.maximum = 1 << 20},
                     other = {.maximum = 1 << 20};
  for (uint64_t i = random_fewer(30000); i > 0; i--) {
    unsigned char pieces[4];
    for (size_t j = 0; j < sizeof pieces; j++)
      pieces[j] = (unsigned char)below(below(2) ? 9 : sizeof json_pieces / sizeof json_pieces[0]);
    text.n = spelled.n = 0;
    vitk_buffer_printf(&text, "{%.*s\"k\":[", (int)below(64), pad);
    vitk_buffer_add_str(&text,
                        spell(pieces, 1 + below(4), json_pieces, sizeof json_pieces / sizeof json_pieces[0], &spelled));
    vitk_buffer_printf(&text, "%s", below(3) ? "{}]}" : "0]}\n{");
    vitk_str cut = {text.p, below(4) ? text.n : below((uint32_t)text.n)};
    skim_with(VITK_SIMD_PLAIN, cut, vitk_str_of("k"), &first);
    for (enum vitk_simd variant = VITK_SIMD_PLAIN + 1; variant < VITK_SIMD_VARIANTS; variant++) {
      if (!vitk_simd_has(variant))
        continue;
      skim_with(variant, cut, vitk_str_of("k"), &other);
      ck_assert_msg(vitk_str_equal(vitk_buffer_str(&first), vitk_buffer_str(&other)), "%.*s: %.*s, %.*s",
                    VITK_STR_ARG(cut), VITK_STR_ARG(vitk_buffer_str(&first)), VITK_STR_ARG(vitk_buffer_str(&other)));
    }
  }
  vitk_buffer_free(&text);
  vitk_buffer_free(&spelled);
  vitk_buffer_free(&first);
  vitk_buffer_free(&other);
}
END_TEST

/* Found by fuzzing: what libxml2 tells of them depends on how much of them it has. */
START_TEST(broken_markup_is_told_the_same_with_passing_over) {
  static const char *const documents[] = {
      "<t><!--><r><a>2</a></r><r><a>3</a></r><r><a>11</a></r></t>",
      "<c x='a&lt;b'/><!--><r><a>&lt; 2</a></r><r/>--><r><a>3</a></r><r><a>11</a></r><r><a> 3 </a></r></t>",
      "<t><c x='<'/><r><a>2</a>t</r><r><a>2</r></a></r>\xC0<r><r/></r><r><a>12</a></r></t>",
      "<t><c x='a'/><r><a>3</a></r>\n<r><a>2</a></r>\n<r><a>3</a>\xC0</r></t>"};
  static const char *const paths[] = {"a", "b"}, *const records[] = {"t/r", "*/r", "t/u/r"};
  struct tried tried;
  for (size_t i = 0; i < sizeof documents / sizeof documents[0] * 3; i++)
    for (unsigned char block = 0; block < 8; block++)
      for (unsigned char how = 0; how < 16; how++) {
        try_as(&tried, (unsigned char[HEAD]){how, 0, block}, records[i % 3], paths);
        ck_assert(reads_the_same(&tried, vitk_str_of(documents[i / 3])));
      }
}
END_TEST

static bool is_same(const struct vitk_xml_skimmed *a, const struct vitk_xml_skimmed *b) {
  return a->n == b->n && a->lines == b->lines && a->returns == b->returns;
}

/* What is said of the bytes is so: `is_ascii` may be false of what is. */
static void is_told_right(const struct vitk_xml_skimmed *of, const char *p) {
  struct vitk_xml_skimmed seen = {.n = of->n, .is_ascii = true};
  for (size_t i = 0; i < of->n; i++) {
    seen.lines += p[i] == '\n';
    seen.returns += p[i] == '\r';
    seen.is_ascii = seen.is_ascii && p[i] > 0;
  }
  ck_assert(is_same(of, &seen) && (seen.is_ascii || !of->is_ascii));
}

/* From every place of the text; `obeys`: what is to be parsed is. */
static void skims_the_same(struct vitk_xml_skimmer *a, struct vitk_xml_skimmer *b, vitk_str text, bool obeys) {
  for (size_t from = 0; from < text.n; from++) {
    struct vitk_xml_skimmed passed_by_a, passed_by_b, of_a, of_b;
    size_t ahead = below(40), records = below(4) ? SIZE_MAX : below(3);
    enum vitk_skim code = vitk_xml_skim(a, text.p + from, text.n - from, ahead, records, &passed_by_a, &of_a);
    ck_assert_int_eq(vitk_xml_skim(b, text.p + from, text.n - from, ahead, records, &passed_by_b, &of_b), code);
    ck_assert(is_same(&passed_by_a, &passed_by_b));
    is_told_right(&passed_by_a, text.p + from);
    is_told_right(&passed_by_b, text.p + from);
    if (code == VITK_SKIM_PARSE) {
      ck_assert(is_same(&of_a, &of_b));
      is_told_right(&of_a, text.p + from + passed_by_a.n);
      is_told_right(&of_b, text.p + from + passed_by_b.n);
    }
    if (obeys) {
      vitk_xml_skimmer_obeyed(a);
      vitk_xml_skimmer_obeyed(b);
    }
  }
}

/* Of a text that is cut anywhere. */
static void variants_skim_the_same(const struct vitk_needles *sought, vitk_str text) {
  size_t most = below(4) ? SIZE_MAX : below(40);
  for (enum vitk_simd variant = VITK_SIMD_PLAIN + 1; variant < VITK_SIMD_VARIANTS; variant++) {
    struct vitk_xml_skimmer *plain = vitk_xml_skimmer_new(vitk_str_of("r"), most, sought);
    struct vitk_xml_skimmer *other = vitk_xml_skimmer_new(vitk_str_of("r"), most, sought);
    ck_assert(plain != NULL && other != NULL);
    vitk_xml_skimmer_use(plain, VITK_SIMD_PLAIN);
    vitk_xml_skimmer_use(other, vitk_simd_has(variant) ? variant : VITK_SIMD_PLAIN);
    skims_the_same(plain, other, text, variant % 2 == 0);
    skims_the_same(plain, other, text, true);
    vitk_xml_skimmer_free(plain);
    vitk_xml_skimmer_free(other);
  }
}

START_TEST(xml_is_skimmed_the_same_by_every_variant) {
  enum { TEXTS = 2000, PIECES = 24 };
  static const char padding[VITK_XML_SKIM_PADDING];
  vitk_str texts[] = {vitk_str_of("11"), vitk_str_of("xyz9")};
  struct vitk_needles *sought = vitk_needles_new(texts, 2);
  struct vitk_buffer text = {.maximum = 1 << 16};
  unsigned char p[PIECES];
  for (uint64_t i = random_fewer(TEXTS); i > 0; i--) {
    for (size_t at = 0; at < PIECES; at++)
      p[at] = (unsigned char)below(below(3) ? 12 : sizeof xml_pieces / sizeof xml_pieces[0]);
    text.n = 0;
    size_t n = spell(p, PIECES, xml_pieces, sizeof xml_pieces / sizeof xml_pieces[0], &text).n;
    ck_assert_int_eq(vitk_buffer_add(&text, padding, sizeof padding), VITK_OK);
    variants_skim_the_same(sought, (vitk_str){text.p, n - below((uint32_t)n)});
  }
  vitk_buffer_free(&text);
  vitk_needles_free(sought);
}
END_TEST

/* Of a block of a text, which begins and ends anywhere, a looker that saw it tells what vitk_examine tells. */
START_TEST(looking_through_xml_tells_what_its_bytes_are) {
  enum { TEXTS = 20000, PIECES = 24 };
  static const char padding[VITK_BLOCK_PADDING];
  vitk_str texts[] = {vitk_str_of("11"), vitk_str_of("xyz9")};
  struct vitk_needles *sought = vitk_needles_new(texts, 2);
  struct vitk_xml_looking how = {.name = vitk_str_of("r"), .sought = sought, .most = 1000, .ahead = 4};
  void *kept = vitk_xml_looker.make(&how);
  struct vitk_buffer text = {.maximum = 1 << 16};
  unsigned char p[PIECES];
  for (uint64_t i = random_fewer(TEXTS); i > 0; i--) {
    for (size_t at = 0; at < PIECES; at++)
      p[at] = (unsigned char)below(below(4) ? 12 : sizeof xml_pieces / sizeof xml_pieces[0]);
    text.n = 0;
    size_t n = spell(p, PIECES, xml_pieces, sizeof xml_pieces / sizeof xml_pieces[0], &text).n;
    size_t from = below((uint32_t)n);
    n -= from + below((uint32_t)(n - from));
    ck_assert_int_eq(vitk_buffer_add(&text, padding, sizeof padding), VITK_OK);
    memcpy(text.p + from + n, padding, sizeof padding);
    if (below(8) == 0)
      text.p[from + below((uint32_t)n)] = '\0';
    struct vitk_examined of_looker, of_all;
    vitk_xml_looker.look(kept, text.p + from, n, 0);
    vitk_xml_looker.examine(kept, text.p + from, n, &of_looker);
    vitk_examine(text.p + from, n, &of_all);
    ck_assert(of_looker.line_feeds == of_all.line_feeds && of_looker.returns == of_all.returns);
    ck_assert(of_looker.has_nul == of_all.has_nul && of_looker.is_ascii == of_all.is_ascii);
    ck_assert(of_looker.is_utf8 == of_all.is_utf8 && of_looker.head == of_all.head && of_looker.tail == of_all.tail);
  }
  vitk_xml_looker.free(kept);
  vitk_buffer_free(&text);
  vitk_needles_free(sought);
}
END_TEST

/* Blocks that end at every place of a document, whole records and what is none, by one thread and by several. */
START_TEST(xml_is_read_the_same_wherever_blocks_end) {
  static const char document[] =
      "<t>\n <r>\n  <a>1</a>\n  <b x='y'/>\n </r>\n <r>\n  <a> 2 </a>\n  <b x='y'/>\n </r>\n"
      " <r>\n  <a>\xC3\xA9t\xC3\xA9 &lt; 3</a>\n  <b x='y'/>\n </r>\n<!-- <r><q>2</q></r> --><r><a>11</a></r>\n"
      " <r>\n  <a>\xE2\x82\xAC</a>\n  <b x='y'/>\n </r> <r><a>5</a></r><r><a>6</a></r>\n\n<r><q>2</q></r>\n"
      " <r><a>7</a></r><r><a>&#49;1</a></r><![CDATA[<r><a>2</a></r>]]><r><a>8</a></r><r><a>1&amp;1</a></r>\n"
      " <r>\n  <a> 11 </a>\n  <b x='y'/>\n </r>\n<r><a>a <2 & b</a></r>\n<r><a>9</a></r>\n<r><a>2</a></r></t>\n";
  static const char *const paths[] = {"a", "b"};
  struct tried tried;
  for (unsigned char how = 0; how < 16; how++)
    for (size_t block = 1 + how / EACH % EACH; block < 260; block += EACH) {
      try_as(&tried, (unsigned char[HEAD]){how, 0, 7}, "t/r", paths);
      tried.limits.threads_from = 0;
      tried.limits.threads = block % 7 == 0 ? 3 : 1;
      tried.limits.thread_block = block;
      for (size_t head = 0; head < 20; head += how % 4 == 0 ? 1 : 6) { /* where the first begins */
        tried.limits.tree_block = 16 + head;
        tried.limits.read_size = 16 + head;
        ck_assert(reads_the_same(&tried, vitk_str_of(document)));
      }
    }
}
END_TEST

/* As of XML: records of an array, of two, in a row, on lines of their own and on one, and what looks like records. */
START_TEST(json_is_read_the_same_wherever_blocks_end) {
  static const char *const documents[] = {
      "{\"f\":[{\"a\":3,\"b\":\"x\"},{\"a\":\"}],\\\"{\"},{\"a\":[{\"a\":3},{\"a\":4}]} "
      ",\n{\"a\":\"\xC3\xA9t\xC3\xA9\"},"
      "{\"a\":11},{\"b\":[{\"a\":2},{\"a\":7}],\"a\":[{\"n\":\"11\"},{\"n\":3}]},{\"a\":5},{\"a\":01},{\"a\":4}]}",
      "[\n {\"a\": 3},\n {\"a\": \"\xE2\x82\xAC\"},\n {\"a\": [\n  {\"n\": 4},\n  {\"n\": 11}\n ]},\n {\"b\": 4},\n "
      "{},\n"
      " {\"a\": 2},\n {\"a\": \"\\u0031\\u0031\"},\n {\"a\": 5}, {\"a\": 6},\n {\"a\": 5}\n ,\n {\"a\": 7}\n {\"a\": "
      "8}]",
      "{\"a\":3}\n{\"a\":4}\n{\"b\":5,\"a\":{\"a\":6}}\n\n{\"a\":11}\n{\"a\":7}{\"a\":8}\n[{\"a\":3},{\"a\":4},{\"a\":"
      "11},\n{\"a\":5},"
      "\n{\"a\":6}]\n{\"a\":9}\n{\"a\":2}\n{\"a\":\"\xC3\"}\n{\"a\":4}\n",
      "{\"a\":3}\n{\"a\":4}\n[{\"a\":11}\n,\n{\"a\":3}\n,\n{\"a\":4}\n{\"a\":5}\n{\"a\":11}\n",
      "{\"f\":[\n{\"a\":3},\n{\"a\":4},\n{\"a\":5}],\"f\":{\"a\":3},\n\"f\":[{\"b\":1},\n{\"a\":3},\n{\"a\":4},"
      "\n{\"a\":11}]},\n{\"a\":3},\n{\"a\":11}",
      /* more blanks than the bytes that a text may have: */
      "[\n{\"a\":3},\n{\"a\":6},\n{\"a\":7},\n{\"a\":4},                                                               "
      "           \n"
      "{\"a\":5},\n{\"a\":11}]"};
  static const char *const paths[] = {"a", "b"}, *const records[] = {"f", "", "", "", "f", ""};
  struct tried tried;
  for (unsigned char how = 0; how < 32; how++)
    for (size_t block = 1 + how / EACH % EACH; block < 180; block += EACH) {
      size_t i = (how + block) % 6;
      try_as(&tried, (unsigned char[HEAD]){how, 0, (unsigned char)(7 | (how & 16) >> 1)}, records[i], paths);
      tried.limits.threads_from = 0;
      tried.limits.threads = block % 7 == 0 ? 3 : 1;
      tried.limits.record_bytes = i == 5 ? 64 : tried.limits.record_bytes;
      tried.limits.thread_block = block;
      for (size_t head = 0; head < 20; head += how % 4 == 0 ? 1 : 6) { /* where the first begins */
        tried.limits.tree_block = 16 + head;
        tried.limits.read_size = 16 + head;
        ck_assert(reads_the_same(&tried, vitk_str_of(documents[i])));
      }
    }
}
END_TEST

/* All that a thread can know of a block is found: from its first record to the last that is whole. */
START_TEST(json_is_looked_through_by_blocks) {
  static const char lines[] =
      "\n{\"a\":1},\n{\"b\":[\n2]},\n{\"a\":\"11\",\"k\":[{\"n\":4},{\"n\":11}]},\n{\"a\":3},\n{\"a\":]},\n"
      "{\"c\":4} ,\n{\"d\":5},\n{\"e";
  static const char keyed[] = "[{\"a\":1},{\"a\":2}],\"z\":0},{\"a\":[{\"a\":3}]},{\"a\":4},{\"a\":11},{\"a\":5";
  vitk_str sought = vitk_str_of("11");
  struct vitk_needles *needles = vitk_needles_new(&sought, 1);
  struct vitk_json_looking how = {
      .sought = needles, .ascii = true, .items = vitk_str_of("k"), .most = 1000, .in_array = true};
  ck_assert(vitk_json_look_learn(&how, lines, sizeof lines - 1, 1));
  struct vitk_json_look *look = vitk_json_looker.make(&how);
  vitk_json_looker.look(look, lines, sizeof lines - 1, 0);
  const struct vitk_json_mark *mark = vitk_json_look_at(look, 1);
  ck_assert_ptr_nonnull(mark);
  ck_assert(mark->n == 2 && mark->lines == 2 && mark->to == (size_t)(strstr(lines, ",\n{\"a\":\"11") - lines));
  ck_assert(mark->start == mark->to + 2 && mark->end == (size_t)(strstr(lines, ",\n{\"a\":3") - lines));
  ck_assert(mark->n_cuts == 1 && mark->cuts[0].to - mark->cuts[0].from == strlen("{\"n\":4},"));
  mark = vitk_json_look_at(look, mark->end + 2);
  ck_assert(mark != NULL && mark->n == 1 && mark->end == 0);
  mark = vitk_json_look_at(look, (size_t)(strstr(lines, "{\"c") - lines));
  ck_assert(mark != NULL && mark->n == 2 && mark->lines == 1 && mark->end == 0);
  ck_assert_ptr_null(vitk_json_look_at(look, mark->to));
  ck_assert(vitk_json_look_learn(&how, keyed, sizeof keyed - 1, 1));
  vitk_json_looker.look(look, keyed, sizeof keyed - 1, 0);
  mark = vitk_json_look_at(look, (size_t)(strstr(keyed, "{\"a\":[") - keyed));
  ck_assert(mark != NULL && mark->n == 2 && mark->end == (size_t)(strstr(keyed, ",{\"a\":5") - keyed));
  vitk_json_looker.free(look);
  vitk_needles_free(needles);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("passing");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 600);
  tcase_add_test(all, xml_is_read_the_same_with_passing_over);
  tcase_add_test(all, json_is_read_the_same_with_passing_over);
  tcase_add_test(all, each_variant_skims_the_same);
  tcase_add_test(all, xml_is_skimmed_the_same_by_every_variant);
  tcase_add_test(all, looking_through_xml_tells_what_its_bytes_are);
  tcase_add_test(all, xml_is_read_the_same_wherever_blocks_end);
  tcase_add_test(all, json_is_read_the_same_wherever_blocks_end);
  tcase_add_test(all, json_is_looked_through_by_blocks);
  tcase_add_test(all, broken_markup_is_told_the_same_with_passing_over);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
