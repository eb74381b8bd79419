/* probing.c - the probe: the same answer each time, one with evidence, and no for what it does not know. */
#include "core/check/faults.h"
#include "core/check/outcome.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KNOWN_BY_ENDING = 20, KNOWN_BY_HEADER = 50, NOISE_BYTES = 70000 };

/* One probe of `path`, whose answer is a proper one. */
static bool probe(struct check *c, const char *path, struct outcome *o) {
  check_faults = (struct check_faults){.cancel = 0};
  if (!check_import(c, path, &vitk_default_limits, CHECK_PROBING, o))
    return false;
  if (!check_sane(c, o))
    return false;
  if (check_faults.raw_score < 0 || check_faults.raw_score > 100)
    check_fail(c, "%s: it gave the score %d, which is not within 0 and 100", c->shared->doing,
               (int)check_faults.raw_score);
  else if (check_faults.evidence == SIZE_MAX)
    check_fail(c, "%s: its evidence does not end in a NUL", c->shared->doing);
  else if (o->score > 0 && o->evidence[0] == '\0')
    check_fail(c, "%s: it gave the score %d without a sentence of evidence", c->shared->doing, (int)o->score);
  return !check_failed(c);
}

static void probe_same(struct check *c, const char *when, const struct outcome *first) {
  struct outcome other;
  check_doing(c, "the probe %s", when);
  if (probe(c, c->sample, &other) && (other.score != first->score || strcmp(other.evidence, first->evidence) != 0))
    check_fail(c, "%s it gave %d (%s), not %d (%s)", when, (int)other.score, other.evidence, (int)first->score,
               first->evidence);
  outcome_free(&other);
}

void check_probe(struct check *c) {
  struct outcome first, import, elsewhere;
  check_doing(c, "the first probe");
  if (probe(c, c->sample, &first)) {
    probe_same(c, "a second time", &first);
    check_doing(c, "the probe of an empty folder");
    probe(c, c->folder, &elsewhere);
    outcome_free(&elsewhere);
    probe_same(c, "after another input", &first);
    check_doing(c, "an import between probes");
    check_import(c, c->sample, &vitk_default_limits, CHECK_IMPORTING, &import);
    outcome_free(&import);
    probe_same(c, "after an import", &first);
    check_note(c, "%d: %s", (int)first.score, first.evidence);
  }
  outcome_free(&first);
}

/* --- inputs of others */

struct foreign {
  const char *name, *bytes;
  int32_t below; /* the score that it must not reach */
};
static const struct foreign foreign[] = {
    {"empty.txt", "", KNOWN_BY_ENDING},
    {"letter.txt", "Dear Sir,\nthe parcel came today, and nothing was broken.\n", KNOWN_BY_ENDING},
    {"stars.csv", "name;constellation;magnitude\nSirius;Canis Major;-1.46\nVega;Lyra;0.03\n", KNOWN_BY_HEADER},
    {"stars.xml", "<?xml version=\"1.0\"?>\n<stars><star><name>Vega</name></star></stars>\n", KNOWN_BY_HEADER},
    {"stars.json", "{\"stars\": [{\"name\": \"Vega\", \"magnitude\": 0.03}]}\n", KNOWN_BY_HEADER},
    {"stars.ndjson", "{\"name\": \"Vega\"}\n{\"name\": \"Sirius\"}\n", KNOWN_BY_HEADER},
    {"broken.zip", "PK\3\4\24", KNOWN_BY_ENDING}};

static void write_file(struct check *c, const char *path, const char *bytes, size_t n) {
  FILE *file = fopen(path, "wbe");
  bool good = file != NULL && fwrite(bytes, 1, n, file) == n;
  if (file == NULL || fclose(file) != 0 || !good)
    check_fail(c, "%s: %s", path, strerror(errno));
}

static void probe_foreign(struct check *c, const char *name, const char *bytes, size_t n, int32_t below) {
  char folder[200], path[400];
  struct outcome o;
  snprintf(folder, sizeof folder, "%.100s/foreign", c->folder);
  snprintf(path, sizeof path, "%s/%.100s", folder, name);
  check_doing(c, "the probe of %s", name);
  mkdir(folder, 0700);
  write_file(c, path, bytes, n);
  /* one that does not open is none of the plugin's */
  const struct vitk_bundle_settings settings = {.limits = &vitk_default_limits};
  struct vitk_bundle *bundle;
  if (vitk_bundle_open(folder, &settings, &vitk_silent_diags, &bundle) == VITK_OK) {
    vitk_bundle_close(bundle);
    if (probe(c, folder, &o) && o.score >= below)
      check_fail(c, "%s got the score %d (%s)", name, (int)o.score, o.evidence);
    outcome_free(&o);
  }
  unlink(path);
}

void check_foreign(struct check *c) {
  static char noise[NOISE_BYTES];
  uint32_t state = 2463534242U; /* xorshift32 (Marsaglia 2003) */
  for (size_t i = 0; i < sizeof noise; i++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    noise[i] = (char)(state >> 24);
  }
  struct outcome o;
  check_doing(c, "the probe of an empty folder");
  if (probe(c, c->folder, &o) && o.score > 0)
    check_fail(c, "an empty folder got the score %d (%s)", (int)o.score, o.evidence);
  outcome_free(&o);
  for (size_t i = 0; i < sizeof foreign / sizeof foreign[0] && !check_failed(c); i++)
    probe_foreign(c, foreign[i].name, foreign[i].bytes, strlen(foreign[i].bytes), foreign[i].below);
  if (!check_failed(c))
    probe_foreign(c, "noise.bin", noise, sizeof noise, KNOWN_BY_ENDING);
  for (uint32_t i = 0; i < c->subject.plugin->n_formats && !check_failed(c); i++) { /* under its own endings */
    char name[60];
    vitk_str rest = vitk_str_of(c->subject.plugin->formats[i].extensions), ending;
    while (vitk_str_alternative(&rest, &ending) && !check_failed(c)) {
      snprintf(name, sizeof name, "noise.%.*s", (int)(ending.n < 40 ? ending.n : 40), ending.p ? ending.p : "");
      if (memchr(name, '/', strlen(name)) == NULL)
        probe_foreign(c, name, noise, sizeof noise, KNOWN_BY_ENDING);
    }
  }
}
