/* store.h - the records and the ledger of what one bundle states, held until they are written.
 *
 * The ledger closes: statements read = values + rejects, and every reject is a problem with its place. Foods that no
 * statement names are counted and let go (see vitk_host.food), unless all foods are wanted.
 */
#ifndef VITK_RECORD_STORE_H
#define VITK_RECORD_STORE_H

#include "core/record/record.h"

struct vitk_store;

/* Rejects that the ledger holds of one source: with more it fails, whatever the settings allow. And rows of the ledger
 * for notes, warnings and errors of one code: the rest is counted in one row, "more-of-these". */
enum { VITK_LEDGER_REJECTS = 100000, VITK_LEDGER_SAME = 1000 };

/* Longest texts in bytes. A longer id is refused; any other text is cut, with a warning "text-cut". */
enum { VITK_SOURCE_ID_MAX = 100, VITK_FOOD_ID_MAX = 200, VITK_NAME_MAX = 2000, VITK_CELL_MAX = 1000 };

struct vitk_store_settings {
  bool all_foods;
  uint64_t max_rejects; /* one more and the source fails; UINT64_MAX: as many as VITK_LEDGER_REJECTS */
  const char *importer, *importer_version;   /* for the source's row */
  const struct vitk_sink_of_diags *listener; /* is told of each problem besides; may be NULL */
};

int vitk_store_new(const struct vitk_store_settings *, struct vitk_store **out);
void vitk_store_free(struct vitk_store *);

/* What an importer states; see vitk_host for the contracts. Structs may be of an older, shorter ABI.
 *
 * A source stated again goes on under the rules stated last, its texts as first stated. Foods and statements belong to
 * the source stated last. A code of a food that was let go or is not known yet goes with it. A statement that says
 * nothing (a blank) is not counted; one that is rejected is counted, and names its food. A plugin's diag of severity
 * REJECT is a statement read and rejected. VITK_FAILED: no more of this source, a diag said why (too many rejects, a
 * source that can't be used); VITK_FATAL after "no-source". */
int vitk_store_source(struct vitk_store *, const struct vitk_source *);
int vitk_store_food(struct vitk_store *, const struct vitk_food *);
int vitk_store_food_code(struct vitk_store *, vitk_str food_id, const char *scheme, vitk_str code);
int vitk_store_statement(struct vitk_store *, const struct vitk_statement *);
int vitk_store_diag(struct vitk_store *, const struct vitk_diag *); /* before a source is known: kept for the first */
bool vitk_store_mentioned(struct vitk_store *, vitk_str food_id);
bool vitk_store_wants_all(const struct vitk_store *); /* foods, also those that no statement names */
void vitk_store_foods_skipped(struct vitk_store *, uint64_t n);
/* A member that was read: `path` is its name in the bundle, checksum p NULL that it was not read to its end. It belongs
 * to each source with statements from it, else to the current one; never to one that a dataset handed over
 * (store_row.h), whose files are those that the dataset says. */
int vitk_store_file(struct vitk_store *, vitk_str path, uint64_t bytes, vitk_str checksum);

/* After the last statement, once: adds foods that were mentioned and never described (a warning "food-not-described"
 * each), lets go of sources that state nothing, and puts all in the canonical order: sources and foods by id, values by
 * food, component, basis, file, line, field; problems by file, line, field, code, message; files by path. Values of one
 * food, component and basis are each flagged "stated-twice". VITK_OK, VITK_NOMEM, or what the listener returned. */
int vitk_store_finish(struct vitk_store *);

/* --- reading, after finish. A food, a value and a problem are made as they are asked for: each holds until the next of
 * its kind is. All texts hold as long as the store. */

struct vitk_stored_source {
  vitk_str source_id, title, release, publisher, country, language, licence, attribution, url, total_definition;
  const char *importer, *importer_version;
  uint64_t foods_read, statements_read, rejects, warnings;
  uint64_t values_by_status[7]; /* by VITK_VALUE … VITK_MISSING */
  uint32_t first_food, n_foods, first_file, n_files, first_problem, n_problems;
};
struct vitk_stored_food {
  vitk_str food_id, name, language, name_en, scientific_name, food_group, classification;
  uint32_t source;
  uint32_t first_value, n_values;
};
struct vitk_stored_file {
  vitk_str path, checksum; /* checksum p NULL: it was not read to its end */
  uint64_t bytes;          /* UINT64_MAX: not known */
};
struct vitk_stored_problem {
  vitk_str file, field, message, excerpt; /* message has the hint at its end */
  vitk_str code;
  uint32_t severity;
  uint64_t line;
};

uint32_t vitk_store_n_sources(const struct vitk_store *);
const struct vitk_stored_source *vitk_store_source_at(const struct vitk_store *, uint32_t);
const struct vitk_stored_food *vitk_store_food_at(struct vitk_store *, uint32_t);
const struct vitk_value *vitk_store_value_at(struct vitk_store *, uint32_t);
const struct vitk_stored_file *vitk_store_file_at(const struct vitk_store *, uint32_t);
const struct vitk_stored_problem *vitk_store_problem_at(struct vitk_store *, uint32_t);

/* Statements that the store has met so far, of all sources (for progress, and to know that a source states nothing). */
uint64_t vitk_store_statements(const struct vitk_store *);
uint64_t vitk_store_foods_read(const struct vitk_store *); /* of all sources; at any time */

#endif
