#include "core/plugin/context.h"

#include "core/input/tree.h"

#include <stdio.h>

enum { CALLS_A_POLL = 256 };

_Thread_local struct vitk_context *vitk_context_running;

static int watch(void *self, const struct vitk_diag *diag) {
  struct vitk_context *context = self;
  if (diag->severity == VITK_ERROR)
    context->explained = true;
  if (context->diags != NULL)
    return context->diags->emit(context->diags->self, diag);
  return context->receiver ? context->receiver->diag(context->receiver->self, diag) : VITK_OK;
}

int vitk_context_begin(struct vitk_context *context) {
  context->phase = context->calls = 0;
  context->stop = VITK_OK;
  context->explained = false;
  context->handed = NULL;
  context->watched = (struct vitk_sink_of_diags){watch, context};
  if (context->input.bundle == NULL)
    return VITK_OK;
  if (context->receiver == NULL && context->store != NULL) {
    context->to_store = vitk_store_receiver(context->store);
    context->receiver = &context->to_store;
  }
  context->input.diags = &context->watched;
  if (context->input.limits == NULL)
    context->input.limits = &vitk_default_limits;
  if (context->input.mentioned == NULL && context->receiver != NULL) {
    context->input.mentioned = context->receiver->mentioned;
    context->input.foods_skipped = context->receiver->foods_skipped;
    context->input.self = context->receiver->self;
    context->input.all_foods = context->receiver->all_foods;
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
  struct vitk_context *outer = vitk_context_running;
  context->phase = phase;
  if (context->mark != NULL)
    context->mark->phase = phase;
  vitk_context_running = context;
  return outer;
}

void vitk_context_leave(struct vitk_context *context, struct vitk_context *outer) {
  context->phase = 0;
  vitk_context_running = outer;
}

void vitk_context_mark_member(struct vitk_context *context, uint32_t member) {
  struct vitk_mark *mark = context->mark;
  vitk_str name = vitk_bundle_name(context->input.bundle, member);
  size_t n = name.n < sizeof mark->member ? name.n : sizeof mark->member - 1;
  memcpy(mark->member, name.p, n);
  mark->member[n] = '\0';
  context->marked = member + 1;
}

int vitk_context_misuse(struct vitk_context *context, const char *call, const char *format, ...) {
  if (context == NULL)
    context = vitk_context_running;
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

const char *vitk_context_phase_name(uint32_t phase) {
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

int vitk_context_refused(struct vitk_context *context, const char *call, uint32_t phases) {
  if (context == NULL)
    return vitk_context_misuse(NULL, call, "the context is NULL");
  if (context != vitk_context_running)
    return vitk_context_misuse(NULL, call, "the context is not the one that it was called with, in this thread");
  if (context->stop == VITK_FATAL)
    return VITK_FATAL;
  if ((context->phase & phases) == 0)
    return vitk_context_misuse(context, call, "it can't be called in %s", vitk_context_phase_name(context->phase));
  return context->stop;
}

int vitk_context_ask(struct vitk_context *context) {
  if (context->calls++ % CALLS_A_POLL != 0 || !context->cancelled(context->user))
    return VITK_OK;
  context->stop = VITK_CANCELLED;
  return VITK_CANCELLED;
}

int vitk_context_failed(struct vitk_context *context, int code, bool final) {
  if (code == VITK_FAILED || code == VITK_FATAL)
    context->explained = true;
  if ((final || code != VITK_FAILED) && context->stop == VITK_OK)
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
