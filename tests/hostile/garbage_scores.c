#include <vitk/plugin.h>

#include <string.h>

#define GARBAGE_EVIDENCE "\x1b[2J\xff no sentence"

static const struct vitk_plugin descriptor;
VITK_PLUGIN(descriptor)

static int garbage_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  (void)context;
  verdict->score = INT32_MAX;
  memset(verdict->evidence, 'x', sizeof verdict->evidence); /* and no NUL */
  memcpy(verdict->evidence, GARBAGE_EVIDENCE, sizeof GARBAGE_EVIDENCE - 1);
  return VITK_OK;
}

static int garbage_open(struct vitk_context *context, void **handle) {
  (void)context, (void)handle;
  return 12345;
}

static int garbage_read(void *handle) {
  (void)handle;
  return VITK_FAILED;
}

static void garbage_close(void *handle) {
  (void)handle;
}

static const struct vitk_importer importer = {.size = sizeof importer,
                                              .probe = garbage_probe,
                                              .open = garbage_open,
                                              .read = garbage_read,
                                              .close = garbage_close};
static const struct vitk_plugin descriptor = {.size = sizeof descriptor,
                                              .abi_major = VITK_ABI_MAJOR,
                                              .abi_minor = VITK_ABI_MINOR,
                                              .name = "garbage-scores",
                                              .version = "1",
                                              .summary = "Gives scores and codes that there are not",
                                              .importer = &importer};
