/* import.h - the state of one vitk_import call. */
#ifndef VITK_SESSION_IMPORT_H
#define VITK_SESSION_IMPORT_H

#include "core/session/session.h"

struct import_job { /* one input */
  struct vitk_store *store;
  uint32_t outcome;
};

struct import_source { /* a source of one of the stores */
  const struct vitk_stored_source *source;
  uint32_t job, index; /* the input, and which of its sources */
  size_t line;         /* of the report */
};

struct import {
  struct vitk *session;
  struct vitk_import_request request;
  struct vitk_arena arena; /* texts of the report */
  struct import_job *jobs;
  struct import_source *sources;
  size_t n_sources;
  struct vitk_import_line *lines;
  size_t n_lines, max_lines;
};

/* Imports the input into a store of its job, and adds a line for each of its sources, or one for what became of it.
 * VITK_OK also when the input failed; NOMEM and CANCELLED end the whole. */
int vitk_import_input(struct import *, size_t index);

/* The importer that reads the bundle: --from, the map's own, or the one that knows it best. *outcome says why not. */
int vitk_import_choose(struct import *, const char *input, struct vitk_bundle *, struct vitk_arena *,
                       const struct vitk_loaded **out, uint32_t *outcome);

#endif
