#include "core/input/scan.h"

#include "core/base/str.h"
#include "core/input/needle_inside.h"

/* Where a scan is: between two records. */
struct progress {
  size_t start;          /* of the next record */
  uint32_t start_lines;  /* line ends between the scan's start and it */
  uint32_t passed;       /* records passed over since the last mark */
  uint32_t marked_lines; /* `start_lines` where that ended */
  size_t looked;         /* the step that was looked at for needles; SIZE_MAX: none */
  uint64_t found;        /* those that it has */
};

/* What one step of 64 bytes leaves for the next. */
struct carry {
  uint64_t in_quotes;    /* is its last byte? All bits or none */
  uint64_t quotes, bare; /* its quotes, and its text outside of them */
};

/* Where the text is not written as the scan knows it: quote and bare text are neighbours. */
static inline uint64_t misplaced(uint64_t quotes, uint64_t bare, const struct carry *before) {
  return (bare & (quotes << 1 | before->quotes >> 63)) | (quotes & (bare << 1 | before->bare >> 63));
}

/* So many marks are kept from step to step: a table whose conditions are further on in its records is not skimmed. */
enum { SKIMMED_CELLS_MAX = 32 };

/* Of marks, which are delimiters and ends of records in their order: bit i of the result tells if one of i to
 * i + least - 1 is an end. A record that ends with mark i + least then has fewer than `least` delimiters. */
static inline uint64_t too_near(uint64_t ends, unsigned least) {
  unsigned width = 1;
  if (least == 0)
    return 0;
  for (; 2 * width <= least; width *= 2)
    ends |= ends >> width;
  return ends | ends >> (least - width);
}

/* What the steps before have of the record under way. */
struct under_way {
  uint32_t delimiters, lines;
  uint32_t next; /* BY_CONTENT: the first of the plan's cells that was not looked at */
  bool found;    /* a needle in it, or content */
};

struct record {
  size_t start, end; /* end: after its line end */
  uint32_t cells;
  bool found; /* a needle in it, or content */
};

/* May a record begin with this byte, for libcsv to find the cells that the scan finds? It doesn't count empty lines,
 * and skips blanks before it knows if there is a record. */
static inline bool begins_plain(char first) {
  return (unsigned char)first > ' ';
}

static inline bool is_plain(const struct vitk_scan_plan *plan, const char *p, const struct record *record) {
  return record->end - record->start <= plan->most_bytes && begins_plain(p[record->start]);
}

static inline bool ends_cell(const struct vitk_scan_plan *plan, char c) {
  return (unsigned char)c == plan->delimiter || c == '\n' || c == '\r';
}

/* Is it certain that the cell which begins here is blank? */
static inline bool is_blank(const struct vitk_scan_plan *plan, const char *p) {
  return ends_cell(plan, p[0]) ||
         ((unsigned char)p[0] == plan->quote && (unsigned char)p[1] == plan->quote && ends_cell(plan, p[2]));
}

