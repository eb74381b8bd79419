#include "core/input/xml_build.h"

#include "core/base/str.h"

enum { WORD = 8 };

/* What is being built. The functions below leave `p` after what they built; all ends where it should. */
struct building {
  struct vitk_xml_built *before;
  struct vitk_xml_parser *parser;
  struct vitk_builder *builder;
  const char *p;
  uint64_t line;
  size_t name_lengths[VITK_XML_SKIM_DEPTH]; /* of the elements that are open */
  unsigned depth, n_tags;
};

/* Tags and blanks are short and many: eight bytes are looked at together, the first lowest. */
static uint64_t word_at(const char *p) {
  uint64_t word = vitk_load_64(p);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

static uint64_t each(unsigned char byte) {
  return byte * UINT64_C(0x0101010101010101);
}

/* The high bits of the bytes that are not `byte`, or that are more than a space. */
static uint64_t others(uint64_t word, unsigned char byte) {
  word ^= each(byte);
  return (((word & each(0x7F)) + each(0x7F)) | word) & each(0x80);
}

static uint64_t visible(uint64_t word) {
  return (((word & each(0x7F)) + each(0x7F - ' ')) | word) & each(0x80);
}

/* The bytes before the first that has its high bit in `marks`. */
static size_t bytes_before(uint64_t marks) {
  return marks ? (size_t)__builtin_ctzll(marks) / WORD : WORD;
}

/* On to the first of the word's bytes that has its high bit in `end`, over the line ends before it; false: none has. */
static bool go_to(struct building *b, uint64_t word, uint64_t end) {
  uint64_t before = end ? (end & (0 - end)) - 1 : ~UINT64_C(0);
  for (uint64_t feeds = ~others(word, '\n') & each(0x80) & before; feeds != 0; feeds &= feeds - 1)
    b->line++;
  b->p += bytes_before(end);
  return end != 0;
}

/* Between tags and in them all that is not visible is white space. */
static void skip_blanks(struct building *b) {
  if ((unsigned char)*b->p > ' ')
    return;
  for (bool ended = false; !ended;) {
    uint64_t word = word_at(b->p);
    ended = go_to(b, word, visible(word));
  }
}

static void skip_text(struct building *b) {
  for (bool ended = false; !ended;) {
    uint64_t word = word_at(b->p);
    ended = go_to(b, word, ~(others(word, '<') & others(word, '&')) & each(0x80));
  }
}

bool vitk_xml_can_build(const char *p, size_t n) {
  const char *end = p + n;
  for (const char *at = p; (at = memchr(at, '\r', (size_t)(end - at))) != NULL; at++) {
    const char *before = at;
    while (before > p && vitk_is_blank(before[-1]))
      before--;
    if (before > p && before[-1] != '>')
      return false;
  }
  return true;
}

/* A name of an element or attribute, as it is kept. */
static vitk_str take_name(struct building *b) {
  size_t n = 0, letters;
  do {
    uint64_t word = word_at(b->p + n);
    uint64_t inside = visible(word) & others(word, '/') & others(word, '>') & others(word, '=');
    letters = bytes_before(~inside & each(0x80));
    n += letters;
  } while (letters == WORD);
  vitk_str name = vitk_xml_name(b->parser, (vitk_str){b->p, n});
  b->p += n;
  return name;
}

static void take_value(struct building *b, struct vitk_xml_value *out, const char *tag) {
  skip_blanks(b);
  b->p++; /* '=' */
  skip_blanks(b);
  const char *start = b->p + 1, *end = strchr(start, *b->p);
  b->p = end + 1;
  out->at = (size_t)(start - tag);
  out->n = (size_t)(end - start);
}

/* Reads a start tag after its '<'. It is kept if it is short. */
static int read_tag(struct building *b, struct vitk_xml_tag *tag) {
  const char *start = b->p;
  uint64_t line = b->line;
  tag->n = 0;
  tag->n_values = 0;
  tag->name = take_name(b);
  if (tag->name.p == NULL)
    return VITK_NOMEM;
  for (skip_blanks(b); *b->p != '>' && *b->p != '/'; skip_blanks(b)) {
    struct vitk_xml_value *value = &tag->values[tag->n_values++];
    value->name = take_name(b);
    if (value->name.p == NULL)
      return VITK_NOMEM;
    take_value(b, value, start);
  }
  tag->is_empty = *b->p == '/';
  tag->length = (size_t)(b->p - start) + (tag->is_empty ? 2 : 1);
  tag->lines = b->line - line;
  if (tag->length <= sizeof tag->text) {
    tag->n = tag->length;
    memcpy(tag->text, start, tag->n);
  }
  b->p = start;
  b->line = line;
  return VITK_OK;
}

/* A start tag, which may be that of the record before. libxml2 tells of it when it is at its '>'. */
static int build_start(struct building *b, bool *is_empty) {
  struct vitk_xml_tag *tag = &b->before->tags[b->n_tags];
  int code = VITK_OK;
  b->n_tags += b->n_tags + 1 < VITK_XML_TAGS;
  if (tag->n == 0 || !vitk_bytes_equal(b->p, tag->text, tag->n))
    code = read_tag(b, tag);
  if (code != VITK_OK)
    return code;
  b->line += tag->lines;
  *is_empty = tag->is_empty;
  if (!tag->is_empty)
    b->name_lengths[b->depth++] = tag->name.n;
  code = vitk_builder_open(b->builder, VITK_ELEMENT, tag->name, b->line);
  for (size_t i = 0; code == VITK_OK && i < tag->n_values; i++) {
    const struct vitk_xml_value *value = &tag->values[i];
    code = vitk_builder_leaf(b->builder, VITK_ATTRIBUTE, value->name, (vitk_str){b->p + value->at, value->n}, b->line);
  }
  b->p += tag->length;
  return code;
}

/* The character that a reference at p stands for; p is left after it. */
static char take_reference(const char **p) {
  static const struct {
    const char *text;
    char stands_for;
  } references[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
  size_t i = 0;
  while (i + 1 < sizeof references / sizeof references[0] &&
         strncmp(*p, references[i].text, strlen(references[i].text)) != 0)
    i++;
  *p += strlen(references[i].text);
  return references[i].stands_for;
}

static int build_text(struct building *b) {
  int code = VITK_OK;
  while (code == VITK_OK && *b->p != '<') {
    const char *start = b->p;
    skip_text(b);
    if (b->p > start) {
      code = vitk_builder_text(b->builder, (vitk_str){start, (size_t)(b->p - start)});
    } else {
      char c = take_reference(&b->p);
      code = vitk_builder_text(b->builder, (vitk_str){&c, 1});
    }
  }
  return code;
}

static int build_end(struct building *b) {
  b->p += strlen("</") + b->name_lengths[--b->depth];
  skip_blanks(b);
  b->p++; /* '>' */
  return vitk_builder_close(b->builder);
}

int vitk_xml_build(struct vitk_xml_built *before, struct vitk_xml_parser *parser, struct vitk_builder *builder,
                   const char *p, size_t n) {
  struct building b = {.before = before, .parser = parser, .builder = builder, .p = p, .line = vitk_xml_line(parser)};
  int code = VITK_OK;
  while (code == VITK_OK && b.p < p + n) {
    bool is_empty = false;
    skip_blanks(&b);
    if (*b.p != '<') {
      code = build_text(&b);
    } else if (b.p[1] == '/') {
      code = build_end(&b);
    } else {
      b.p++;
      code = build_start(&b, &is_empty);
    }
    if (code == VITK_OK && is_empty)
      code = vitk_builder_close(builder);
  }
  return code;
}
