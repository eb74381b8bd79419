#define HOSTILE_NAME "leaves-folder"
#define HOSTILE_TEXT "Looks for a file from the open folder of its input on a path that leads out of it"
#include "hostile.h"

#include <fcntl.h>

static int deed(struct vitk_context *context) {
  for (int folder = 3; folder < 20; folder++)
    if (openat(folder, "/etc/passwd", O_RDONLY) >= 0 || openat(folder, "../../../../../etc/passwd", O_RDONLY) >= 0)
      return VITK_OK;
  const struct vitk_diag diag = {
      .size = sizeof diag, .severity = VITK_ERROR, .code = "kept-in", .message = S("there is no way out")};
  vitk->diag(context, &diag);
  return VITK_FATAL;
}
