/* store_problem.c - the ledger: one row a problem, capped by kind, and every reject counted. */
#include "core/record/store_inside.h"
#include "core/record/wellformed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CODE_MAX = 60, MESSAGE_MAX = 1000 };

static const char unnamed[] = "unnamed", other_kinds[] = "other-kinds";

/* A code is a stable word of a-z, 0-9 and '-'; a plugin's that is not becomes "unnamed". */
static vitk_str code_of(const char *code) {
  if (code == NULL)
    return vitk_str_of(unnamed);
  size_t n = strnlen(code, CODE_MAX + 1);
  bool good = n > 0 && n <= CODE_MAX;
  for (size_t i = 0; good && i < n; i++)
    good = (code[i] >= 'a' && code[i] <= 'z') || (code[i] >= '0' && code[i] <= '9') || code[i] == '-';
  return good ? (vitk_str){code, n} : vitk_str_of(unnamed);
}

/* Counts the problem among its kind; false: the ledger lists enough of that kind. */
static bool count_kind(struct vitk_source_node *source, vitk_str code, uint32_t severity) {
  struct vitk_kind_count *kind = NULL;
  for (uint32_t i = 0; kind == NULL && i < source->n_kinds; i++)
    if (source->kinds[i].severity == severity && vitk_str_equal(source->kinds[i].code, code))
      kind = &source->kinds[i];
  if (kind == NULL && source->n_kinds < VITK_KINDS_MAX) {
    kind = &source->kinds[source->n_kinds++];
    *kind = (struct vitk_kind_count){.code = code, .severity = severity};
    if (source->n_kinds == VITK_KINDS_MAX) {
      kind->code = vitk_str_of(other_kinds);
      kind->severity = VITK_WARNING;
    }
  }
  if (kind == NULL)
    kind = &source->kinds[VITK_KINDS_MAX - 1];
  return ++kind->n <= VITK_LEDGER_SAME;
}

/* A text of a diag, mended and cut to `most` bytes; what is made for that lives in `scratch`. */
static int clean(struct vitk_arena *scratch, vitk_str *text, size_t most) {
  if (text->p == NULL || text->n == 0) {
    *text = (vitk_str){NULL, 0};
    return VITK_OK;
  }
  if (text->n > most * 4) /* a hostile length is not copied to be cut */
    text->n = most * 4;
  int code = vitk_wellformed(*text) ? VITK_OK : vitk_wellformed_mended(scratch, *text, text);
  text->n = vitk_wellformed_cut(*text, most);
  return code;
}

/* As vitk_report has it: a longer excerpt ends in "…". */
static int clean_excerpt(struct vitk_arena *scratch, vitk_str *text) {
  const size_t more = sizeof "…" - 1;
  vitk_str whole = *text;
  int code = clean(scratch, text, VITK_EXCERPT_MAX + more);
  if (code != VITK_OK || whole.n <= VITK_EXCERPT_MAX + more)
    return code;
  size_t n = vitk_wellformed_cut(*text, VITK_EXCERPT_MAX);
  *text = vitk_arena_printf(scratch, "%.*s…", (int)n, text->p);
  return text->p ? VITK_OK : VITK_NOMEM;
}

static int clean_diag(struct vitk_arena *scratch, struct vitk_diag *diag) {
  int code = clean(scratch, &diag->file, VITK_CELL_MAX);
  if (code == VITK_OK)
    code = clean(scratch, &diag->field, VITK_CELL_MAX);
  if (code == VITK_OK)
    code = clean(scratch, &diag->message, MESSAGE_MAX);
  if (code == VITK_OK)
    code = clean(scratch, &diag->hint, MESSAGE_MAX);
  if (diag->message.n == 0)
    diag->message = vitk_str_of("no message");
  return code == VITK_OK ? clean_excerpt(scratch, &diag->excerpt) : code;
}

/* The message with its hint as a second sentence. */
static int keep_message(struct vitk_store *store, vitk_str message, vitk_str hint, uint32_t *out) {
  char text[2 * MESSAGE_MAX + 4];
  size_t n = message.n;
  if (hint.n == 0)
    return vitk_texts_share(&store->texts, message, out);
  memcpy(text, message.p, n);
  if (strchr(".!?", text[n - 1]) == NULL)
    text[n++] = '.';
  text[n++] = ' ';
  memcpy(text + n, hint.p, hint.n);
  return vitk_texts_share(&store->texts, (vitk_str){text, n + hint.n}, out);
}

static int add_row(struct vitk_store *store, uint32_t source, const struct vitk_diag *diag) {
  struct vitk_problem_row row = {.source = (uint16_t)source, .severity = (uint8_t)diag->severity, .line = diag->line};
  int code = vitk_texts_share(&store->texts, vitk_str_of(diag->code), &row.code);
  if (code == VITK_OK)
    code = vitk_texts_share(&store->texts, diag->file, &row.file);
  if (code == VITK_OK)
    code = vitk_texts_share(&store->texts, diag->field, &row.field);
  if (code == VITK_OK)
    code = vitk_texts_share(&store->texts, diag->excerpt, &row.excerpt);
  if (code == VITK_OK)
    code = keep_message(store, diag->message, diag->hint, &row.message);
  struct vitk_problem_row *added = code == VITK_OK ? vitk_pile_add(&store->problems) : NULL;
  if (added == NULL)
    return code == VITK_OK ? VITK_NOMEM : code;
  *added = row;
  return VITK_OK;
}

