/* xml_skim.c - records of XML made of elements, attributes and text: ASCII names without prefixes, no text beside
 * elements, no references but the five in text, no comments, instructions, CDATA sections and '>' in text.
 *
 * A name that was not met before makes a record one to parse: so the parser knows all names that the document has. */
#include "core/base/str.h"
#include "core/input/needle_inside.h"
#include "core/input/runs.h"
#include "core/input/skim.h"

#include <stdlib.h>

enum { NAMES = 255, NAME_MAX_BYTES = 64, CLUES = 2 };

/* At `at` each of the sought has a byte from low to low + span. */
struct clue {
  size_t at;
  unsigned char low, span;
};

struct going;
typedef enum vitk_skim skim_records(struct vitk_xml_skimmer *, size_t records, struct going *);

struct vitk_xml_skimmer {
  skim_records *skim;
  struct vitk_runs *runs;
  struct vitk_run *start, lost; /* what a record's first run comes after; what one comes after that wasn't kept */
  bool is_lost;                 /* a record that starts is to be told to the runs */
  vitk_str record;
  size_t most;
  const struct vitk_needles *sought;
  struct clue clues[CLUES];
  bool has_new_name; /* since a record was last parsed that was told to be */
  unsigned n_names;
  unsigned char lengths[NAMES];
  char names[NAMES][NAME_MAX_BYTES];
};

/* No white space, and no control character, which is nowhere in XML. */
static bool starts_text(char c) {
  return (unsigned char)c > ' ' && c != '<';
}

void vitk_xml_skimmer_free(struct vitk_xml_skimmer *skimmer) {
  if (skimmer == NULL)
    return;
  vitk_runs_free(skimmer->runs);
  free(skimmer);
}

static bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* What is being read. The functions below leave `at` after what they read. */
struct reading {
  struct vitk_xml_skimmer *skimmer;
  const char *p;
  size_t n, at;
};

static enum vitk_skim skip_blanks(struct reading *r) {
  while (r->at < r->n && vitk_is_blank(r->p[r->at]))
    r->at++;
  return r->at < r->n ? VITK_SKIM_PASS : VITK_SKIM_CUT;
}

/* The number of the name, from 1. */
static enum vitk_skim read_name(struct reading *r, uint64_t *id) {
  struct vitk_xml_skimmer *skimmer = r->skimmer;
  const char *name = r->p + r->at;
  size_t n = 0, most = r->n - r->at;
  while (n < most && (n == 0 ? is_name_start(name[0]) : is_name(name[n])))
    n++;
  if (n == most)
    return VITK_SKIM_CUT;
  if (n == 0 || n > NAME_MAX_BYTES)
    return VITK_SKIM_DOUBT;
  r->at += n;
  for (unsigned i = 0; i < skimmer->n_names; i++)
    if (skimmer->lengths[i] == n && memcmp(skimmer->names[i], name, n) == 0) {
      *id = i + 1;
      return VITK_SKIM_PASS;
    }
  if (skimmer->n_names == NAMES)
    return VITK_SKIM_DOUBT;
  memcpy(skimmer->names[skimmer->n_names], name, n);
  skimmer->lengths[skimmer->n_names] = (unsigned char)n;
  skimmer->has_new_name = true;
  *id = ++skimmer->n_names;
  return VITK_SKIM_PASS;
}

static bool is_named(const struct vitk_xml_skimmer *skimmer, uint64_t id, vitk_str name) {
  return vitk_str_equal((vitk_str){skimmer->names[id - 1], skimmer->lengths[id - 1]}, name);
}

/* `="…"`, of a value that is the same however it is normalised. */
static enum vitk_skim read_attribute_value(struct reading *r) {
  enum vitk_skim code = skip_blanks(r);
  if (code == VITK_SKIM_PASS && r->p[r->at++] != '=')
    return VITK_SKIM_DOUBT;
  if (code != VITK_SKIM_PASS || (code = skip_blanks(r)) != VITK_SKIM_PASS)
    return code;
  char quote = r->p[r->at++];
  if (quote != '"' && quote != '\'')
    return VITK_SKIM_DOUBT;
  for (; r->at < r->n; r->at++) {
    unsigned char c = (unsigned char)r->p[r->at];
    if (c == (unsigned char)quote) {
      r->at++;
      return VITK_SKIM_PASS;
    }
    if (c < ' ' || c == '<' || c == '&' || c == 0xEF) /* which U+FFFE and U+FFFF begin with */
      return VITK_SKIM_DOUBT;
  }
  return VITK_SKIM_CUT;
}

