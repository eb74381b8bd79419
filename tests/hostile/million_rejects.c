#define HOSTILE_NAME "million-rejects"
#define HOSTILE_TEXT "Rejects a million statements"
#include "hostile.h"

static int deed(struct vitk_context *context) {
  int code = VITK_OK;
  for (int i = 0; code == VITK_OK && i < 1000000; i++) {
    const struct vitk_diag diag = {.size = sizeof diag,
                                   .severity = VITK_REJECT,
                                   .code = "one-of-many",
                                   .file = S("x"),
                                   .line = (uint64_t)i + 1,
                                   .message = S("one more")};
    code = vitk->diag(context, &diag);
  }
  return code;
}
