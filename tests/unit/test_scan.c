/* The scan of a block by itself: what it marks, passes over and tells of its bytes, alike in each variant. */
#include "core/input/scan.h"
#include "input_fixture.h"
#include "random_table.h"

static void tells_what_it_saw(const struct vitk_scan *scan, const char *p) {
  uint32_t feeds = 0;
  for (size_t i = scan->start; i < scan->seen; i++) {
    ck_assert(p[i] > '\0' && p[i] != '\r' && (unsigned char)p[i] < 0x80);
    feeds += p[i] == '\n';
  }
  ck_assert_uint_eq(scan->feeds, feeds);
}

/* A block as the scan is given it, and what it makes of it. */
START_TEST(only_records_with_the_value_are_left_to_read) {
  struct vitk_scan *scan = malloc(sizeof *scan);
  char *text = calloc(1, 100000 + VITK_SCAN_PADDING);
  size_t n = 0;
  for (int i = 0; i < 3000; i++)
    n += (size_t)sprintf(text + n, i == 1234 ? "\"%d\",\"1185\",\"1.5\"\n" : "\"%d\",\"1186\",\"1185.5\"\n", 10000 + i);
  static const vitk_str value = {"1185", 4};
  struct vitk_scan_plan plan = {
      .delimiter = ',', .quote = '"', .by = VITK_BY_NEEDLES, .least_cells = 2, .most_bytes = 1000};
  plan.is_border['"'] = plan.is_border[','] = true;
  plan.needles = vitk_needles_new(&value, 1);
  for (plan.variant = 0; plan.variant < VITK_SIMD_VARIANTS; plan.variant++) {
    if (!vitk_simd_has(plan.variant))
      continue;
    vitk_scan(&plan, text, n, 0, scan);
    ck_assert_uint_eq(scan->n_marks, 1);
    ck_assert_uint_eq(scan->marks[0].records, 1234);
    ck_assert_uint_eq(scan->marks[0].lines, 1234);
    ck_assert_int_eq(
        memcmp(text + scan->marks[0].start, "\"11234\",\"1185\",\"1.5\"\n", scan->marks[0].end - scan->marks[0].start),
        0);
    ck_assert_uint_eq(scan->records, 3000 - 1235);
    ck_assert_uint_eq(scan->stop, n);
    ck_assert(scan->to_the_end);
    ck_assert_uint_ge(scan->seen + VITK_LANES, n);
    tells_what_it_saw(scan, text);
  }
  vitk_scan_plan_free(&plan);
  free(text);
  free(scan);
}
END_TEST

START_TEST(each_variant_scans_alike) {
  unsigned char *data = malloc(LONGEST + VITK_SCAN_PADDING);
  struct vitk_scan *scans[2] = {calloc(1, sizeof *scans[0]),
                                calloc(1, sizeof *scans[0])}; /* compared with its padding */
  static const vitk_str values[] = {{"118", 3}, {"428", 3}, {"1181", 4}, {"1", 1}, {"a,b", 3}};
  for (int round = 0; round < 3000; round++) {
    size_t n = random_table(data);
    memset(data + n, 0, VITK_SCAN_PADDING);
    static const enum vitk_scan_by ways[] = {VITK_BY_NOTHING, VITK_BY_NEEDLES, VITK_BY_CONTENT};
    static const uint32_t cells[] = {0, 1, 2, 5};
    struct vitk_scan_plan plan = {.delimiter = ',',
                                  .quote = below(4) == 0 ? VITK_NO_QUOTE : '"',
                                  .by = ways[below(3)],
                                  .cells = cells + below(3),
                                  .n_conditions = 1 + below(2),
                                  .least_cells = below(4),
                                  .most_cells = 2 + below(4),
                                  .most_bytes = 30 + below(100)};
    for (size_t i = 0; i < sizeof plan.is_border; i++)
      plan.is_border[i] = i <= ' ' || i >= 0x80 || i == ',' || i == '"';
    uint32_t first = below(5);
    plan.needles = vitk_needles_new(values + first, 1 + below(5 - first));
    const char *p = (const char *)data + CSV_TWICE_CHOICES;
    n -= CSV_TWICE_CHOICES;
    size_t begins[2];
    for (plan.variant = 0; plan.variant < VITK_SIMD_VARIANTS; plan.variant++) {
      if (!vitk_simd_has(plan.variant))
        continue;
      int i = plan.variant != VITK_SIMD_PLAIN;
      begins[i] = vitk_scan_first(&plan, p, n, round % 2);
      vitk_scan(&plan, p, n, 0, scans[i]);
      ck_assert_uint_eq(begins[i], begins[0]);
      tells_what_it_saw(scans[i], p);
      ck_assert_int_eq(
          memcmp(scans[i], scans[0], offsetof(struct vitk_scan, marks) + scans[0]->n_marks * sizeof scans[0]->marks[0]),
          0);
    }
    vitk_scan_plan_free(&plan);
  }
  free(scans[0]);
  free(scans[1]);
  free(data);
}
END_TEST

