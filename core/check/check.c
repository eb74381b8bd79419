/* check.c - the table of checks, from which help and docs are drawn, and vitk_plugin_check, which goes through it. */
#include "core/check/check.h"

#include "core/check/child.h"
#include "core/session/session.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { CUTS = 2000, SECONDS = 60 };

static const struct check_row rows[] = {
    {"loads", "the file can be loaded and gives a descriptor of this ABI",
     "rebuild it against this vitk's vitk/plugin.h, and end it with VITK_PLUGIN(descriptor)", 0, NULL, check_loads},
    {"symbols", "it shows its entry alone, and needs nothing of vitk",
     "build it with -fvisibility=hidden, make what is not needed elsewhere static, and don't link it with libvitk", 0,
     NULL, check_symbols},
    {"descriptor", "names, formats and components are such as lists and help can show", "mend the descriptor", 0, NULL,
     check_descriptor},
    {"options", "it stands each option's default, least and greatest value",
     "what an option allows, the plugin stands: narrow min and max, or handle the value", 0, NULL, check_options},
    {"foreign", "its probe says no to what it does not know: an empty folder, noise, other data",
     "look for the source's own words in the head before you give 20 or more", CHECK_IMPORTER, NULL, check_foreign},
    {"reads", "it reads the sample, every statement is a value or a reject, and no host call is misused",
     "see what it says with `vitk import SAMPLE --from NAME --dry-run -v`", CHECK_IMPORTER | CHECK_SAMPLE, NULL,
     check_reads},
    {"probe", "the same score of 0 to 100, with a sentence, whenever it is asked",
     "keep nothing between probes, and fill score and evidence", CHECK_IMPORTER | CHECK_SAMPLE, "reads", check_probe},
    {"again", "a second run gives the same rows", "keep all state in the handle, none in static variables",
     CHECK_IMPORTER | CHECK_SAMPLE, "reads", check_again},
    {"one-byte", "reads of one byte give the same rows", "count on no length of what the host gives",
     CHECK_IMPORTER | CHECK_SAMPLE, "again", check_one_byte},
    {"copy", "a folder with the sample's members gives the same rows",
     "know members by their names, not by where they lie", CHECK_IMPORTER | CHECK_SAMPLE, "again", check_copy},
    {"pair", "two runs, a step of each in turn, give the same rows each",
     "keep all state in the handle, none in static variables", CHECK_IMPORTER | CHECK_SAMPLE, "again", check_pair},
    {"parts", "a table with VITK_ROWS_APART gives in parts, as shards read it, the values of the whole",
     "state of a row what the row says by itself; else leave out the flag", CHECK_IMPORTER | CHECK_SAMPLE, "copy",
     check_parts},
    {"cuts", "a cut member does no harm, and gives no value that the whole has not",
     "state what a record says on its own; return each code below 0 at once", CHECK_IMPORTER | CHECK_SAMPLE, "again",
     check_cuts},
    {"flips", "a turned bit does no harm", "check every length and number that comes from the file",
     CHECK_IMPORTER | CHECK_SAMPLE, "reads", check_flips},
    {"memory", "where alloc gives NULL it returns VITK_NOMEM", "test what alloc returns, and return VITK_NOMEM",
     CHECK_IMPORTER | CHECK_SAMPLE, "reads", check_memory},
    {"heap", "where its own malloc gives NULL it returns VITK_NOMEM, and it frees what it took",
     "take memory with alloc, which the host frees; or free it in close", CHECK_IMPORTER | CHECK_SAMPLE, "reads",
     check_heap},
    {"cancel", "cancelled at any call it returns VITK_CANCELLED soon", "return each code below 0 at once, unchanged",
     CHECK_IMPORTER | CHECK_SAMPLE, "reads", check_cancel},
    {"quiet", "it writes nothing to standard output or standard error", "say it with diag",
     CHECK_IMPORTER | CHECK_SAMPLE, "reads", check_quiet},
    {"confined", "it opens no file or connection and starts no process", "the host opens all: members, tables, trees",
     CHECK_IMPORTER | CHECK_SAMPLE | CHECK_WATCHED, "reads", check_confined},
    {"threads", "it leaves no thread running", "join every thread before close returns", CHECK_IMPORTER | CHECK_SAMPLE,
     "reads", check_threads},
    {"writes", "it writes a small dataset of every status in each of its formats",
     "see what it says with `vitk export DATASET -o OUT --to NAME`", CHECK_EXPORTER, NULL, check_writes},
    {"same-bytes", "the same rows give the same bytes", "put no clock, no address and no random number into the output",
     CHECK_EXPORTER, "writes", check_same_bytes},
    {"two-targets", "two exports at once give the same bytes each",
     "keep all state in the handle, none in static variables", CHECK_EXPORTER, "same-bytes", check_two_targets},
    {"abort", "after an abort at any row nothing is left", "open outputs through the host alone, which takes them away",
     CHECK_EXPORTER, "writes", check_abort},
    {"write-fails", "where output_write fails it returns a code below 0, and nothing is left",
     "test what output_write returns, and return it at once", CHECK_EXPORTER, "writes", check_write_fails},
    {"writer-memory", "where alloc gives NULL it returns VITK_NOMEM, and nothing is left",
     "test what alloc returns, and return VITK_NOMEM", CHECK_EXPORTER, "writes", check_writer_memory},
    {"writer-heap", "where its own malloc gives NULL it returns VITK_NOMEM, and it frees what it took",
     "take memory with alloc, which the host frees; or free it in finish and abort", CHECK_EXPORTER, "writes",
     check_writer_heap},
    {"writer-quiet", "it writes nothing to standard output or standard error", "say it with diag", CHECK_EXPORTER,
     "writes", check_writer_quiet},
    {"writer-confined", "it opens no file or connection and starts no process", "open outputs with output_open",
     CHECK_EXPORTER | CHECK_WATCHED, "writes", check_writer_confined},
    {"writer-threads", "it leaves no thread running", "join every thread before finish and abort return",
     CHECK_EXPORTER, "writes", check_threads}};

