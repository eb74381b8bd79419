/* minimal.h - an importer that knows nothing and states nothing, for plugins that are about their descriptor. */
#ifndef VITK_TEST_MINIMAL_H
#define VITK_TEST_MINIMAL_H

#include <vitk/plugin.h>

static int minimal_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  (void)context;
  verdict->score = 0;
  return VITK_OK;
}

static int minimal_open(struct vitk_context *context, void **handle) {
  *handle = context;
  return VITK_OK;
}

static int minimal_read(void *handle) {
  (void)handle;
  return VITK_END;
}

static void minimal_close(void *handle) {
  (void)handle;
}

#define MINIMAL_CALLBACKS .probe = minimal_probe, .open = minimal_open, .read = minimal_read, .close = minimal_close

#endif
