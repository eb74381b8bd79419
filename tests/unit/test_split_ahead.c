/* What the thread of a block takes apart is what its reader would, record by record, up to what there is room for. */
#include "core/input/split.h"
#include "input_fixture.h"
#include "random_table.h"

struct block {
  char *text;
  size_t n;
  struct vitk_scan_plan plan;
  struct vitk_scan *scan;
  struct vitk_split_ahead *ahead;
};

static void begin(struct block *block, size_t most) {
  *block = (struct block){.text = calloc(1, most + VITK_SCAN_PADDING),
                          .plan = {.delimiter = ',', .quote = '"', .by = VITK_BY_NOTHING, .most_bytes = most},
                          .scan = malloc(sizeof *block->scan),
                          .ahead = malloc(sizeof *block->ahead)};
}

static void take_apart(struct block *block) {
  vitk_scan(&block->plan, block->text, block->n, 0, block->scan);
  vitk_ahead_split(block->ahead, &block->plan, block->text, block->scan);
}

static void end(struct block *block) {
  free(block->text);
  free(block->scan);
  free(block->ahead);
}

/* Reads each plain record with what was taken apart and without. The result is how many of them that had. */
static uint32_t reads_alike(struct block *block, const char *how) {
  struct vitk_splitter with = {.copied.maximum = block->n, .ahead = block->ahead};
  struct vitk_splitter without = {.copied.maximum = block->n};
  uint32_t had = 0;
  for (uint32_t i = 0; i < block->scan->n_marks; i++) {
    const struct vitk_scan_mark *mark = &block->scan->marks[i];
    for (size_t at = mark->start; mark->is_plain && at < mark->end; at = without.record.end) {
      const uint32_t *stops;
      had += vitk_ahead_find(block->ahead, at, &stops) != NULL;
      int code = vitk_split(&without, &block->plan, block->text, at, mark->end);
      ck_assert_int_eq(vitk_split(&with, &block->plan, block->text, at, mark->end), code);
      if (code != VITK_OK)
        break;
      ck_assert_msg(with.record.n == without.record.n && with.record.end == without.record.end &&
                        with.record.lines == without.record.lines,
                    "%s: the record at %zu", how, at);
      for (uint32_t cell = 0; cell < with.record.n; cell++)
        ck_assert_msg(vitk_str_equal(with.cells[cell].text, without.cells[cell].text), "%s: cell %u of that at %zu",
                      how, cell, at);
    }
  }
  vitk_splitter_free(&with);
  vitk_splitter_free(&without);
  return had;
}

START_TEST(each_plain_record_is_as_its_reader_would_take_it_apart) {
  unsigned char *data = malloc(LONGEST);
  struct block block;
  uint32_t had = 0;
  begin(&block, LONGEST);
  for (int round = 0; round < 20000; round++) {
    block.n = random_table(data) - CSV_TWICE_CHOICES;
    for (size_t i = 0; i < block.n; i++) /* text is UTF-8, which has no such byte: that stands for no quote */
      block.text[i] = (char)(data[CSV_TWICE_CHOICES + i] == VITK_NO_QUOTE ? 'y' : data[CSV_TWICE_CHOICES + i]);
    memset(block.text + block.n, 0, VITK_SCAN_PADDING);
    block.plan.quote = below(4) == 0 ? VITK_NO_QUOTE : '"';
    take_apart(&block);
    had += reads_alike(&block, block.text);
    ck_assert_uint_eq(block.ahead->next_record, block.ahead->n_records > 0 ? block.ahead->n_records - 1 : 0);
  }
  ck_assert_uint_gt(had, 20000);
  end(&block);
  free(data);
}
END_TEST

START_TEST(records_beyond_the_room_are_left_to_the_reader) {
  enum { RECORDS = VITK_AHEAD_RECORDS_MAX + 1000 };
  struct block block;
  begin(&block, (size_t)RECORDS * 10);
  for (int i = 0; i < RECORDS; i++)
    block.n += (size_t)sprintf(block.text + block.n, "%d,x\n", i);
  take_apart(&block);
  ck_assert_uint_eq(reads_alike(&block, "records"), VITK_AHEAD_RECORDS_MAX);
  end(&block);
}
END_TEST

START_TEST(cells_beyond_the_room_are_left_to_the_reader) {
  enum { CELLS = 3000, RECORDS = 30 };
  struct block block;
  begin(&block, (size_t)CELLS * RECORDS);
  memset(block.text, ',', (size_t)CELLS * RECORDS);
  block.n = (size_t)CELLS * RECORDS;
  for (int i = 0; i < RECORDS; i++) {
    block.text[i * CELLS] = 'a';
    block.text[i * CELLS + CELLS - 1] = '\n';
  }
  take_apart(&block);
  ck_assert_uint_eq(reads_alike(&block, "cells"), VITK_AHEAD_STOPS_MAX / (CELLS - 1));
  end(&block);
}
END_TEST

/* A reader that took another way finds the next record that was taken apart, and none that it is past. */
START_TEST(a_record_is_found_by_where_it_begins) {
  struct block block;
  const uint32_t *stops;
  begin(&block, 100);
  block.n = (size_t)sprintf(block.text, "%s", "a,b\nc,d\ne\n");
  take_apart(&block);
  ck_assert_uint_eq(block.ahead->n_records, 3);
  ck_assert_ptr_null(vitk_ahead_find(block.ahead, 2, &stops));
  ck_assert_ptr_nonnull(vitk_ahead_find(block.ahead, 4, &stops));
  ck_assert_uint_eq(stops[0], 5);
  ck_assert_uint_eq(stops[1], 7);
  ck_assert_ptr_nonnull(vitk_ahead_find(block.ahead, 8, &stops));
  ck_assert_uint_eq(stops[0], 9);
  ck_assert_ptr_null(vitk_ahead_find(block.ahead, 10, &stops));
  end(&block);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("split_ahead");
  TCase *tests = tcase_create("split_ahead");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, each_plain_record_is_as_its_reader_would_take_it_apart);
  tcase_add_test(tests, records_beyond_the_room_are_left_to_the_reader);
  tcase_add_test(tests, cells_beyond_the_room_are_left_to_the_reader);
  tcase_add_test(tests, a_record_is_found_by_where_it_begins);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