/* What follows a start tag's name, to its '>'. */
static enum vitk_skim read_attributes(struct reading *r, bool *is_empty) {
  uint64_t ids[VITK_XML_ATTRIBUTES_MAX];
  for (size_t count = 0;; count++) {
    size_t before = r->at;
    enum vitk_skim code = skip_blanks(r);
    if (code != VITK_SKIM_PASS)
      return code;
    *is_empty = r->p[r->at] == '/';
    if (*is_empty && ++r->at == r->n)
      return VITK_SKIM_CUT;
    if (r->p[r->at] == '>') {
      r->at++;
      return VITK_SKIM_PASS;
    }
    if (*is_empty || before == r->at || count == VITK_XML_ATTRIBUTES_MAX)
      return VITK_SKIM_DOUBT;
    if ((code = read_name(r, &ids[count])) != VITK_SKIM_PASS)
      return code;
    for (size_t i = 0; i < count; i++)
      if (ids[i] == ids[count])
        return VITK_SKIM_DOUBT;
    if (is_named(r->skimmer, ids[count], vitk_str_of("xmlns")))
      return VITK_SKIM_DOUBT;
    if ((code = read_attribute_value(r)) != VITK_SKIM_PASS)
      return code;
  }
}

/* The open elements are a byte each of `state`, the innermost lowest. */
static enum vitk_skim read_start_tag(struct reading *r, uint64_t *state, bool *is_empty) {
  uint64_t id;
  enum vitk_skim code = read_name(r, &id);
  if (code != VITK_SKIM_PASS)
    return code;
  if (*state >> 8 * (VITK_XML_SKIM_DEPTH - 1) != 0 || (*state == 0 && !is_named(r->skimmer, id, r->skimmer->record)))
    return VITK_SKIM_DOUBT;
  *state = *state << 8 | id;
  return read_attributes(r, is_empty);
}

static enum vitk_skim read_end_tag(struct reading *r, uint64_t *state) {
  uint64_t id;
  enum vitk_skim code = read_name(r, &id);
  if (code == VITK_SKIM_PASS && id != (*state & 0xFF))
    return VITK_SKIM_DOUBT;
  if (code == VITK_SKIM_PASS)
    code = skip_blanks(r);
  if (code == VITK_SKIM_PASS && r->p[r->at++] != '>')
    return VITK_SKIM_DOUBT;
  *state >>= 8;
  return code;
}

/* What is so of some bytes of a record. */
enum { IS_SOUGHT = 1, IS_HIGH = 2 };

static uint64_t breaks_of(char c) {
  return c == '\n' ? 1 : c == '\r' ? UINT64_C(1) << 32 : 0;
}

/* Tags and the white space about them, to text or the record's end. A text has the whole of its element. The run's
 * bytes and what is open before it are set. */
