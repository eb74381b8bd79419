/* describe.h - what plugins say of themselves, asked in a process of their own: one that crashes or hangs while it is
 * loaded costs itself alone. */
#ifndef VITK_WORKER_DESCRIBE_H
#define VITK_WORKER_DESCRIBE_H

#include "core/plugin/loader.h"
#include "core/worker/forkserver.h"

struct vitk_describer {
  struct vitk_forkserver *server;
  uint64_t memory;
};

/* `self` is a struct vitk_describer. VITK_FAILED: no process could be started. */
vitk_describe vitk_describe_apart;

#endif
