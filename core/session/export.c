#include "core/session/session.h"

#include "core/dataset/sqlite_reader.h"

int vitk_export(struct vitk *session, const char *dataset, const char *output, const char *to,
                const char *const *options, size_t n_options, uint32_t *outcome) {
  struct vitk_dataset_in in;
  struct vitk_writer writer = {0};
  *outcome = VITK_EXIT_INPUT;
  int code = vitk_dataset_in_open(session, dataset, &session->diags, &in);
  if (code != VITK_OK) {
    *outcome = vitk_exit_of(code, *outcome);
    return code;
  }
  code = vitk_writer_open(session, output, to, false, options, n_options, &writer, outcome);
  if (code == VITK_OK) {
    struct vitk_row_sink sink = vitk_writer_sink(&writer);
    *outcome = VITK_EXIT_OUTPUT;
    code = vitk_sqlite_read(in.db, &session->diags, &sink);
    if (code == VITK_OK)
      code = vitk_writer_finish(&writer);
    vitk_writer_abort(&writer);
  }
  vitk_dataset_in_close(&in);
  *outcome = code == VITK_OK ? VITK_EXIT_DONE : vitk_exit_of(code, *outcome);
  return code;
}