enum { N_ROWS = sizeof rows / sizeof rows[0] };

size_t vitk_check_count(void) {
  return N_ROWS;
}

struct vitk_check_entry vitk_check_at(size_t index) {
  if (index >= N_ROWS)
    return (struct vitk_check_entry){"", "", ""};
  return (struct vitk_check_entry){rows[index].name, rows[index].promise, rows[index].remedy};
}

/* --- what a check says, in the child */

#define SAY(to)                                                                                                        \
  do {                                                                                                                 \
    va_list arguments;                                                                                                 \
    va_start(arguments, format);                                                                                       \
    vsnprintf(to, sizeof(to), format, arguments);                                                                      \
    va_end(arguments);                                                                                                 \
  } while (0)

void check_fail(struct check *c, const char *format, ...) {
  if (check_failed(c))
    return;
  c->shared->outcome = VITK_CHECK_FAILED;
  SAY(c->shared->detail);
}

void check_skip(struct check *c, const char *format, ...) {
  if (check_failed(c))
    return;
  c->shared->outcome = VITK_CHECK_SKIPPED;
  SAY(c->shared->detail);
}

void check_note(struct check *c, const char *format, ...) {
  if (c->shared->outcome == VITK_CHECK_OK)
    SAY(c->shared->detail);
}

void check_doing(struct check *c, const char *format, ...) {
  c->shared->steps++;
  SAY(c->shared->doing);
}

/* --- going through the table */

struct going {
  struct check check;
  int (*line)(void *user, const struct vitk_check_line *);
  void *user;
  uint32_t failed;
  bool unloadable;
  bool left[N_ROWS]; /* that failed or were skipped for one that did; of the sample that is checked now */
};

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where) {
  (void)status;
  (void)kind;
  (void)where;
  return remove(path);
}

