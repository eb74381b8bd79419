/* task.h - what a worker is to do, and how the process that does it is started, heard and ended.
 *
 * A worker is a process of the program vitk-worker, which stands beside the plugins (forkserver.h). Its one task is in
 * a file without a name that it is born with; what it finds comes back as messages (stated.h), its place as a mark
 * (context.h).
 */
#ifndef VITK_WORKER_TASK_H
#define VITK_WORKER_TASK_H

#include "core/plugin/context.h"
#include "core/worker/forkserver.h"
#include "core/worker/wire.h"

#include <sys/types.h>

enum vitk_task_kind {
  VITK_TASK_DESCRIBE = 1, /* load each plugin: a message PLUGIN each */
  VITK_TASK_PROBE,        /* ask each about the bundle: a message VERDICT each, and RESULT */
  VITK_TASK_IMPORT,       /* run the one plugin over the bundle: what it states, IDENTITY if wanted, and RESULT */
  VITK_TASK_DIGEST        /* does one of `identities` hold of the bundle? IDENTITY if so, and RESULT; no plugin runs */
};

struct vitk_task_plugin {
  const char *name, *path, *map; /* map: NULL, or its file */
};

struct vitk_task {
  uint32_t kind, checksum;
  uint32_t first;     /* which of the plugins is the first to be asked: those before it were */
  uint32_t n_plugins; /* IMPORT: 1 */
  const struct vitk_task_plugin *plugins;
  uint64_t memory; /* bytes that the worker may use; 0: as many as there are */
  bool all_foods;
  uint32_t shard, shards;         /* IMPORT: the shard of a table that can be parted; shards 0: all */
  bool reads_all;                 /* and all else of it */
  bool identity;                  /* IMPORT: say what was seen of the bundle */
  const char *input, *stdin_name; /* for messages and names: the input itself is open */
  vitk_str pipe_head;             /* what was read of it already; p NULL: it is no pipe */
  const char *map;                /* that the person gave, or NULL */
  const char *const *options;
  uint32_t n_options, n_identities;
  const char *const *identities; /* of input/identity.h */
};

/* Writes the task as a message; reads it from one, with arrays in the arena and texts that point into the message.
 * VITK_OK, VITK_NOMEM, VITK_FAILED. */
int vitk_task_write(const struct vitk_task *, int fd);
int vitk_task_read(struct vitk_wire_message *, struct vitk_arena *, struct vitk_task *out);

/* A descriptor as a message, and back: a copy in the arena whose functions are not there. *trouble NULL or why there is
 * no plugin. */
void vitk_descriptor_write(struct vitk_wire_out *, const struct vitk_plugin *);
int vitk_descriptor_read(struct vitk_wire_message *, struct vitk_arena *, const struct vitk_plugin **out);

/* --- a worker, seen from the process that started it */

struct vitk_process {
  pid_t pid;              /* 0: none, and no pipe: as all zeros */
  int status;             /* of waitpid, once it was ended */
  bool lost;              /* its status was taken by somebody else */
  struct vitk_wire_in in; /* its messages; in.fd is to be polled */
  struct vitk_mark *mark;
  struct vitk_forkserver *server; /* that made it */
};

/* `input`: an open descriptor, -1 where the task has none; it stays the caller's. VITK_FAILED: errno says why. */
int vitk_process_start(struct vitk_forkserver *, const struct vitk_task *, int input, struct vitk_process *out);

/* For a process that has said its last word: makes it end, and does not wait for that. */
void vitk_process_leave(struct vitk_process *);

/* Waits for its end, or makes it end. What is unread is dropped; `status` and the mark stay to be asked. */
void vitk_process_end(struct vitk_process *, bool by_force);
void vitk_process_free(struct vitk_process *);

/* How it ended, as a sentence without its subject: "crashed: segmentation fault (signal 11)", "called openat, which …".
 * NULL: it ended as it should, with its last word said. */
enum { VITK_DEATH_MAX = 300 };
const char *vitk_process_death(const struct vitk_process *, uint64_t memory, char text[VITK_DEATH_MAX]);

#endif
