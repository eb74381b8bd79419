/* faults.c - each call that can fail fails in turn: memory, outputs, and the user's patience. */
#include "core/check/faults.h"

#include "core/check/exporting.h"
#include "core/check/outcome.h"

enum { CALLS_TO_END = 64 }; /* that a plugin may make after it was told to return */

/* What fails, where it is set and counted in check_faults. */
struct fault {
  const char *what;
  size_t set, counted;
  int code;     /* what a run ends with then */
  bool at_once; /* the function that the code was told to returns it: of its own memory a plugin may say so later */
};
#define FAULT(what, set, counted, code, at_once)                                                                       \
  { what, offsetof(struct check_faults, set), offsetof(struct check_faults, counted), code, at_once }
static const struct fault of_alloc = FAULT("the host's alloc", fail_alloc, allocs, VITK_NOMEM, true);
static const struct fault of_malloc = FAULT("its own malloc", fail_malloc, mallocs, VITK_NOMEM, false);
static const struct fault of_cancel = FAULT("the user's cancelling", cancel, calls, VITK_CANCELLED, true);
static const struct fault of_write = FAULT("output_write", fail_write, writes, VITK_FAILED, true);

static uint64_t *member(size_t offset) {
  return (uint64_t *)(void *)((char *)&check_faults + offset);
}

/* A probe, and an import unless that failed. */
static int run_importer(struct check *c, const char *format) {
  (void)format;
  struct outcome o;
  check_import(c, c->sample, &vitk_default_limits, CHECK_PROBING, &o);
  int code = o.probe_code;
  outcome_free(&o);
  if (code != VITK_OK || check_faults.told != VITK_OK || check_failed(c))
    return code;
  check_import(c, c->sample, &vitk_default_limits, CHECK_IMPORTING, &o);
  code = o.code;
  outcome_free(&o);
  return code;
}

static void judge(struct check *c, const struct fault *f, int code) {
  size_t held = check_heap_held();
  check_heap_forget();
  if (held > 0)
    check_fail(c, "%s: %zu blocks of memory were not freed", c->shared->doing, held);
  if (check_faults.told == VITK_OK) /* the call was not made this time */
    return;
  if (f->at_once && check_faults.unheeded[0] != '\0')
    check_fail(c, "%s: %s", c->shared->doing, check_faults.unheeded);
  else if (code != f->code)
    check_fail(c, "%s: the run ended with code %d, not %d", c->shared->doing, code, f->code);
  else if (check_faults.calls_after > CALLS_TO_END)
    check_fail(c, "%s: it went on for %llu more calls of the host", c->shared->doing,
               (unsigned long long)check_faults.calls_after);
}

/* `run` once as it is, then with each of its calls failing, up to a quarter as many as cuts. */
static void fail_each(struct check *c, const struct fault *f, int (*run)(struct check *, const char *format),
                      const char *format) {
  check_doing(c, "the plain run");
  check_faults = (struct check_faults){.cancel = 0};
  run(c, format);
  uint64_t total = *member(f->counted), places = check_places(c->request->cuts / 4 + 1, total);
  judge(c, f, VITK_OK);
  if (format != NULL)
    check_clear(c);
  for (uint64_t i = 0; i < places && !check_failed(c); i++) {
    uint64_t at = check_place(i, places, total) + 1;
    check_doing(c, "%s at call %llu of %llu", f->what, (unsigned long long)at, (unsigned long long)total);
    check_faults = (struct check_faults){.cancel = 0};
    *member(f->set) = at;
    int code = run(c, format);
    judge(c, f, code);
    if (format != NULL && code != VITK_OK)
      check_nothing_left(c);
    else if (format != NULL)
      check_clear(c);
  }
  check_note(c, "%llu of %llu calls", (unsigned long long)places, (unsigned long long)total);
}

static void fail_each_format(struct check *c, const struct fault *f) {
  struct check_formats formats = {.plugin = c->subject.plugin};
  while (!check_failed(c) && check_next_format(c, &formats))
    fail_each(c, f, check_export, formats.path);
}

static bool watch_heap(struct check *c) {
  const char *without = check_heap_watch(c->subject.library);
  if (without != NULL)
    check_skip(c, "%s", without);
  return without == NULL;
}

void check_memory(struct check *c) {
  fail_each(c, &of_alloc, run_importer, NULL);
}

void check_heap(struct check *c) {
  if (watch_heap(c))
    fail_each(c, &of_malloc, run_importer, NULL);
}

void check_cancel(struct check *c) {
  fail_each(c, &of_cancel, run_importer, NULL);
}

void check_write_fails(struct check *c) {
  fail_each_format(c, &of_write);
}

void check_writer_memory(struct check *c) {
  fail_each_format(c, &of_alloc);
}

void check_writer_heap(struct check *c) {
  if (watch_heap(c))
    fail_each_format(c, &of_malloc);
}
