#include "core/input/part_parser.h"

#include "core/base/str.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>

enum { SAID_MAX = 300, NAME_SHOWN = 200, DEPTH_MAX = 16 };

struct vitk_part_parser {
  const struct vitk_input *input;
  vitk_str file;
  const char *name;
  const struct vitk_part_reader *reader;
  void *self;
  xmlParserCtxtPtr libxml2;
  uint64_t offset; /* of what comes next in the part */
  int outcome;     /* VITK_OK while there is more */
  char said[SAID_MAX];
};

vitk_str vitk_attribute(const struct vitk_attributes *attributes, const char *name, const char *space) {
  for (int i = 0; i < attributes->n; i++) {
    const unsigned char **attribute = attributes->list + (ptrdiff_t)5 * i;
    const char *uri = (const char *)attribute[2];
    bool fits = space == NULL ? uri == NULL : uri != NULL && strstr(uri, space) != NULL;
    if (fits && strcmp((const char *)attribute[0], name) == 0)
      return (vitk_str){(const char *)attribute[3], (size_t)(attribute[4] - attribute[3])};
  }
  return (vitk_str){NULL, 0};
}

static void stop_on(struct vitk_part_parser *parser, int code) {
  if (code == VITK_OK || parser->outcome != VITK_OK)
    return;
  parser->outcome = code;
  xmlStopParser(parser->libxml2);
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **list) {
  struct vitk_part_parser *parser = self;
  struct vitk_attributes attributes = {list, n_attributes};
  (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
  if (parser->outcome == VITK_OK)
    stop_on(parser, parser->reader->start(parser->self, (const char *)name, &attributes));
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  struct vitk_part_parser *parser = self;
  (void)prefix, (void)uri;
  if (parser->outcome == VITK_OK)
    stop_on(parser, parser->reader->end(parser->self, (const char *)name));
}

static void on_text(void *self, const xmlChar *text, int n) {
  struct vitk_part_parser *parser = self;
  if (parser->outcome == VITK_OK)
    stop_on(parser, parser->reader->text(parser->self, (vitk_str){(const char *)text, n > 0 ? (size_t)n : 0}));
}

int vitk_part_parser_told(const struct vitk_part_parser *parser, const char *code, const char *hint, const char *what,
                          const char *why) {
  vitk_report(parser->input->diags, VITK_ERROR, code, (struct vitk_place){.file = parser->file}, (vitk_str){NULL, 0},
              hint, "the part \"%.*s\" of the workbook %s%s", NAME_SHOWN, parser->name, what, why);
  return VITK_FAILED;
}

static void on_document_type(void *self, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
  struct vitk_part_parser *parser = self;
  (void)name, (void)public_id, (void)system_id;
  if (parser->outcome == VITK_OK)
    stop_on(parser, vitk_part_parser_told(parser, "dtd", "open it in a spreadsheet program and save it again",
                                          "has a document type, which can define what is harmful: refused", ""));
}

/* The first complaint is the cause. */
static void on_complaint(void *self, xmlErrorPtr complaint) {
  struct vitk_part_parser *parser = self;
  if (complaint == NULL || complaint->level < XML_ERR_ERROR || parser->said[0] != '\0')
    return;
  if (complaint->code == XML_ERR_NO_MEMORY) {
    stop_on(parser, VITK_NOMEM);
    return;
  }
  if (complaint->domain == XML_FROM_NAMESPACE)
    return;
  vitk_str said = vitk_str_trim(vitk_str_of(complaint->message ? complaint->message : "unknown reason"));
  snprintf(parser->said, sizeof parser->said, "%.*s", VITK_STR_ARG(said));
}

static int open_libxml2(struct vitk_part_parser *parser) {
  xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                           .startElementNs = on_start,
                           .endElementNs = on_end,
                           .characters = on_text,
                           .ignorableWhitespace = on_text,
                           .cdataBlock = on_text,
                           .internalSubset = on_document_type,
                           .serror = on_complaint};
  parser->libxml2 = xmlCreatePushParserCtxt(&handler, parser, NULL, 0, NULL);
  if (parser->libxml2 == NULL)
    return VITK_NOMEM;
  xmlCtxtUseOptions(parser->libxml2, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_COMPACT);
  return VITK_OK;
}

struct vitk_part_parser *vitk_part_parser_new(const struct vitk_input *input, vitk_str file, const char *name,
                                              const struct vitk_part_reader *reader, void *self) {
  struct vitk_part_parser *parser = malloc(sizeof *parser);
  if (parser == NULL)
    return NULL;
  *parser = (struct vitk_part_parser){.input = input, .file = file, .name = name, .reader = reader, .self = self};
  if (open_libxml2(parser) == VITK_OK)
    return parser;
  free(parser);
  return NULL;
}

void vitk_part_parser_free(struct vitk_part_parser *parser) {
  if (parser == NULL)
    return;
  xmlFreeParserCtxt(parser->libxml2);
  free(parser);
}

/* A piece that lies in one block, or the end. */
static void parse(struct vitk_part_parser *parser, const char *p, size_t n) {
  parser->offset += n;
  xmlParseChunk(parser->libxml2, p, (int)n, n == 0);
  if (parser->outcome == VITK_OK && !parser->libxml2->wellFormed)
    parser->outcome = vitk_part_parser_told(
        parser, "not-well-formed", "check that the file is whole: fetch it again, or save it anew",
        "is no well-formed XML: ", parser->said[0] ? parser->said : "unknown reason");
}

/* libxml2 is given blocks that end at the same places of the part whatever is passed over: what it says first of XML
 * with more than one fault depends on them. */
int vitk_part_parser_feed(struct vitk_part_parser *parser, const char *p, size_t n) {
  size_t block = parser->input->limits->tree_block;
  if (n == 0 && parser->outcome == VITK_OK) {
    parse(parser, "", 0);
    if (parser->outcome == VITK_OK)
      parser->outcome = VITK_END;
  }
  for (size_t piece; parser->outcome == VITK_OK && n > 0; p += piece, n -= piece) {
    size_t room = block - (size_t)(parser->offset % block);
    piece = n < room ? n : room;
    parse(parser, p, piece);
  }
  return parser->outcome;
}

bool vitk_part_parser_is_in(const struct vitk_part_parser *parser, const char *element) {
  const struct _xmlParserCtxt *libxml2 = parser->libxml2;
  const xmlParserInput *input = libxml2->input;
  return parser->outcome == VITK_OK && input != NULL && input->cur == input->end &&
         libxml2->instate == XML_PARSER_CONTENT && libxml2->name != NULL && libxml2->nameNr < DEPTH_MAX &&
         strcmp((const char *)libxml2->name, element) == 0 && input->buf != NULL && input->buf->encoder == NULL;
}

void vitk_part_parser_pass(struct vitk_part_parser *parser, size_t n, uint64_t lines) {
  parser->offset += n;
  parser->libxml2->input->line += (int)lines;
}
