/* sink.h - rows on their way out: the one interface of all writers, in the order that vitk_exporter documents. */
#ifndef VITK_DATASET_SINK_H
#define VITK_DATASET_SINK_H

#include "core/dataset/schema.h"

struct vitk_row_sink {
  int (*row)(void *self, uint32_t table, const struct vitk_datum *row); /* a code; below 0 ends it */
  void *self;
};

#endif
