/* lines.c - text of which each line is a row of one cell: no delimiter, no quotes. */
#include "core/base/str.h"
#include "core/input/rows.h"
#include "core/input/text.h"

#include <stdlib.h>

enum { BLOCK = 65536 };

struct line_rows {
  struct vitk_row_source source;
  const struct vitk_input *input;
  const struct vitk_table_plan *plan;
  struct vitk_text *text;
  size_t start, end; /* of `block` */
  bool after_return;
  uint64_t line, number;
  struct vitk_buffer bytes;
  struct vitk_cell cell;
  char block[BLOCK];
};

/* Adds to `bytes` what is left of the line in `block`. *whole: its end was there. */
static int take_line(struct line_rows *rows, bool *whole) {
  const char *p = rows->block + rows->start;
  size_t n = rows->end - rows->start, length = 0;
  while (length < n && p[length] != '\n' && p[length] != '\r')
    length++;
  *whole = length < n;
  int code = vitk_buffer_add(&rows->bytes, p, length);
  if (code == VITK_FAILED)
    vitk_report(rows->input->diags, VITK_ERROR, "limit",
                (struct vitk_place){.file = rows->plan->file, .line = rows->line}, (vitk_str){NULL, 0},
                "check that it is a text of lines", "a line of more than %zu bytes", rows->bytes.maximum);
  rows->after_return = *whole && p[length] == '\r';
  rows->start += length + *whole;
  return code;
}

static int lines_next(struct vitk_row_source *source, struct vitk_raw_row *out) {
  struct line_rows *rows = (struct line_rows *)source;
  rows->bytes.n = 0;
  for (;;) {
    if (rows->start == rows->end) {
      rows->start = rows->end = 0;
      int code = vitk_text_read(rows->text, rows->block, BLOCK, &rows->end);
      if (code != VITK_OK)
        return code;
      if (rows->end == 0 && rows->bytes.n == 0)
        return VITK_END;
    }
    if (rows->after_return && rows->end > rows->start && rows->block[rows->start] == '\n') {
      rows->after_return = false;
      rows->start++;
      continue;
    }
    bool whole;
    int code = take_line(rows, &whole);
    if (code != VITK_OK)
      return code;
    uint64_t line = rows->line;
    rows->line += whole;
    bool ended = rows->end == 0;
    if ((!whole && !ended) || vitk_str_trim(vitk_buffer_str(&rows->bytes)).n == 0) {
      rows->bytes.n = whole ? 0 : rows->bytes.n;
      if (ended)
        return VITK_END;
      continue;
    }
    rows->cell = (struct vitk_cell){.text = vitk_buffer_str(&rows->bytes)};
    *out = (struct vitk_raw_row){.number = ++rows->number, .line = line, .cells = &rows->cell, .n_cells = 1};
    return VITK_OK;
  }
}

static void lines_close(struct vitk_row_source *source) {
  struct line_rows *rows = (struct line_rows *)source;
  vitk_text_close(rows->text);
  vitk_buffer_free(&rows->bytes);
  free(rows);
}

int vitk_lines_open(const struct vitk_input *input, const struct vitk_table_plan *plan, struct vitk_row_source **out) {
  *out = NULL;
  struct line_rows *rows = malloc(sizeof *rows);
  if (rows == NULL)
    return VITK_NOMEM;
  memset(rows, 0, offsetof(struct line_rows, block));
  rows->source = (struct vitk_row_source){.next = lines_next, .close = lines_close};
  rows->input = input;
  rows->plan = plan;
  rows->line = 1;
  rows->bytes.maximum = input->limits->record_bytes;
  struct vitk_stream *stream;
  int code = vitk_bundle_stream(input->bundle, plan->spec.member, &stream);
  if (code == VITK_OK)
    code = vitk_text_open(stream, plan->file, plan->spec.charset, input->limits, input->diags, &rows->text);
  if (code != VITK_OK) {
    lines_close(&rows->source);
    return code;
  }
  *out = &rows->source;
  return VITK_OK;
}
