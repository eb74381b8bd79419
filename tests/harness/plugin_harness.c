/* plugin_harness.c - an importer over a sample, in every way that should give the same, and in many that must not hurt.
 *
 *   plugin_harness PLUGIN-NAME INPUT [option=value...]
 *
 * The same rows must come out of: a second run, reads of one byte, and a copy of the members in a folder. Then each
 * member that was read is cut at up to VITK_HARNESS_CUTS places (else 2000) and one of its bits is turned at up to a
 * quarter as many: no crash, the ledger closes, and of a cut no value that the whole has not, but for one record of the
 * cut member, the one that was cut through. Plugins are looked for in VITK_PLUGIN_PATH.
 */
#include "once.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char doing[400]; /* for the word after a crash */
static int failures;

/* Words of printf; a macro, as there is nothing to hand on. */
#define FAIL(...) (failures++, fprintf(stderr, "FAILED %s: ", doing), fprintf(stderr, __VA_ARGS__), fputc('\n', stderr))

static void name_crash(int number) {
  static const char said[] = "CRASHED in: ";
  if (write(STDERR_FILENO, said, sizeof said - 1) > 0 && write(STDERR_FILENO, doing, strlen(doing)) > 0)
    (void)!write(STDERR_FILENO, "\n", 1);
  signal(number, SIG_DFL);
  raise(number);
}

/* --- a folder with a copy of the members */

struct member {
  char path[PATH_MAX]; /* of the copy */
  const char *name;
  unsigned char *bytes;
  size_t n;
};

static bool make_folders(const char *path) {
  char copy[PATH_MAX];
  snprintf(copy, sizeof copy, "%s", path);
  for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdir(copy, 0700) != 0 && errno != EEXIST)
      return false;
    *slash = '/';
  }
  return true;
}

