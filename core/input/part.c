/* part.c - a part's bytes, and who reads which of them. What the reader can skim it is given; libxml2 is given the
 * rest. It decides where skimming can begin: where it has parsed all that it was given and stands between the elements
 * in question. */
#include "core/input/part.h"

#include "core/input/charset.h"
#include "core/input/part_bytes.h"
#include "core/input/part_parser.h"
#include "core/input/xml_markup.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 16, TRIES_MAX = 16, CHARACTER_MAX = 4 };

/* What was fed to libxml2. Where it stands in markup or in a character that is none, what it says can depend on how
 * much of the part it has: so it is cut neither there nor after. */
struct fed {
  struct vitk_xml_markup markup;
  bool broken;                   /* it is not UTF-8 … */
  char character[CHARACTER_MAX]; /* … as it was up to this one, which is cut after so many bytes */
  size_t n;
};

struct vitk_part {
  const struct vitk_input *input;
  void *self;
  struct vitk_part_bytes *bytes;
  struct vitk_part_parser *parser;
  const struct vitk_part_skimming *skimming; /* NULL: libxml2 is given all */
  int outcome;                               /* VITK_OK while there is more */
  uint64_t read;                             /* bytes, so far */
  bool over, too_long, broken;               /* no more is read: the part ends, or for a reason to be told */
  bool between;                              /* an element to skim can begin at `at` */
  struct fed fed;
  size_t doubted;           /* bytes from `at` to an element that has to be parsed; 0: none is known */
  size_t capacity, at, end; /* p[at … end) was not dealt with; VITK_PLAIN_PADDING zeros follow */
  uint64_t before;          /* bytes of the part before p[0] */
  char p[];
};

int vitk_part_open(const struct vitk_input *input, const struct vitk_package *package, const char *name,
                   const struct vitk_part_reader *reader, void *self, struct vitk_part **out) {
  *out = NULL;
  size_t capacity = input->limits->tree_block * BLOCKS + VITK_PART_READ;
  struct vitk_part *part = malloc(sizeof *part + capacity + VITK_PLAIN_PADDING);
  if (part == NULL)
    return VITK_NOMEM;
  *part = (struct vitk_part){.input = input, .self = self, .capacity = capacity};
  int code = vitk_part_bytes_open(input, package, name, &part->bytes);
  if (code == VITK_OK) {
    part->parser = vitk_part_parser_new(input, package->file, name, reader, self);
    code = part->parser ? VITK_OK : VITK_NOMEM;
  }
  if (code != VITK_OK) {
    vitk_part_close(part);
    return code;
  }
  *out = part;
  return VITK_OK;
}

void vitk_part_skim(struct vitk_part *part, const struct vitk_part_skimming *skimming) {
  part->skimming = part->input->limits->read_each_record ? NULL : skimming;
}

void vitk_part_close(struct vitk_part *part) {
  if (part == NULL)
    return;
  vitk_part_parser_free(part->parser);
  vitk_part_bytes_close(part->bytes);
  free(part);
}

/* --- bytes */

static void read_on(struct vitk_part *part) {
  const struct vitk_limits *limits = part->input->limits;
  size_t most = limits->read_size > 0 && limits->read_size < VITK_PART_READ ? limits->read_size : VITK_PART_READ;
  ssize_t n = vitk_part_bytes_read(part->bytes, part->p + part->end, most);
  part->broken = n < 0;
  part->over = n <= 0;
  if (n <= 0)
    return;
  part->read += (uint64_t)n;
  part->too_long = part->over = part->read > limits->part_bytes;
  part->end += part->too_long ? 0 : (size_t)n;
}

/* Reads a block at least where the part is that long. false: it is over, or there is no room. */
static bool fill(struct vitk_part *part) {
  size_t left = part->end - part->at, had = left, block = part->input->limits->tree_block;
  if (part->over || part->capacity - left < VITK_PART_READ)
    return false;
  memmove(part->p, part->p + part->at, left);
  part->before += part->at;
  part->at = 0;
  part->end = left;
  while (!part->over && part->end - had < block && part->capacity - part->end >= VITK_PART_READ)
    read_on(part);
  memset(part->p + part->end, 0, VITK_PLAIN_PADDING);
  return true;
}

/* How many bytes can be given to libxml2: whole blocks, and what is left where the part is over. */
static size_t ready(const struct vitk_part *part) {
  size_t n = part->end - part->at, rest = (size_t)((part->before + part->end) % part->input->limits->tree_block);
  return part->over ? n : n > rest ? n - rest : 0;
}

