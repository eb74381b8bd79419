/* xml_skim.c - records of XML made of elements, attributes and text: ASCII names without prefixes, no text beside
 * elements, no references but the five in text, no comments, instructions, CDATA sections and '>' in text.
 *
 * A name that was not met before makes a record one to parse: so the parser knows all names that the document has. */
#include "core/base/str.h"
#include "core/input/needle_inside.h"
#include "core/input/runs.h"

#include <stdlib.h>

enum { NAMES = 255, NAME_MAX_BYTES = 64, ATTRIBUTES_MAX = 16, CLUES = 3 };

/* At `at` each of the sought has a byte from low to low + span. */
struct clue {
  size_t at;
  unsigned char low, span;
};

struct vitk_xml_skimmer {
  enum vitk_skim (*skim)(struct vitk_xml_skimmer *, const char *p, size_t n, struct vitk_skimmed *);
  struct vitk_runs *runs;
  vitk_str record;
  const struct vitk_needles *sought;
  struct clue clues[CLUES];
  bool has_new_name; /* since a record was last parsed that was told to be */
  unsigned n_names;
  unsigned char lengths[NAMES];
  char names[NAMES][NAME_MAX_BYTES];
  bool text_starts[256];
  bool text_stops[256]; /* what ends a text or needs a look */
};

static bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* U+FFFE and U+FFFF, which XML can't have, begin with 0xEF. */
static bool stops_text(char c) {
  return (unsigned char)c < ' ' || c == '<' || c == '&' || c == '>' || c == '\xEF';
}

static bool starts_text(char c) {
  return !is_blank(c) && c != '<';
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
  while (r->at < r->n && is_blank(r->p[r->at]))
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
  uint64_t ids[ATTRIBUTES_MAX];
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
    if (*is_empty || before == r->at || count == ATTRIBUTES_MAX)
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

/* Tags and the white space about them, to text or the record's end. A text has the whole of its element. */
static enum vitk_skim read_run(struct vitk_xml_skimmer *skimmer, const char *p, size_t n, struct vitk_run *run) {
  struct reading r = {.skimmer = skimmer, .p = p, .n = n};
  uint64_t state = run->before;
  bool in_leaf = false;
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
  run->opens = state != 0 ? r.skimmer->text_starts : NULL;
  run->holds = skimmer->sought != NULL && vitk_needles_next(skimmer->sought, p, r.at, 0) < r.at;
  run->lines = 0;
  for (size_t i = 0; i < r.at; i++)
    run->lines += p[i] == '\n';
  return VITK_SKIM_PASS;
}

/* One of the five references. */
static enum vitk_skim read_reference(const char *p, size_t n, size_t *at) {
  static const char *const references[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"};
  for (size_t i = 0; i < sizeof references / sizeof references[0]; i++) {
    size_t length = strlen(references[i]), most = n - *at < length ? n - *at : length;
    if (memcmp(p + *at, references[i], most) != 0)
      continue;
    *at += most;
    return most == length ? VITK_SKIM_PASS : VITK_SKIM_CUT;
  }
  return VITK_SKIM_DOUBT;
}

static enum vitk_skim read_text(const struct vitk_xml_skimmer *skimmer, const char *p, size_t n, size_t *at,
                                uint64_t *lines) {
  size_t i = *at;
  for (;;) {
    while (i < n && !skimmer->text_stops[(unsigned char)p[i]])
      i++;
    if (i == n)
      return VITK_SKIM_CUT;
    enum vitk_skim code;
    switch (p[i]) {
    case '<':
      *at = i;
      return VITK_SKIM_PASS;
    case '\n':
      ++*lines;
      i++;
      break;
    case '\t':
    case '\r':
      i++;
      break;
    case '&':
      if ((code = read_reference(p, n, &i)) != VITK_SKIM_PASS)
        return code;
      break;
    case '\xEF':
      if (n - i < 3)
        return VITK_SKIM_CUT;
      if (p[i + 1] == '\xBF' && (unsigned char)p[i + 2] >= 0xBE)
        return VITK_SKIM_DOUBT;
      i += 3;
      break;
    default:
      return VITK_SKIM_DOUBT;
    }
  }
}

/* A run that was not met after *from, which becomes what is kept of it. `run` has its bytes and what is open. */
static enum vitk_skim take_new_run(struct vitk_xml_skimmer *skimmer, size_t n, struct vitk_run *run,
                                   struct vitk_run **from) {
  enum vitk_skim code = read_run(skimmer, run->bytes, n, run);
  if (code == VITK_SKIM_PASS)
    *from = *from ? vitk_runs_keep(skimmer->runs, *from, run) : NULL;
  return code;
}

/* A text that is long, or has more in it than characters. */
static enum vitk_skim take_text(const struct vitk_xml_skimmer *skimmer, const char *p, size_t n, size_t *at,
                                uint64_t *lines, bool *holds) {
  size_t start = *at;
  enum vitk_skim code = read_text(skimmer, p, n, at, lines);
  if (code == VITK_SKIM_PASS && !*holds)
    *holds = vitk_needles_next(skimmer->sought, p, *at, start) < *at;
  return code;
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
  static enum vitk_skim (*const variants[VITK_SIMD_VARIANTS])(struct vitk_xml_skimmer *, const char *, size_t,
                                                              struct vitk_skimmed *) = {VITK_SIMD_TABLE(skim)};
  skimmer->skim = variants[variant];
}

struct vitk_xml_skimmer *vitk_xml_skimmer_new(vitk_str name, const struct vitk_needles *sought) {
  struct vitk_xml_skimmer *skimmer = calloc(1, sizeof *skimmer);
  if (skimmer == NULL)
    return NULL;
  for (int c = 0; c < 256; c++) {
    skimmer->text_starts[c] = starts_text((char)c);
    skimmer->text_stops[c] = stops_text((char)c);
  }
  vitk_xml_skimmer_use(skimmer, vitk_simd_best());
  skimmer->record = name;
  skimmer->sought = sought;
  if (sought != NULL)
    choose_clues(skimmer);
  skimmer->runs = vitk_runs_new();
  if (skimmer->runs != NULL)
    return skimmer;
  free(skimmer);
  return NULL;
}

enum vitk_skim vitk_xml_skim(struct vitk_xml_skimmer *skimmer, const char *p, size_t n, struct vitk_skimmed *out) {
  return skimmer->skim(skimmer, p, n, out);
}

void vitk_xml_skimmer_obeyed(struct vitk_xml_skimmer *skimmer) {
  skimmer->has_new_name = false;
}

unsigned vitk_xml_skimmer_names(const struct vitk_xml_skimmer *skimmer) {
  return skimmer->n_names;
}

void vitk_xml_skimmer_forget(struct vitk_xml_skimmer *skimmer) {
  vitk_runs_forget(skimmer->runs);
  skimmer->n_names = 0;
  skimmer->has_new_name = false;
}
