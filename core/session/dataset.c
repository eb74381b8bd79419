/* dataset.c - rows for programs: of an import without a file, and of an open dataset. */
#include "core/session/import.h"

#include "core/dataset/query.h"
#include "core/dataset/sqlite_reader.h"

#include <stdlib.h>

struct vitk_dataset {
  struct vitk *session;
  struct vitk_dataset_in in;
};

const struct vitk_schema *vitk_schema_of(uint32_t table) {
  return table < VITK_N_TABLES ? &vitk_schemas[table] : NULL;
}

static int receive(void *self, uint32_t table, const struct vitk_datum *row) {
  struct vitk_row_receiver *receiver = self;
  return receiver->row(receiver->user, table, row, vitk_schemas[table].n_fields, (uint32_t)sizeof *row);
}

struct vitk_row_sink vitk_row_receiver_sink(struct vitk_row_receiver *receiver) {
  return (struct vitk_row_sink){receive, receiver};
}

int vitk_import_rows(struct vitk *session, const struct vitk_import_request *request, vitk_row_callback *row,
                     void *user, struct vitk_import_report **out) {
  struct vitk_row_receiver receiver = {row, user};
  return vitk_import_to(session, request, &receiver, out);
}

int vitk_dataset_open(struct vitk *session, const char *path, struct vitk_dataset **out) {
  *out = NULL;
  struct vitk_dataset *dataset = calloc(1, sizeof *dataset);
  if (dataset == NULL)
    return VITK_NOMEM;
  dataset->session = session;
  int code = vitk_dataset_in_open(session, path, &session->diags, &dataset->in);
  if (code == VITK_OK)
    *out = dataset;
  else
    free(dataset);
  return code;
}

void vitk_dataset_close(struct vitk_dataset *dataset) {
  if (dataset == NULL)
    return;
  vitk_dataset_in_close(&dataset->in);
  free(dataset);
}

int vitk_dataset_rows(struct vitk_dataset *dataset, const struct vitk_rows_request *request, vitk_row_callback *row,
                      void *user) {
  const struct vitk_sink_of_diags *diags = &dataset->session->diags;
  struct vitk_rows_request full;
  vitk_copy_sized(&full, sizeof full, request);
  int code = full.component ? vitk_query_component(diags, full.component) : VITK_OK;
  if (code == VITK_OK && full.source != NULL)
    code = vitk_query_source(dataset->in.db, diags, full.source);
  if (code != VITK_OK)
    return code;
  struct vitk_row_receiver receiver = {row, user};
  const struct vitk_row_sink sink = vitk_row_receiver_sink(&receiver);
  const struct vitk_sqlite_filter filter = {full.source, full.component, full.tables};
  return vitk_sqlite_read_some(dataset->in.db, diags, &filter, &sink);
}
