/* sandbox.h - what a worker gives up before it runs a plugin, in two steps.
 *
 * LOADING, before a plugin's first code runs: no new privileges, limits on memory and files, the file system read-only,
 * no network, no process, no program. A plugin's constructors and its init run so.
 * RUNNING, before an input's first byte is read: of the file system only what lies below the input, and no system call
 * but those that reading and stating take. A call that is not allowed ends the process, after its number was written
 * where the parent sees it.
 *
 * Each layer is taken where the kernel has it; vitk_sandbox_layers tells which it has.
 */
#ifndef VITK_WORKER_SANDBOX_H
#define VITK_WORKER_SANDBOX_H

#include "core/plugin/context.h"

/* The descriptors that a worker is born with, besides the standard ones. */
enum {
  VITK_WORKER_ORDERS_FD = 3, /* of the fork server: orders of workers come here, which do not have it */
  VITK_WORKER_TASK_FD = 3,   /* the task comes here, and nothing after it */
  VITK_WORKER_RESULT_FD = 4, /* messages go here */
  VITK_WORKER_MARK_FD = 5,   /* a page that the parent sees: struct vitk_mark */
  VITK_WORKER_INPUT_FD = 6,  /* the bundle: a folder, a file or a pipe */
  VITK_WORKER_SPOOL_FD = 7,  /* a file without a name, for what a library must seek in */
  VITK_WORKER_ABOVE_ALL = 16 /* from here on they are no worker's */
};

enum vitk_sandbox_step { VITK_SANDBOX_LOADING, VITK_SANDBOX_RUNNING, VITK_SANDBOX_STEPS };

/* VITK_OK also where the kernel lacks a layer; VITK_FAILED: one that it has could not be taken. */
int vitk_sandbox_enter(enum vitk_sandbox_step, uint64_t memory, struct vitk_mark *);

/* The parts of a step: landlock.c, seccomp.c. */
int vitk_landlock_enter(enum vitk_sandbox_step);
int vitk_seccomp_enter(enum vitk_sandbox_step, struct vitk_mark *);
/* Makes the filters of both steps, for this process and its copies, which then only load them. Else each step does. */
void vitk_seccomp_prepare(void);
int vitk_landlock_abi(void); /* of the kernel; 0: it has none */
bool vitk_seccomp_is_there(void);

struct vitk_layer {
  const char *name;  /* "seccomp" */
  const char *keeps; /* what it keeps a plugin from */
  bool there;        /* does this kernel give it? */
  char version[24];  /* "ABI 3", or "" */
};
enum { VITK_N_LAYERS = 4 };
void vitk_sandbox_layers(struct vitk_layer layers[VITK_N_LAYERS]);

/* The name of a system call, "openat"; NULL: it has none here. The text lives as long as the process. */
const char *vitk_sandbox_call_name(uint32_t number);

#endif
