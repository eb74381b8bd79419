#include "core/input/split.h"

#include <stdlib.h>

static int grow(struct vitk_splitter *splitter) {
  uint32_t room = splitter->record.room ? splitter->record.room * 2 : 4 * VITK_SCAN_ROOM;
  uint32_t *stops = realloc(splitter->record.stops, room * sizeof *stops);
  if (stops == NULL)
    return VITK_NOMEM;
  splitter->record.stops = stops;
  splitter->record.room = room;
  struct vitk_cell *cells = realloc(splitter->cells, room * sizeof *cells);
  if (cells == NULL)
    return VITK_NOMEM;
  splitter->cells = cells;
  return VITK_OK;
}

/* Each two quotes as one. There is room for the copy. */
static vitk_str undouble(struct vitk_buffer *copied, vitk_str text, unsigned char quote) {
  char *to = copied->p + copied->n;
  size_t n = 0;
  for (size_t i = 0; i < text.n; i++) {
    to[n++] = text.p[i];
    i += (unsigned char)text.p[i] == quote;
  }
  copied->n += n;
  return (vitk_str){to, n};
}

/* Blanks around a cell without quotes are no content, a TAB is one unless it is the delimiter: then it is not here. */
static inline vitk_str bare(const char *p, const char *stop) {
  while (p < stop && (*p == ' ' || *p == '\t'))
    p++;
  while (p < stop && (stop[-1] == ' ' || stop[-1] == '\t'))
    stop--;
  return (vitk_str){p, (size_t)(stop - p)};
}

/* The record as it was taken apart ahead of the reader. *stops NULL: it was not. */
static int take_ahead(struct vitk_splitter *splitter, size_t at, const uint32_t **stops) {
  struct vitk_scan_cells *record = &splitter->record;
  const struct vitk_ahead_record *found = splitter->ahead ? vitk_ahead_find(splitter->ahead, at, stops) : NULL;
  if (found == NULL) {
    *stops = NULL;
    return VITK_OK;
  }
  while (record->room < found->n)
    if (grow(splitter) != VITK_OK)
      return VITK_NOMEM;
  record->end = found->end;
  record->lines = found->lines;
  record->is_doubled = found->is_doubled;
  record->n = found->n;
  return VITK_OK;
}

/* Takes it apart. */
static int take_apart(struct vitk_splitter *splitter, const struct vitk_scan_plan *plan, const char *p, size_t at,
                      size_t to) {
  struct vitk_scan_cells *record = &splitter->record;
  while (!vitk_scan_split(plan, p, to, at, record)) {
    if (record->room - record->n >= VITK_SCAN_ROOM)
      return VITK_END;
    if (grow(splitter) != VITK_OK)
      return VITK_NOMEM;
  }
  return VITK_OK;
}

int vitk_split(struct vitk_splitter *splitter, const struct vitk_scan_plan *plan, const char *p, size_t at, size_t to) {
  struct vitk_scan_cells *record = &splitter->record;
  const uint32_t *stops;
  int code = take_ahead(splitter, at, &stops);
  if (code == VITK_OK && stops == NULL) {
    code = take_apart(splitter, plan, p, at, to);
    stops = record->stops;
  }
  if (code != VITK_OK)
    return code;
  splitter->copied.n = 0;
  if (record->is_doubled && vitk_buffer_reserve(&splitter->copied, record->end - at) != VITK_OK)
    return VITK_NOMEM;
  size_t start = at;
  for (uint32_t i = 0; i < record->n; i++) {
    size_t stop = stops[i];
    vitk_str text;
    if (start < stop && (unsigned char)p[start] == plan->quote) {
      text = (vitk_str){p + start + 1, stop - start - 2};
      if (record->is_doubled && memchr(text.p, plan->quote, text.n) != NULL)
        text = undouble(&splitter->copied, text, plan->quote);
    } else
      text = bare(p + start, p + stop);
    splitter->cells[i] = (struct vitk_cell){.text = text};
    start = stop + 1;
  }
  return VITK_OK;
}

void vitk_splitter_free(struct vitk_splitter *splitter) {
  free(splitter->record.stops);
  free(splitter->cells);
  vitk_buffer_free(&splitter->copied);
}
