#include "core/input/range.h"

#include "core/input/table.h"
#include "random.h"
#include "tests/fuzz/csv_twice.h"

#include <check.h>

enum { LONGEST = 3000, SHARDS_MOST = 7 };

/* A member in memory, how it is read, and what is said then. */
struct reading {
  char path[64];
  struct vitk_limits limits;
  struct vitk_table_spec spec;
  struct vitk_shard shard; /* shards 0: the whole */
  unsigned ranged;         /* times that it was told */
  struct csv_account account;
  int code;
};

static int note_ranged(void *self) {
  ((struct reading *)self)->ranged++;
  return VITK_OK;
}

/* Of a shard that reads all, the rows on its lines. */
static bool is_own(const struct reading *reading, uint64_t line) {
  return !reading->shard.reads_all || (line >= reading->shard.from && line < reading->shard.to);
}

/* Reads on from the table, and gives in the account what is said of lines that are the shard's own; the lines are known
 * at the end. */
static void read_table(struct reading *reading) {
  const struct vitk_sink_of_diags diags = {csv_note_diag, &reading->account};
  const struct vitk_bundle_settings settings = {.limits = &reading->limits};
  struct vitk_input input = {.limits = &reading->limits,
                             .diags = &diags,
                             .mentioned = csv_is_mentioned,
                             .foods_skipped = csv_note_skipped,
                             .self = &reading->account,
                             .shard = reading->shard.shards > 0 ? &reading->shard : NULL};
  struct vitk_table *table = NULL;
  struct vitk_row row;
  reading->shard.ranged = note_ranged;
  reading->shard.self = reading;
  reading->account.text.n = 0;
  reading->account.text.maximum = 1 << 26;
  reading->code = vitk_bundle_open(reading->path, &settings, &diags, &input.bundle);
  ck_assert_int_eq(reading->code, VITK_OK);
  reading->code = vitk_table_open(&input, &reading->spec, &table);
  while (reading->code == VITK_OK && (reading->code = vitk_table_next(table, &row)) == VITK_OK)
    csv_note_row(&reading->account, &row);
  vitk_table_close(table);
  uint64_t bytes;
  vitk_str digest;
  ck_assert(reading->code != VITK_END || vitk_bundle_digest(input.bundle, 0, &bytes, &digest));
  vitk_bundle_close(input.bundle);
}

/* The lines of the account that are of the shard's lines of the text. */
static void add_own(const struct reading *reading, struct vitk_buffer *out) {
  if (reading->account.text.n == 0)
    return;
  const char *p = reading->account.text.p, *end = p + reading->account.text.n;
  bool own = false;
  while (p < end) {
    const char *feed = memchr(p, '\n', (size_t)(end - p));
    unsigned long long line;
    size_t n = feed ? (size_t)(feed - p) + 1 : (size_t)(end - p);
    char one[80];
    snprintf(one, sizeof one, "%.*s", (int)n, p);
    if (sscanf(one, "row of line %llu:", &line) == 1 || sscanf(one, "%*u %*s line %llu", &line) == 1)
      own = is_own(reading, line); /* else it goes on with a cell that has a line break */
    if (own)
      vitk_buffer_add(out, p, n);
    p += n;
  }
}

static void put(struct reading *reading, const char *text, size_t n) {
  static int fd = -1;
  if (fd < 0)
    fd = memfd_create("table.csv", MFD_CLOEXEC);
  ck_assert_int_eq(ftruncate(fd, 0), 0);
  ck_assert_int_eq(pwrite(fd, text, n, 0), (ssize_t)n);
  snprintf(reading->path, sizeof reading->path, "/proc/self/fd/%d", fd);
}

/* Each shard, in a way drawn from `way`: they say together what the whole says, in its order; where the whole fails,
 * one of them does. */
static void shards_make(struct reading *whole, uint32_t shards, uint32_t way, const char *text, size_t n) {
  static const size_t blocks[] = {1, 63, 64, 65, 100, 130, 300, 4096};
  struct vitk_buffer together = {.maximum = 1 << 26};
  struct reading reading = *whole;
  bool failed = false;
  reading.account = (struct csv_account){.skipped = 0};
  reading.limits.read_each_record = way % 5 == 0;
  reading.limits.threads = way % 3 == 0 ? 2 : 1;
  reading.limits.threads_from = way % 7 == 0 ? UINT64_MAX : 0;
  reading.limits.thread_block = blocks[way % 8];
  reading.limits.read_size = way % 11 == 0 ? 7 : SIZE_MAX;
  for (uint32_t i = 1; i <= shards; i++) {
    reading.shard = (struct vitk_shard){.shard = i, .shards = shards, .reads_all = shards > 1 && (way >> i & 3) == 0};
    reading.ranged = 0;
    read_table(&reading);
    ck_assert_uint_eq(reading.ranged, shards == 1 ? 0 : 1 + reading.shard.reads_all);
    failed = failed || reading.code != VITK_END;
    add_own(&reading, &together);
  }
  ck_assert_int_eq(failed, whole->code != VITK_END);
  vitk_str a = vitk_buffer_str(&whole->account.text), b = vitk_buffer_str(&together);
  ck_assert_msg(failed || vitk_str_equal(a, b), "%u shards, way %u of:\n%.*s\nwhole:\n%.*s\nshards:\n%.*s", shards, way,
                (int)n, text, VITK_STR_ARG(a), VITK_STR_ARG(b));
  vitk_buffer_free(&reading.account.text);
  vitk_buffer_free(&together);
}

