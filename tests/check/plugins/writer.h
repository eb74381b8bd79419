/* writer.h - an exporter that stands every check: a line a row. A file that includes it after defining a hook makes one
 * mistake.
 */
#include <vitk/plugin.h>

#include <stdio.h>
#include <string.h>

struct writer {
  struct vitk_output *output;
  unsigned rows;
};

#ifdef HOOK_ALLOC
#define WITHOUT_MEMORY HOOK_ALLOC
#else
#define WITHOUT_MEMORY VITK_NOMEM
#endif
#ifdef HOOK_BEGIN
static int hook_begin(struct writer *writer);
#else
#define hook_begin(writer) VITK_OK
#endif
#ifdef HOOK_ROW /* the last word on a row that is written; `code`: what became of it */
static int hook_row(struct writer *writer, int code);
#else
#define hook_row(writer, code) (code)
#endif
#ifdef HOOK_ABORT
static void hook_abort(struct writer *writer);
#else
#define hook_abort(writer) ((void)(writer))
#endif

static const struct vitk_host *vitk;

static int writer_begin(struct vitk_context *context, void **handle) {
  struct writer *writer = vitk->alloc(context, sizeof *writer);
  if (writer == NULL)
    return WITHOUT_MEMORY;
  int code = vitk->output_open(context, NULL, &writer->output);
  if (code == VITK_OK)
    code = hook_begin(writer);
  *handle = writer;
  return code;
}

static int writer_row(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t stride) {
  struct writer *writer = handle;
  char line[200];
  (void)stride;
  writer->rows++;
  int n = snprintf(line, sizeof line, "%u %.*s\n", table, row->is_null ? 0 : (int)(row->text.n % 100), row->text.p);
  int code = vitk->output_write(writer->output, line, n > 0 ? (size_t)n : 0);
  return hook_row(writer, code);
}

static int writer_finish(void *handle) {
  struct writer *writer = handle;
  return vitk->output_close(writer->output, NULL);
}

static void writer_abort(void *handle) {
  hook_abort(handle);
}

static const struct vitk_format formats[] = {{"lines", "a line a row", "lines", "text/plain"}};
static const struct vitk_exporter exporter = {
    .size = sizeof exporter, .begin = writer_begin, .row = writer_row, .finish = writer_finish, .abort = writer_abort};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .name = "lines",
                                          .version = "1.0",
                                          .summary = "a line a row",
                                          .formats = formats,
                                          .n_formats = 1,
                                          .format_stride = sizeof formats[0],
                                          .exporter = &exporter};
VITK_EXPORT const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *);
const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *host) {
  vitk = host;
  return &plugin;
}
