/* export_postgres.c - writes a dataset into a schema of a PostgreSQL server, in one transaction.
 *
 * Rows are gathered in binary COPY form, a buffer a table, and copied into temporary tables as buffers fill: one
 * connection does one COPY at a time, and rows of the tables come mixed. Only at the end do the sources that came take
 * the place of their elders, and others see all of it or nothing.
 */
#include <common/text_out.h>
#include <libpq-fe.h>

enum { BUFFERED = 1024 * 1024, LONGEST_NAME = 63 };

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

struct postgres_export {
  struct vitk_context *context;
  PGconn *connection;
  char name[LONGEST_NAME + 1]; /* of the schema */
  struct vitk_schema schemas[VITK_N_TABLES];
  struct text_out rows[VITK_N_TABLES], sql, text;
  bool replace;
};

static int complain(const struct postgres_export *e, const char *message, const char *hint) {
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_ERROR, .code = "postgres"};
  diag.message = (vitk_str){message, strcspn(message, "\n")};
  diag.hint = (vitk_str){hint, strlen(hint)};
  int code = vitk->diag(e->context, &diag);
  return code < 0 ? code : VITK_FAILED;
}

/* What the server says of a failure. It knows no password: it is never in the target, see check_target. */
static int server_failed(const struct postgres_export *e) {
  return complain(e, PQerrorMessage(e->connection), "nothing was changed: the schema is as it was");
}

static int execute(struct postgres_export *e, const char *sql) {
  PGresult *result = PQexec(e->connection, sql);
  ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? VITK_OK : server_failed(e);
}

static int execute_text(struct postgres_export *e) {
  text_bytes(&e->sql, "", 1);
  int code = e->sql.no_memory ? VITK_NOMEM : execute(e, e->sql.p);
  e->sql.n = 0;
  return code;
}

/* --- tables */

static void add_table(struct postgres_export *e, const char *table) {
  text_add(&e->sql, e->name);
  text_add(&e->sql, ".\"");
  text_add(&e->sql, table);
  text_add(&e->sql, "\"");
}

/* The names of the columns with a flag, or that point into a table; false: none does. */
static bool add_columns(struct text_out *out, const struct vitk_schema *schema, uint32_t flag, const char *into) {
  bool any = false;
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    const struct vitk_field *field = text_field(schema, i);
    if ((field->flags & flag) != flag || (into != NULL && strcmp(field->reference, into) != 0))
      continue;
    text_add(out, any ? ", \"" : "\"");
    text_add(out, field->name);
    text_add(out, "\"");
    any = true;
  }
  return any;
}

static void add_foreign_keys(struct postgres_export *e, const struct vitk_schema *schema) {
  for (uint32_t other = 0; other < VITK_N_TABLES; other++) {
    struct text_out columns = {0};
    if (add_columns(&columns, schema, 0, e->schemas[other].name)) {
      text_add(&e->sql, ", FOREIGN KEY (");
      text_bytes(&e->sql, columns.p, columns.n);
      text_add(&e->sql, ") REFERENCES ");
      add_table(e, e->schemas[other].name);
    }
    e->sql.no_memory = e->sql.no_memory || columns.no_memory;
    text_free(&columns);
  }
}

static int make_table(struct postgres_export *e, const struct vitk_schema *schema) {
  static const char *const types[] = {"", "text", "bigint", "double precision"};
  struct text_out key = {0};
  text_add(&e->sql, "CREATE TABLE IF NOT EXISTS ");
  add_table(e, schema->name);
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    const struct vitk_field *field = text_field(schema, i);
    text_add(&e->sql, i ? ", \"" : " (\"");
    text_add(&e->sql, field->name);
    text_add(&e->sql, "\" ");
    text_add(&e->sql, types[field->type <= VITK_REAL ? field->type : VITK_TEXT]);
    text_add(&e->sql, field->flags & VITK_REQUIRED ? " NOT NULL" : "");
  }
  if (add_columns(&key, schema, VITK_KEY, NULL)) {
    text_add(&e->sql, ", PRIMARY KEY (");
    text_bytes(&e->sql, key.p, key.n);
    text_add(&e->sql, ")");
  }
  e->sql.no_memory = e->sql.no_memory || key.no_memory;
  text_free(&key);
  add_foreign_keys(e, schema);
  text_add(&e->sql, "); CREATE TEMP TABLE \"vitk_");
  text_add(&e->sql, schema->name);
  text_add(&e->sql, "\" (LIKE ");
  add_table(e, schema->name);
  text_add(&e->sql, ") ON COMMIT DROP");
  return execute_text(e);
}