static const struct vitk_column columns[] = {{"a", 1, 0}, {"b", 3, 1}, {"c", 2, 1}};

static void any_shards_make_the_whole(struct vitk_where *where, uint32_t header, const char *text, size_t n) {
  struct reading whole = {.limits = vitk_default_limits,
                          .spec = {.size = sizeof whole.spec,
                                   .flags = VITK_ROWS_APART,
                                   .delimiter = ',',
                                   .quote = '"',
                                   .header_row = header,
                                   .columns = columns,
                                   .where = where,
                                   .n_columns = 3,
                                   .column_stride = sizeof *columns,
                                   .n_where = where ? 1 : 0,
                                   .where_stride = sizeof *where}};
  whole.limits.read_each_record = true;
  put(&whole, text, n);
  read_table(&whole);
  for (uint32_t shards = 1; shards <= SHARDS_MOST; shards++)
    shards_make(&whole, shards, below(1 << 16), text, n);
  vitk_buffer_free(&whole.account.text);
}

static size_t add(char *to, size_t at, const char *text) {
  size_t n = strlen(text);
  if (at + n > LONGEST)
    return at;
  memcpy(to + at, text, n);
  return at + n;
}

/* Mostly as tables are written, one time in `oddness` not; 0: never. */
static size_t random_table(char *to, uint32_t oddness) {
  static const char *const cells[] = {"118",
                                      "119",
                                      "\"118\"",
                                      "1",
                                      "\"a\nb\"",
                                      "\"a\r\nb\"",
                                      "\"\n\n\"",
                                      "\"118\n118\"",
                                      "\"a\"\"b\"",
                                      "\"\"\"\"",
                                      "\"a,118\n,\"\"\n\"",
                                      "",
                                      "\"\"",
                                      "long text",
                                      "x\xC3\xA9",
                                      "\"\xC3\xA9\n\""};
  static const char *const odd[] = {"a\"b", "\"",       "\"\"x",       " \"118\"", "\"118\" ", "\"a\"b\nc\"",
                                    "\t",   "\"118\n9", "118\xC2\xA0", "\xFF",     "\r",       " "};
  static const char *const ends[] = {"\n", "\r\n", "\r", "\n\n", " \n", "\r\r\n", "\n\r"};
  uint32_t end = below(3), records = below(60);
  size_t at = below(8) == 0 ? add(to, 0, "\xEF\xBB\xBF") : 0;
  at = add(to, at, "a,c,b\n");
  for (uint32_t i = 0; i < records; i++) {
    uint32_t n = below(12) == 0 ? 1 + below(5) : 3;
    for (uint32_t c = 0; c < n; c++) {
      bool is_odd = oddness > 0 && below(oddness) == 0;
      at = add(to, at, c ? "," : "");
      at = add(to, at, is_odd ? odd[below(sizeof odd / sizeof *odd)] : cells[below(sizeof cells / sizeof *cells)]);
    }
    at = add(to, at, ends[below(20) == 0 ? below(7) : end]);
  }
  return at;
}

START_TEST(shards_of_random_tables_make_the_whole) {
  char text[LONGEST];
  for (uint64_t i = random_fewer(1500); i > 0; i--) {
    struct vitk_where where = {NULL, "118|118\n118|\"", below(3), below(4) ? VITK_ONE_OF : VITK_MENTIONED};
    size_t n = random_table(text, (uint32_t[]){0, 0, 200, 20}[below(4)]);
    any_shards_make_the_whole(below(6) ? &where : NULL, below(5) ? 1 : 0, text, n);
  }
}
END_TEST

