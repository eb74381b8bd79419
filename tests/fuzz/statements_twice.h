/* statements_twice.h - states the same to a store twice, once over the wire of a worker, and holds the rows together
 * and to what SQLite takes: for fuzz_statements.c and the test of random statements. */
#ifndef VITK_TESTS_FUZZ_STATEMENTS_TWICE_H
#define VITK_TESTS_FUZZ_STATEMENTS_TWICE_H

#include "core/base/str.h"
#include "core/dataset/columns.h"
#include "core/dataset/ddl.h"
#include "core/dataset/receive.h"
#include "core/dataset/rows.h"
#include "core/worker/stated.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { STATEMENTS_SOURCES = 32, STATEMENTS_TOKENS = 4 };

/* The first byte chooses the store; the others are what is stated. One that is not there is 0. */
struct statements_given {
  const unsigned char *p;
  size_t n;
  char own[1 << 12]; /* texts of the call that are no other's */
  size_t n_own;
  struct vitk_token tokens[STATEMENTS_SOURCES][STATEMENTS_TOKENS]; /* as long as all that is stated */
  size_t n_sources;
};

static inline unsigned statements_byte(struct statements_given *given) {
  if (given->n == 0)
    return 0;
  given->n--;
  return *given->p++;
}

/* One of these texts, which are there more than once where many statements are to have them, or none, or some of the
 * given bytes. */
#define STATEMENTS_TEXT(given, ...)                                                                                    \
  statements_text(given, (const char *const[]){__VA_ARGS__},                                                           \
                  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))
static inline vitk_str statements_text(struct statements_given *given, const char *const *texts, size_t n_texts) {
  unsigned which = statements_byte(given);
  if (which < 252)
    return vitk_str_of(texts[which % n_texts]);
  size_t n = which == 252 ? SIZE_MAX : statements_byte(given) % 16;
  if (n > given->n || n > sizeof given->own - given->n_own)
    return (vitk_str){NULL, 0};
  char *own = memcpy(given->own + given->n_own, given->p, n);
  given->n_own += n;
  given->p += n;
  given->n -= n;
  return (vitk_str){own, n};
}

/* 0 to n - 1, and now and then a number that is none of an enumeration. */
static inline uint32_t statements_choice(struct statements_given *given, uint32_t n) {
  unsigned byte = statements_byte(given);
  return byte < 252 ? byte % n : byte;
}

static inline vitk_str statements_amount(struct statements_given *given) {
  return STATEMENTS_TEXT(given, "1.5", "53.10", "0", "12", "tr", "< 0.5", "-", "1-3", "5 \xC2\xB1 2", "0,05", "(3)",
                         "~2", "1 000", "1,234.5", "-0", "> 2", "+3", "", "1e-400", "1e309", "999999999999999999999",
                         "12%", "nan", "0x10");
}
static inline vitk_str statements_id(struct statements_given *given) {
  return STATEMENTS_TEXT(given, "1", "1", "1", "1", "2", "2", "01", "10", "9", "1001", "a", "x y", " 1", "\xC3\xA9",
                         "");
}
static inline vitk_str statements_word(struct statements_given *given) {
  return STATEMENTS_TEXT(given, "", "k", "k", "k#2", "k#9", "#2", "k#2#2", "b.csv", "A 1", "\xC3\xA9", "stated-twice");
}

static inline int statements_source(struct statements_given *given, const struct vitk_receiver *to) {
  static const char *const texts[STATEMENTS_TOKENS] = {"tr", "-", "nd", ""};
  if (given->n_sources == STATEMENTS_SOURCES)
    return VITK_OK;
  struct vitk_token *tokens = given->tokens[given->n_sources++];
  struct vitk_source source = {.size = sizeof source, .tokens = tokens, .token_stride = sizeof tokens[0]};
  source.source_id = vitk_str_of(statements_byte(given) % 4 == 0 ? "lab-2" : "lab-1");
  source.title = statements_word(given);
  source.n_tokens = statements_byte(given) % (STATEMENTS_TOKENS + 1);
  source.decimal_mark = statements_byte(given) % 2 ? ',' : '.';
  source.number_flags = statements_byte(given) % 8;
  for (uint32_t i = 0; i < source.n_tokens; i++) {
    tokens[i].text = texts[i];
    tokens[i].status = 1 + statements_byte(given) % 6;
    tokens[i].origin = statements_byte(given) % 7;
  }
  return to->source(to->self, &source);
}

static inline int statements_food(struct statements_given *given, const struct vitk_receiver *to) {
  struct vitk_food food = {.size = sizeof food};
  food.food_id = statements_id(given);
  food.name = statements_word(given);
  food.name_en = statements_word(given);
  food.food_group = statements_word(given);
  return to->food(to->self, &food);
}

static inline int statements_code(struct statements_given *given, const struct vitk_receiver *to) {
  static const char *const schemes[] = {"langual", "fdc-type", "", "a b"};
  vitk_str id = statements_id(given), code = statements_word(given);
  return to->food_code(to->self, id, schemes[statements_byte(given) % 4], code);
}

