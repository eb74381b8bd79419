/* csv.c - delimited text over libcsv, which decides what a record and a field are. It is fed physical lines, so that
 * the line at which a record begins is exact. Records that can't meet the table's conditions are passed over unread
 * where the finder is certain of them, and those of which it is certain what libcsv would make of them are split
 * where they stand. */
#include "core/base/str.h"
#include "core/input/ahead.h"
#include "core/input/find.h"
#include "core/input/range.h"
#include "core/input/rows.h"
#include "core/input/split.h"
#include "core/input/text.h"

#include <csv.h>
#include <stdlib.h>

enum { BLOCK = 65536 }; /* also what the delimiter is found out from */

struct field {
  size_t start, n; /* in `bytes` */
};

struct csv_rows {
  struct vitk_row_source source;
  const struct vitk_input *input;
  const struct vitk_table_plan *plan;
  struct vitk_text *text;
  struct csv_parser parser;
  unsigned char delimiter;
  bool has_parser, ended;
  bool in_data;               /* the columns are bound */
  bool begun;                 /* and the finder isn't made yet */
  struct vitk_finder *finder; /* NULL: each record is read */
  struct vitk_blocks *ahead;  /* reads a large file, till it ended; else blocks come from the text */
  bool ahead_ended;
  int failure;
  char *block;       /* `own`, or a piece of `ahead` */
  size_t start, end; /* of it */
  size_t plain_to;   /* from `start` to here records can be split */
  bool is_rest;      /* from `start` on there is only what the next block goes on with */
  uint64_t before;   /* offset of block[0] in the text */
  struct vitk_range range;
  bool after_return; /* the last byte taken was CR: an LF now belongs to its line */
  uint64_t line;     /* of block[start] */
  uint64_t number;   /* records so far */
  /* the record under way */
  bool open, complete;
  bool at_line_start;              /* else blanks of the line were taken, though it isn't open yet */
  uint64_t first_offset;           /* of its first line */
  uint64_t first_line, field_line; /* where the record and its current field begin */
  size_t fed;                      /* its bytes */
  struct vitk_buffer bytes;
  struct field *fields;
  struct vitk_cell *cells;
  uint32_t n_fields, capacity;
  struct vitk_splitter splitter;
  char own[BLOCK + VITK_SCAN_PADDING];
};

/* Blanks around a quoted field are no content; a TAB is one where it isn't the delimiter. */
static int is_blank(unsigned char c) {
  return c == ' ' || c == '\t';
}
static int is_blank_not_tab(unsigned char c) {
  return c == ' ';
}

int vitk_csv_start(struct csv_parser *parser, unsigned char delimiter, uint32_t quote) {
  if (csv_init(parser, 0) != 0)
    return VITK_NOMEM;
  csv_set_delim(parser, delimiter);
  csv_set_quote(parser, quote ? (unsigned char)quote : VITK_NO_QUOTE);
  csv_set_space_func(parser, delimiter == CSV_TAB ? is_blank_not_tab : is_blank);
  return VITK_OK;
}

static int too_large(struct csv_rows *rows, const char *what, size_t limit) {
  vitk_report(rows->input->diags, VITK_ERROR, "limit",
              (struct vitk_place){.file = rows->plan->file, .line = rows->first_line}, (vitk_str){NULL, 0},
              "check delimiter and quote, and for a quote that is left open",
              "the record that begins here has more than %zu %s", limit, what);
  return VITK_FAILED;
}

static int grow_fields(struct csv_rows *rows) {
  if (rows->n_fields >= rows->input->limits->columns)
    return too_large(rows, "columns", rows->input->limits->columns);
  uint32_t capacity = rows->capacity ? rows->capacity * 2 : 32;
  struct field *fields = realloc(rows->fields, capacity * sizeof *fields);
  if (fields == NULL)
    return VITK_NOMEM;
  rows->fields = fields;
  struct vitk_cell *cells = realloc(rows->cells, capacity * sizeof *cells);
  if (cells == NULL)
    return VITK_NOMEM;
  rows->cells = cells;
  rows->capacity = capacity;
  return VITK_OK;
}

static void on_field(void *text, size_t n, void *self) {
  struct csv_rows *rows = self;
  if (rows->failure != VITK_OK)
    return;
  if (rows->n_fields == rows->capacity || rows->n_fields >= rows->input->limits->columns)
    rows->failure = grow_fields(rows);
  if (rows->failure == VITK_OK)
    rows->failure = vitk_buffer_add(&rows->bytes, text, n);
  if (rows->failure != VITK_OK)
    return;
  rows->fields[rows->n_fields++] = (struct field){rows->bytes.n - n, n};
  rows->field_line = rows->line;
}