/* Is it certain that the record's first cell isn't? A row of blank cells is none. */
static bool begins_with_content(const struct vitk_scan_plan *plan, const char *p) {
  p += (unsigned char)p[0] == plan->quote;
  return p[0] > ' ' && p[0] < 0x7F && (unsigned char)p[0] != plan->quote && (unsigned char)p[0] != plan->delimiter;
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

/* Marks records that end `lines` lines; false: there is no room for a mark. What stands right after another mark is
 * added to that, unless it is to be asked for by its key. */
static bool mark(size_t start, size_t end, uint32_t lines, bool plain, vitk_str key, size_t key_at, struct progress *at,
                 struct vitk_scan *out) {
  struct vitk_scan_mark *last = out->n_marks > 0 ? &out->marks[out->n_marks - 1] : NULL;
  bool joins = last != NULL && last->end == start && last->is_plain == plain && last->key_bytes == 0 && key.n == 0;
  if (!joins && out->n_marks == VITK_SCAN_MARKS)
    return false;
  if (joins)
    last->end = (uint32_t)end;
  else
    out->marks[out->n_marks++] = (struct vitk_scan_mark){.start = (uint32_t)start,
                                                         .end = (uint32_t)end,
                                                         .lines = at->start_lines - at->marked_lines,
                                                         .records = at->passed,
                                                         .is_plain = plain,
                                                         .key = (uint32_t)key_at,
                                                         .key_bytes = (uint32_t)key.n,
                                                         .key_lines = lines};
  at->passed = 0;
  at->marked_lines = at->start_lines + lines;
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

/* Passes over the record at at->start, or marks it. It ends `lines` lines. false: there is no room for a mark. */
static bool take(const struct vitk_scan_plan *plan, const char *p, const struct record *record, uint32_t lines,
                 struct progress *at, struct vitk_scan *out) {
  vitk_str key = {NULL, 0};
  bool plain = is_plain(plan, p, record), passes = plain && record->cells >= plan->least_cells;
  if (plan->by == VITK_BY_KEYS)
    passes = passes && fails(plan, p, record, &key);
  else
    passes = passes && plan->by != VITK_BY_NOTHING && !record->found;
  if (plan->by == VITK_BY_CONTENT)
    passes = passes && record->cells <= plan->most_cells && begins_with_content(plan, p + record->start);
  if (passes)
    at->passed++;
  else if (!mark(record->start, record->end, lines, plain, key, key.n ? (size_t)(key.p - p) : 0, at, out))
    return false;
  at->start = record->end;
  at->start_lines += lines;
  return true;
}

/* Marks the records between two places of the scan, all of which are plain. false: there is no room for a mark. */
static bool mark_run(const struct progress *from, struct progress *to, struct vitk_scan *out) {
  struct progress at = *from;
  if (to->start > from->start &&
      !mark(from->start, to->start, to->start_lines - from->start_lines, true, (vitk_str){NULL, 0}, 0, &at, out)) {
    *to = *from;
    return false;
  }
  to->passed = at.passed;
  to->marked_lines = at.marked_lines;
  return true;
}

/* Is nothing known against the record under way, of which a byte can be read? */
static inline bool is_clean(const struct under_way *way, const char *p, const struct progress *at) {
  return !way->found && way->lines == 0 && begins_plain(p[at->start]);
}

#define VITK_SIMD_KERNEL "core/input/scan_kernel.h"
#include "core/input/simd_each.h"

static void (*const scans[VITK_SIMD_VARIANTS])(const struct vitk_scan_plan *, const char *p, size_t n, size_t from,
                                               struct vitk_scan *out) = {VITK_SIMD_TABLE(scan)};
static bool (*const splits[VITK_SIMD_VARIANTS])(const struct vitk_scan_plan *, const char *p, size_t n, size_t at,
                                                struct vitk_scan_cells *) = {VITK_SIMD_TABLE(split)};
static size_t (*const firsts[VITK_SIMD_VARIANTS])(const struct vitk_scan_plan *, const char *p, size_t n,
                                                  bool in_quotes) = {VITK_SIMD_TABLE(first)};

void vitk_scan(const struct vitk_scan_plan *plan, const char *p, size_t n, size_t from, struct vitk_scan *out) {
  out->start = out->stop = from;
  out->lines = out->records = out->n_marks = 0;
  out->to_the_end = from == n;
  out->seen = from;
  out->feeds = 0;
  scans[plan->variant](plan, p, n, from, out);
}

size_t vitk_scan_first(const struct vitk_scan_plan *plan, const char *p, size_t n, bool in_quotes) {
  return firsts[plan->variant](plan, p, n, in_quotes);
}

/* One byte more, so that a CR that ends the last record is not taken for half a line end. */
bool vitk_scan_split(const struct vitk_scan_plan *plan, const char *p, size_t to, size_t at,
                     struct vitk_scan_cells *cells) {
  return splits[plan->variant](plan, p, to + 1, at, cells);
}
