/* context.h - one run of a plugin, and the host table that it calls.
 *
 * The host tells a plugin's wrong use instead of crashing on it: a diag "plugin-misuse" names the plugin and the call,
 * the call returns VITK_FATAL, and so does every later one of the run.
 */
#ifndef VITK_PLUGIN_CONTEXT_H
#define VITK_PLUGIN_CONTEXT_H

#include "core/base/arena.h"
#include "core/base/buffer.h"
#include "core/dataset/output.h"
#include "core/dataset/receive.h"
#include "core/input/input.h"
#include "core/plugin/loader.h"
#include "core/plugin/option.h"

#include <stdarg.h>

/* Where a run is; bits, so that a call can name all that it may be made in. */
enum {
  VITK_IN_PROBE = 1,
  VITK_IN_OPEN = 2,
  VITK_IN_READ = 4,
  VITK_IN_CLOSE = 8,
  VITK_IN_BEGIN = 16,
  VITK_IN_ROW = 32,
  VITK_IN_FINISH = 64,
  VITK_IN_ABORT = 128
};

enum { VITK_HANDED_TABLE = 1, VITK_HANDED_TREE, VITK_HANDED_OUTPUT };

/* A table, tree or output that a plugin holds: what it gets is a pointer to this. It stays until the run's end, so that
 * a use after its close is told. */
struct vitk_handed {
  uint32_t kind;
  bool closed;
  uint32_t member; /* that a table or tree reads */
  void *inner;     /* NULL once closed */
  struct vitk_handed *next;
};

struct vitk_context {
  /* The caller's, set before the run; all else is zero then. */
  const struct vitk_plugin *plugin;
  const struct vitk_option_values *options;
  const struct vitk_sink_of_diags *diags; /* importers: NULL is the receiver */
  int (*cancelled)(void *user);           /* may be NULL */
  void *user;
  struct vitk_input input;  /* importers: bundle and limits; `mentioned` NULL asks the receiver. NULL in exporters */
  struct vitk_store *store; /* importers in open and read: takes the statements where `receiver` is NULL */
  const struct vitk_receiver *receiver; /* with neither it can't be stated to: while probing */
  struct vitk_target *target;           /* exporters */
  struct vitk_buffer *identity;         /* importers: gets what the run saw of its bundle (input/identity.h), nothing
                                           where that can't be said; may be NULL */
  struct vitk_mark *mark;               /* importers: where the run is, for who watches it from outside; may be NULL */

  /* The run's own. */
  struct vitk_arena arena; /* for vitk_host.alloc; freed at the run's end */
  uint32_t phase, calls;
  uint32_t marked;                   /* the member that the mark names, plus 1 */
  int stop;                          /* a code below 0 that the plugin can't go back from */
  bool explained;                    /* an error was told, here or by a part of the host */
  struct vitk_handed *handed;        /* newest first */
  unsigned char *member_flags;       /* VITK_MEMBER_… of each member */
  struct vitk_json_value *json;      /* what json_parse gave last */
  struct vitk_sink_of_diags watched; /* to `diags`, and notes errors in `explained` */
  struct vitk_receiver to_store;     /* what `receiver` is where a store is to take the statements */
};

/* LOOKED: its head or its sheets were asked for in open or read, where that may decide what is stated. */
enum { VITK_MEMBER_READ = 1, VITK_MEMBER_BROKEN = 2, VITK_MEMBER_LOOKED = 4 };

/* Where an importer's run is: in memory that another process sees too, so that it can say after a crash what the last
 * row was. Written by the run alone; who reads it trusts nothing in it. */
struct vitk_mark {
  uint32_t phase;   /* VITK_IN_… */
  uint32_t step;    /* the user's own: which plugin it is */
  uint32_t refused; /* the system call that the sandbox refused, plus 1; 0: none */
  uint32_t no_memory;
  uint64_t line;            /* that a row or record began at, of `member`; 0: none was read */
  uint64_t bytes, of_bytes; /* read of the bundle's members, and of how many; UINT64_MAX: not known */
  char member[472];         /* its name, NUL-terminated */
};

extern const struct vitk_host vitk_the_host;

/* Readies the run's own fields; the end closes what the plugin left open and frees them. */
int vitk_context_begin(struct vitk_context *);
void vitk_context_close_all(struct vitk_context *); /* tables, trees and outputs */
void vitk_context_end(struct vitk_context *);

/* Around each call of a plugin's function: the calls that it makes come from `context` in `phase`. Returns what to give
 * back to vitk_context_leave: such calls nest where an exporter writes what an importer reads. */
struct vitk_context *vitk_context_enter(struct vitk_context *, uint32_t phase);
void vitk_context_leave(struct vitk_context *, struct vitk_context *outer);

/* "open", "read" …, for messages; of 0 "no function of the plugin". */
const char *vitk_context_phase_name(uint32_t phase);

/* Notes that the run reads `member` from `line` on. */
void vitk_context_mark_member(struct vitk_context *, uint32_t member); /* where there is a mark */
static inline void vitk_context_mark(struct vitk_context *context, uint32_t member, uint64_t line) {
  if (context->mark == NULL)
    return;
  context->mark->line = line;
  if (context->marked != member + 1)
    vitk_context_mark_member(context, member);
}

/* The context whose plugin runs in this thread now; NULL: none. Of the model that libraries have which are there when a
 * thread begins, it takes no call: it is asked for with each row. libc keeps room for the few bytes in case this
 * library comes later. */
extern _Thread_local struct vitk_context *vitk_context_running __attribute__((tls_model("initial-exec")));
static inline struct vitk_context *vitk_context_current(void) {
  return vitk_context_running;
}

/* Tells a misuse of `call` and ends the run: always VITK_FATAL. `context` NULL: the current one. */
int vitk_context_misuse(struct vitk_context *, const char *call, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* May the plugin make this call now? VITK_OK, or the code to return to it, where _refused is told why not. */
int vitk_context_refused(struct vitk_context *, const char *call, uint32_t phases);
static inline int vitk_context_allow(struct vitk_context *context, const char *call, uint32_t phases) {
  bool allowed =
      context != NULL && context == vitk_context_running && context->stop == VITK_OK && (context->phase & phases) != 0;
  return allowed ? VITK_OK : vitk_context_refused(context, call, phases);
}

/* VITK_CANCELLED when the user asked for it, looked at every few hundred calls; else VITK_OK. */
int vitk_context_ask(struct vitk_context *);
static inline int vitk_context_poll(struct vitk_context *context) {
  return context->cancelled == NULL ? VITK_OK : vitk_context_ask(context);
}

/* What a part of the host returned, on its way to the plugin: a failure was explained by that part. `final`: the plugin
 * can't go on after it. */
int vitk_context_failed(struct vitk_context *, int code, bool final);
static inline int vitk_context_passed(struct vitk_context *context, int code, bool final) {
  return code >= VITK_OK ? code : vitk_context_failed(context, code, final);
}

/* The code that a plugin's function returned, made one that it may return (`ended`: VITK_END is). A failure that nobody
 * explained gets a diag "failed-silently". */
int vitk_context_returned(struct vitk_context *, const char *function, int code, bool ended);

#endif
