#include "core/plugin/context.h"

#include "core/input/tree.h"

#include <stdio.h>

enum { CALLS_A_POLL = 256 };

static _Thread_local struct vitk_context *current;

static int watch(void *self, const struct vitk_diag *diag) {
  struct vitk_context *context = self;
  if (diag->severity == VITK_ERROR)
    context->explained = true;
  if (context->diags != NULL)
    return context->diags->emit(context->diags->self, diag);
  return context->store ? vitk_store_diag(context->store, diag) : VITK_OK;
}

static bool ask_store(void *self, vitk_str food_id) {
  return vitk_store_mentioned(self, food_id);
}

static void tell_store(void *self, uint64_t n) {
  vitk_store_foods_skipped(self, n);
}

int vitk_context_begin(struct vitk_context *context) {
  context->phase = context->calls = 0;
  context->stop = VITK_OK;
  context->explained = false;
  context->handed = NULL;
  context->watched = (struct vitk_sink_of_diags){watch, context};
  if (context->input.bundle == NULL)
    return VITK_OK;
  context->input.diags = &context->watched;
  if (context->input.limits == NULL)
    context->input.limits = &vitk_default_limits;
  if (context->input.mentioned == NULL && context->store != NULL) {
    context->input.mentioned = ask_store;
    context->input.foods_skipped = tell_store;
    context->input.self = context->store;
  }
  if (context->member_flags == NULL)
    context->member_flags = vitk_arena_alloc(&context->arena, vitk_bundle_count(context->input.bundle));
  return context->member_flags ? VITK_OK : VITK_NOMEM;
}

void vitk_context_end(struct vitk_context *context) {
  vitk_context_close_all(context);
  vitk_json_value_free(context->json);
  vitk_arena_free(&context->arena);
  context->json = NULL;
  context->handed = NULL;
  context->member_flags = NULL;
  context->phase = 0;
}

struct vitk_context *vitk_context_enter(struct vitk_context *context, uint32_t phase) {
  struct vitk_context *outer = current;
  context->phase = phase;
  current = context;
  return outer;
}

void vitk_context_leave(struct vitk_context *context, struct vitk_context *outer) {
  context->phase = 0;
  current = outer;
}

struct vitk_context *vitk_context_current(void) {
  return current;
}

int vitk_context_misuse(struct vitk_context *context, const char *call, const char *format, ...) {
  if (context == NULL)
    context = current;
  if (context == NULL || context->stop == VITK_FATAL)
    return VITK_FATAL;
  char what[300];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  vitk_report(&context->watched, VITK_ERROR, "plugin-misuse", (struct vitk_place){.line = 0}, (vitk_str){NULL, 0},
              "this is a mistake of the plugin, not of the input: tell its author", "plugin %s, %s: %s",
              context->plugin->name, call, what);
  context->stop = VITK_FATAL;
  return VITK_FATAL;
}

static const char *phase_name(uint32_t phase) {
  static const struct {
    uint32_t phase;
    const char *name;
  } names[] = {{VITK_IN_PROBE, "probe"}, {VITK_IN_OPEN, "open"}, {VITK_IN_READ, "read"},     {VITK_IN_CLOSE, "close"},
               {VITK_IN_BEGIN, "begin"}, {VITK_IN_ROW, "row"},   {VITK_IN_FINISH, "finish"}, {VITK_IN_ABORT, "abort"}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (names[i].phase == phase)
      return names[i].name;
  }
  return "no function of the plugin";
}

int vitk_context_allow(struct vitk_context *context, const char *call, uint32_t phases) {
  if (context == NULL)
    return vitk_context_misuse(NULL, call, "the context is NULL");
  if (context != current)
    return vitk_context_misuse(NULL, call, "the context is not the one that it was called with, in this thread");
  if (context->stop == VITK_FATAL)
    return VITK_FATAL;
  if ((context->phase & phases) == 0)
    return vitk_context_misuse(context, call, "it can't be called in %s", phase_name(context->phase));
  return context->stop;
}

int vitk_context_poll(struct vitk_context *context) {
  if (context->cancelled == NULL || context->calls++ % CALLS_A_POLL != 0 || !context->cancelled(context->user))
    return VITK_OK;
  context->stop = VITK_CANCELLED;
  return VITK_CANCELLED;
}

int vitk_context_passed(struct vitk_context *context, int code, bool final) {
  if (code == VITK_FAILED || code == VITK_FATAL)
    context->explained = true;
  if (code < 0 && (final || code != VITK_FAILED) && context->stop == VITK_OK)
    context->stop = code;
  return code;
}

int vitk_context_returned(struct vitk_context *context, const char *function, int code, bool ended) {
  if (code > VITK_END || code < VITK_CANCELLED || (code == VITK_END && !ended))
    code = vitk_context_misuse(context, function, "it returned %d, which is no code that it may return", code);
  if (context->stop != VITK_OK)
    return context->stop;
  if ((code == VITK_FAILED || code == VITK_FATAL) && !context->explained) {
    int asked = vitk_report(&context->watched, VITK_ERROR, "failed-silently", (struct vitk_place){.line = 0},
                            (vitk_str){NULL, 0}, "tell the plugin's author",
                            "plugin %s failed in %s without a word why", context->plugin->name, function);
    if (asked == VITK_NOMEM || asked == VITK_CANCELLED)
      return asked;
  }
  return code;
}
