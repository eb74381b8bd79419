/* run_export.c - one exporter as a sink of rows. */
#include "core/plugin/run.h"

#include <stdlib.h>

struct vitk_export_run {
  struct vitk_context *context;
  void *handle;
  int failed; /* a code below 0 of a row: only an abort comes after it */
};

/* Ends the run; with a code below 0 the target is left as it was before it. */
static int end_run(struct vitk_context *context, int code) {
  vitk_context_close_all(context);
  struct vitk_target *target = context->target;
  context->target = NULL;
  if (code != VITK_OK)
    vitk_target_abort(target);
  else
    code = vitk_target_finish(target);
  vitk_context_end(context);
  return code;
}

int vitk_run_export_begin(struct vitk_context *context, struct vitk_export_run **out) {
  *out = NULL;
  struct vitk_export_run *run = calloc(1, sizeof *run);
  int code = run ? vitk_context_begin(context) : VITK_NOMEM;
  if (code == VITK_OK) {
    run->context = context;
    struct vitk_context *outer = vitk_context_enter(context, VITK_IN_BEGIN);
    int returned = context->plugin->exporter->begin(context, &run->handle);
    code = vitk_context_returned(context, "begin", returned, false);
    if (code != VITK_OK && returned == VITK_OK) { /* it thinks that it began */
      context->phase = VITK_IN_ABORT;
      context->plugin->exporter->abort(run->handle);
    }
    vitk_context_leave(context, outer);
  }
  if (code == VITK_OK) {
    *out = run;
    return VITK_OK;
  }
  free(run);
  end_run(context, code);
  return code;
}

static int write_row(void *self, uint32_t table, const struct vitk_datum *row) {
  struct vitk_export_run *run = self;
  struct vitk_context *context = run->context;
  if (run->failed != VITK_OK)
    return run->failed;
  struct vitk_context *outer = vitk_context_enter(context, VITK_IN_ROW);
  int code = vitk_context_poll(context);
  if (code == VITK_OK) {
    code = context->plugin->exporter->row(run->handle, table, row, (uint32_t)sizeof *row);
    code = vitk_context_returned(context, "row", code, false);
  }
  vitk_context_leave(context, outer);
  run->failed = code;
  return code;
}

struct vitk_row_sink vitk_run_export_sink(struct vitk_export_run *run) {
  return (struct vitk_row_sink){write_row, run};
}

int vitk_run_export_finish(struct vitk_export_run *run) {
  struct vitk_context *context = run->context;
  int code = run->failed;
  if (code != VITK_OK) {
    vitk_run_export_abort(run);
    return code;
  }
  struct vitk_context *outer = vitk_context_enter(context, VITK_IN_FINISH);
  code = context->plugin->exporter->finish(run->handle);
  code = vitk_context_returned(context, "finish", code, false);
  vitk_context_leave(context, outer);
  free(run);
  return end_run(context, code);
}

void vitk_run_export_abort(struct vitk_export_run *run) {
  if (run == NULL)
    return;
  struct vitk_context *context = run->context;
  struct vitk_context *outer = vitk_context_enter(context, VITK_IN_ABORT);
  context->plugin->exporter->abort(run->handle);
  vitk_context_leave(context, outer);
  free(run);
  end_run(context, VITK_CANCELLED);
}