/* All was dealt with. */
static int end_part(struct vitk_part *part) {
  if (part->broken)
    return vitk_part_bytes_broken(part->bytes);
  if (part->too_long)
    return vitk_part_parser_told(part->parser, "limit",
                                 "an archive that unpacks to this much is likely made to do harm", "is too long", "");
  return vitk_part_parser_feed(part->parser, "", 0);
}

/* --- skimming, and what is fed in its stead */

static void look_at(struct fed *fed, const char *p, size_t n) {
  vitk_xml_markup_go(&fed->markup, p, n);
  bool broken = false;
  while (fed->n > 0 && n > 0 && !fed->broken) {
    fed->character[fed->n++] = *p++;
    n--;
    size_t whole = vitk_utf8_prefix(fed->character, fed->n, &fed->broken);
    fed->n = whole > 0 ? 0 : fed->n;
  }
  size_t whole = vitk_utf8_prefix(p, n, &broken);
  fed->broken = fed->broken || broken;
  if (fed->broken || whole == n)
    return;
  fed->n = n - whole;
  memcpy(fed->character, p + whole, fed->n);
}

static bool can_cut(const struct fed *fed) {
  return vitk_xml_markup_is_closed(&fed->markup) && !fed->broken && fed->n == 0;
}

static int feed_to(struct vitk_part *part, size_t to) {
  size_t from = part->at;
  part->at = to;
  return to > from ? vitk_part_parser_feed(part->parser, part->p + from, to - from) : VITK_OK;
}

/* The next start of an element to skim in p[from … end); `end`: there is none. */
static size_t find_start(const struct vitk_part *part, size_t from, size_t end) {
  const char *name = part->skimming->element, *start;
  size_t n = strlen(name);
  for (; from < end && (start = memchr(part->p + from, '<', end - from)) != NULL; from++) {
    from = (size_t)(start - part->p);
    if (part->end - from > n && memcmp(start + 1, name, n) == 0)
      return from;
  }
  return end;
}

/* Feeds what can't be skimmed, `n` bytes of it at most, to where skimming can begin. */
static int hunt(struct vitk_part *part, size_t n) {
  size_t end = part->at + n, seen = part->at, start = part->at + part->doubted;
  part->doubted = 0;
  for (int tries = 0; tries < TRIES_MAX && start < end; tries++) {
    start = find_start(part, start + 1, end);
    size_t to = start;
    while (to > part->at && vitk_is_blank(part->p[to - 1]))
      to--;
    if (start == end || to <= seen || part->p[to - 1] != '>')
      continue;
    look_at(&part->fed, part->p + seen, to - seen);
    seen = to;
    if (!can_cut(&part->fed))
      continue;
    int code = feed_to(part, to);
    part->between = code == VITK_OK && vitk_part_parser_is_in(part->parser, part->skimming->within) &&
                    part->skimming->expects(part->self);
    if (code != VITK_OK || part->between)
      return code;
  }
  look_at(&part->fed, part->p + seen, end - seen);
  return feed_to(part, end);
}

/* One element, with the white space before it. */
static int skim(struct vitk_part *part) {
  size_t at = part->at;
  struct vitk_skimmed element = {.n = 0};
  uint64_t lines = 0;
  for (; vitk_is_blank(part->p[at]); at++)
    lines += part->p[at] == '\n';
  enum vitk_skim result = part->skimming->skim(part->self, part->p + at, part->end - at, &element);
  if (result == VITK_SKIM_PASS) {
    at += element.n;
    vitk_part_parser_pass(part->parser, at - part->at, lines + element.lines);
    part->at = at;
    return part->skimming->take(part->self);
  }
  part->between = result == VITK_SKIM_CUT && fill(part);
  if (!part->between)
    part->doubted = at - part->at;
  return VITK_OK;
}

static int advance(struct vitk_part *part) {
  if (part->between)
    return skim(part);
  size_t n = ready(part), block = part->input->limits->tree_block;
  if (n > 0)
    return part->skimming ? hunt(part, n) : feed_to(part, part->at + (n < block ? n : block));
  return fill(part) ? VITK_OK : end_part(part);
}

int vitk_part_advance(struct vitk_part *part) {
  if (part->outcome == VITK_OK)
    part->outcome = advance(part);
  return part->outcome;
}

int vitk_part_finish(struct vitk_part *part) {
  int code;
  do {
    code = vitk_part_advance(part);
  } while (code == VITK_OK);
  vitk_part_close(part);
  return code == VITK_END ? VITK_OK : code;
}

int vitk_part_read(const struct vitk_input *input, const struct vitk_package *package, const char *name,
                   const struct vitk_part_reader *reader, void *self) {
  struct vitk_part *part;
  int code = vitk_part_open(input, package, name, reader, self, &part);
  return code == VITK_OK ? vitk_part_finish(part) : code;
}
