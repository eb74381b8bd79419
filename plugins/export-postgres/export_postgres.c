/* export_postgres.c - writes a dataset into a schema of a PostgreSQL database, in one transaction.
 *
 * Rows go into temporary tables with COPY, and from there in the place of their elders when all have come.
 */
#include "export_postgres.h"

enum { BUFFERED = 1024 * 1024 };

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

/* --- rows */

static void add_integer(struct text_out *out, uint64_t value, int bytes) {
  char big_endian[8];
  for (int i = 0; i < bytes; i++)
    big_endian[i] = (char)(value >> (8 * (bytes - 1 - i)));
  text_bytes(out, big_endian, (size_t)bytes);
}

static int send_rows(struct postgres_export *e, uint32_t table) {
  struct text_out *rows = &e->rows[table];
  if (rows->n == 0 && !rows->no_memory)
    return VITK_OK;
  add_integer(rows, UINT64_MAX, 2); /* the end of a COPY */
  text_add(&e->sql, "COPY pg_temp.\"vitk_");
  text_add(&e->sql, e->schemas[table].name);
  text_add(&e->sql, "\" FROM STDIN (FORMAT binary)");
  int code = rows->no_memory ? VITK_NOMEM : postgres_copy(e, rows->p, rows->n);
  rows->n = 0;
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

/* Without replace: is the source in the schema already? */
static int refuse_double(struct postgres_export *e, const struct vitk_datum *row) {
  int n_rows = 0;
  text_add(&e->sql, "SELECT 1 FROM ");
  postgres_add_table(e, e->schemas[VITK_SOURCE].name);
  text_add(&e->sql, " WHERE source_id = $1");
  e->text.n = 0;
  text_utf8(&e->text, row->text);
  text_bytes(&e->text, "", 1);
  int code = e->text.no_memory ? VITK_NOMEM : postgres_ask(e, e->text.p, &n_rows);
  if (code != VITK_OK || n_rows == 0)
    return code;
  char message[400];
  snprintf(message, sizeof message, "the schema %s holds the source %.200s already", e->name, e->text.p);
  return postgres_complain(e, message, "leave out replace=no, or name another schema");
}

static int postgres_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  static const char head[19] = "PGCOPY\n\377\r\n"; /* and flags and the length of an extension: zeros */
  struct postgres_export *e = handle;
  if (table >= VITK_N_TABLES)
    return VITK_OK;                          /* a table that a newer host knows */
  if (table == VITK_SOURCE && !e->replace) { /* the first column is its id */
    int code = refuse_double(e, text_datum(row, stride, 0));
    if (code != VITK_OK)
      return code;
  }
  const struct vitk_schema *schema = &e->schemas[table];
  struct text_out *rows = &e->rows[table];
  if (rows->n == 0)
    text_bytes(rows, head, sizeof head);
  add_integer(rows, schema->n_fields, 2);
  for (uint32_t i = 0; i < schema->n_fields; i++)
    add_datum(e, rows, text_field(schema, i)->type, text_datum(row, stride, i));
  if (rows->n >= INT32_MAX)
    return postgres_complain(e, "a row is larger than 2 GB", "PostgreSQL can't hold it");
  return rows->n >= BUFFERED || rows->no_memory ? send_rows(e, table) : VITK_OK;
}

/* --- the end */

/* The sources that came go in the place of their elders; components that are there already stay. */
static int take_over(struct postgres_export *e) {
  for (uint32_t i = VITK_N_TABLES - 1; e->replace && i > 0; i--) { /* what points goes before what it points into */
    text_add(&e->sql, "DELETE FROM ");
    postgres_add_table(e, e->schemas[postgres_order[i]].name);
    text_add(&e->sql, " WHERE source_id IN (SELECT source_id FROM pg_temp.vitk_source); ");
  }
  for (uint32_t i = 0; i < VITK_N_TABLES; i++) {
    const struct vitk_schema *schema = &e->schemas[postgres_order[i]];
    text_add(&e->sql, "INSERT INTO ");
    postgres_add_table(e, schema->name);
    text_add(&e->sql, " (");
    postgres_add_columns(&e->sql, schema, 0, NULL);
    text_add(&e->sql, ") SELECT ");
    postgres_add_columns(&e->sql, schema, 0, NULL);
    text_add(&e->sql, " FROM pg_temp.\"vitk_");
    text_add(&e->sql, schema->name);
    text_add(&e->sql, postgres_order[i] == VITK_COMPONENT ? "\" ON CONFLICT DO NOTHING; " : "\"; ");
  }
  return postgres_execute(e);
}

