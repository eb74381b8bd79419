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

static bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Where a tag of a record's name follows another tag, or begins the text; n: nowhere. */
static size_t find_tag(const struct vitk_xml_look *look, const char *p, size_t n, size_t from) {
  vitk_str name = look->how->name;
  for (const char *tag; from < n && (tag = memchr(p + from, '<', n - from)) != NULL; from = (size_t)(tag - p) + 1) {
    size_t at = (size_t)(tag - p), before = at;
    if (n - at <= name.n || memcmp(tag + 1, name.p, name.n) != 0)
      continue;
    while (before > 0 && is_blank(p[before - 1]))
      before--;
    if (before == 0 || p[before - 1] == '>')
      return at;
  }
  return n;
}

/* Marks what there is from the record at `at` on. false: it is none. */
static bool mark_records(struct vitk_xml_look *look, const char *p, size_t n, size_t at) {
  struct vitk_xml_mark mark = {.to = at};
  struct vitk_xml_skimmed passed, record;
  look->at = at;
  look->n = 0;
  for (;;) {
    enum vitk_skim result = vitk_xml_skim(look->skimmer, p + at, n - at, look->how->ahead, SIZE_MAX, &passed, &record);
    at += passed.n;
    if (passed.n > 0) {
      mark.to = at;
      mark.lines = passed.lines;
    }
    if (result != VITK_SKIM_PARSE || look->n == MARKS_MAX - 1)
      break;
    at += record.n;
    mark.end = at;
    mark.parse_lines = record.lines;
    look->marks[look->n++] = mark;
    vitk_xml_skimmer_obeyed(look->skimmer);
    while (at < n && is_blank(p[at]))
      at++;
    mark = (struct vitk_xml_mark){.to = at};
  }
  look->marks[look->n++] = mark;
  return at > look->at;
}

static void look_through(void *kept, const char *p, size_t n, uint64_t offset) {
  struct vitk_xml_look *look = kept;
  (void)offset;
  if (look->next < look->n && vitk_xml_skimmer_names(look->skimmer) > look->known_names)
    vitk_xml_skimmer_forget(look->skimmer); /* the parser may not have seen what has them */
  look->known_names = vitk_xml_skimmer_names(look->skimmer);
  look->n = look->next = 0;
  size_t at = find_tag(look, p, n, 0);
  for (int tries = 0; tries < TRIES_MAX && at < n && !mark_records(look, p, n, at); tries++) {
    if (vitk_xml_skimmer_names(look->skimmer) > look->known_names)
      vitk_xml_skimmer_forget(look->skimmer);
    look->known_names = vitk_xml_skimmer_names(look->skimmer);
    at = find_tag(look, p, n, at + 1);
  }
}

const struct vitk_looker vitk_xml_looker = {make_look, look_through, free_look, NULL};

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
