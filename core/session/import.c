/* import.c - inputs in, one dataset out: each input becomes a store of records, all stores become rows, by source. */
#include "core/session/import.h"

#include "core/base/both.h"
#include "core/dataset/rows.h"
#include "core/dataset/share.h"

#include <stdlib.h>

enum { WORTH_A_THREAD = 50000 /* statements */ };

struct report { /* the caller's report and what keeps it */
  struct vitk_import_report public;
  struct vitk_arena arena;
  struct vitk_import_line *lines;
  char *output; /* malloc'ed */
};

static struct vitk_import_line *add_line(struct import *import, const struct import_job *job) {
  if (import->n_lines == import->max_lines) {
    size_t more = import->max_lines ? import->max_lines * 2 : 16;
    struct vitk_import_line *lines = realloc(import->lines, more * sizeof *lines);
    if (lines == NULL)
      return NULL;
    import->lines = lines;
    import->max_lines = more;
  }
  vitk_str importer = {NULL, 0}; /* a copy: the report outlives the session */
  if (job->loaded != NULL && vitk_arena_copy(&import->arena, vitk_str_of(job->loaded->name), &importer) != VITK_OK)
    return NULL;
  struct vitk_import_line *line = &import->lines[import->n_lines++];
  *line = (struct vitk_import_line){
      .input = job->input, .importer = importer.p, .outcome = job->outcome, .seconds = job->seconds};
  return line;
}

/* The counts are of what was read now: nothing. */
static int add_unchanged(struct import *import, uint32_t index) {
  const struct import_job *job = &import->jobs[index];
  for (uint32_t i = 0; i < job->n_unchanged; i++) {
    struct vitk_import_line *line = add_line(import, job);
    vitk_str id;
    if (line == NULL || vitk_arena_copy(&import->arena, job->unchanged[i], &id) != VITK_OK)
      return VITK_NOMEM;
    line->source_id = id.p;
    line->skipped = 1;
    import->sources[import->n_sources++] =
        (struct import_source){.source_id = id, .job = index, .line = import->n_lines - 1};
  }
  return VITK_OK;
}

static int add_source_line(struct import *import, const struct import_job *job,
                           const struct vitk_stored_source *source) {
  struct vitk_import_line *to = add_line(import, job);
  vitk_str id = vitk_arena_printf(&import->arena, "%.*s", VITK_STR_ARG(source->source_id));
  vitk_str title = vitk_arena_printf(&import->arena, "%.*s", VITK_STR_ARG(source->title));
  if (to == NULL || id.p == NULL || title.p == NULL)
    return VITK_NOMEM;
  to->source_id = id.p;
  to->title = title.p;
  to->foods_read = source->foods_read;
  to->foods_kept = source->n_foods;
  to->statements = source->statements_read;
  to->rejects = source->rejects;
  to->warnings = source->warnings;
  memcpy(to->by_status, source->values_by_status, sizeof to->by_status);
  to->outcome = source->rejects > 0 ? VITK_EXIT_REJECTS : VITK_EXIT_DONE;
  return VITK_OK;
}

/* Gathers the sources of all inputs, and makes a line of the report of each; one of an input that gave none. */
static int gather(struct import *import) {
  size_t n = 0;
  for (size_t i = 0; i < import->request.n_inputs; i++)
    n += import->jobs[i].imported ? vitk_store_n_sources(import->jobs[i].store) : import->jobs[i].n_unchanged;
  import->sources = calloc(n + 1, sizeof *import->sources);
  if (import->sources == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < import->request.n_inputs; i++) {
    const struct import_job *job = &import->jobs[i];
    if (add_unchanged(import, i) != VITK_OK)
      return VITK_NOMEM;
    if (!job->imported && job->n_unchanged == 0 && add_line(import, job) == NULL)
      return VITK_NOMEM;
    for (uint32_t j = 0; job->imported && j < vitk_store_n_sources(job->store); j++) {
      const struct vitk_stored_source *whole = vitk_store_source_at(job->store, j);
      const struct vitk_stored_source part = vitk_share_count(job->store, j, import_part_share(import, i));
      if (add_source_line(import, job, &part) != VITK_OK)
        return VITK_NOMEM;
      import->sources[import->n_sources++] =
          (struct import_source){whole->source_id, whole, job->store, i, j, import->n_lines - 1};
    }
  }
  return VITK_OK;
}