static void on_record(int terminator, void *self) {
  struct csv_rows *rows = self;
  (void)terminator;
  rows->complete = true;
}

/* The next piece of the text, at most to the end of its line. *lines: the lines that it ends. */
static size_t next_piece(struct csv_rows *rows, unsigned *lines) {
  const char *p = rows->block + rows->start;
  size_t n = rows->end - rows->start;
  *lines = 0;
  if (rows->after_return) {
    rows->after_return = false;
    if (p[0] == '\n')
      return 1;
  }
  const char *feed = memchr(p, '\n', n);
  size_t to_feed = feed ? (size_t)(feed - p) : n;
  const char *back = memchr(p, '\r', to_feed);
  if (feed == NULL && back == NULL)
    return n;
  *lines = 1;
  if (back == NULL || (feed != NULL && back + 1 == feed))
    return to_feed + 1;
  rows->after_return = back + 1 == p + n;
  return (size_t)(back - p) + 1;
}

/* An LF that follows the CR which ended the record is none of its bytes: reads may part the two. What fits is read
 * before the rest is refused, so that however the reads fall the first thing that is wrong is told. */
static int feed(struct csv_rows *rows, const char *piece, size_t n) {
  size_t most = rows->input->limits->record_bytes, room = most - rows->fed;
  size_t after = n >= 2 && piece[n - 1] == '\n' && piece[n - 2] == '\r';
  size_t taken = n - after <= room ? n : room;
  if (csv_parse(&rows->parser, piece, taken, on_field, on_record, rows) != taken && rows->failure == VITK_OK)
    rows->failure = VITK_NOMEM; /* not strict: nothing else stops it */
  rows->fed += rows->complete ? taken - after : taken;
  if (rows->failure == VITK_OK && (taken < n || rows->fed > most))
    rows->failure = too_large(rows, "bytes", most);
  return rows->failure;
}

static bool is_empty_line(const char *piece, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (piece[i] != ' ' && piece[i] != '\r' && piece[i] != '\n' && piece[i] != '\t')
      return false;
  return true;
}

static int take_piece(struct csv_rows *rows) {
  unsigned lines;
  size_t n = next_piece(rows, &lines);
  const char *piece = rows->block + rows->start;
  if (!rows->open)
    rows->first_line = rows->field_line = rows->line;
  if (!rows->open && rows->at_line_start) {
    rows->first_offset = rows->before + rows->start;
    rows->fed = 0;
  }
  int code = feed(rows, piece, n);
  rows->open = !rows->complete && (rows->open || !is_empty_line(piece, n) || rows->n_fields > 0);
  rows->at_line_start = piece[n - 1] == '\n' || piece[n - 1] == '\r';
  rows->start += n;
  rows->line += lines;
  return code;
}

/* At the end of the text a last record may lack its line end. One within quotes has swallowed the rest. */
static int finish(struct csv_rows *rows) {
  rows->ended = true;
  csv_set_opts(&rows->parser, CSV_STRICT | CSV_STRICT_FINI);
  if (csv_fini(&rows->parser, on_field, on_record, rows) == 0)
    return rows->failure;
  if (csv_error(&rows->parser) != CSV_EPARSE)
    return VITK_NOMEM;
  vitk_report(rows->input->diags, VITK_ERROR, "open-quote",
              (struct vitk_place){.file = rows->plan->file, .line = rows->field_line}, (vitk_str){NULL, 0},
              "close the quote; if the file has no quoting, say so with an empty quote; if it ends here, it was cut",
              "a quote that opens in the record of line %llu is never closed: it takes in the rest of the file",
              (unsigned long long)rows->first_line);
  return VITK_FAILED;
}

/* More text after what `own` has. */
static int fill(struct csv_rows *rows) {
  size_t got = 0;
  int code = vitk_text_read(rows->text, rows->own + rows->end, BLOCK - rows->end, &got);
  rows->end += got;
  memset(rows->own + rows->end, 0, VITK_SCAN_PADDING);
  if (rows->finder != NULL)
    vitk_finder_block(rows->finder, rows->own, rows->end, NULL);
  return code != VITK_OK ? code : got == 0 ? VITK_END : VITK_OK;
}

/* Threads for what is left of a file, once records are passed over in it. */
static int begin_ahead(struct csv_rows *rows) {
  uint64_t bytes = vitk_bundle_bytes(rows->input->bundle, rows->plan->spec.member);
  if (rows->finder == NULL || rows->ahead_ended)
    return VITK_OK;
  return vitk_ahead_new(rows->text, bytes, vitk_finder_plan(rows->finder), rows->input->limits, &rows->ahead);
}