static bool write_member(const struct member *member, size_t n) {
  int fd = open(member->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool good = fd >= 0;
  for (size_t at = 0; good && at < n;) {
    ssize_t put = write(fd, member->bytes + at, n - at);
    good = put > 0;
    at += good ? (size_t)put : 0;
  }
  return fd >= 0 && close(fd) == 0 && good;
}

static bool read_member(struct vitk_bundle *bundle, uint32_t index, struct member *member) {
  struct vitk_stream *stream;
  struct vitk_buffer all = {.maximum = (size_t)1 << 30};
  char block[65536];
  size_t got = 0;
  if (vitk_bundle_stream(bundle, index, &stream) != VITK_OK)
    return false;
  int code;
  while ((code = vitk_stream_read(stream, block, sizeof block, &got)) == VITK_OK && got > 0 &&
         (code = vitk_buffer_add(&all, block, got)) == VITK_OK)
    ;
  vitk_stream_close(stream);
  member->bytes = (unsigned char *)all.p;
  member->n = all.n;
  return code == VITK_OK;
}

static int tell_nobody(void *self, const struct vitk_diag *diag) {
  (void)self;
  fprintf(stderr, "  %s: %.*s\n", diag->code, VITK_STR_ARG(diag->message));
  return VITK_OK;
}

/* Copies all members into `folder`; *out has those that `whole` read. */
static bool copy_bundle(const char *input, const char *folder, const struct outcome *whole, struct member **out) {
  const struct vitk_sink_of_diags diags = {tell_nobody, NULL};
  const struct vitk_bundle_settings settings = {.limits = &vitk_default_limits};
  struct vitk_bundle *bundle;
  if (vitk_bundle_open(input, &settings, &diags, &bundle) != VITK_OK)
    return false;
  *out = calloc(whole->n_members + 1, sizeof **out);
  bool good = *out != NULL;
  for (uint32_t i = 0; good && i < vitk_bundle_count(bundle); i++) {
    struct member member = {.name = NULL};
    vitk_str name = vitk_bundle_name(bundle, i);
    int length = snprintf(member.path, sizeof member.path, "%s/%.*s", folder, VITK_STR_ARG(name));
    good = length > 0 && (size_t)length < sizeof member.path && make_folders(member.path) &&
           read_member(bundle, i, &member) && write_member(&member, member.n);
    const char *read = whole->members.p;
    for (size_t j = 0; good && j < whole->n_members; j++, read += strlen(read) + 1) {
      if (member.name == NULL && vitk_str_is(name, read)) { /* of two sources a member is read once */
        member.name = read;
        (*out)[j] = member;
      }
    }
    if (member.name == NULL)
      free(member.bytes);
  }
  vitk_bundle_close(bundle);
  return good;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where) {
  (void)status;
  (void)kind;
  (void)where;
  return remove(path);
}

/* --- what is compared */

static void check_same(const struct outcome *whole, const struct outcome *again) {
  if (again->code != whole->code)
    FAIL("code %d, not %d", again->code, whole->code);
  if (again->broken[0] != '\0')
    FAIL("%s", again->broken);
  if (again->score != whole->score)
    FAIL("the probe gave %d, not %d", (int)again->score, (int)whole->score);
  const char *a = whole->rows.p ? whole->rows.p : "", *b = again->rows.p ? again->rows.p : "";
  size_t n = whole->rows.n < again->rows.n ? whole->rows.n : again->rows.n, at = 0, line = 0;
  for (; at < n && a[at] == b[at]; at++)
    line = a[at] == '\n' ? at + 1 : line;
  if (at < n || whole->rows.n != again->rows.n)
    FAIL("other rows:\n  %.*s\n  %.*s", (int)strcspn(a + line, "\n"), a + line, (int)strcspn(b + line, "\n"), b + line);
}

static int compare_texts(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The texts of the values, sorted. */
static const char **sorted_values(const struct outcome *o) {
  const char **texts = calloc(o->n_lines + 1, sizeof *texts);
  for (size_t i = 0; texts != NULL && i < o->n_lines; i++)
    texts[i] = o->values.p + o->lines[i].text;
  if (texts != NULL && o->n_lines > 0)
    qsort(texts, o->n_lines, sizeof *texts, compare_texts);
  return texts;
}

/* Values that the whole has not are of one record of the cut member. */
static void check_values(const char *const *whole, size_t n_whole, const struct outcome *cut, const char *member) {
  const char *line = NULL;
  for (size_t i = 0; i < cut->n_lines; i++) {
    const char *text = cut->values.p + cut->lines[i].text;
    if (n_whole > 0 && bsearch(&text, whole, n_whole, sizeof *whole, compare_texts) != NULL)
      continue;
    const char *this_line = cut->values.p + cut->lines[i].line;
    if (strcmp(cut->values.p + cut->lines[i].file, member) != 0 || (line != NULL && strcmp(line, this_line) != 0)) {
      FAIL("a value that the whole has not:\n  %s", text);
      return;
    }
    line = this_line;
  }
}

/* --- the ways */

struct work {
  struct harness harness;
  const char *folder;
  struct outcome whole;
  const char **values; /* sorted */
  size_t cuts;
};

/* Imports the folder as it is now. */
static bool import_folder(struct work *w, struct outcome *o) {
  if (!import_once(&w->harness, w->folder, &vitk_default_limits, o)) {
    FAIL("the run could not be made");
    return false;
  }
  if (o->broken[0] != '\0')
    FAIL("%s", o->broken);
  return true;
}

static void try_cuts(struct work *w, const struct member *member) {
  size_t places = member->n < w->cuts ? member->n : w->cuts;
  for (size_t i = 0; i < places && failures < 20; i++) {
    size_t at = places == member->n ? i : (size_t)((double)i / (double)places * (double)member->n);
    struct outcome o;
    snprintf(doing, sizeof doing, "%s cut at byte %zu of %zu", member->name, at, member->n);
    if (!write_member(member, at))
      FAIL("%s: %s", member->path, strerror(errno));
    if (import_folder(w, &o))
      check_values(w->values, w->whole.n_lines, &o, member->name);
    outcome_free(&o);
  }
  write_member(member, member->n);
}

static void try_flips(struct work *w, const struct member *member) {
  size_t most = w->cuts / 4, places = member->n < most ? member->n : most;
  for (size_t i = 0; i < places && failures < 20; i++) {
    size_t at = places == member->n ? i : (size_t)((double)i / (double)places * (double)member->n);
    unsigned bit = (unsigned)(i * 5 % 8);
    struct outcome o;
    snprintf(doing, sizeof doing, "%s with bit %u of byte %zu turned", member->name, bit, at);
    member->bytes[at] ^= (unsigned char)(1U << bit);
    write_member(member, member->n);
    import_folder(w, &o);
    outcome_free(&o);
    member->bytes[at] ^= (unsigned char)(1U << bit);
  }
  write_member(member, member->n);
}

static void try_again(struct work *w, const char *what, const char *input, const struct vitk_limits *limits) {
  struct outcome again;
  snprintf(doing, sizeof doing, "%s", what);
  if (import_once(&w->harness, input, limits, &again))
    check_same(&w->whole, &again);
  else
    FAIL("the run could not be made");
  outcome_free(&again);
}

static void try_all(struct work *w, const char *input) {
  struct vitk_limits one_byte = vitk_default_limits;
  struct member *members = NULL;
  one_byte.read_size = 1;
  snprintf(doing, sizeof doing, "the plain run");
  w->harness.aloud = true;
  if (!import_once(&w->harness, input, &vitk_default_limits, &w->whole) || w->whole.code != VITK_OK ||
      w->whole.n_lines == 0)
    FAIL("code %d, %zu values", w->whole.code, w->whole.n_lines);
  if (w->whole.broken[0] != '\0')
    FAIL("%s", w->whole.broken);
  w->harness.aloud = false;
  w->values = sorted_values(&w->whole);
  if (failures > 0 || w->values == NULL)
    return;
  printf("%s: %zu values of %zu members, score %d\n", input, w->whole.n_lines, w->whole.n_members, (int)w->whole.score);
  try_again(w, "the second run", input, &vitk_default_limits);
  try_again(w, "reads of one byte", input, &one_byte);
  snprintf(doing, sizeof doing, "copying the members");
  bool copied = copy_bundle(input, w->folder, &w->whole, &members);
  if (copied)
    try_again(w, "a copy of the members", w->folder, &vitk_default_limits);
  else
    FAIL("%s: %s", w->folder, strerror(errno));
  for (size_t i = 0; members != NULL && i < w->whole.n_members; i++) {
    if (copied && members[i].name != NULL) {
      try_cuts(w, &members[i]);
      try_flips(w, &members[i]);
    }
    free(members[i].bytes);
  }
  free(members);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: plugin_harness PLUGIN-NAME INPUT [option=value...]\n");
    return 2;
  }
  static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
  for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
    signal(crashes[i], name_crash);
  char folder[] = "/tmp/vitk-harness-XXXXXX";
  const char *cuts = getenv("VITK_HARNESS_CUTS");
  struct work w = {.harness = {.options = (const char *const *)argv + 3, .n_options = (size_t)argc - 3},
                   .cuts = cuts ? (size_t)strtoul(cuts, NULL, 10) : 2000};
  int code = vitk_loader_open(&w.harness.loader, NULL, 0, &vitk_the_host);
  if (code == VITK_OK)
    w.harness.loaded = vitk_loader_importer(&w.harness.loader, argv[1]);
  w.folder = mkdtemp(folder);
  if (w.harness.loaded == NULL || w.harness.loaded->plugin == NULL || w.folder == NULL) {
    fprintf(stderr, "no importer %s in VITK_PLUGIN_PATH: %s\n", argv[1],
            w.harness.loaded ? w.harness.loaded->trouble : "none of that name");
    return 2;
  }
  try_all(&w, argv[2]);
  nftw(w.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  free(w.values);
  outcome_free(&w.whole);
  vitk_loader_close(&w.harness.loader);
  return failures == 0 ? 0 : 1;
}
