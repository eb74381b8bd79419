/* xml_parser.c - libxml2's push parser as the calls of a builder. It is given UTF-8 whatever the document declares, and
 * no DTD: what a document type could define (entities, defaults) is refused before it is read. */
#include "core/input/xml_parser.h"

#include "core/base/str.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>

enum { SAID_MAX = 300, NAMES = 256 };

struct vitk_xml_parser {
  const struct vitk_tree_plan *plan;
  struct vitk_builder *builder;
  struct vitk_mender *mender; /* NULL: not to be mended */
  struct vitk_buffer mended;
  size_t block;
  uint64_t offset; /* of what comes next in the text */
  xmlParserCtxtPtr parser;
  int failure;
  char said[SAID_MAX]; /* libxml2's first complaint */
  uint64_t said_line;
  vitk_str names[NAMES]; /* that were asked for last, by their letters */
};

static vitk_str from_xml(const xmlChar *text) {
  return vitk_str_of((const char *)text);
}

static void stop_on(struct vitk_xml_parser *xml, int code) {
  if (code == VITK_OK || xml->failure != VITK_OK)
    return;
  xml->failure = code;
  xmlStopParser(xml->parser);
}

static uint64_t line_of(const struct vitk_xml_parser *xml) {
  return xml->parser->input ? (uint64_t)xml->parser->input->line : 0; /* a node's own line ends at 65535 */
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes) {
  struct vitk_xml_parser *xml = self;
  uint64_t line = line_of(xml);
  (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
  int code = vitk_builder_open(xml->builder, VITK_ELEMENT, from_xml(name), line);
  for (int i = 0; code == VITK_OK && i < n_attributes && vitk_builder_in_record(xml->builder); i++) {
    const xmlChar **attribute = attributes + (ptrdiff_t)5 * i; /* name, prefix, URI, start, end */
    vitk_str text = {(const char *)attribute[3], (size_t)(attribute[4] - attribute[3])};
    code = vitk_builder_leaf(xml->builder, VITK_ATTRIBUTE, from_xml(attribute[0]), text, line);
  }
  stop_on(xml, code);
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  struct vitk_xml_parser *xml = self;
  (void)name, (void)prefix, (void)uri;
  stop_on(xml, vitk_builder_close(xml->builder));
}

static void on_text(void *self, const xmlChar *text, int n) {
  struct vitk_xml_parser *xml = self;
  stop_on(xml, vitk_builder_text(xml->builder, (vitk_str){(const char *)text, n > 0 ? (size_t)n : 0}));
}

static void on_document_type(void *self, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
  struct vitk_xml_parser *xml = self;
  (void)name, (void)public_id, (void)system_id;
  if (xml->failure != VITK_OK)
    return;
  vitk_report(vitk_builder_diags(xml->builder), VITK_ERROR, "dtd",
              (struct vitk_place){.file = xml->plan->file, .line = line_of(xml)}, (vitk_str){NULL, 0},
              "remove the <!DOCTYPE …> from the document",
              "the document has a document type, which can define what is harmful: refused");
  stop_on(xml, VITK_FAILED);
}

/* The first complaint is the cause; its text may end in a line break. */
static void on_complaint(void *self, xmlErrorPtr complaint) {
  struct vitk_xml_parser *xml = self;
  if (complaint == NULL || complaint->level < XML_ERR_ERROR || xml->said[0] != '\0')
    return;
  if (complaint->code == XML_ERR_NO_MEMORY) {
    stop_on(xml, VITK_NOMEM);
    return;
  }
  if (complaint->domain == XML_FROM_NAMESPACE)
    return; /* names are read without their namespace */
  vitk_str said = vitk_str_trim(vitk_str_of(complaint->message ? complaint->message : "unknown reason"));
  size_t n = said.n < SAID_MAX - 1 ? said.n : SAID_MAX - 1;
  memcpy(xml->said, said.p, n);
  xml->said[n] = '\0';
  xml->said_line = line_of(xml);
}

static int not_well_formed(struct vitk_xml_parser *xml) {
  const char *hint = xml->plan->spec.flags & VITK_MEND
                         ? "check that the file is whole: fetch it again; else mend it by hand at this line"
                         : "check that the file is whole: fetch it again; an XML tool such as xmllint tells more";
  vitk_report(vitk_builder_diags(xml->builder), VITK_ERROR, "not-well-formed",
              (struct vitk_place){.file = xml->plan->file, .line = xml->said_line ? xml->said_line : line_of(xml)},
              (vitk_str){NULL, 0}, hint, "the document is no well-formed XML: %s",
              xml->said[0] ? xml->said : "unknown reason");
  return VITK_FAILED;
}

static int parse(struct vitk_xml_parser *xml, const char *text, size_t n) {
  if (xml->failure == VITK_OK && n > 0)
    xmlParseChunk(xml->parser, text, (int)n, 0);
  if (xml->failure == VITK_OK && !xml->parser->wellFormed)
    xml->failure = not_well_formed(xml);
  return xml->failure;
}

/* Takes what the mender told. */
static int parse_mended(void *self, struct vitk_buffer *mended) {
  int code = parse(self, mended->p, mended->n);
  mended->n = 0;
  return code;
}

static int open_libxml2(struct vitk_xml_parser *xml) {
  xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                           .startElementNs = on_start,
                           .endElementNs = on_end,
                           .characters = on_text,
                           .ignorableWhitespace = on_text,
                           .cdataBlock = on_text,
                           .internalSubset = on_document_type,
                           .serror = on_complaint};
  xml->parser = xmlCreatePushParserCtxt(&handler, xml, NULL, 0, NULL);
  if (xml->parser == NULL)
    return VITK_NOMEM;
  /* NOENT: "&amp;" in an attribute is given as "&"; without a DTD there is nothing else to put in */
  xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC | XML_PARSE_COMPACT);
  return VITK_OK;
}

