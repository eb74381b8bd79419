/* scan.h - which records of a block of delimited text can meet a table's conditions, found without parsing it.
 *
 * The scan knows one way to write a record: quotes that open after a delimiter or a line end and close before one, with
 * doubled quotes between. Where the text is written so, the scan and libcsv agree on each record and cell; at the first
 * byte that isn't, the scan stops before the record and leaves it to libcsv. What it can't judge it marks, so that a
 * mark means "read it" and only what is passed over needs an argument: such a record has the cells that the conditions
 * are about, and one of them does not hold. Of most marks it is known that libcsv would find in each of their records
 * the very cells that stand there, which vitk_scan_split then points at.
 */
#ifndef VITK_INPUT_SCAN_H
#define VITK_INPUT_SCAN_H

#include "core/input/columns.h"
#include "core/input/needle.h"

enum { VITK_SCAN_PADDING = 128, VITK_SCAN_MARKS = 8192, VITK_NO_QUOTE = 0xFF /* which UTF-8 does not have */ };

/* By what records are passed over. */
enum vitk_scan_by {
  VITK_BY_NOTHING, /* none is */
  VITK_BY_NEEDLES, /* one without any of them */
  VITK_BY_KEYS,    /* by the cells of the conditions */
  VITK_BY_CONTENT  /* one in which each of some cells is blank */
};

/* A table's conditions, and how records are passed over by them. */
struct vitk_scan_plan {
  unsigned char delimiter, quote; /* quote VITK_NO_QUOTE: none */
  enum vitk_scan_by by;
  struct vitk_needles *needles;      /* BY_NEEDLES */
  bool is_border[256];               /* bytes that can stand beside a cell's trimmed text */
  const struct vitk_condition *each; /* BY_KEYS: each ONE_OF, then the one MENTIONED, which is the reader's to ask */
  const uint32_t
      *cells; /* BY_KEYS: the index in a record of the cell that each is about. BY_CONTENT: those cells, sorted */
  uint32_t n_conditions; /* and cells */
  uint64_t pass_before;  /* blocks that end there at most are passed over for line ends alone (range.h) */
  uint32_t least_cells;  /* a record with fewer is marked */
  uint32_t most_cells;   /* BY_CONTENT: one with more is */
  size_t most_bytes;     /* a longer one is, for libcsv */
  enum vitk_simd variant;
};

/* false: no record can be judged by its bytes alone, or memory is at its end. Memory is the arena's but for the
 * needles, freed with vitk_scan_plan_free. The table's columns are bound. */
bool vitk_scan_plan(const struct vitk_input *, const struct vitk_table_plan *, unsigned char delimiter,
                    struct vitk_arena *, struct vitk_scan_plan *out);
void vitk_scan_plan_free(struct vitk_scan_plan *);

/* Records to be read, offsets in the block. `lines` and `records` were passed over since the mark before. */
struct vitk_scan_mark {
  uint32_t start, end, lines, records;
  uint32_t is_plain; /* each record can be split; else libcsv has to read them */
  /* Of one record that MENTIONED alone is left to decide: its cell without quotes, and the lines that the record ends.
   * key_bytes 0: no such record. */
  uint32_t key, key_bytes, key_lines;
};

/* What was found in a block from `start`, where a record begins, to `stop`, where another does. */
struct vitk_scan {
  size_t start, stop;
  uint32_t lines, records; /* passed over between the last mark and `stop` */
  bool to_the_end;         /* only the record that begins at `stop`, and is not whole, is left */
  size_t seen;             /* from `start` to here all is ASCII without NUL and CR, … */
  uint32_t feeds;          /* … with so many LF */
  uint32_t n_marks;
  struct vitk_scan_mark marks[VITK_SCAN_MARKS];
};

/* Scans p[from … n), n below 4 GiB; a record begins at `from`. p[n … n + VITK_SCAN_PADDING) can be read. */
void vitk_scan(const struct vitk_scan_plan *, const char *p, size_t n, size_t from, struct vitk_scan *out);

/* A plain record, taken apart. */
struct vitk_scan_cells {
  size_t end;      /* of the record, after its line end */
  uint32_t lines;  /* that it ends */
  bool is_doubled; /* a quote is doubled in it */
  uint32_t n;      /* cells */
  uint32_t *stops; /* where the delimiter or the line end of each stands */
  uint32_t room;   /* in `stops` */
};

/* The record at `at`, of a plain mark of p that ends at `to`. false: its cells need more room, SCAN_ROOM at least, or
 * it is none. */
enum { VITK_SCAN_ROOM = VITK_LANES + 1 };
bool vitk_scan_split(const struct vitk_scan_plan *, const char *p, size_t to, size_t at, struct vitk_scan_cells *);

/* Where the first record begins after the one that p is within, on the guess that p is in quotes or not; SIZE_MAX: none
 * does, or the guess does not fit. Whoever reads that record learns if the guess was right. */
size_t vitk_scan_first(const struct vitk_scan_plan *, const char *p, size_t n, bool in_quotes);

#endif
