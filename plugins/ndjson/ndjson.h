/* ndjson.h - a run of the importer, and what a line becomes. */
#ifndef VITK_NDJSON_NDJSON_H
#define VITK_NDJSON_NDJSON_H

#include <stdbool.h>
#include <vitk/plugin.h>

enum { NDJSON_NOTED_MAX = 32, NDJSON_ID_MAX = 200 };

struct ndjson_id { /* the last of its kind; one that is longer is not remembered */
  char text[NDJSON_ID_MAX];
  size_t n;
};

struct ndjson {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct vitk_schema source_schema, food_schema, value_schema; /* the columns of a line's three objects */
  uint32_t next_member;
  struct vitk_tree *tree;
  vitk_str file;
  struct ndjson_id source, food; /* stated last */
  bool food_as_row;
  struct ndjson_source *sources; /* all that were stated */
  uint64_t noted[NDJSON_NOTED_MAX];
  uint32_t n_noted; /* hashes of keys that were said to be unknown */
};

/* States what a line says. */
int ndjson_line(struct ndjson *, const struct vitk_node *line);

#endif
