/* xml.c - XML over libxml2's push parser. It is given UTF-8 whatever the document declares, and no DTD: what a
 * document type could define (entities, defaults) is refused before it is read. */
#include "core/base/str.h"
#include "core/input/mend.h"
#include "core/input/records.h"
#include "core/input/text.h"
#include "core/input/tree.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <strings.h>

enum { CHUNK = 16384, DECLARATION_MAX = 1024, SAID_MAX = 300 };

struct xml_records {
  struct vitk_record_source source;
  const struct vitk_input *input;
  const struct vitk_tree_plan *plan;
  struct vitk_text *text;
  struct vitk_mender *mender; /* NULL: not to be mended */
  struct vitk_builder *builder;
  xmlParserCtxtPtr parser;
  bool ended;
  int failure;
  char said[SAID_MAX]; /* libxml2's first complaint */
  uint64_t said_line;
  struct vitk_buffer mended;
  char chunk[CHUNK];
};

static vitk_str from_xml(const xmlChar *text) {
  return vitk_str_of((const char *)text);
}

static void stop_on(struct xml_records *xml, int code) {
  if (code == VITK_OK || xml->failure != VITK_OK)
    return;
  xml->failure = code;
  xmlStopParser(xml->parser);
}

static uint64_t line_of(const struct xml_records *xml) {
  return xml->parser->input ? (uint64_t)xml->parser->input->line : 0; /* a node's own line ends at 65535 */
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes) {
  struct xml_records *xml = self;
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
  struct xml_records *xml = self;
  (void)name, (void)prefix, (void)uri;
  stop_on(xml, vitk_builder_close(xml->builder));
}

static void on_text(void *self, const xmlChar *text, int n) {
  struct xml_records *xml = self;
  stop_on(xml, vitk_builder_text(xml->builder, (vitk_str){(const char *)text, n > 0 ? (size_t)n : 0}));
}

static void on_document_type(void *self, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
  struct xml_records *xml = self;
  (void)name, (void)public_id, (void)system_id;
  if (xml->failure != VITK_OK)
    return;
  vitk_report(xml->input->diags, VITK_ERROR, "dtd", (struct vitk_place){.file = xml->plan->file, .line = line_of(xml)},
              (vitk_str){NULL, 0}, "remove the <!DOCTYPE …> from the document",
              "the document has a document type, which can define what is harmful: refused");
  stop_on(xml, VITK_FAILED);
}