static inline int statements_statement(struct statements_given *given, const struct vitk_receiver *to) {
  struct vitk_statement s = {.size = sizeof s};
  s.food_id = statements_id(given);
  s.component = STATEMENTS_TEXT(given, "VITK1", "VITK1", "VITK1", "VITK1", "VITK", "MK4", "VITK1D", "VITK2", "MK7",
                                "MK13", "vitk1", "X", "");
  s.amount = statements_amount(given);
  s.unit = STATEMENTS_TEXT(given, "\xC2\xB5g", "ug", "mg", "g", "\xC2\xB5g/100 g", "ng/g", "kg", "IU", "", "%");
  s.status = statements_byte(given) < 160 ? 0 : statements_choice(given, 7);
  s.basis = statements_choice(given, 3);
  s.origin = statements_choice(given, 7);
  s.equivalents = statements_byte(given) < 200 ? 0 : statements_choice(given, 3);
  unsigned has = statements_byte(given);
  s.limit = has & 1 ? statements_amount(given) : (vitk_str){NULL, 0};
  s.serving_g = has & 2 ? statements_amount(given) : (vitk_str){NULL, 0};
  s.n = has & 4 ? statements_amount(given) : (vitk_str){NULL, 0};
  s.sd = has & 8 ? statements_amount(given) : (vitk_str){NULL, 0};
  s.min = s.max = has & 16 ? statements_amount(given) : (vitk_str){NULL, 0};
  s.method = has & 32 ? statements_word(given) : (vitk_str){NULL, 0};
  s.flags = has & 64 ? statements_word(given) : (vitk_str){NULL, 0};
  s.file = STATEMENTS_TEXT(given, "b.csv", "b.csv", "b.csv", "c", "");
  s.field = statements_word(given);
  unsigned line = statements_byte(given);
  s.line = line < 200 ? line % 2 : UINT64_MAX - line;
  return to->statement(to->self, &s);
}

static inline int statements_diag(struct statements_given *given, const struct vitk_receiver *to) {
  struct vitk_diag diag = {.size = sizeof diag, .code = "odd"};
  diag.severity = VITK_NOTE + statements_byte(given) % 3;
  diag.file = statements_word(given);
  diag.line = statements_byte(given);
  diag.message = statements_word(given);
  diag.excerpt = statements_amount(given);
  return to->diag(to->self, &diag);
}

static inline int statements_file(struct statements_given *given, const struct vitk_receiver *to) {
  vitk_str path = statements_word(given), checksum = statements_word(given);
  return to->file(to->self, path, statements_byte(given), checksum);
}

/* What the bytes state, up to the first call that fails. */
static inline void statements_state(const unsigned char *p, size_t n, const struct vitk_receiver *to) {
  struct statements_given given = {.p = p, .n = n};
  int code = statements_source(&given, to);
  while (code >= 0 && given.n > 0) {
    given.n_own = 0;
    unsigned what = statements_byte(&given) % 64;
    if (what == 0)
      code = statements_source(&given, to);
    else if (what < 8)
      code = statements_food(&given, to);
    else if (what < 12)
      code = statements_code(&given, to);
    else if (what < 14)
      code = statements_diag(&given, to);
    else if (what == 14)
      code = statements_file(&given, to);
    else if (what == 15)
      to->foods_skipped(to->self, statements_byte(&given));
    else
      code = statements_statement(&given, to);
  }
  to->finish(to->self);
}

/* The same over the wire, where texts that messages share are kept now and then. */
static inline bool statements_state_apart(const unsigned char *p, size_t n, bool all_foods,
                                          const struct vitk_receiver *to) {
  struct vitk_wire_out out;
  vitk_wire_open(&out, -1);
  struct vitk_stating stating = {.out = &out, .all_foods = all_foods};
  const struct vitk_receiver from = vitk_stating_receiver(&stating);
  statements_state(p, n, &from);
  struct vitk_wire_in in = {.fd = -1, .bytes = out.bytes.p, .end = out.bytes.n, .capacity = out.bytes.n};
  struct vitk_wire_message message = {.bad = false};
  struct vitk_stated stated = {0};
  int code = VITK_OK;
  for (unsigned i = 1; code >= 0 && vitk_wire_next(&in, &message) == VITK_OK; i++) {
    code = vitk_stated_apply(&stated, &message, to);
    if (i % 3 == 0 && vitk_stated_keep(&stated) != VITK_OK)
      abort();
  }
  vitk_stated_free(&stated);
  vitk_stating_free(&stating);
  vitk_wire_free(&out);
  return !message.bad;
}

/* --- rows */

struct statements_rows {
  struct vitk_buffer text;
  sqlite3_stmt *const *into; /* NULL: text alone */
  unsigned n_values;
  bool refused;
};