/* One byte is another than those around it: only of what is told is a reader spared the look. */
START_TEST(a_byte_that_is_not_plain_is_seen_by_each_variant) {
  enum { CELLS = 400, AT = 301 };
  struct vitk_scan *scan = malloc(sizeof *scan);
  char text[2 * CELLS + VITK_SCAN_PADDING] = {0};
  static const enum vitk_scan_by ways[] = {VITK_BY_NOTHING, VITK_BY_NEEDLES, VITK_BY_CONTENT};
  static const vitk_str value = {"1185", 4};
  static const uint32_t last = CELLS;
  struct vitk_scan_plan plan = {.delimiter = ',', .cells = &last, .n_conditions = 1, .most_bytes = sizeof text};
  plan.needles = vitk_needles_new(&value, 1);
  for (size_t i = 0; i < 2 * CELLS; i++)
    text[i] = i % 2 ? ',' : 'a';
  for (int round = 0; round < 3 * 2 * VITK_SIMD_VARIANTS * 256; round++) {
    unsigned char byte = (unsigned char)(round % 256);
    plan.variant = (enum vitk_simd)(round / 256 % VITK_SIMD_VARIANTS);
    plan.by = ways[round / 256 / VITK_SIMD_VARIANTS % 3];
    plan.quote = round / 256 / VITK_SIMD_VARIANTS < 3 ? VITK_NO_QUOTE : '"';
    if (!vitk_simd_has(plan.variant) || byte == '"')
      continue;
    text[AT] = (char)byte;
    vitk_scan(&plan, text, sizeof text - VITK_SCAN_PADDING, 0, scan);
    tells_what_it_saw(scan, text);
    bool is_plain = byte > 0 && byte < 0x80 && byte != '\r';
    ck_assert_uint_ge(scan->seen + VITK_LANES, is_plain ? 2 * CELLS : 0);
    ck_assert(is_plain || scan->seen == 0);
  }
  vitk_scan_plan_free(&plan);
  free(scan);
}
END_TEST

/* What the scans of a text make of it, one after the other: as many marks and records as they tell. */
static void scan_all(const struct vitk_scan_plan *plan, const char *text, size_t n, struct vitk_scan *scan,
                     uint32_t *n_marks, uint64_t *records) {
  size_t at = 0;
  *n_marks = 0;
  *records = 0;
  do {
    vitk_scan(plan, text, n, at, scan);
    for (uint32_t i = 0; i < scan->n_marks; i++) {
      ck_assert_uint_eq(scan->marks[i].lines, scan->marks[i].records);
      *records += scan->marks[i].records;
    }
    *n_marks += scan->n_marks;
    *records += scan->records;
    ck_assert(scan->to_the_end || scan->n_marks == VITK_SCAN_MARKS);
    at = scan->stop;
  } while (!scan->to_the_end);
  ck_assert_uint_eq(at, n);
}