static int comment(struct postgres_export *e, const struct vitk_schema *schema, const struct vitk_field *field) {
  char text[600];
  snprintf(text, sizeof text, "%s%s%s", field ? field->description : schema->description,
           field && field->unit[0] ? "; unit: " : "", field ? field->unit : "");
  char *literal = PQescapeLiteral(e->connection, text, strlen(text));
  if (literal == NULL)
    return server_failed(e);
  text_add(&e->sql, field ? "COMMENT ON COLUMN " : "COMMENT ON TABLE ");
  add_table(e, schema->name);
  if (field != NULL) {
    text_add(&e->sql, ".\"");
    text_add(&e->sql, field->name);
    text_add(&e->sql, "\"");
  }
  text_add(&e->sql, " IS ");
  text_add(&e->sql, literal);
  PQfreemem(literal);
  return execute_text(e);
}

static int make_tables(struct postgres_export *e) {
  static const uint32_t order[] = {VITK_SOURCE, VITK_COMPONENT, VITK_FILE, VITK_FOOD, VITK_VALUES, VITK_PROBLEM};
  text_add(&e->sql, "BEGIN; SET LOCAL client_min_messages = warning;"
                    " SELECT pg_advisory_xact_lock(hashtext('vitk'), hashtext('"); /* one import at a time */
  text_add(&e->sql, e->name);
  text_add(&e->sql, "')); CREATE SCHEMA IF NOT EXISTS ");
  text_add(&e->sql, e->name);
  int code = execute_text(e);
  for (uint32_t i = 0; code == VITK_OK && i < VITK_N_TABLES; i++) {
    const struct vitk_schema *schema = &e->schemas[order[i]];
    code = make_table(e, schema);
    if (code == VITK_OK)
      code = comment(e, schema, NULL);
    for (uint32_t column = 0; code == VITK_OK && column < schema->n_fields; column++)
      code = comment(e, schema, text_field(schema, column));
  }
  return code;
}

/* --- rows */

static void add_integer(struct text_out *out, uint64_t value, int bytes) {
  char big_endian[8];
  for (int i = 0; i < bytes; i++)
    big_endian[i] = (char)(value >> (8 * (bytes - 1 - i)));
  text_bytes(out, big_endian, (size_t)bytes);
}