/* Can the record that begins at the start, and is not whole, be put before the next block? Then it is looked at as all
 * others are. */
static bool can_wait(const struct csv_rows *rows) {
  return rows->is_rest && rows->ahead != NULL && !rows->ahead_ended && rows->end - rows->start <= VITK_AHEAD_ROOM;
}

/* The next block, once all of the last is taken but for a record that can wait. */
static int next_block(struct csv_rows *rows) {
  struct vitk_piece piece;
  rows->plain_to = 0;
  rows->is_rest = false;
  rows->splitter.ahead = NULL;
  uint64_t offset = rows->before + rows->start;
  size_t left = rows->end - rows->start;
  if (left > 0)
    memcpy(rows->own, rows->block + rows->start, left);
  int code = rows->ahead == NULL ? begin_ahead(rows) : VITK_OK;
  if (code == VITK_OK && rows->ahead != NULL && !rows->ahead_ended) {
    code = vitk_ahead_next(rows->ahead, &piece);
    if (code == VITK_OK) {
      rows->block = piece.block;
      rows->start = piece.start - left;
      rows->before = offset - rows->start; /* may wrap around: it is only added to */
      rows->end = piece.end;
      if (left > 0)
        memcpy(rows->block + rows->start, rows->own, left);
      rows->splitter.ahead = piece.split;
      vitk_finder_block(rows->finder, piece.block, piece.end, piece.scan);
      return VITK_OK;
    }
    rows->ahead_ended = true;
    code = code == VITK_END ? VITK_OK : code;
  }
  if (code != VITK_OK)
    return code;
  rows->block = rows->own;
  rows->start = 0;
  rows->end = left;
  rows->before = offset;
  if (left == 0)
    return fill(rows);
  memset(rows->own + rows->end, 0, VITK_SCAN_PADDING);
  vitk_finder_block(rows->finder, rows->own, rows->end, NULL);
  return VITK_OK;
}

/* From a record's start to the next that has to be read. */
static bool pass_over(struct csv_rows *rows) {
  struct vitk_passed passed = vitk_finder_pass(rows->finder, rows->start);
  rows->plain_to = passed.plain_to;
  rows->is_rest = passed.is_rest;
  if (passed.to == rows->start)
    return passed.plain_to > passed.to;
  rows->start = passed.to;
  rows->line += passed.lines;
  rows->number += passed.records;
  rows->after_return = rows->block[rows->start - 1] == '\r';
  return true;
}

/* The finder, once the data begins: rows before it are counted and no condition is asked of them. */
static int begin_finding(struct csv_rows *rows) {
  if (!rows->begun || rows->open || rows->number + 1 < rows->plan->spec.first_row)
    return VITK_OK;
  rows->begun = false;
  uint64_t pass_before = rows->range.reads_all ? 0 : rows->range.from;
  int code = vitk_finder_new(rows->input, rows->plan, rows->delimiter, pass_before, &rows->finder);
  if (code == VITK_OK && rows->finder != NULL)
    vitk_finder_block(rows->finder, rows->block, rows->end, NULL);
  return code;
}

static void csv_begin(struct vitk_row_source *source) {
  struct csv_rows *rows = (struct csv_rows *)source;
  rows->begun = !rows->input->limits->read_each_record;
  rows->in_data = true;
}

/* Does the record that is complete begin before the shard's range? */
static bool is_before(const struct csv_rows *rows) {
  return rows->in_data && !rows->range.reads_all && rows->first_offset < rows->range.from;
}

/* No record of the shard's range comes any more. */
static bool is_after(const struct csv_rows *rows) {
  return rows->in_data && !rows->range.reads_all && !rows->open && rows->at_line_start &&
         rows->before + rows->start >= rows->range.to;
}

static void give(struct csv_rows *rows, struct vitk_raw_row *out) {
  const char *bytes = vitk_buffer_str(&rows->bytes).p;
  for (uint32_t i = 0; i < rows->n_fields; i++)
    rows->cells[i] = (struct vitk_cell){.text = {bytes + rows->fields[i].start, rows->fields[i].n}};
  *out = (struct vitk_raw_row){
      .number = ++rows->number, .line = rows->first_line, .cells = rows->cells, .n_cells = rows->n_fields};
}

/* The plain record at the start, as libcsv would give it. false: libcsv has to read it. */
static bool give_plain(struct csv_rows *rows, struct vitk_raw_row *out) {
  struct vitk_splitter *splitter = &rows->splitter;
  int code = vitk_split(splitter, vitk_finder_plan(rows->finder), rows->block, rows->start, rows->plain_to);
  if (code == VITK_END) {
    rows->plain_to = rows->start;
    return false;
  }
  rows->failure = code;
  if (code != VITK_OK)
    return true;
  rows->first_offset = rows->before + rows->start;
  rows->first_line = rows->line;
  *out = (struct vitk_raw_row){
      .number = ++rows->number, .line = rows->line, .cells = splitter->cells, .n_cells = splitter->record.n};
  rows->start = splitter->record.end;
  rows->line += splitter->record.lines;
  rows->after_return = rows->block[rows->start - 1] == '\r';
  return true;
}