/* In a folder of its own, which is gone afterwards. */
static int run_in_folder(struct check *c) {
  char folder[] = "/tmp/vitk-check-XXXXXX";
  if (mkdtemp(folder) == NULL)
    return VITK_FAILED;
  c->folder = folder;
  int code = check_in_child(c);
  nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  c->folder = NULL;
  return code;
}

static int tell(struct going *g, const char *detail) {
  const struct check *c = &g->check;
  const struct vitk_check_line line = {.size = sizeof line,
                                       .check = c->row->name,
                                       .sample = c->sample,
                                       .detail = detail,
                                       .remedy = check_failed(c) ? c->row->remedy : "",
                                       .outcome = c->shared->outcome};
  g->failed += check_failed(c);
  return g->line(g->user, &line);
}

/* Did the check that this one builds on fail, or was it left out itself? */
static bool has_no_ground(const struct going *g, const struct check_row *row) {
  for (size_t i = 0; row->after != NULL && i < N_ROWS; i++) {
    if (strcmp(rows[i].name, row->after) == 0)
      return g->left[i];
  }
  return false;
}

static int go(struct going *g, size_t index, const char *sample) {
  struct check *c = &g->check;
  c->row = &rows[index];
  c->sample = sample;
  g->left[index] = has_no_ground(g, c->row);
  if (g->left[index]) {
    char detail[60];
    snprintf(detail, sizeof detail, "%s did not pass", c->row->after);
    c->shared->outcome = VITK_CHECK_SKIPPED;
    return tell(g, detail);
  }
  int code = run_in_folder(c);
  g->left[index] = check_failed(c);
  return code == VITK_OK ? tell(g, c->shared->detail) : code;
}

static int go_all(struct going *g) {
  const struct vitk_check_request *request = g->check.request;
  int code = go(g, 0, NULL);
  g->unloadable = check_failed(&g->check);
  uint32_t kinds = g->check.shared->kinds;
  for (size_t i = 1; code == VITK_OK && !g->unloadable && i < N_ROWS; i++) {
    uint32_t needs = rows[i].kinds & (CHECK_IMPORTER | CHECK_EXPORTER);
    if ((rows[i].kinds & CHECK_SAMPLE) == 0 && (needs == 0 || (needs & kinds) != 0))
      code = go(g, i, NULL);
  }
  for (size_t n = 0; (kinds & CHECK_IMPORTER) != 0 && !g->unloadable && n < request->n_samples; n++) {
    for (size_t i = 0; code == VITK_OK && i < N_ROWS; i++)
      if ((rows[i].kinds & CHECK_SAMPLE) != 0)
        code = go(g, i, request->samples[n]);
  }
  return code;
}

int vitk_plugin_check(struct vitk *session, const struct vitk_check_request *given,
                      int (*line)(void *user, const struct vitk_check_line *), void *user, uint32_t *outcome) {
  struct vitk_check_request request;
  vitk_copy_sized(&request, sizeof request, given);
  request.cuts = request.cuts ? request.cuts : CUTS;
  request.seconds = request.seconds ? request.seconds : SECONDS;
  void *shared = mmap(NULL, sizeof(struct check_shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  *outcome = VITK_EXIT_INPUT;
  if (shared == MAP_FAILED)
    return VITK_NOMEM;
  struct going g = {.check = {.request = &request, .settings = &session->settings, .shared = shared, .said = -1},
                    .line = line,
                    .user = user};
  int code = go_all(&g);
  munmap(shared, sizeof(struct check_shared));
  if (code == VITK_FAILED)
    vitk_report(&session->diags, VITK_ERROR, "cannot-check", (struct vitk_place){.file = vitk_str_of(request.plugin)},
                (vitk_str){NULL, 0}, "a check needs a process of its own and a folder in /tmp",
                "no check could be begun");
  if (code < 0)
    *outcome = vitk_exit_of(code, VITK_EXIT_INPUT);
  else if (g.unloadable)
    *outcome = VITK_EXIT_PLUGIN;
  else
    *outcome = g.failed ? VITK_EXIT_REJECTS : VITK_EXIT_DONE;
  return code;
}
