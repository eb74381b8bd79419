#include "core/input/scan.h"

#include "core/base/str.h"
#include "core/input/needle_inside.h"

/* Where a scan is. */
struct progress {
  size_t start;          /* of the record under way */
  uint32_t start_lines;  /* line ends between the scan's start and it */
  uint32_t passed;       /* records passed over since the last mark */
  uint32_t marked_lines; /* `start_lines` where that ended */
};

struct record {
  size_t start, end; /* end: after its line end */
  uint32_t cells;
  bool found; /* a needle in it */
};

/* Is the record one for libcsv, whatever it holds? An empty line, which is no record, is, and what begins with a blank,
 * which may be one. */
static inline bool is_odd(const struct vitk_scan_plan *plan, const char *p, const struct record *record) {
  size_t n = record->end - record->start;
  return record->cells < plan->least_cells || n > plan->most_bytes || n <= 2 || (unsigned char)p[record->start] <= ' ';
}

/* Does it ask for more than to be passed over? */
static inline bool is_doubtful(const struct vitk_scan_plan *plan, const char *p, const struct record *record) {
  return plan->keyed || record->found || is_odd(plan, p, record);
}

/* The cell at `index` of a record that is written as the scan knows it, without its quotes. false: there is none, or
 * doubled quotes are within. */
static bool cell_of(const struct vitk_scan_plan *plan, const char *p, const struct record *record, uint32_t index,
                    vitk_str *out) {
  const char *at = p + record->start, *end = p + record->end;
  while (end > at && (end[-1] == '\n' || end[-1] == '\r'))
    end--;
  for (;; index--) {
    const char *close = NULL;
    bool doubled = false;
    if (at < end && (unsigned char)*at == plan->quote) {
      close = memchr(at + 1, plan->quote, (size_t)(end - at - 1));
      for (; close != NULL && end - close > 1 && (unsigned char)close[1] == plan->quote; doubled = true)
        close = memchr(close + 2, plan->quote, (size_t)(end - close - 2));
      if (close == NULL)
        return false;
    }
    const char *from = close ? close : at;
    const char *next = memchr(from, plan->delimiter, (size_t)(end - from));
    if (index == 0) {
      const char *text = close ? at + 1 : at, *stop = close ? close : next ? next : end;
      *out = (vitk_str){text, (size_t)(stop - text)};
      return !doubled;
    }
    if (next == NULL)
      return false;
    at = next + 1;
  }
}

/* Marks the record; false: there is no room for a mark. One right after another mark is added to that, unless it is to
 * be asked for by its key; `lines` is then of the record. */
static bool mark(const struct record *record, vitk_str key, size_t key_at, uint32_t lines, const struct progress *at,
                 struct vitk_scan *out) {
  struct vitk_scan_mark *last = out->n_marks > 0 ? &out->marks[out->n_marks - 1] : NULL;
  if (last != NULL && last->end == record->start && last->key_bytes == 0 && key.n == 0) {
    last->end = (uint32_t)record->end;
    return true;
  }
  if (out->n_marks == VITK_SCAN_MARKS)
    return false;
  out->marks[out->n_marks++] = (struct vitk_scan_mark){.start = (uint32_t)record->start,
                                                       .end = (uint32_t)record->end,
                                                       .lines = at->start_lines - at->marked_lines,
                                                       .records = at->passed,
                                                       .key = (uint32_t)key_at,
                                                       .key_bytes = (uint32_t)key.n,
                                                       .key_lines = lines};
  return true;
}

/* Is it certain that a ONE_OF does not hold? Else *key is the cell that MENTIONED asks for, if that alone is left to
 * ask; n 0: libcsv has to say. */
static bool fails(const struct vitk_scan_plan *plan, const char *p, const struct record *record, vitk_str *key) {
  *key = (vitk_str){NULL, 0};
  for (uint32_t i = 0; i < plan->n_conditions; i++) {
    vitk_str text;
    if (!cell_of(plan, p, record, plan->cells[i], &text))
      return false;
    if (plan->each[i].kind == VITK_MENTIONED)
      *key = text;
    else if (!vitk_condition_holds(&plan->each[i], NULL, vitk_str_trim(text)))
      return true;
  }
  return false;
}

/* A doubtful record: passed over after all, or marked. Before the next one `lines_after` lines ended. false: there is
 * no room for a mark. */
static bool take_doubtful(const struct vitk_scan_plan *plan, const char *p, const struct record *record,
                          uint32_t lines_after, struct progress *at, struct vitk_scan *out) {
  vitk_str key = {NULL, 0};
  if (plan->keyed && !is_odd(plan, p, record) && fails(plan, p, record, &key)) {
    at->passed++;
    return true;
  }
  if (!mark(record, key, key.n ? (size_t)(key.p - p) : 0, lines_after - at->start_lines, at, out))
    return false;
  at->passed = 0;
  at->marked_lines = lines_after;
  return true;
}

#define VITK_SIMD_KERNEL "core/input/scan_kernel.h"
#include "core/input/simd_each.h"

static void (*const scans[VITK_SIMD_VARIANTS])(const struct vitk_scan_plan *, const char *p, size_t n, size_t from,
                                               struct vitk_scan *out) = {VITK_SIMD_TABLE(scan)};
static size_t (*const firsts[VITK_SIMD_VARIANTS])(const struct vitk_scan_plan *, const char *p, size_t n,
                                                  bool in_quotes) = {VITK_SIMD_TABLE(first)};

void vitk_scan(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t from, struct vitk_scan *out) {
  out->start = out->stop = from;
  out->lines = out->records = out->n_marks = 0;
  out->to_the_end = from == n;
  scans[plan->variant](plan, p, n, from, out);
}

size_t vitk_scan_first(const struct vitk_scan_plan *plan, const char *p, size_t n, bool in_quotes) {
  return firsts[plan->variant](plan, p, n, in_quotes);
}