START_TEST(a_border_at_any_byte_of_a_record_parts_none) {
  static const char *const texts[] = {
      "a,c,b\n118,\"x\n118,1,2\n\",\"\n\"\n118,2,3\n", "a,c,b\r\n118,\"x\r\n118,1,2\r\n\",\"\r\n\"\r\n118,2,3\r\n",
      "a,c,b\r118,\"x\r118,1,2\r\",\"\r\"\r118,2,3\r", "a,c,b\n\n\n118,1,2\n\n \n118,\"\"\"\n\",2\n118,9,9",
      "a,c,b\n118,5\" pipe,2\n118,\"\n118,1,1\n\",3\n118,1,2"};
  struct vitk_where where = {NULL, "118", 0, VITK_ONE_OF};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    size_t n = strlen(texts[i]);
    char text[400];
    for (size_t more = i % EACH; more < 130; more += EACH) { /* which moves the borders from byte to byte */
      memcpy(text, texts[i], n);
      memset(text + n, '\n', more);
      any_shards_make_the_whole(&where, 1, text, n + more);
    }
  }
}
END_TEST

/* Where the pass stops and how many lines are before it, read with care: a quote opens after a delimiter, line end or
 * quote, and closes before one. */
static void pass_slowly(const char *p, size_t n, struct vitk_scan *out) {
  bool quoted = false, may_open = true;
  uint32_t lines = 0;
  out->stop = out->lines = 0;
  out->to_the_end = true;
  for (size_t i = 0; i < n; i++) {
    bool is_end = p[i] == '\n' || (p[i] == '\r' && i + 1 < n && p[i + 1] != '\n');
    bool border = p[i] == ',' || p[i] == '\n' || p[i] == '\r' || p[i] == '"';
    if (p[i] == '"') {
      out->to_the_end = quoted || may_open;
      quoted = !quoted;
    } else if (i > 0 && p[i - 1] == '"' && !quoted) {
      out->to_the_end = border;
    }
    if (!out->to_the_end)
      return;
    may_open = border;
    lines += is_end;
    if (is_end && !quoted) {
      out->stop = i + 1;
      out->lines = lines;
    }
  }
}

START_TEST(each_variant_passes_over_the_same) {
  char text[LONGEST + VITK_SCAN_PADDING];
  for (uint64_t i = random_fewer(20000); i > 0; i--) {
    struct vitk_scan expected, got;
    size_t n = random_table(text, (uint32_t[]){0, 300, 30}[below(3)]);
    memset(text + n, below(2) ? '\n' : 0, VITK_SCAN_PADDING);
    pass_slowly(text, n, &expected);
    for (int variant = 0; variant < VITK_SIMD_VARIANTS; variant++) {
      struct vitk_scan_plan plan = {.delimiter = ',', .quote = '"', .variant = (enum vitk_simd)variant};
      if (!vitk_simd_has(plan.variant))
        continue;
      vitk_range_pass(&plan, text, n, 0, &got);
      ck_assert_msg(got.stop == expected.stop && got.lines == expected.lines && got.to_the_end == expected.to_the_end,
                    "variant %d: stop %zu lines %u end %d, and not %zu %u %d, of\n%.*s", variant, got.stop, got.lines,
                    got.to_the_end, expected.stop, expected.lines, expected.to_the_end, (int)n, text);
    }
  }
}
END_TEST

/* Of other tables each shard reads all. */
START_TEST(only_a_large_table_that_allows_it_is_parted) {
  static const char text[] = "a,c,b\n118,1,2\n118,3,4\n";
  struct reading reading = {.limits = vitk_default_limits,
                            .shard = {.shard = 2, .shards = 2},
                            .spec = {.size = sizeof reading.spec,
                                     .delimiter = ',',
                                     .header_row = 1,
                                     .columns = columns,
                                     .n_columns = 3,
                                     .column_stride = sizeof *columns}};
  put(&reading, text, sizeof text - 1);
  for (uint32_t i = 0; i < 3; i++) {
    reading.spec.flags = (uint32_t[]){0, VITK_ROWS_APART | VITK_FOOD_ROWS, VITK_ROWS_APART | VITK_LINES}[i];
    reading.spec.n_columns = i < 2 ? 3 : 1;
    read_table(&reading);
    ck_assert_uint_eq(reading.ranged, 0);
  }
  reading.spec.flags = VITK_ROWS_APART;
  reading.spec.n_columns = 3;
  read_table(&reading);
  ck_assert_uint_eq(reading.ranged, 1);
  vitk_buffer_free(&reading.account.text);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("range");
  TCase *tests = tcase_create("range");
  tcase_set_timeout(tests, 300);
  tcase_add_test(tests, shards_of_random_tables_make_the_whole);
  tcase_add_test(tests, a_border_at_any_byte_of_a_record_parts_none);
  tcase_add_test(tests, each_variant_passes_over_the_same);
  tcase_add_test(tests, only_a_large_table_that_allows_it_is_parted);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
