#include "core/base/fold.h"
#include "core/base/str.h"
#include "core/input/rows.h"

#include <csv.h>
#include <stdlib.h>

static const char candidates[] = ",;\t|^"; /* on equal terms the first wins */

/* One reading of the head with one delimiter. */
struct trial {
  const struct vitk_table_plan *plan;
  struct vitk_buffer scratch; /* a field, folded */
  bool *named;                /* of each wanted column, in this record */
  uint32_t record, found, cells;
  uint32_t best_found, best_cells;
  int failure;
};

static void on_field(void *text, size_t n, void *self) {
  struct trial *trial = self;
  trial->cells++;
  if (trial->failure != VITK_OK || trial->record >= VITK_HEADER_ROWS_SEARCHED)
    return;
  trial->scratch.n = 0;
  trial->failure = vitk_fold(&trial->scratch, (vitk_str){text, n});
  vitk_str folded = vitk_buffer_str(&trial->scratch);
  for (uint32_t i = 0; trial->failure == VITK_OK && folded.n > 0 && i < trial->plan->spec.n_columns; i++)
    if (!trial->named[i] && vitk_fold_matches(folded, trial->plan->columns[i].name)) {
      trial->named[i] = true;
      trial->found++;
    }
}

static void on_record(int terminator, void *self) {
  struct trial *trial = self;
  uint32_t header = trial->plan->spec.header_row;
  bool counts = header == VITK_HEADER_FIND ? trial->record < VITK_HEADER_ROWS_SEARCHED
                                           : trial->record + 1 == (header ? header : 1);
  (void)terminator;
  if (counts &&
      (trial->found > trial->best_found || (trial->found == trial->best_found && trial->cells > trial->best_cells))) {
    trial->best_found = trial->found;
    trial->best_cells = trial->cells;
  }
  trial->record++;
  trial->found = trial->cells = 0;
  memset(trial->named, 0, trial->plan->spec.n_columns * sizeof *trial->named);
}

static int try_delimiter(struct trial *trial, vitk_str head, unsigned char delimiter) {
  struct csv_parser parser;
  if (vitk_csv_start(&parser, delimiter, trial->plan->spec.quote) != VITK_OK)
    return VITK_NOMEM;
  trial->record = trial->found = trial->cells = trial->best_found = trial->best_cells = 0;
  memset(trial->named, 0, trial->plan->spec.n_columns * sizeof *trial->named);
  bool whole = csv_parse(&parser, head.p, head.n, on_field, on_record, trial) == head.n &&
               csv_fini(&parser, on_field, on_record, trial) == 0;
  csv_free(&parser);
  return whole ? trial->failure : VITK_NOMEM;
}

int vitk_csv_find_delimiter(vitk_str head, const struct vitk_table_plan *plan, unsigned char *out) {
  struct trial trial = {.plan = plan, .scratch.maximum = head.n * 3 + 1};
  uint32_t found = 0, cells = 0;
  int code = VITK_OK;
  *out = (unsigned char)candidates[0];
  trial.named = calloc(plan->spec.n_columns + (size_t)1, sizeof *trial.named);
  if (trial.named == NULL)
    return VITK_NOMEM;
  for (const char *c = candidates; code == VITK_OK && *c != '\0'; c++) {
    if ((unsigned char)*c == plan->spec.quote)
      continue;
    code = try_delimiter(&trial, head, (unsigned char)*c);
    if (trial.best_found > found || (trial.best_found == found && trial.best_cells > cells)) {
      *out = (unsigned char)*c;
      found = trial.best_found;
      cells = trial.best_cells;
    }
  }
  vitk_buffer_free(&trial.scratch);
  free(trial.named);
  return code;
}