/* Then in the order of the inputs. */
static int by_source_id(const void *a, const void *b) {
  const struct import_source *x = a, *y = b;
  int order = vitk_str_compare(x->source_id, y->source_id);
  return order != 0 ? order : (x->job > y->job) - (x->job < y->job);
}

/* Puts the sources in order. Of two inputs that are the same source one would hide the other: the later one fails. */
static void refuse_doubles(struct import *import) {
  qsort(import->sources, import->n_sources, sizeof *import->sources, by_source_id);
  size_t kept = 0;
  for (size_t i = 0; i < import->n_sources; i++) {
    const struct import_source *one = &import->sources[i];
    if (kept == 0 || !vitk_str_equal(one->source_id, import->sources[kept - 1].source_id)) {
      import->sources[kept++] = *one;
      continue;
    }
    vitk_report(&import->session->diags, VITK_ERROR, "double-source",
                (struct vitk_place){.file = vitk_str_of(import->request.inputs[one->job])}, (vitk_str){0},
                "Put parts of one source into one folder; of two forms of it import one.",
                "this is source %.*s, and so is %s: it is left out", VITK_STR_ARG(one->source_id),
                import->request.inputs[import->sources[kept - 1].job]);
    import->jobs[one->job].outcome = VITK_EXIT_INPUT;
    import->lines[one->line].outcome = VITK_EXIT_INPUT;
  }
  import->n_sources = kept;
}

static int write_all(struct import *import, struct vitk_writer *writer) {
  struct vitk_row_sink sink = vitk_writer_sink(writer);
  int code = vitk_rows_components(&sink);
  for (size_t i = 0; code == VITK_OK && i < import->n_sources; i++)
    if (import->sources[i].source != NULL)
      code = vitk_share_rows(import->sources[i].store, import->sources[i].index,
                             import_part_share(import, import->sources[i].job), &sink);
  return code == VITK_OK && import->keeps_fingerprints ? unchanged_write(import, writer->sqlite) : code;
}

static bool has_rows(const struct import *import) {
  for (size_t i = 0; i < import->n_sources; i++)
    if (import->sources[i].source != NULL)
      return true;
  return false;
}

/* The first input that failed decides; then rejects; an input without vitamin K only where nothing was imported. */
static uint32_t outcome_of_all(const struct import *import) {
  uint32_t outcome = VITK_EXIT_DONE;
  bool any_without = false;
  for (size_t i = 0; i < import->request.n_inputs; i++) {
    uint32_t one = import->jobs[i].outcome;
    if (one == VITK_EXIT_REJECTS)
      outcome = one;
    else if (one == VITK_EXIT_NO_VITAMIN_K)
      any_without = true;
    else if (one != VITK_EXIT_DONE)
      return one;
  }
  if (any_without && import->n_sources == 0)
    return VITK_EXIT_NO_VITAMIN_K;
  return outcome;
}

int import_run(struct import *import) {
  vitk_session_tell_isolation(import->session);
  return import->session->workers.program ? import_apart(import) : import_here(import);
}

static void free_stores(void *self) {
  struct import *import = self;
  for (size_t i = 0; i < import->request.n_inputs; i++) {
    vitk_store_free(import->jobs[i].store);
    import->jobs[i].store = NULL;
  }
  for (size_t i = 0; i < import->n_joined; i++)
    vitk_store_free(import->joined[i]);
  import->n_joined = 0;
}

struct finishing {
  struct vitk_writer *writer;
  int code;
};

static void finish_writer(void *self) {
  struct finishing *finishing = self;
  finishing->code = vitk_writer_finish(finishing->writer);
}

/* All rows are made. An exporter has taken what it needs of them: while it waits for the disk, their memory is given
 * back, which takes as long where it is much. */