static void postgres_abort(void *handle) {
  struct postgres_export *e = handle;
  if (e->connection != NULL)
    libpq.PQfinish(e->connection); /* a transaction that is open ends with it */
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
  if (code == VITK_OK)
    code = postgres_make_view(e);
  if (code == VITK_OK)
    code = postgres_commit(e);
  postgres_abort(e);
  return code;
}

/* --- the start */

/* A password in the target would show in lists of processes and in messages. libpq's own words are not passed on here:
 * they cite the target. */
static int check_target(const struct postgres_export *e, const char *target) {
  static const char hint[] = "give -o postgresql://USER@HOST/DATABASE, and a password by ~/.pgpass or PGPASSWORD";
  char *trouble = NULL;
  PQconninfoOption *all = libpq.PQconninfoParse(target, &trouble);
  /* In USER:PASS/WORD@HOST libpq sees a host USER with a port PASS, and would cite it. */
  const char *first = strchr(target, '/'), *query = strchr(target, '?');
  size_t path = first ? (query ? (size_t)(query - first) : strlen(first)) : 0;
  const char *colon = path ? memchr(first, ':', path) : NULL, *at = path ? memrchr(first, '@', path) : NULL;
  bool password = colon != NULL && at != NULL && colon < at;
  bool is_url = strncmp(target, "postgresql://", 13) == 0 || strncmp(target, "postgres://", 11) == 0;
  for (const PQconninfoOption *option = all; option != NULL && option->keyword != NULL; option++)
    password = password || (option->val != NULL && strstr(option->keyword, "password") != NULL &&
                            strcmp(option->keyword, "passfile") != 0);
  bool good = all != NULL && is_url;
  libpq.PQconninfoFree(all);
  libpq.PQfreemem(trouble);
  if (!good)
    return postgres_complain(e, "the target is no URL of a PostgreSQL database", hint);
  return password ? postgres_complain(e, "the target holds a password, or an '@' that is not written %40", hint)
                  : VITK_OK;
}

static int take_name(struct postgres_export *e) {
  vitk_str name = vitk->option_text(e->context, "schema");
  bool good = name.n > 0 && name.n <= POSTGRES_LONGEST_NAME && (name.p[0] < '0' || name.p[0] > '9');
  for (size_t i = 0; good && i < name.n; i++)
    good = (name.p[i] >= 'a' && name.p[i] <= 'z') || (name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '_';
  if (!good)
    return postgres_complain(e, "the option schema is no plain name", "use small letters, digits and '_', 63 at most");
  snprintf(e->name, sizeof e->name, "\"%.*s\"", (int)name.n, name.p);
  return VITK_OK;
}

static int connect_and_make(struct postgres_export *e) {
  vitk_str target = {NULL, 0};
  const char *trouble = libpq_load();
  if (trouble != NULL)
    return postgres_complain(e, trouble, "install PostgreSQL's library, the package libpq5");
  int code = vitk->target(e->context, NULL, &target);
  text_slice(&e->text, target);
  text_bytes(&e->text, "", 1);
  if (code == VITK_OK)
    code = e->text.no_memory ? VITK_NOMEM : check_target(e, e->text.p);
  if (code == VITK_OK)
    code = take_name(e);
  if (code != VITK_OK)
    return code;
  code = postgres_connect(e, e->text.p);
  return code == VITK_OK ? postgres_make_tables(e) : code;
}

static int postgres_begin(struct vitk_context *context, void **handle) {
  struct postgres_export *e = vitk->alloc(context, sizeof *e);
  if (e == NULL)
    return VITK_NOMEM;
  e->host = vitk;
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

static const struct vitk_format formats[] = {
    {"postgres", "a schema of a PostgreSQL database", "postgresql:|postgres:", NULL}};

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