struct vitk_xml_parser *vitk_xml_parser_new(const struct vitk_input *input, const struct vitk_tree_plan *plan,
                                            struct vitk_builder *builder) {
  struct vitk_xml_parser *xml = calloc(1, sizeof *xml);
  if (xml == NULL)
    return NULL;
  *xml = (struct vitk_xml_parser){
      .plan = plan, .builder = builder, .block = input->limits->tree_block, .mended.maximum = SIZE_MAX / 4};
  bool mends = plan->spec.flags & VITK_MEND;
  if (mends)
    xml->mender =
        vitk_mender_new(plan->file, vitk_builder_diags(builder), (struct vitk_mender_sink){parse_mended, xml});
  if ((!mends || xml->mender != NULL) && open_libxml2(xml) == VITK_OK)
    return xml;
  vitk_xml_parser_free(xml);
  return NULL;
}

void vitk_xml_parser_free(struct vitk_xml_parser *xml) {
  if (xml == NULL)
    return;
  if (xml->parser != NULL)
    xmlFreeParserCtxt(xml->parser);
  vitk_mender_free(xml->mender);
  vitk_buffer_free(&xml->mended);
  free(xml);
}

static int parse_end(struct vitk_xml_parser *xml) {
  xmlParseChunk(xml->parser, "", 0, 1);
  if (xml->failure == VITK_OK && !xml->parser->wellFormed)
    xml->failure = not_well_formed(xml);
  return xml->failure;
}

/* A piece that lies in one block; n 0: the end. */
static int parse_piece(struct vitk_xml_parser *xml, const char *text, size_t n) {
  if (xml->mender == NULL)
    return parse(xml, text, n);
  int code = vitk_mender_feed(xml->mender, text, n, &xml->mended);
  return code == VITK_OK ? parse_mended(xml, &xml->mended) : code;
}

/* The pieces of a text that lie in one block each. */
static int feed_pieces(struct vitk_xml_parser *xml, const char *text, size_t n,
                       int (*take)(struct vitk_xml_parser *, const char *, size_t)) {
  int code = VITK_OK;
  for (size_t at = 0, piece; code == VITK_OK && at < n; at += piece) {
    size_t room = xml->block - (size_t)(xml->offset % xml->block);
    piece = n - at < room ? n - at : room;
    xml->offset += piece;
    code = take(xml, text + at, piece);
  }
  return code;
}

int vitk_xml_feed(struct vitk_xml_parser *xml, const char *text, size_t n) {
  if (n > 0)
    return feed_pieces(xml, text, n, parse_piece);
  int code = parse_piece(xml, text, 0);
  return code == VITK_OK ? parse_end(xml) : code;
}

/* Is all parsed that was fed, and what comes content of an element? */
static bool is_between(const struct vitk_xml_parser *xml) {
  const xmlParserInput *input = xml->parser->input;
  return input != NULL && input->cur == input->end && xml->parser->instate == XML_PARSER_CONTENT &&
         (xml->mender == NULL || vitk_mender_in_text(xml->mender));
}

int vitk_xml_feed_to(struct vitk_xml_parser *xml, const char *text, size_t n, const char *ahead, bool *between) {
  *between = false;
  int code = n > 0 ? vitk_xml_feed(xml, text, n) : VITK_OK;
  if (code == VITK_OK && xml->mender != NULL)
    code = vitk_mender_settle(xml->mender, ahead, &xml->mended);
  if (code == VITK_OK && xml->mender != NULL)
    code = parse_mended(xml, &xml->mended);
  *between = code == VITK_OK && is_between(xml);
  return code;
}

int vitk_xml_feed_elements(struct vitk_xml_parser *xml, const char *text, size_t n, uint64_t lines, bool *between) {
  int code = feed_pieces(xml, text, n, parse);
  if (code == VITK_OK && xml->mender != NULL)
    code = vitk_mender_pass(xml->mender, text, n, lines);
  *between = code == VITK_OK && is_between(xml);
  return code;
}

vitk_str vitk_xml_name(struct vitk_xml_parser *xml, vitk_str name) {
  unsigned letters = (unsigned char)name.p[0] + 5U * (unsigned char)name.p[name.n / 2] +
                     11U * (unsigned char)name.p[name.n - 1] + 31U * (unsigned)name.n;
  vitk_str *kept = &xml->names[letters % NAMES];
  if (!vitk_str_equal(*kept, name)) {
    const xmlChar *p = xmlDictLookup(xml->parser->dict, (const xmlChar *)name.p, (int)name.n);
    *kept = (vitk_str){(const char *)p, p ? name.n : 0};
  }
  return *kept;
}

uint64_t vitk_xml_line(const struct vitk_xml_parser *xml) {
  return line_of(xml);
}

int vitk_xml_pass(struct vitk_xml_parser *xml, const char *text, size_t n, uint64_t lines) {
  xml->parser->input->line += (int)lines;
  xml->offset += n;
  return xml->mender ? vitk_mender_pass(xml->mender, text, n, lines) : VITK_OK;
}
