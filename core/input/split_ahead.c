#include "core/input/split_ahead.h"

/* The record at `at` of a mark that ends at `to`. false: it is none, or there is no room for it. */
static bool split_one(struct vitk_split_ahead *ahead, const struct vitk_scan_plan *plan, const char *p, size_t at,
                      size_t to) {
  struct vitk_scan_cells cells = {.stops = ahead->stops + ahead->n_stops,
                                  .room = VITK_AHEAD_STOPS_MAX - ahead->n_stops};
  if (ahead->n_records == VITK_AHEAD_RECORDS_MAX || !vitk_scan_split(plan, p, to, at, &cells))
    return false;
  ahead->records[ahead->n_records++] = (struct vitk_ahead_record){.start = (uint32_t)at,
                                                                  .end = (uint32_t)cells.end,
                                                                  .lines = cells.lines,
                                                                  .n = cells.n,
                                                                  .is_doubled = cells.is_doubled};
  ahead->n_stops += cells.n;
  return true;
}

void vitk_ahead_split(struct vitk_split_ahead *ahead, const struct vitk_scan_plan *plan, const char *p,
                      const struct vitk_scan *scan) {
  ahead->n_records = ahead->n_stops = ahead->next_record = ahead->next_stop = 0;
  for (uint32_t i = 0; i < scan->n_marks; i++) {
    const struct vitk_scan_mark *mark = &scan->marks[i];
    if (!mark->is_plain || mark->key_bytes > 0)
      continue;
    for (size_t at = mark->start; at < mark->end; at = ahead->records[ahead->n_records - 1].end)
      if (!split_one(ahead, plan, p, at, mark->end))
        return;
  }
}

const struct vitk_ahead_record *vitk_ahead_find(struct vitk_split_ahead *ahead, size_t at, const uint32_t **stops) {
  for (; ahead->next_record < ahead->n_records; ahead->next_record++) {
    const struct vitk_ahead_record *record = &ahead->records[ahead->next_record];
    if (record->start >= at) {
      *stops = ahead->stops + ahead->next_stop;
      return record->start == at ? record : NULL;
    }
    ahead->next_stop += record->n;
  }
  return NULL;
}