static inline int statements_row(void *self, uint32_t table, const struct vitk_datum *row) {
  struct statements_rows *rows = self;
  sqlite3_stmt *into = rows->into ? rows->into[table] : NULL;
  vitk_buffer_printf(&rows->text, "%s", vitk_schemas[table].name);
  for (uint32_t i = 0; i < vitk_schemas[table].n_fields; i++) {
    const struct vitk_datum *cell = &row[i];
    const int at = (int)i + 1, type = (int)vitk_schemas[table].fields[i].type;
    const vitk_str text = cell->is_null ? vitk_str_of("~") : cell->text;
    vitk_buffer_printf(&rows->text, "|%.*s", VITK_STR_ARG(text));
    if (into == NULL || cell->is_null)
      sqlite3_bind_null(into, at);
    else if (type == VITK_TEXT)
      sqlite3_bind_text(into, at, text.n ? text.p : "", (int)text.n, SQLITE_TRANSIENT);
    else if (type == VITK_INTEGER)
      sqlite3_bind_int64(into, at, cell->integer);
    else
      sqlite3_bind_double(into, at, cell->real);
  }
  vitk_buffer_printf(&rows->text, "\n");
  rows->n_values += table == VITK_VALUES;
  if (into != NULL && sqlite3_step(into) != SQLITE_DONE) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(sqlite3_db_handle(into)));
    rows->refused = true;
  }
  sqlite3_reset(into);
  return VITK_OK;
}

/* A dataset in memory that has the components and no source. */
static inline sqlite3 *statements_dataset(sqlite3_stmt *into[VITK_N_TABLES]) {
  sqlite3 *db;
  struct vitk_buffer sql = {.maximum = 1 << 20};
  if (sqlite3_open(":memory:", &db) != SQLITE_OK || vitk_ddl(&sql) != VITK_OK ||
      vitk_buffer_printf(&sql, "PRAGMA foreign_keys = ON") != VITK_OK ||
      sqlite3_exec(db, sql.p, NULL, NULL, NULL) != SQLITE_OK)
    abort();
  for (uint32_t table = 0; table < VITK_N_TABLES; table++) {
    sql.n = 0;
    vitk_buffer_printf(&sql, "INSERT INTO %s VALUES (?", vitk_schemas[table].name);
    for (uint32_t i = 1; i < vitk_schemas[table].n_fields; i++)
      vitk_buffer_printf(&sql, ", ?");
    vitk_buffer_printf(&sql, ")");
    if (sqlite3_prepare_v2(db, sql.p, (int)sql.n, &into[table], NULL) != SQLITE_OK)
      abort();
  }
  vitk_buffer_free(&sql);
  struct statements_rows components = {.text.maximum = 1 << 16, .into = into};
  const struct vitk_row_sink sink = {statements_row, &components};
  if (vitk_rows_components(&sink) != VITK_OK || components.refused)
    abort();
  vitk_buffer_free(&components.text);
  return db;
}

static inline int statements_rows(struct vitk_store *store, struct statements_rows *rows) {
  const struct vitk_row_sink sink = {statements_row, rows};
  int code = vitk_store_finish(store);
  for (uint32_t i = 0; code == VITK_OK && i < vitk_store_n_sources(store); i++)
    code = vitk_rows_source(store, i, &sink);
  return code;
}

/* Are the rows the same, and SQLite takes each? Else it is said why not. *values: how many there are. */
static inline bool statements_same(const unsigned char *p, size_t n, unsigned *values) {
  static sqlite3 *db;
  static sqlite3_stmt *into[VITK_N_TABLES];
  if (n == 0)
    return true;
  if (db == NULL)
    db = statements_dataset(into);
  const struct vitk_store_settings settings = {.all_foods = p[0] & 1,
                                               .max_rejects = p[0] < 200 ? UINT64_MAX : p[0] % 4,
                                               .importer = "test",
                                               .importer_version = "1"};
  struct vitk_store *here, *apart;
  if (vitk_store_new(&settings, &here) != VITK_OK || vitk_store_new(&settings, &apart) != VITK_OK)
    abort();
  const struct vitk_receiver to_here = vitk_store_receiver(here), to_apart = vitk_store_receiver(apart);
  struct statements_rows rows = {.text.maximum = 1 << 24, .into = into}, others = {.text.maximum = 1 << 24};
  statements_state(p + 1, n - 1, &to_here);
  bool is_made_right = statements_state_apart(p + 1, n - 1, settings.all_foods, &to_apart);
  sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  int code = statements_rows(here, &rows), other_code = statements_rows(apart, &others);
  bool same = is_made_right && !rows.refused && code == other_code && rows.text.n == others.text.n &&
              (rows.text.n == 0 || memcmp(rows.text.p, others.text.p, rows.text.n) == 0);
  if (!same)
    fprintf(stderr, "--- here: %d\n%.*s--- apart: %d\n%.*s", code, (int)rows.text.n, rows.text.p, other_code,
            (int)others.text.n, others.text.p);
  sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  *values = rows.n_values;
  vitk_buffer_free(&rows.text);
  vitk_buffer_free(&others.text);
  vitk_store_free(here);
  vitk_store_free(apart);
  return same;
}

#endif