/* The first complaint is the cause; its text may end in a line break. */
static void on_complaint(void *self, xmlErrorPtr complaint) {
  struct xml_records *xml = self;
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

static int not_well_formed(struct xml_records *xml) {
  const char *hint = xml->plan->spec.flags & VITK_MEND
                         ? "check that the file is whole: fetch it again; else mend it by hand at this line"
                         : "check that the file is whole: fetch it again; an XML tool such as xmllint tells more";
  vitk_report(xml->input->diags, VITK_ERROR, "not-well-formed",
              (struct vitk_place){.file = xml->plan->file, .line = xml->said_line ? xml->said_line : line_of(xml)},
              (vitk_str){NULL, 0}, hint, "the document is no well-formed XML: %s",
              xml->said[0] ? xml->said : "unknown reason");
  return VITK_FAILED;
}

/* n 0: the end. */
static int parse(struct xml_records *xml, const char *text, size_t n) {
  xmlParseChunk(xml->parser, text, (int)n, n == 0);
  if (xml->failure == VITK_OK && !xml->parser->wellFormed)
    xml->failure = not_well_formed(xml);
  return xml->failure;
}

/* Mended text may be longer than what libxml2 takes at once. */
static int parse_mended(struct xml_records *xml, const char *text, size_t n) {
  xml->mended.n = 0;
  int code = vitk_mender_feed(xml->mender, text, n, &xml->mended);
  for (size_t at = 0; code == VITK_OK && at < xml->mended.n; at += CHUNK)
    code = parse(xml, xml->mended.p + at, xml->mended.n - at < CHUNK ? xml->mended.n - at : CHUNK);
  return code == VITK_OK && n == 0 ? parse(xml, "", 0) : code;
}

static int advance(struct xml_records *xml) {
  size_t n;
  int code = vitk_text_read(xml->text, xml->chunk, CHUNK, &n);
  if (code != VITK_OK)
    return code;
  xml->ended = n == 0;
  return xml->mender ? parse_mended(xml, xml->chunk, n) : parse(xml, xml->chunk, n);
}

/* Records that were whole before a failure are given before it is told. */
static int xml_next(struct vitk_record_source *source, const struct vitk_node **out) {
  struct xml_records *xml = (struct xml_records *)source;
  for (;;) {
    *out = vitk_builder_take(xml->builder);
    if (*out != NULL)
      return VITK_OK;
    if (xml->failure != VITK_OK)
      return xml->failure;
    if (xml->ended)
      return VITK_END;
    xml->failure = advance(xml);
  }
}

static void xml_close(struct vitk_record_source *source) {
  struct xml_records *xml = (struct xml_records *)source;
  if (xml->parser != NULL)
    xmlFreeParserCtxt(xml->parser);
  vitk_text_close(xml->text);
  vitk_mender_free(xml->mender);
  vitk_builder_free(xml->builder);
  vitk_buffer_free(&xml->mended);
  free(xml);
}

/* The charset that the document's first bytes declare, into `to`; "utf-8" where they say nothing. */
static const char *declared_charset(vitk_str head, char *to, size_t room) {
  if (head.n >= 4 && memcmp(head.p, "<\0?\0", 4) == 0)
    return "utf-16le";
  if (head.n >= 4 && memcmp(head.p, "\0<\0?", 4) == 0)
    return "utf-16be";
  if (head.n < 5 || memcmp(head.p, "<?xml", 5) != 0)
    return "utf-8";
  size_t most = head.n < DECLARATION_MAX ? head.n : DECLARATION_MAX;
  const char *end = memmem(head.p, most, "?>", 2);
  const char *at = end ? memmem(head.p, (size_t)(end - head.p), "encoding", 8) : NULL;
  while (at != NULL && at < end && *at != '"' && *at != '\'')
    at++;
  if (at == NULL || at == end)
    return "utf-8";
  const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
  size_t n = close ? (size_t)(close - at - 1) : 0;
  if (n == 0 || n >= room || (n >= 6 && strncasecmp(at + 1, "utf-16", 6) == 0))
    return "utf-8"; /* it was read byte by byte: it can't be UTF-16 */
  memcpy(to, at + 1, n);
  to[n] = '\0';
  return to;
}

static int open_text(struct xml_records *xml) {
  char declared[64];
  vitk_str head;
  struct vitk_stream *stream;
  const char *charset = xml->plan->spec.charset;
  int code = vitk_bundle_head(xml->input->bundle, xml->plan->spec.member, &head);
  if (code != VITK_OK)
    return code;
  if (charset == NULL)
    charset = declared_charset(head, declared, sizeof declared);
  code = vitk_bundle_stream(xml->input->bundle, xml->plan->spec.member, &stream);
  return code != VITK_OK
             ? code
             : vitk_text_open(stream, xml->plan->file, charset, xml->input->limits, xml->input->diags, &xml->text);
}

static int open_parser(struct xml_records *xml) {
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

int vitk_xml_open(const struct vitk_input *input, const struct vitk_tree_plan *plan, struct vitk_record_source **out) {
  *out = NULL;
  if (plan->path_length == 0) { /* XML has one root and no records without a path */
    vitk_report(input->diags, VITK_ERROR, "not-well-formed", (struct vitk_place){.file = plan->file, .line = 1},
                (vitk_str){NULL, 0}, "check that it is the file that is meant",
                "JSON was expected, and the document begins as XML does, with '<'");
    return VITK_FAILED;
  }
  struct xml_records *xml = malloc(sizeof *xml);
  if (xml == NULL)
    return VITK_NOMEM;
  memset(xml, 0, offsetof(struct xml_records, chunk));
  xml->source = (struct vitk_record_source){xml_next, xml_close};
  xml->input = input;
  xml->plan = plan;
  xml->mended.maximum = (size_t)CHUNK * 16;
  int code = open_text(xml);
  if (code == VITK_OK)
    code = open_parser(xml);
  if (code == VITK_OK && plan->spec.flags & VITK_MEND) {
    xml->mender = vitk_mender_new(plan->file, input->diags);
    code = xml->mender ? VITK_OK : VITK_NOMEM;
  }
  if (code == VITK_OK) {
    xml->builder = vitk_builder_new(input, plan, true); /* libxml2 keeps names as long as the parser */
    code = xml->builder ? VITK_OK : VITK_NOMEM;
  }
  if (code != VITK_OK) {
    xml_close(&xml->source);
    return code;
  }
  *out = &xml->source;
  return VITK_OK;
}
