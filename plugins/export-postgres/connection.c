/* connection.c - the connection to the server. Nothing here blocks: each wait ends soon after the run is cancelled. */
#include "export_postgres.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

enum { A_POLL_MS = 100 };
static const char nothing_changed[] = "nothing was changed: the schema is as it was";

int postgres_complain(const struct postgres_export *e, const char *message, const char *hint) {
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_ERROR, .code = "postgres"};
  diag.message = (vitk_str){message, strcspn(message, "\n")};
  diag.hint = (vitk_str){hint, strlen(hint)};
  int code = e->host->diag(e->context, &diag);
  return code < 0 ? code : VITK_FAILED;
}

/* What libpq or the server says of a failure. It knows no password: the target has none, and libpq cites no other. */
static int server_failed(const struct postgres_export *e) {
  return postgres_complain(e, libpq.PQerrorMessage(e->connection), nothing_changed);
}

/* Waits for the socket, one short time. VITK_OK whether or not anything came. */
static int wait_a_while(const struct postgres_export *e, short events) {
  struct pollfd socket = {.fd = libpq.PQsocket(e->connection), .events = events};
  if (e->host->cancelled(e->context) != 0)
    return VITK_CANCELLED;
  if (poll(&socket, 1, A_POLL_MS) < 0 && errno != EINTR)
    return postgres_complain(e, "the connection to the server can't be waited for", nothing_changed);
  return e->host->cancelled(e->context) != 0 ? VITK_CANCELLED : VITK_OK;
}

/* --- results */

static int send_out(struct postgres_export *e) {
  int code = VITK_OK;
  for (int left = libpq.PQflush(e->connection); code == VITK_OK && left != 0; left = libpq.PQflush(e->connection)) {
    if (left < 0)
      return server_failed(e);
    code = wait_a_while(e, POLLIN | POLLOUT);
    if (code == VITK_OK &&
        libpq.PQconsumeInput(e->connection) == 0) /* a server that waits for us to read writes no more */
      code = server_failed(e);
  }
  return code;
}

/* The next result of what was sent; NULL: there is none any more. */
static int next_result(struct postgres_export *e, PGresult **result) {
  *result = NULL;
  int code = send_out(e);
  while (code == VITK_OK && libpq.PQisBusy(e->connection)) {
    code = wait_a_while(e, POLLIN);
    if (code == VITK_OK && libpq.PQconsumeInput(e->connection) == 0)
      code = server_failed(e);
  }
  if (code == VITK_OK)
    *result = libpq.PQgetResult(e->connection);
  return code;
}

/* Reads all results. The first that is no success is told of; *n_rows (may be NULL): of the last. */
static int take_results(struct postgres_export *e, int *n_rows) {
  PGresult *result;
  int failed = VITK_OK, code = next_result(e, &result);
  while (code == VITK_OK && result != NULL) {
    ExecStatusType status = libpq.PQresultStatus(result);
    if (failed == VITK_OK && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      failed = server_failed(e);
    if (n_rows != NULL)
      *n_rows = libpq.PQntuples(result);
    libpq.PQclear(result);
    if (libpq.PQstatus(e->connection) == CONNECTION_BAD)
      break;
    code = next_result(e, &result);
  }
  return code == VITK_OK ? failed : code;
}

/* --- connecting */

static time_t now(void) {
  struct timespec time = {0};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec;
}

/* Seconds as `connect_timeout` has them, of the URL or the environment; libpq heeds it in blocking calls alone. */
static long connect_timeout(const struct postgres_export *e) {
  PQconninfoOption *all = libpq.PQconninfo(e->connection);
  long seconds = 0;
  for (const PQconninfoOption *option = all; option != NULL && option->keyword != NULL; option++)
    if (strcmp(option->keyword, "connect_timeout") == 0 && option->val != NULL)
      seconds = strtol(option->val, NULL, 10);
  libpq.PQconninfoFree(all);
  return seconds;
}

/* What the server notes by the way comes as a warning: libpq would write it to standard error. */
static void note(void *self, const PGresult *result) {
  const struct postgres_export *e = self;
  const char *message = libpq.PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_WARNING, .code = "postgres"};
  if (message == NULL)
    return;
  diag.message = (vitk_str){message, strcspn(message, "\n")};
  (void)e->host->diag(e->context, &diag);
}

static int finish_connecting(struct postgres_export *e) {
  long most = connect_timeout(e);
  time_t begun = now();
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK) {
    if (status == PGRES_POLLING_FAILED)
      return server_failed(e);
    if (most > 0 && now() - begun >= most)
      return postgres_complain(e, "the server did not answer within connect_timeout", nothing_changed);
    short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    struct pollfd socket = {.fd = libpq.PQsocket(e->connection), .events = events};
    int ready = poll(&socket, 1, A_POLL_MS);
    if (e->host->cancelled(e->context) != 0)
      return VITK_CANCELLED;
    if (ready > 0)
      status = libpq.PQconnectPoll(e->connection);
    else if (ready < 0 && errno != EINTR)
      return postgres_complain(e, "the connection to the server can't be waited for", nothing_changed);
  }
  return VITK_OK;
}

