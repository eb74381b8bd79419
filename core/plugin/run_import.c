/* run_import.c - one importer over one bundle. */
#include "core/plugin/run.h"

#include "core/input/identity.h"

static int call_open(struct vitk_context *context, void **handle) {
  struct vitk_context *outer = vitk_context_enter(context, VITK_IN_OPEN);
  int code = context->plugin->importer->open(context, handle);
  code = vitk_context_returned(context, "open", code, false);
  vitk_context_leave(context, outer);
  return code;
}

static int call_read(struct vitk_context *context, void *handle) {
  struct vitk_context *outer = vitk_context_enter(context, VITK_IN_READ);
  int code = context->plugin->importer->read(handle);
  code = vitk_context_returned(context, "read", code, true);
  vitk_context_leave(context, outer);
  return code;
}

static void call_close(struct vitk_context *context, void *handle) {
  struct vitk_context *outer = vitk_context_enter(context, VITK_IN_CLOSE);
  context->plugin->importer->close(handle);
  vitk_context_leave(context, outer);
}

/* The members whose bytes were read, in the order of their names, which is the bundle's. */
static int note_files(struct vitk_context *context) {
  const struct vitk_bundle *bundle = context->input.bundle;
  int code = VITK_OK;
  for (uint32_t i = 0; code == VITK_OK && i < vitk_bundle_count(bundle); i++) {
    uint64_t bytes;
    vitk_str checksum;
    if ((context->member_flags[i] & VITK_MEMBER_READ) == 0)
      continue;
    if (!vitk_bundle_digest(bundle, i, &bytes, &checksum)) { /* not read to its end */
      bytes = vitk_bundle_bytes(bundle, i);
      checksum = (vitk_str){NULL, 0};
    }
    code = context->receiver->file(context->receiver->self, vitk_bundle_name(bundle, i), bytes, checksum);
  }
  return code;
}

/* Says what the run saw of its bundle. One that can't be read once more has no identity, which is no failure. */
static int note_identity(struct vitk_context *context) {
  uint32_t n = vitk_bundle_count(context->input.bundle);
  unsigned char *seen = vitk_arena_alloc(&context->arena, n);
  if (seen == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < n; i++)
    seen[i] = (context->member_flags[i] & (VITK_MEMBER_READ | VITK_MEMBER_LOOKED)) != 0;
  int code = vitk_identity_of(context->input.bundle, seen, context->identity);
  if (code != VITK_OK)
    context->identity->n = 0;
  return code == VITK_NOMEM || code == VITK_CANCELLED ? code : VITK_OK;
}

int vitk_run_import_open(struct vitk_context *context, void **handle) {
  *handle = NULL;
  int code = vitk_context_begin(context);
  return code == VITK_OK ? call_open(context, handle) : code;
}

int vitk_run_import_step(struct vitk_context *context, void *handle) {
  int code = call_read(context, handle);
  if (code == VITK_OK && context->cancelled != NULL && context->cancelled(context->user))
    code = VITK_CANCELLED;
  return code;
}

int vitk_run_import_end(struct vitk_context *context, void *handle, bool opened, int code) {
  if (opened) {
    call_close(context, handle);
    if (code == VITK_END) /* a misuse in close counts too */
      code = context->stop;
  }
  if (code != VITK_NOMEM && code != VITK_CANCELLED) {
    vitk_context_close_all(context); /* reads on to the members' ends, for their checksums */
    int noted = note_files(context);
    if (noted == VITK_OK && code == VITK_OK && context->identity != NULL)
      noted = note_identity(context);
    if (noted == VITK_OK)
      noted = context->receiver->finish(context->receiver->self);
    if (code == VITK_OK || noted == VITK_NOMEM)
      code = noted;
  }
  vitk_context_end(context);
  return code;
}

int vitk_run_import(struct vitk_context *context, void (*progress)(void *user), void *user) {
  void *handle;
  int code = vitk_run_import_open(context, &handle);
  bool opened = code == VITK_OK;
  while (code == VITK_OK && (code = vitk_run_import_step(context, handle)) == VITK_OK) {
    if (progress != NULL)
      progress(user);
  }
  return vitk_run_import_end(context, handle, opened, code);
}
