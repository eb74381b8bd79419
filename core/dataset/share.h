/* share.h - a shard: a part of what a source states, so that several machines write parts of one import.
 *
 * A statement or a problem belongs to the one shard that its place, file and line, is hashed to: the parts are
 * disjoint, about equal, and the same wherever they are made. A food goes with its values; one without any goes to the
 * shard of its id. Source and files are in every shard; statements_read counts those of the shard. A note "shard" in
 * the ledger says that the dataset is a part.
 *
 * Where a large table is parted (input/range.h), what stands in it belongs to the shard whose lines it stands on. Other
 * statements are parted as ever; problems and foods that go with no value are in each shard that knows of them, for
 * only one that read all of the table (`has_all`) is sure to know all. */
#ifndef VITK_DATASET_SHARE_H
#define VITK_DATASET_SHARE_H

#include "core/dataset/sink.h"
#include "core/record/store.h"

struct vitk_share {
  uint32_t shard, shards; /* 1 … shards; shards 0: all, no shard */
  vitk_str member;        /* whose table is parted; p NULL: none is */
  uint64_t from, to;      /* the shard's lines of it; of a stored source they are not known */
  bool has_all;           /* all of the table was read */
};

/* What the shard has of the source: a copy of its row whose counts are those of the shard. foods_read, which every
 * shard reads in full, stays; n_foods is how many go with it. */
struct vitk_stored_source vitk_share_count(struct vitk_store *, uint32_t index, struct vitk_share);

/* The rows of the shard, as vitk_rows_source gives those of the whole. */
int vitk_share_rows(struct vitk_store *, uint32_t index, struct vitk_share, const struct vitk_row_sink *);

/* Which shard a stored source is, by the note in its ledger; shards 0: none. */
struct vitk_share vitk_share_of(struct vitk_store *, const struct vitk_stored_source *);
bool vitk_share_is_note(vitk_str problem_code);
/* Is the place on a line of the table that is parted? */
bool vitk_share_is_parted(struct vitk_share, vitk_str file, uint64_t line);

#endif