static enum vitk_skim read_run(struct vitk_xml_skimmer *skimmer, size_t n, struct vitk_run *run) {
  struct reading r = {.skimmer = skimmer, .p = run->bytes, .n = n};
  const char *p = run->bytes;
  uint64_t state = run->before;
  bool in_leaf = false;
  if (state == 0 && skip_blanks(&r) == VITK_SKIM_CUT)
    return VITK_SKIM_CUT;
  do {
    if (n - r.at < 2)
      return n > r.at && p[r.at] != '<' ? VITK_SKIM_DOUBT : VITK_SKIM_CUT;
    bool ends = p[r.at + 1] == '/', is_empty = false;
    if (p[r.at] != '<' || (ends ? state == 0 : state != 0 && r.at == 0)) /* after text its element ends */
      return VITK_SKIM_DOUBT;
    r.at += ends ? 2 : 1;
    enum vitk_skim code = ends ? read_end_tag(&r, &state) : read_start_tag(&r, &state, &is_empty);
    if (code != VITK_SKIM_PASS)
      return code;
    if (is_empty)
      state >>= 8;
    in_leaf = !ends && !is_empty;
    if (state != 0 && skip_blanks(&r) == VITK_SKIM_CUT)
      return VITK_SKIM_CUT;
  } while (state != 0 && p[r.at] == '<');
  if (state != 0 && (!in_leaf || !starts_text(p[r.at])))
    return VITK_SKIM_DOUBT;
  if (r.at > UINT32_MAX)
    return VITK_SKIM_DOUBT;
  run->n = (uint32_t)r.at;
  run->after = state;
  if (skimmer->sought != NULL && vitk_needles_next(skimmer->sought, p, r.at, 0) < r.at)
    run->traits |= IS_SOUGHT;
  for (size_t i = 0; i < r.at; i++) {
    run->breaks += breaks_of(p[i]);
    run->traits |= (unsigned char)p[i] < 0x80 ? 0 : IS_HIGH;
  }
  return VITK_SKIM_PASS;
}

/* One of the five references. */
static enum vitk_skim read_reference(const char *p, size_t n, size_t *at) {
  static const vitk_str references[] = {{"&lt;", 4}, {"&gt;", 4}, {"&amp;", 5}, {"&quot;", 6}, {"&apos;", 6}};
  for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
    vitk_str whole = references[i], there = {whole.p, n - *at < whole.n ? n - *at : whole.n};
    if (!vitk_bytes_equal(p + *at, there.p, there.n))
      continue;
    *at += there.n;
    return there.n == whole.n ? VITK_SKIM_PASS : VITK_SKIM_CUT;
  }
  return VITK_SKIM_DOUBT;
}

/* How far it got. Between steps, of which each is a text, unless a record begins, and the run after it. */
struct going {
  const char *p;
  size_t n, ahead;
  size_t begin, text, at; /* of the record; of the text that comes, or was not judged; what comes, or ends the text */
  struct vitk_run *from;
  uint64_t state;          /* what is open */
  uint64_t breaks, passed; /* of all; of the records that are passed over */
  uint32_t traits, passed_traits;
  bool whole; /* it is, and is to be judged */
};

/* What is in a text beside characters. */
static enum vitk_skim read_odd(struct going *g) {
  char c = g->p[g->at];
  if (c == '&')
    return read_reference(g->p, g->n, &g->at);
  if (c != '\n' && c != '\r' && c != '\t')
    return VITK_SKIM_DOUBT;
  g->breaks += breaks_of(c);
  g->at++;
  return VITK_SKIM_PASS;
}

/* U+FFFE or U+FFFF, which XML can't have: in UTF-8, whose 0xEF begins three bytes. */
static bool has_noncharacter(const char *p, size_t n) {
  const char *end = p + n;
  for (const char *at = p; (at = memchr(at, 0xEF, (size_t)(end - at))) != NULL; at++)
    if (end - at >= 3 && at[1] == '\xBF' && (unsigned char)at[2] >= 0xBE)
      return true;
  return false;
}

static struct vitk_run *start_of_record(struct vitk_xml_skimmer *skimmer) {
  if (skimmer->is_lost)
    skimmer->start = vitk_runs_start(skimmer->runs);
  skimmer->is_lost = false;
  return skimmer->start;
}

static void take_run(struct going *g, struct vitk_run *run) {
  g->at += run->n;
  g->breaks += run->breaks;
  g->traits |= run->traits;
  g->state = run->after;
  g->from = run;
  g->whole = run->after == 0;
}

/* A run that was not met after g->from. */
static enum vitk_skim take_new_run(struct vitk_xml_skimmer *skimmer, struct going *g) {
  struct vitk_run read = {.bytes = g->p + g->at, .before = g->state}, *run = NULL;
  enum vitk_skim code = read_run(skimmer, g->n - g->at, &read);
  if (code != VITK_SKIM_PASS)
    return code;
  if (g->from != &skimmer->lost)
    run = vitk_runs_keep(skimmer->runs, g->from, &read);
  if (run == NULL) {
    skimmer->lost = read;
    skimmer->is_lost = true;
    run = &skimmer->lost;
  }
  take_run(g, run);
  return code;
}