static int send_rows(struct postgres_export *e, uint32_t table) {
  struct text_out *rows = &e->rows[table];
  if (rows->no_memory)
    return VITK_NOMEM;
  if (rows->n == 0)
    return VITK_OK;
  add_integer(rows, UINT64_MAX, 2); /* the end of a COPY */
  text_add(&e->sql, "COPY \"vitk_");
  text_add(&e->sql, e->schemas[table].name);
  text_add(&e->sql, "\" FROM STDIN (FORMAT binary)");
  text_bytes(&e->sql, "", 1);
  if (e->sql.no_memory || rows->no_memory)
    return VITK_NOMEM;
  PGresult *result = PQexec(e->connection, e->sql.p);
  bool begun = PQresultStatus(result) == PGRES_COPY_IN;
  PQclear(result);
  e->sql.n = 0;
  bool sent =
      begun && PQputCopyData(e->connection, rows->p, (int)rows->n) == 1 && PQputCopyEnd(e->connection, NULL) == 1;
  rows->n = 0;
  int code = sent ? VITK_OK : server_failed(e);
  for (result = begun ? PQgetResult(e->connection) : NULL; result != NULL; result = PQgetResult(e->connection)) {
    if (code == VITK_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
      code = server_failed(e);
    PQclear(result);
  }
  return code;
}

static void add_datum(struct postgres_export *e, struct text_out *rows, uint32_t type, const struct vitk_datum *datum) {
  uint64_t bits;
  if (datum->is_null) {
    add_integer(rows, UINT64_MAX, 4);
  } else if (type == VITK_TEXT) {
    e->text.n = 0;
    text_utf8(&e->text, datum->text);
    add_integer(rows, e->text.n, 4);
    text_bytes(rows, e->text.p, e->text.n);
    rows->no_memory = rows->no_memory || e->text.no_memory;
  } else {
    if (type == VITK_INTEGER)
      bits = (uint64_t)datum->integer;
    else
      memcpy(&bits, &datum->real, sizeof bits);
    add_integer(rows, 8, 4);
    add_integer(rows, bits, 8);
  }
}

static int postgres_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  static const char head[19] = "PGCOPY\n\377\r\n"; /* and flags and the length of an extension: zeros */
  struct postgres_export *e = handle;
  if (table >= VITK_N_TABLES)
    return VITK_OK; /* a table that a newer host knows */
  const struct vitk_schema *schema = &e->schemas[table];
  struct text_out *rows = &e->rows[table];
  if (rows->n == 0)
    text_bytes(rows, head, sizeof head);
  add_integer(rows, schema->n_fields, 2);
  for (uint32_t i = 0; i < schema->n_fields; i++)
    add_datum(e, rows, text_field(schema, i)->type, text_datum(row, stride, i));
  if (rows->n >= INT32_MAX)
    return complain(e, "a row is larger than 2 GB", "PostgreSQL can't hold it");
  return rows->n >= BUFFERED || rows->no_memory ? send_rows(e, table) : VITK_OK;
}

/* --- the end */

/* The sources that came go in the place of their elders; components that are there already stay. */
static int take_over(struct postgres_export *e) {
  static const uint32_t order[] = {VITK_COMPONENT, VITK_SOURCE, VITK_FILE, VITK_FOOD, VITK_VALUES, VITK_PROBLEM};
  for (uint32_t i = VITK_N_TABLES - 1; e->replace && i > 0; i--) { /* what points goes before what it points into */
    text_add(&e->sql, "DELETE FROM ");
    add_table(e, e->schemas[order[i]].name);
    text_add(&e->sql, " WHERE source_id IN (SELECT source_id FROM vitk_source); ");
  }
  for (uint32_t i = 0; i < VITK_N_TABLES; i++) {
    const struct vitk_schema *schema = &e->schemas[order[i]];
    text_add(&e->sql, "INSERT INTO ");
    add_table(e, schema->name);
    text_add(&e->sql, " (");
    add_columns(&e->sql, schema, 0, NULL);
    text_add(&e->sql, ") SELECT ");
    add_columns(&e->sql, schema, 0, NULL);
    text_add(&e->sql, " FROM \"vitk_");
    text_add(&e->sql, schema->name);
    text_add(&e->sql, order[i] == VITK_COMPONENT ? "\" ON CONFLICT DO NOTHING; " : "\"; ");
  }
  text_add(&e->sql, "COMMIT");
  return execute_text(e);
}

static void postgres_abort(void *handle) {
  struct postgres_export *e = handle;
  PQfinish(e->connection); /* a transaction that is open ends with it */
  for (uint32_t table = 0; table < VITK_N_TABLES; table++)
    text_free(&e->rows[table]);
  text_free(&e->sql);
  text_free(&e->text);
}

static int postgres_finish(void *handle) {
  struct postgres_export *e = handle;
  int code = VITK_OK;
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++)
    code = send_rows(e, table);
  if (code == VITK_OK)
    code = take_over(e);
  postgres_abort(e);
  return code;
}

/* --- the start */

/* A password in the target would show in lists of processes and in messages. libpq's own words are not passed on here:
 * they cite the target. */
