/* sqlite_open.c - opens a dataset to read. Whatever lies there may be hostile: SQLite is told to trust no schema. */
#include "core/dataset/ddl.h"
#include "core/dataset/sqlite_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[16] = "SQLite format 3";

static int refuse(const struct vitk_sink_of_diags *diags, const char *path, const char *code, const char *hint,
                  const char *message) {
  int answer = vitk_report(diags, VITK_ERROR, code, (struct vitk_place){.file = vitk_str_of(path)}, (vitk_str){NULL, 0},
                           hint, "%s", message);
  return answer < 0 ? answer : VITK_FAILED;
}

static int refuse_to_open(const struct vitk_sink_of_diags *diags, const char *path, const char *why) {
  char message[400];
  snprintf(message, sizeof message, "the dataset can't be opened: %.300s", why);
  return refuse(diags, path, "cannot-open", "check the path; `vitk import` makes a dataset", message);
}

int vitk_sqlite_check_start(int fd, const char *path, const struct vitk_sink_of_diags *diags) {
  struct stat file;
  char head[sizeof magic] = {0};
  if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode))
    return refuse_to_open(diags, path, "it is no regular file");
  ssize_t n = pread(fd, head, sizeof head, 0);
  if (n < 0)
    return refuse_to_open(diags, path, strerror(errno));
  if (n == (ssize_t)sizeof head && memcmp(head, magic, sizeof magic) == 0)
    return VITK_OK;
  return refuse(diags, path, "not-a-dataset", "name a dataset that `vitk import` wrote",
                "the file is no vitk dataset: it does not begin as a SQLite file does");
}

/* SQLite opens lazily and calls any text file "not a database": the first bytes tell more plainly. */
static int check_first_bytes(const char *path, const struct vitk_sink_of_diags *diags) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return refuse_to_open(diags, path, strerror(errno));
  int code = vitk_sqlite_check_start(fd, path, diags);
  close(fd);
  return code;
}

static int ask_number(sqlite3 *db, const char *sql, int64_t *out) {
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_step(statement);
  if (code == SQLITE_ROW)
    *out = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return code == SQLITE_ROW ? SQLITE_OK : code;
}

/* Can all columns of the table be read, and is it a table? A view could run for ever. */
static int check_table(sqlite3 *db, uint32_t table, bool *fine) {
  const char *name = vitk_schemas[table].name;
  struct vitk_buffer sql = {.maximum = 4096};
  int code = vitk_buffer_printf(&sql, "SELECT ");
  if (code == VITK_OK)
    code = vitk_ddl_columns(&sql, table);
  if (code == VITK_OK)
    code = vitk_buffer_printf(&sql, " FROM main.%s", name);
  sqlite3_stmt *statement = NULL;
  *fine = code == VITK_OK && sqlite3_prepare_v2(db, sql.p, (int)sql.n, &statement, NULL) == SQLITE_OK;
  sqlite3_finalize(statement);
  sql.n = 0;
  int64_t tables = 0;
  if (code == VITK_OK)
    code =
        vitk_buffer_printf(&sql, "SELECT count(*) FROM main.sqlite_schema WHERE type = 'table' AND name = '%s'", name);
  if (code == VITK_OK && *fine)
    *fine = ask_number(db, sql.p, &tables) == SQLITE_OK && tables == 1;
  vitk_buffer_free(&sql);
  return code;
}

static int check_tables(sqlite3 *db, const char *path, const struct vitk_sink_of_diags *diags) {
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    bool fine = false;
    int code = check_table(db, table, &fine);
    if (code != VITK_OK)
      return code;
    if (!fine) {
      char message[200];
      snprintf(message, sizeof message, "the dataset is damaged: it lacks the table %s, or columns of it",
               vitk_schemas[table].name);
      return refuse(diags, path, "not-a-dataset", "import it anew", message);
    }
  }
  return VITK_OK;
}

static int check_dataset(sqlite3 *db, const char *path, const struct vitk_sink_of_diags *diags) {
  int64_t application = 0, version = 0;
  int code = ask_number(db, "PRAGMA application_id", &application);
  if (code == SQLITE_OK)
    code = ask_number(db, "PRAGMA user_version", &version);
  if (code != SQLITE_OK)
    return refuse_to_open(diags, path, sqlite3_errmsg(db));
  char message[200];
  if (application != VITK_APPLICATION_ID || version < 1)
    return refuse(diags, path, "not-a-dataset", "name a dataset that `vitk import` wrote",
                  "the file is no vitk dataset: it is a SQLite file of another application");
  if (version > VITK_DATASET_VERSION) {
    snprintf(message, sizeof message, "the dataset has version %lld, and this vitk knows versions up to %d",
             (long long)version, VITK_DATASET_VERSION);
    return refuse(diags, path, "dataset-too-new", "install the vitk that wrote it, or a newer one", message);
  }
  return check_tables(db, path, diags);
}

int vitk_sqlite_accept(struct sqlite3 *db, const char *path, const struct vitk_sink_of_diags *diags) {
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_exec(db, "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
  sqlite3_busy_timeout(db, 2000);
  int code = check_dataset(db, path, diags);
  if (code != VITK_OK)
    sqlite3_close(db);
  return code;
}

int vitk_sqlite_open(const char *path, const struct vitk_sink_of_diags *diags, struct sqlite3 **out) {
  *out = NULL;
  int code = check_first_bytes(path, diags);
  if (code != VITK_OK)
    return code;
  sqlite3 *db = NULL;
  /* A leading "./" keeps a name like ":memory:" or "file:x" a name. */
  char *plain = sqlite3_mprintf("%s%s", path[0] == '/' ? "" : "./", path);
  int opened = plain ? sqlite3_open_v2(plain, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
  sqlite3_free(plain);
  if (opened != SQLITE_OK) {
    code = opened == SQLITE_NOMEM ? VITK_NOMEM : refuse_to_open(diags, path, sqlite3_errmsg(db));
    sqlite3_close(db);
    return code;
  }
  code = vitk_sqlite_accept(db, path, diags);
  *out = code == VITK_OK ? db : NULL;
  return code;
}