/* Into the ledger, and to the listener; both get texts that are text. */
static int list(struct vitk_store *store, uint32_t source, struct vitk_diag diag) {
  const struct vitk_sink_of_diags *listener = store->settings.listener;
  struct vitk_arena scratch = {0};
  int code = clean_diag(&scratch, &diag);
  if (code == VITK_OK)
    code = add_row(store, source, &diag);
  if (code == VITK_OK && listener != NULL)
    code = listener->emit(listener->self, &diag);
  vitk_arena_free(&scratch);
  return code < 0 ? code : VITK_OK;
}

static int give_up(struct vitk_store *store, uint32_t source, const struct vitk_diag *last, uint64_t most) {
  char message[120];
  int n = snprintf(message, sizeof message, "%" PRIu64 " rejects, and at most %" PRIu64 " are allowed",
                   store->sources[source]->is.rejects, most);
  struct vitk_diag diag = {
      .size = sizeof diag,
      .severity = VITK_ERROR,
      .code = "too-many-rejects",
      .file = last->file,
      .line = last->line,
      .message = {message, (size_t)(n < 0 ? 0 : n)},
      .hint = vitk_str_of("See the first rejects: often one unit, decimal mark or column explains them all.")};
  store->sources[source]->failed = true;
  int code = vitk_store_problem(store, source, &diag);
  return code < 0 ? code : VITK_FAILED;
}

int vitk_store_problem(struct vitk_store *store, uint32_t source_index, const struct vitk_diag *given) {
  struct vitk_source_node *source = store->sources[source_index];
  struct vitk_diag diag = *given;
  vitk_str code_word = code_of(diag.code);
  if (diag.severity < VITK_NOTE || diag.severity > VITK_ERROR)
    diag.severity = VITK_ERROR;
  uint32_t number;
  int code = vitk_texts_share(&store->texts, code_word, &number);
  if (code != VITK_OK)
    return code;
  code_word = vitk_store_text(store, number);
  diag.code = code_word.p;
  diag.size = sizeof diag;
  source->is.rejects += diag.severity == VITK_REJECT;
  source->is.warnings += diag.severity == VITK_WARNING;
  if (diag.severity != VITK_REJECT && !count_kind(source, code_word, diag.severity))
    return VITK_OK;
  code = list(store, source_index, diag);
  uint64_t most = store->settings.max_rejects;
  if (most > VITK_LEDGER_REJECTS)
    most = VITK_LEDGER_REJECTS;
  if (code == VITK_OK && diag.severity == VITK_REJECT && source->is.rejects - source->rejects_by_rows > most)
    return source->failed ? VITK_FAILED : give_up(store, source_index, &diag, most);
  return code;
}

static int emit_to_current(void *self, const struct vitk_diag *diag) {
  struct vitk_store *store = self;
  return vitk_store_problem(store, store->current, diag);
}

struct vitk_sink_of_diags vitk_store_sink(struct vitk_store *store) {
  return (struct vitk_sink_of_diags){emit_to_current, store};
}

int vitk_store_diag(struct vitk_store *store, const struct vitk_diag *given) {
  struct vitk_diag diag = {0};
  const struct vitk_sink_of_diags *listener = store->settings.listener;
  memcpy(&diag, given, given->size < sizeof diag ? given->size : sizeof diag);
  if (store->finished) { /* too late for the ledger, and still worth telling */
    vitk_str code = code_of(diag.code);
    diag.code = code.p;
    return listener ? listener->emit(listener->self, &diag) : VITK_OK;
  }
  if (diag.severity == VITK_REJECT) {
    if (vitk_store_current(store)->failed)
      return VITK_FAILED;
    vitk_store_current(store)->is.statements_read++;
    store->statements++;
  }
  return vitk_store_problem(store, store->current, &diag);
}

int vitk_store_no_source(struct vitk_store *store, const char *what) {
  struct vitk_sink_of_diags sink = vitk_store_sink(store);
  int code = vitk_report(&sink, VITK_ERROR, "no-source", (struct vitk_place){0}, (vitk_str){0},
                         "A plugin states its source first.", "a %s was stated before any source", what);
  return code < 0 ? code : VITK_FATAL;
}

int vitk_store_count_rest(struct vitk_store *store, uint32_t source) {
  const struct vitk_source_node *node = store->sources[source];
  for (uint32_t i = 0; i < node->n_kinds; i++) {
    struct vitk_kind_count kind = node->kinds[i];
    if (kind.n <= VITK_LEDGER_SAME)
      continue;
    char message[160];
    int n = snprintf(message, sizeof message, "%" PRIu64 " more of \"%.*s\" are counted here and not listed",
                     kind.n - VITK_LEDGER_SAME, VITK_STR_ARG(kind.code));
    struct vitk_diag diag = {.size = sizeof diag,
                             .severity = kind.severity,
                             .code = "more-of-these",
                             .message = {message, (size_t)(n < 0 ? 0 : n)}};
    int code = list(store, source, diag);
    if (code != VITK_OK)
      return code;
  }
  return VITK_OK;
}