static int end(struct csv_rows *rows) {
  if (rows->finder != NULL)
    vitk_finder_tell(rows->finder);
  return VITK_END;
}

static int read_record(struct csv_rows *rows, struct vitk_raw_row *out) {
  rows->complete = false;
  rows->n_fields = 0;
  rows->bytes.n = 0;
  rows->failure = rows->failure == VITK_OK ? begin_finding(rows) : rows->failure;
  while (rows->failure == VITK_OK && !rows->complete) {
    if (rows->ended || is_after(rows))
      return end(rows);
    if (rows->start < rows->plain_to && give_plain(rows, out))
      return rows->failure;
    if (rows->start < rows->end) {
      bool is_between = !rows->open && rows->at_line_start && rows->finder != NULL;
      if (is_between && pass_over(rows))
        continue;
      if (!is_between || !can_wait(rows)) {
        take_piece(rows);
        continue;
      }
    }
    int code = next_block(rows);
    if (code == VITK_END)
      rows->failure = finish(rows);
    else
      rows->failure = code;
  }
  if (rows->failure == VITK_OK)
    give(rows, out);
  return rows->failure;
}

static int csv_next(struct vitk_row_source *source, struct vitk_raw_row *out) {
  struct csv_rows *rows = (struct csv_rows *)source;
  int code = read_record(rows, out);
  while (code == VITK_OK && is_before(rows))
    code = read_record(rows, out);
  if (code == VITK_OK)
    vitk_range_note(&rows->range, rows->first_offset, rows->first_line);
  return code;
}

static void csv_close(struct vitk_row_source *source) {
  struct csv_rows *rows = (struct csv_rows *)source;
  vitk_range_end(&rows->range, rows->input);
  if (rows->has_parser)
    csv_free(&rows->parser);
  vitk_blocks_free(rows->ahead);
  vitk_finder_free(rows->finder);
  vitk_text_close(rows->text);
  vitk_splitter_free(&rows->splitter);
  vitk_buffer_free(&rows->bytes);
  free(rows->fields);
  free(rows->cells);
  free(rows);
}

/* The first BLOCK of text, or less where an error comes before: reading on will meet it again. */
static int find_delimiter(struct csv_rows *rows, unsigned char *out) {
  int code = VITK_OK;
  while (code == VITK_OK && rows->end < BLOCK)
    code = fill(rows);
  if (code == VITK_NOMEM)
    return code;
  return vitk_csv_find_delimiter((vitk_str){rows->block, rows->end}, rows->plan, out);
}

static int start_parser(struct csv_rows *rows) {
  const struct vitk_table_spec *spec = &rows->plan->spec;
  rows->delimiter = (unsigned char)spec->delimiter;
  int code = rows->delimiter == 0 ? find_delimiter(rows, &rows->delimiter) : VITK_OK;
  if (code != VITK_OK)
    return code;
  code = vitk_csv_start(&rows->parser, rows->delimiter, spec->quote);
  rows->has_parser = code == VITK_OK;
  return code;
}

int vitk_csv_open(const struct vitk_input *input, const struct vitk_table_plan *plan, struct vitk_row_source **out) {
  *out = NULL;
  struct csv_rows *rows = malloc(sizeof *rows);
  if (rows == NULL)
    return VITK_NOMEM;
  memset(rows, 0, offsetof(struct csv_rows, own));
  rows->source = (struct vitk_row_source){.next = csv_next, .close = csv_close, .begin = csv_begin};
  rows->input = input;
  rows->plan = plan;
  rows->line = 1;
  rows->block = rows->own;
  rows->at_line_start = true;
  rows->bytes.maximum = rows->splitter.copied.maximum = input->limits->record_bytes;
  struct vitk_stream *stream;
  int code = vitk_range_begin(input, plan, &rows->range);
  if (code == VITK_OK)
    code = vitk_bundle_stream(input->bundle, plan->spec.member, &stream);
  if (code == VITK_OK)
    code = vitk_text_open(stream, plan->file, plan->spec.charset, input->limits, input->diags, &rows->text);
  if (code == VITK_OK)
    code = start_parser(rows);
  if (code != VITK_OK) {
    csv_close(&rows->source);
    return code;
  }
  *out = &rows->source;
  return VITK_OK;
}