/* Has the server look each second whether we are still there, also while a statement waits for a lock: so what a
 * cancelled run leaves there ends soon. Servers before 14, and on some systems, can't, and say so: they end it later.
 */
static int ask_for_watching(struct postgres_export *e) {
  PGresult *result = NULL;
  int code =
      libpq.PQsendQuery(e->connection, "SET client_connection_check_interval = 1000") == 1 ? VITK_OK : server_failed(e);
  do {
    libpq.PQclear(result);
    result = NULL;
    code = code == VITK_OK ? next_result(e, &result) : code;
  } while (result != NULL && libpq.PQstatus(e->connection) == CONNECTION_OK);
  libpq.PQclear(result);
  return code;
}

int postgres_connect(struct postgres_export *e, const char *url) {
  static const char *const keywords[] = {"fallback_application_name", "dbname", "client_encoding", NULL};
  const char *values[] = {"vitk", url, "UTF8", NULL};
  e->connection = libpq.PQconnectStartParams(keywords, values, 1);
  if (e->connection == NULL)
    return VITK_NOMEM;
  libpq.PQsetNoticeReceiver(e->connection, note, e);
  if (libpq.PQstatus(e->connection) == CONNECTION_BAD)
    return server_failed(e);
  int code = finish_connecting(e);
  if (code == VITK_OK && libpq.PQsetnonblocking(e->connection, 1) != 0)
    code = server_failed(e);
  return code == VITK_OK ? ask_for_watching(e) : code;
}

/* --- statements */

static bool end_statement(struct postgres_export *e) {
  text_bytes(&e->sql, "", 1);
  e->sql.n = 0;
  return !e->sql.no_memory;
}

int postgres_execute(struct postgres_export *e) {
  if (!end_statement(e))
    return VITK_NOMEM;
  return libpq.PQsendQuery(e->connection, e->sql.p) == 1 ? take_results(e, NULL) : server_failed(e);
}

int postgres_ask(struct postgres_export *e, const char *parameter, int *n_rows) {
  *n_rows = 0;
  if (!end_statement(e))
    return VITK_NOMEM;
  int sent = libpq.PQsendQueryParams(e->connection, e->sql.p, 1, NULL, &parameter, NULL, NULL, 0);
  return sent == 1 ? take_results(e, n_rows) : server_failed(e);
}

int postgres_copy(struct postgres_export *e, const char *bytes, size_t n) {
  PGresult *result;
  if (!end_statement(e))
    return VITK_NOMEM;
  if (libpq.PQsendQuery(e->connection, e->sql.p) != 1)
    return server_failed(e);
  int code = next_result(e, &result);
  bool begun = code == VITK_OK && libpq.PQresultStatus(result) == PGRES_COPY_IN;
  libpq.PQclear(result);
  if (code != VITK_OK || !begun)
    return code == VITK_OK ? server_failed(e) : code;
  /* libpq takes all that there is memory for, and send_out sends it. */
  if (libpq.PQputCopyData(e->connection, bytes, (int)n) != 1 || libpq.PQputCopyEnd(e->connection, NULL) != 1)
    return server_failed(e);
  return take_results(e, NULL);
}

int postgres_commit(struct postgres_export *e) {
  if (e->host->cancelled(e->context) != 0)
    return VITK_CANCELLED;
  int code = VITK_OK;
  bool alive = libpq.PQsendQuery(e->connection, "COMMIT") == 1;
  while (alive && code == VITK_OK && (libpq.PQflush(e->connection) > 0 || libpq.PQisBusy(e->connection))) {
    code = wait_a_while(e, POLLIN);
    alive = code == VITK_OK && libpq.PQconsumeInput(e->connection) == 1;
  }
  PGresult *result = alive ? libpq.PQgetResult(e->connection) : NULL;
  bool done = libpq.PQresultStatus(result) == PGRES_COMMAND_OK,
       refused = result && libpq.PQstatus(e->connection) == CONNECTION_OK;
  libpq.PQclear(result);
  if (done)
    return VITK_OK;
  if (refused)
    return server_failed(e);
  int told = postgres_complain(e,
                               code == VITK_CANCELLED
                                   ? "cancelled during COMMIT: it is not known whether it was written"
                                   : "the connection broke during COMMIT: it is not known whether it was written",
                               "look what the schema holds, or export again: sources that are there are replaced");
  return code == VITK_OK ? told : code;
}
