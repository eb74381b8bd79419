#include "core/input/xml_look.h"

#include "core/base/str.h"

#include <stdlib.h>

enum { MARKS_MAX = 4096, TRIES_MAX = 16 };

struct vitk_xml_look {
  const struct vitk_xml_looking *how;
  struct vitk_xml_skimmer *skimmer;
  unsigned known_names; /* that the skimmer had when all that it found was followed */
  size_t at;            /* where the reader has to be to follow mark `next` */
  unsigned n, next;
  struct seen { /* what the skimmer saw of the block: what its bytes are is known there */
    size_t from, to;
    uint64_t lines, returns;
    bool is_ascii;
  } seen;
  struct vitk_xml_mark marks[MARKS_MAX];
};

static void free_look(void *kept) {
  struct vitk_xml_look *look = kept;
  if (look != NULL)
    vitk_xml_skimmer_free(look->skimmer);
  free(look);
}

static void *make_look(const void *self) {
  const struct vitk_xml_looking *how = self;
  struct vitk_xml_look *look = malloc(sizeof *look);
  if (look == NULL)
    return NULL;
  memset(look, 0, offsetof(struct vitk_xml_look, marks));
  look->how = how;
  look->skimmer = vitk_xml_skimmer_new(how->name, how->most, how->sought);
  if (look->skimmer != NULL)
    return look;
  free(look);
  return NULL;
}

/* Where a tag of a record's name follows another tag, or begins the text; n: nowhere. */
static size_t find_tag(const struct vitk_xml_look *look, const char *p, size_t n, size_t from) {
  vitk_str name = look->how->name;
  for (const char *tag; from < n && (tag = memchr(p + from, '<', n - from)) != NULL; from = (size_t)(tag - p) + 1) {
    size_t at = (size_t)(tag - p), before = at;
    if (n - at <= name.n || memcmp(tag + 1, name.p, name.n) != 0)
      continue;
    while (before > 0 && vitk_is_blank(p[before - 1]))
      before--;
    if (before == 0 || p[before - 1] == '>')
      return at;
  }
  return n;
}

static void see(struct seen *seen, const struct vitk_xml_skimmed *skimmed) {
  seen->to += skimmed->n;
  seen->lines += skimmed->lines;
  seen->returns += skimmed->returns;
  seen->is_ascii &= skimmed->is_ascii;
}

static void see_blanks(struct seen *seen, const char *p, size_t n) {
  for (; seen->to < n && vitk_is_blank(p[seen->to]); seen->to++) {
    seen->lines += p[seen->to] == '\n';
    seen->returns += p[seen->to] == '\r';
  }
}

/* Marks what there is from the record at `at` on. false: it is none. */
static bool mark_records(struct vitk_xml_look *look, const char *p, size_t n, size_t at) {
  struct seen *seen = &look->seen;
  struct vitk_xml_mark mark = {.to = at};
  struct vitk_xml_skimmed passed, record;
  look->at = at;
  look->n = 0;
  for (*seen = (struct seen){.from = at, .to = at, .is_ascii = true};;) {
    enum vitk_skim result =
        vitk_xml_skim(look->skimmer, p + seen->to, n - seen->to, look->how->ahead, SIZE_MAX, &passed, &record);
    see(seen, &passed);
    if (passed.n > 0) {
      mark.to = seen->to;
      mark.lines = passed.lines;
    }
    if (result != VITK_SKIM_PARSE || look->n == MARKS_MAX - 1)
      break;
    see(seen, &record);
    mark.end = seen->to;
    mark.parse_lines = record.lines;
    look->marks[look->n++] = mark;
    vitk_xml_skimmer_obeyed(look->skimmer);
    see_blanks(seen, p, n);
    mark = (struct vitk_xml_mark){.to = seen->to};
  }
  look->marks[look->n++] = mark;
  return seen->to > at;
}

static void look_through(void *kept, const char *p, size_t n, uint64_t offset) {
  struct vitk_xml_look *look = kept;
  (void)offset;
  if (look->next < look->n && vitk_xml_skimmer_names(look->skimmer) > look->known_names)
    vitk_xml_skimmer_forget(look->skimmer); /* the parser may not have seen what has them */
  look->known_names = vitk_xml_skimmer_names(look->skimmer);
  look->n = look->next = 0;
  look->seen = (struct seen){.is_ascii = true};
  size_t at = find_tag(look, p, n, 0);
  for (int tries = 0; tries < TRIES_MAX && at < n && !mark_records(look, p, n, at); tries++) {
    if (vitk_xml_skimmer_names(look->skimmer) > look->known_names)
      vitk_xml_skimmer_forget(look->skimmer);
    look->known_names = vitk_xml_skimmer_names(look->skimmer);
    at = find_tag(look, p, n, at + 1);
  }
}

static void examine(void *kept, const char *p, size_t n, struct vitk_examined *out) {
  const struct seen *seen = &((struct vitk_xml_look *)kept)->seen;
  if (seen->is_ascii)
    vitk_examine_rest(p, n, seen->from, seen->to, seen->lines, seen->returns, out);
  else
    vitk_examine(p, n, out);
}

const struct vitk_looker vitk_xml_looker = {make_look, look_through, free_look, NULL, examine};

const struct vitk_xml_mark *vitk_xml_look_at(struct vitk_xml_look *look, size_t at) {
  return look->next < look->n && at == look->at ? &look->marks[look->next] : NULL;
}

bool vitk_xml_look_is_ahead(const struct vitk_xml_look *look, size_t block, size_t at) {
  return look->next < look->n && at < block + look->at;
}

void vitk_xml_look_go(struct vitk_xml_look *look, size_t at) {
  look->at = at;
  look->next++;
}