/* Each other record has the value and begins with a blank: more of them than there are marks. */
START_TEST(a_scan_stops_where_it_has_no_mark_left) {
  enum { PAIRS = VITK_SCAN_MARKS + 1000 };
  struct vitk_scan *scan = malloc(sizeof *scan);
  char *text = calloc(1, (size_t)PAIRS * 200 + VITK_SCAN_PADDING);
  size_t n = 0;
  for (int i = 0; i < PAIRS; i++)
    n += (size_t)sprintf(text + n, " 1185,1185,1\n%d,\"1186\",%100d\n", i, i);
  static const vitk_str value = {"1185", 4};
  struct vitk_scan_plan plan = {.delimiter = ',', .quote = '"', .least_cells = 2, .most_bytes = 1000};
  plan.is_border[','] = plan.is_border['"'] = plan.is_border[' '] = true;
  plan.needles = vitk_needles_new(&value, 1);
  for (plan.variant = 0; plan.variant < VITK_SIMD_VARIANTS; plan.variant++) {
    uint32_t n_marks;
    uint64_t records;
    if (!vitk_simd_has(plan.variant))
      continue;
    plan.by = VITK_BY_NEEDLES;
    scan_all(&plan, text, n, scan, &n_marks, &records);
    ck_assert_uint_eq(n_marks, PAIRS);
    ck_assert_uint_eq(records, PAIRS);
    plan.by = VITK_BY_NOTHING;
    scan_all(&plan, text, n, scan, &n_marks, &records);
    ck_assert_uint_eq(n_marks, 2 * PAIRS);
    ck_assert_uint_eq(records, 0);
  }
  vitk_scan_plan_free(&plan);
  free(text);
  free(scan);
}
END_TEST

/* Of each number of cells that a condition can need, as many as are kept from step to step and more: of all records one
 * has too few, and its neighbours are passed over. */
START_TEST(only_a_record_with_too_few_cells_is_left_to_read) {
  enum { RECORDS = 60, MOST = 70 };
  struct vitk_scan *scan = malloc(sizeof *scan);
  char text[RECORDS * (2 * MOST + 40) + VITK_SCAN_PADDING];
  static const vitk_str values[] = {{"1185", 4}, {"430", 3}};
  for (uint32_t round = 0; round < 2 * 2 * VITK_SIMD_VARIANTS * MOST; round++) {
    uint32_t most = 2 + round % (MOST - 1), odd = below(RECORDS), missing = 1 + below(most - 1), start = 0, end = 0;
    struct vitk_scan_plan plan = {.delimiter = ',',
                                  .quote = round / MOST % 2 ? '"' : VITK_NO_QUOTE,
                                  .by = VITK_BY_NEEDLES,
                                  .least_cells = most,
                                  .most_bytes = sizeof text,
                                  .variant = (enum vitk_simd)(round / MOST / 2 % VITK_SIMD_VARIANTS)};
    if (!vitk_simd_has(plan.variant))
      continue;
    plan.is_border[','] = plan.is_border['"'] = true;
    plan.needles = vitk_needles_new(values, 1 + round / MOST / 2 / VITK_SIMD_VARIANTS);
    size_t n = 0;
    memset(text, 0, sizeof text);
    for (uint32_t i = 0; i < RECORDS; i++) {
      start = i == odd ? (uint32_t)n : start;
      n += (size_t)sprintf(text + n, "%.*s", 1 + (int)below(30), "a23456789b123456789c123456789d");
      for (uint32_t cell = i == odd ? 1 + missing : 1; cell < most; cell++)
        n += (size_t)sprintf(text + n, below(8) ? "," : ",x");
      text[n++] = '\n';
      end = i == odd ? (uint32_t)n : end;
    }
    vitk_scan(&plan, text, n, 0, scan);
    ck_assert_msg(scan->n_marks == 1 && scan->marks[0].start == start && scan->marks[0].end == end,
                  "%u cells, variant %d: %u marks", most, plan.variant, scan->n_marks);
    ck_assert_uint_eq(scan->marks[0].records, odd);
    ck_assert_uint_eq(scan->records, RECORDS - 1 - odd);
    vitk_scan_plan_free(&plan);
  }
  free(scan);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("scan");
  TCase *tests = tcase_create("scan");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, only_records_with_the_value_are_left_to_read);
  tcase_add_test(tests, each_variant_scans_alike);
  tcase_add_test(tests, a_byte_that_is_not_plain_is_seen_by_each_variant);
  tcase_add_test(tests, a_scan_stops_where_it_has_no_mark_left);
  tcase_add_test(tests, only_a_record_with_too_few_cells_is_left_to_read);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
