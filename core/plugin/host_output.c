/* host_output.c - outputs as exporters get them. */
#include "core/plugin/host.h"

#include "core/dataset/schema.h"

enum { WRITING = VITK_IN_BEGIN | VITK_IN_ROW | VITK_IN_FINISH };

int vitk_host_schema(uint32_t table, struct vitk_schema *out) {
  struct vitk_context *context = vitk_context_current();
  if (table >= VITK_N_TABLES)
    return vitk_context_misuse(context, "schema", "there is no table %u", table);
  return vitk_host_give(context, "schema", out, VITK_UP_TO(struct vitk_schema, field_stride), &vitk_schemas[table],
                        sizeof vitk_schemas[table]);
}

int vitk_host_target(struct vitk_context *context, uint32_t *kind, vitk_str *text) {
  int code = vitk_context_allow(context, "target", WRITING);
  if (code != VITK_OK)
    return code;
  if (kind != NULL)
    *kind = vitk_target_kind(context->target);
  if (text != NULL)
    *text = vitk_target_text(context->target);
  return VITK_OK;
}

int vitk_host_output_open(struct vitk_context *context, const char *name, struct vitk_output **out) {
  int code = vitk_context_allow(context, "output_open", WRITING);
  if (code != VITK_OK)
    return code;
  if (out == NULL)
    return vitk_context_misuse(context, "output_open", "the place for its answer is NULL");
  *out = NULL;
  struct vitk_output *output = NULL;
  code = vitk_context_passed(context, vitk_output_open(context->target, name, &output), true);
  return code == VITK_OK ? vitk_host_hand_out(context, VITK_HANDED_OUTPUT, 0, output, out) : code;
}

int vitk_host_output_write(struct vitk_output *pointer, const void *bytes, size_t n) {
  int code;
  struct vitk_handed *output = vitk_host_handed(pointer, VITK_HANDED_OUTPUT, "output_write", WRITING, &code);
  struct vitk_context *context = vitk_context_current();
  if (output == NULL || (code = vitk_context_poll(context)) != VITK_OK)
    return code;
  if (bytes == NULL && n > 0)
    return vitk_context_misuse(context, "output_write", "there are no bytes to write at NULL");
  return vitk_context_passed(context, vitk_output_write(output->inner, bytes, n), true);
}

int vitk_host_output_close(struct vitk_output *pointer, struct vitk_output_info *out) {
  struct vitk_context *context = vitk_context_current();
  if (pointer == NULL)
    return VITK_OK;
  if (context != NULL && context->phase == VITK_IN_ABORT) /* the target takes all of it away */
    return VITK_OK;
  int code;
  struct vitk_handed *output = vitk_host_handed(pointer, VITK_HANDED_OUTPUT, "output_close", WRITING, &code);
  if (output == NULL)
    return code;
  struct vitk_output_info info = {.size = sizeof info};
  code = vitk_context_passed(context, vitk_output_close(output->inner, out != NULL ? &info : NULL), true);
  output->closed = true;
  output->inner = NULL;
  if (code != VITK_OK || out == NULL)
    return code;
  return vitk_host_give(context, "output_close", out, VITK_UP_TO(struct vitk_output_info, bytes), &info, sizeof info);
}
