/* share.h - a shard: a part of what a source states, so that several machines write parts of one import.
 *
 * A statement or a problem belongs to the one shard that its place, file and line, is hashed to: the parts are
 * disjoint, about equal, and the same wherever they are made. A food goes with its values; one without any goes to the
 * shard of its id. Source and files are in every shard; statements_read counts those of the shard. A note "shard" in
 * the ledger says that the dataset is a part. */
#ifndef VITK_DATASET_SHARE_H
#define VITK_DATASET_SHARE_H

#include "core/dataset/sink.h"
#include "core/record/store.h"

struct vitk_share {
  uint32_t shard, shards; /* 1 … shards; shards 0: all, no shard */
};

/* What the shard has of the source: a copy of its row whose counts are those of the shard. foods_read, which every
 * shard reads in full, stays; n_foods is how many go with it. */
struct vitk_stored_source vitk_share_count(struct vitk_store *, uint32_t index, struct vitk_share);

/* The rows of the shard, as vitk_rows_source gives those of the whole. */
int vitk_share_rows(struct vitk_store *, uint32_t index, struct vitk_share, const struct vitk_row_sink *);

/* Which shard a stored source is, by the note in its ledger; shards 0: none. */
struct vitk_share vitk_share_of(struct vitk_store *, const struct vitk_stored_source *);
bool vitk_share_is_note(vitk_str problem_code);

#endif