static int check_target(const struct postgres_export *e, const char *target) {
  static const char hint[] = "give -o postgresql://USER@HOST/DATABASE, and a password by ~/.pgpass or PGPASSWORD";
  char *trouble = NULL;
  PQconninfoOption *all = PQconninfoParse(target, &trouble);
  bool password = false, is_url = strncmp(target, "postgres", 8) == 0;
  for (const PQconninfoOption *option = all; option != NULL && option->keyword != NULL; option++)
    password = password || (option->val != NULL && strstr(option->keyword, "password") != NULL &&
                            strcmp(option->keyword, "passfile") != 0);
  bool good = all != NULL && is_url;
  PQconninfoFree(all);
  PQfreemem(trouble);
  if (!good)
    return complain(e, "the target is no URL of a PostgreSQL database", hint);
  return password ? complain(e, "the target holds a password", hint) : VITK_OK;
}

static int take_name(struct postgres_export *e) {
  vitk_str name = vitk->option_text(e->context, "schema");
  bool good = name.n > 0 && name.n <= LONGEST_NAME && (name.p[0] < '0' || name.p[0] > '9');
  for (size_t i = 0; good && i < name.n; i++)
    good = (name.p[i] >= 'a' && name.p[i] <= 'z') || (name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '_';
  if (!good)
    return complain(e, "the option schema is no plain name", "use small letters, digits and '_', 63 at most");
  memcpy(e->name, name.p, name.n);
  return VITK_OK;
}

static int connect_and_make(struct postgres_export *e) {
  vitk_str target = {NULL, 0};
  int code = vitk->target(e->context, NULL, &target);
  text_slice(&e->text, target);
  text_bytes(&e->text, "", 1);
  if (code == VITK_OK)
    code = e->text.no_memory ? VITK_NOMEM : check_target(e, e->text.p);
  if (code == VITK_OK)
    code = take_name(e);
  if (code != VITK_OK)
    return code;
  e->connection = PQconnectdb(e->text.p);
  if (PQstatus(e->connection) != CONNECTION_OK)
    return server_failed(e);
  return PQsetClientEncoding(e->connection, "UTF8") == 0 ? make_tables(e) : server_failed(e);
}

static int postgres_begin(struct vitk_context *context, void **handle) {
  struct postgres_export *e = vitk->alloc(context, sizeof *e);
  if (e == NULL)
    return VITK_NOMEM;
  e->context = context;
  e->replace = vitk->option_integer(context, "replace") != 0;
  int code = VITK_OK;
  for (uint32_t table = 0; code == VITK_OK && table < VITK_N_TABLES; table++) {
    e->schemas[table].size = sizeof e->schemas[table];
    code = vitk->schema(table, &e->schemas[table]);
  }
  if (code == VITK_OK)
    code = connect_and_make(e);
  if (code != VITK_OK)
    postgres_abort(e); /* the host does not abort what did not begin */
  else
    *handle = e;
  return code;
}

static const struct vitk_format formats[] = {{"postgres", "a schema of a PostgreSQL database", NULL, NULL}};

static const struct vitk_option options[] = {
    {.name = "schema", .help = "made where it is not there", .standard = "vitk", .type = VITK_OPTION_TEXT},
    {.name = "replace",
     .help = "replace the sources that are there already; no: fail where one is",
     .standard = "yes",
     .type = VITK_OPTION_BOOLEAN}};

static const struct vitk_exporter exporter = {.size = sizeof exporter,
                                              .begin = postgres_begin,
                                              .row = postgres_row,
                                              .finish = postgres_finish,
                                              .abort = postgres_abort};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "postgres",
                                          .version = "1.0",
                                          .summary = "A schema of a PostgreSQL database, in one transaction",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .options = options,
                                          .n_formats = 1,
                                          .format_stride = sizeof formats[0],
                                          .n_options = 2,
                                          .option_stride = sizeof options[0],
                                          .exporter = &exporter,
                                          .threads = VITK_SERIAL};
