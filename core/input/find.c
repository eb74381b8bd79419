#include "core/input/find.h"

#include "core/base/str.h"

#include <stdlib.h>

struct vitk_finder {
  const struct vitk_input *input;
  const struct vitk_table_plan *table;
  struct vitk_arena arena;
  struct vitk_scan_plan plan;
  struct vitk_skipped_foods skipped;
  const char *p; /* the block */
  size_t n;
  const struct vitk_scan *given; /* of it, from where it begins on; NULL: there is none, or it was used */
  const struct vitk_scan *scan;  /* NULL: none that holds where the reader is */
  size_t scanned;                /* up to here in the block */
  size_t expected;               /* where the reader will be if scan and libcsv agree */
  size_t until;                  /* before this each record is read */
  uint32_t next_mark;
  struct vitk_scan own;
};

int vitk_finder_new(const struct vitk_input *input, const struct vitk_table_plan *table, unsigned char delimiter,
                    uint64_t from, struct vitk_finder **out) {
  *out = NULL;
  struct vitk_finder *finder = malloc(sizeof *finder);
  if (finder == NULL)
    return VITK_NOMEM;
  memset(finder, 0, offsetof(struct vitk_finder, own));
  finder->input = input;
  finder->table = table;
  if (!vitk_scan_plan(input, table, delimiter, &finder->arena, &finder->plan)) {
    vitk_finder_free(finder);
    return VITK_OK;
  }
  finder->plan.pass_before = from;
  *out = finder;
  return VITK_OK;
}

void vitk_finder_free(struct vitk_finder *finder) {
  if (finder == NULL)
    return;
  vitk_finder_tell(finder);
  vitk_scan_plan_free(&finder->plan);
  vitk_arena_free(&finder->arena);
  free(finder);
}

void vitk_finder_tell(struct vitk_finder *finder) {
  vitk_tell_skipped(&finder->skipped, finder->input);
}

const struct vitk_scan_plan *vitk_finder_plan(const struct vitk_finder *finder) {
  return &finder->plan;
}

void vitk_finder_block(struct vitk_finder *finder, const char *p, size_t n, const struct vitk_scan *scan) {
  finder->p = p;
  finder->n = n;
  finder->given = scan;
  finder->scan = NULL;
  finder->until = 0;
}

/* Is the record one of a food that no statement named? A blank key is libcsv's to judge: the row may be blank. */
static bool is_unnamed(struct vitk_finder *finder, const struct vitk_scan_mark *mark) {
  vitk_str key = vitk_str_trim((vitk_str){finder->p + mark->key, mark->key_bytes});
  const struct vitk_condition *mentioned = &finder->plan.each[finder->plan.n_conditions - 1];
  if (key.n == 0 || vitk_condition_holds(mentioned, finder->input, key))
    return false;
  if (finder->table->spec.flags & VITK_FOOD_ROWS)
    vitk_skip_food(&finder->skipped, finder->input);
  return true;
}

/* Each record that NOT_BLANK passes over is a food's. */
static void count_foods(struct vitk_finder *finder, uint64_t records) {
  if (finder->plan.by == VITK_BY_CONTENT && finder->table->spec.flags & VITK_FOOD_ROWS)
    vitk_skip_foods(&finder->skipped, finder->input, records);
}

/* On to the next mark, or to the end of what was scanned. */
static struct vitk_passed go_on(struct vitk_finder *finder) {
  const struct vitk_scan *scan = finder->scan;
  struct vitk_passed passed = {0};
  while (finder->next_mark < scan->n_marks) {
    const struct vitk_scan_mark *mark = &scan->marks[finder->next_mark++];
    passed.lines += mark->lines;
    passed.records += mark->records;
    count_foods(finder, mark->records);
    finder->expected = mark->end;
    if (mark->key_bytes > 0 && is_unnamed(finder, mark)) {
      passed.lines += mark->key_lines;
      passed.records++;
      continue;
    }
    finder->until = mark->end;
    passed.to = mark->start;
    passed.plain_to = mark->is_plain ? mark->end : mark->start;
    return passed;
  }
  passed.lines += scan->lines;
  passed.records += scan->records;
  count_foods(finder, scan->records);
  passed.to = passed.plain_to = scan->stop;
  finder->until = scan->to_the_end ? finder->scanned : scan->stop + 1;
  finder->scan = NULL;
  return passed;
}

/* The scan of the text from `at`: the one that was given, or one of its own, of a record that began in the block before
 * up to where that begins. */
static void choose_scan(struct vitk_finder *finder, size_t at) {
  if (finder->given != NULL && at > finder->given->start)
    finder->given = NULL;
  bool is_given = finder->given != NULL && at == finder->given->start;
  finder->scan = is_given ? finder->given : &finder->own;
  finder->scanned = finder->given == NULL || is_given ? finder->n : finder->given->start;
  if (is_given)
    finder->given = NULL;
  else
    vitk_scan(&finder->plan, finder->p, finder->scanned, at, &finder->own);
  finder->next_mark = 0;
}

struct vitk_passed vitk_finder_pass(struct vitk_finder *finder, size_t at) {
  if (at < finder->until)
    return (struct vitk_passed){.to = at, .plain_to = at, .is_rest = finder->until == finder->n};
  if (finder->scan == NULL || at != finder->expected)
    choose_scan(finder, at);
  return go_on(finder);
}
