/* dataset_in.c - a dataset that is asked or exported: a file, or standard input. */
#include "core/session/session.h"

#include "core/dataset/sqlite_reader.h"
#include "core/input/spool.h"
#include "core/input/sqlite_file.h"

#include <errno.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEPS_BETWEEN = 100000 }; /* of SQLite's machine, a few milliseconds: how often it is asked for an end */

static int spool_failed(const struct vitk_sink_of_diags *diags, int error) {
  int code = vitk_report(diags, VITK_ERROR, "cannot-open", (struct vitk_place){.file = vitk_str_of("-")}, (vitk_str){0},
                         "Make room in TMPDIR, or save the dataset as a file and name it.",
                         "a dataset on a pipe is kept in a temporary file, which failed: %s", strerrordesc_np(error));
  return code < 0 ? code : VITK_FAILED;
}

/* A dataset is sought in: what comes by a pipe is kept in a file without a name. *out is not to be closed where it is
 * standard input itself. */
static int take_stdin(const struct vitk_sink_of_diags *diags, int *out) {
  struct stat status;
  *out = STDIN_FILENO;
  if (fstat(STDIN_FILENO, &status) != 0)
    return spool_failed(diags, errno);
  if (S_ISREG(status.st_mode))
    return VITK_OK;
  *out = vitk_spool_open();
  if (*out < 0)
    return spool_failed(diags, errno);
  int code = vitk_spool_copy(*out, STDIN_FILENO, vitk_default_limits.stdin_archive);
  return code == VITK_FAILED ? spool_failed(diags, errno) : code;
}

static int open_stdin(struct vitk_dataset_in *in, const struct vitk_sink_of_diags *diags) {
  int fd, code = take_stdin(diags, &fd);
  if (fd > STDIN_FILENO)
    in->spool = fd;
  if (code == VITK_OK)
    code = vitk_sqlite_check_start(fd, "-", diags);
  if (code != VITK_OK)
    return code;
  sqlite3 *db;
  if (vitk_sqlite_open_fd(fd, &db) != SQLITE_OK) {
    sqlite3_close(db);
    return VITK_NOMEM;
  }
  code = vitk_sqlite_accept(db, "-", diags);
  in->db = code == VITK_OK ? db : NULL;
  return code;
}

int vitk_dataset_in_open(const struct vitk *session, const char *dataset, const struct vitk_sink_of_diags *diags,
                         struct vitk_dataset_in *in) {
  *in = (struct vitk_dataset_in){.spool = -1};
  int code = strcmp(dataset, "-") == 0 ? open_stdin(in, diags) : vitk_sqlite_open(dataset, diags, &in->db);
  if (code != VITK_OK)
    vitk_dataset_in_close(in);
  else if (session->settings.cancelled != NULL)
    sqlite3_progress_handler(in->db, STEPS_BETWEEN, session->settings.cancelled, session->settings.user);
  return code;
}

void vitk_dataset_in_close(struct vitk_dataset_in *in) {
  sqlite3_close(in->db);
  vitk_spool_close(in->spool);
  *in = (struct vitk_dataset_in){.spool = -1};
}
