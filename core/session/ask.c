/* ask.c - questions to a dataset: opened, asked, closed. */
#include "core/session/session.h"

#include "core/dataset/explain.h"
#include "core/dataset/top.h"

struct asking {
  struct vitk *session;
  bool names_nothing; /* a component or food that is not there: the person's words, not the dataset */
};

static int tell(void *self, const struct vitk_diag *diag) {
  struct asking *asking = self;
  if (strcmp(diag->code, "unknown-component") == 0 || strcmp(diag->code, "not-in-dataset") == 0)
    asking->names_nothing = true;
  return asking->session->diags.emit(asking->session->diags.self, diag);
}

static uint32_t outcome_of(const struct asking *asking, int code) {
  if (code == VITK_OK)
    return VITK_EXIT_DONE;
  return vitk_exit_of(code, asking->names_nothing ? VITK_EXIT_USAGE : VITK_EXIT_INPUT);
}

int vitk_top(struct vitk *session, const char *dataset, const struct vitk_top_request *request,
             int (*line)(void *user, const struct vitk_top_line *), void *user, uint32_t *outcome) {
  struct asking asking = {.session = session};
  const struct vitk_sink_of_diags diags = {tell, &asking};
  struct vitk_top_request full;
  struct vitk_dataset_in in;
  vitk_copy_sized(&full, sizeof full, request);
  int code = vitk_dataset_in_open(session, dataset, &diags, &in);
  if (code == VITK_OK)
    code = vitk_dataset_top(in.db, &diags, &full, line, user);
  vitk_dataset_in_close(&in);
  *outcome = outcome_of(&asking, code);
  return code;
}

int vitk_explain(struct vitk *session, const char *dataset, const char *source, const char *food, const char *component,
                 int (*step)(void *user, const struct vitk_explain_step *), void *user, uint32_t *outcome) {
  struct asking asking = {.session = session};
  const struct vitk_sink_of_diags diags = {tell, &asking};
  struct vitk_dataset_in in;
  int code = vitk_dataset_in_open(session, dataset, &diags, &in);
  if (code == VITK_OK)
    code = vitk_dataset_explain(in.db, &diags, source, food, component, step, user);
  vitk_dataset_in_close(&in);
  *outcome = outcome_of(&asking, code);
  return code;
}