/* Of a whole record; the next one begins if it is passed over. */
static enum vitk_skim judge(struct vitk_xml_skimmer *skimmer, struct going *g) {
  const char *p = g->p + g->begin;
  size_t n = g->at - g->begin;
  if ((g->traits & IS_HIGH) != 0 && has_noncharacter(p, n))
    return VITK_SKIM_DOUBT;
  if (n > skimmer->most || g->n - g->at < g->ahead)
    return VITK_SKIM_CUT;
  if ((g->traits & IS_SOUGHT) != 0 || skimmer->sought == NULL || skimmer->has_new_name)
    return VITK_SKIM_PARSE;
  g->begin = g->at;
  g->passed = g->breaks;
  g->passed_traits |= g->traits;
  g->traits = 0;
  g->whole = false;
  g->from = start_of_record(skimmer);
  return VITK_SKIM_PASS;
}

static struct vitk_xml_skimmed skimmed(size_t n, uint64_t breaks, uint32_t traits) {
  return (struct vitk_xml_skimmed){n, (uint32_t)breaks, breaks >> 32, (traits & IS_HIGH) == 0};
}

/* One range for each of the rarest places of what is sought. */
static void choose_clues(struct vitk_xml_skimmer *skimmer) {
  const struct vitk_needles *sought = skimmer->sought;
  for (unsigned i = 0; i < CLUES; i++) {
    const struct vitk_needle_place *place = &sought->places[i < sought->n_places ? i : 0];
    const struct vitk_needle_range *last = &place->ranges[place->n_ranges - 1];
    unsigned char low = place->ranges[0].low;
    skimmer->clues[i] = (struct clue){place->at, low, (unsigned char)(last->low + last->span - low)};
  }
}

#define VITK_SIMD_KERNEL "core/input/xml_skim_kernel.h"
#include "core/input/simd_each.h"

void vitk_xml_skimmer_use(struct vitk_xml_skimmer *skimmer, enum vitk_simd variant) {
  static skim_records *const variants[VITK_SIMD_VARIANTS] = {VITK_SIMD_TABLE(skim)};
  skimmer->skim = variants[variant];
}

struct vitk_xml_skimmer *vitk_xml_skimmer_new(vitk_str name, size_t most, const struct vitk_needles *sought) {
  struct vitk_xml_skimmer *skimmer = calloc(1, sizeof *skimmer);
  if (skimmer == NULL)
    return NULL;
  vitk_xml_skimmer_use(skimmer, vitk_simd_best());
  skimmer->record = name;
  skimmer->most = most;
  skimmer->is_lost = true;
  skimmer->sought = sought;
  if (sought != NULL)
    choose_clues(skimmer);
  skimmer->runs = vitk_runs_new();
  if (skimmer->runs != NULL)
    return skimmer;
  free(skimmer);
  return NULL;
}

enum vitk_skim vitk_xml_skim(struct vitk_xml_skimmer *skimmer, const char *p, size_t n, size_t ahead, size_t records,
                             struct vitk_xml_skimmed *passed, struct vitk_xml_skimmed *out) {
  struct going g = {.p = p, .n = n, .ahead = ahead, .from = start_of_record(skimmer)};
  enum vitk_skim code = skimmer->skim(skimmer, records, &g);
  *passed = skimmed(g.begin, g.passed, g.passed_traits);
  *out = skimmed(g.at - g.begin, g.breaks - g.passed, g.traits);
  return code;
}

void vitk_xml_skimmer_obeyed(struct vitk_xml_skimmer *skimmer) {
  skimmer->has_new_name = false;
}

unsigned vitk_xml_skimmer_names(const struct vitk_xml_skimmer *skimmer) {
  return skimmer->n_names;
}

void vitk_xml_skimmer_forget(struct vitk_xml_skimmer *skimmer) {
  vitk_runs_forget(skimmer->runs);
  skimmer->is_lost = true;
  skimmer->n_names = 0;
  skimmer->has_new_name = false;
}