static int finish(struct import *import, struct vitk_writer *writer) {
  struct finishing finishing = {.writer = writer};
  uint64_t statements = 0;
  for (size_t i = 0; i < import->request.n_inputs; i++)
    statements += import->jobs[i].store ? vitk_store_statements(import->jobs[i].store) : 0;
  if (writer->export != NULL && statements >= WORTH_A_THREAD)
    vitk_do_both(free_stores, import, finish_writer, &finishing);
  else
    finish_writer(&finishing);
  return finishing.code;
}

static int import_and_write(struct import *import, struct vitk_writer *writer, struct report *report) {
  int code = import_run(import);
  if (code != VITK_OK) {
    report->public.outcome = vitk_exit_of(code, VITK_EXIT_INPUT);
    return code;
  }
  code = gather(import);
  if (code == VITK_OK)
    code = vitk_import_join_shards(import);
  if (code != VITK_OK)
    return code;
  refuse_doubles(import);
  report->public.outcome = outcome_of_all(import);
  bool failed = report->public.outcome > VITK_EXIT_REJECTS;
  if (!has_rows(import) || (failed && import->request.strict))
    return VITK_OK;
  if (import->request.dry_run)
    return VITK_OK;
  code = write_all(import, writer);
  if (code == VITK_OK) {
    code = finish(import, writer);
    report->public.written = code == VITK_OK;
  }
  if (code != VITK_OK)
    report->public.outcome = vitk_exit_of(code, VITK_EXIT_OUTPUT);
  return code == VITK_NOMEM ? code : VITK_OK;
}

int vitk_import_to(struct vitk *session, const struct vitk_import_request *request, struct vitk_row_receiver *receiver,
                   struct vitk_import_report **out) {
  struct import import = {.session = session};
  vitk_copy_sized(&import.request, sizeof import.request, request);
  if (receiver != NULL)
    import.request.output = NULL;
  else if (import.request.output == NULL)
    import.request.output = "vitamin-k.sqlite";
  if (import.request.shards > 0 && (import.request.shard < 1 || import.request.shard > import.request.shards))
    return VITK_FAILED;
  struct report *report = calloc(1, sizeof *report);
  import.jobs = calloc(import.request.n_inputs + 1, sizeof *import.jobs);
  char *output = import.request.output ? vitk_target_shown(import.request.output) : NULL;
  if (report == NULL || import.jobs == NULL || (output == NULL && import.request.output != NULL)) {
    free(report);
    free(import.jobs);
    free(output);
    return VITK_NOMEM;
  }
  report->public.size = sizeof report->public;
  report->public.output = report->output = output;

  struct vitk_writer writer = {.receiver = receiver};
  int code = VITK_OK;
  if (!import.request.dry_run && receiver == NULL)
    code = vitk_writer_open(session, import.request.output, import.request.to, true, import.request.output_options,
                            import.request.n_output_options, &writer, &report->public.outcome);
  if (code == VITK_OK && writer.sqlite != NULL)
    code = unchanged_begin(&import, import.request.output);
  if (code == VITK_OK) {
    code = import_and_write(&import, &writer, report);
    vitk_writer_abort(&writer);
  }
  free_stores(&import);
  for (size_t i = 0; i < import.request.n_inputs; i++)
    import_job_free(&import.jobs[i]);
  free(import.joined);
  free(import.jobs);
  free(import.sources);
  report->arena = import.arena;
  report->lines = import.lines;
  report->public.lines = import.lines;
  report->public.n_lines = import.n_lines;
  report->public.line_stride = sizeof *import.lines;
  *out = &report->public;
  if (code == VITK_NOMEM) {
    vitk_import_report_free(*out);
    *out = NULL;
    return code;
  }
  return VITK_OK;
}

int vitk_import(struct vitk *session, const struct vitk_import_request *request, struct vitk_import_report **out) {
  return vitk_import_to(session, request, NULL, out);
}

void vitk_import_report_free(struct vitk_import_report *public) {
  if (public == NULL)
    return;
  struct report *report = (struct report *)public; /* its first member */
  vitk_arena_free(&report->arena);
  free(report->lines);
  free(report->output);
  free(report);
}
