/* part.c - a part over libxml2's push parser. */
#include "core/input/part.h"

#include "core/base/str.h"

#include <archive.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>

enum { CHUNK = 16384, SAID_MAX = 300, NAME_SHOWN = 200 };

struct vitk_part {
  const struct vitk_input *input;
  const struct vitk_package *package;
  const char *name; /* the caller's, which outlives the part */
  const struct vitk_part_reader *reader;
  void *self;
  struct archive *archive;
  xmlParserCtxtPtr parser;
  uint64_t bytes;
  int outcome; /* VITK_OK while there is more */
  char said[SAID_MAX];
  char chunk[CHUNK];
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

static void stop_on(struct vitk_part *part, int code) {
  if (code == VITK_OK || part->outcome != VITK_OK)
    return;
  part->outcome = code;
  xmlStopParser(part->parser);
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **list) {
  struct vitk_part *part = self;
  struct vitk_attributes attributes = {list, n_attributes};
  (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
  if (part->outcome == VITK_OK)
    stop_on(part, part->reader->start(part->self, (const char *)name, &attributes));
}

static void on_end(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  struct vitk_part *part = self;
  (void)prefix, (void)uri;
  if (part->outcome == VITK_OK)
    stop_on(part, part->reader->end(part->self, (const char *)name));
}

static void on_text(void *self, const xmlChar *text, int n) {
  struct vitk_part *part = self;
  if (part->outcome == VITK_OK)
    stop_on(part, part->reader->text(part->self, (vitk_str){(const char *)text, n > 0 ? (size_t)n : 0}));
}

static int told(const struct vitk_part *part, const char *code, const char *hint, const char *what, const char *why) {
  vitk_report(part->input->diags, VITK_ERROR, code, (struct vitk_place){.file = part->package->file},
              (vitk_str){NULL, 0}, hint, "the part \"%.*s\" of the workbook %s%s", NAME_SHOWN, part->name, what, why);
  return VITK_FAILED;
}

static void on_document_type(void *self, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id) {
  struct vitk_part *part = self;
  (void)name, (void)public_id, (void)system_id;
  if (part->outcome == VITK_OK)
    stop_on(part, told(part, "dtd", "open it in a spreadsheet program and save it again",
                       "has a document type, which can define what is harmful: refused", ""));
}

/* The first complaint is the cause. */
static void on_complaint(void *self, xmlErrorPtr complaint) {
  struct vitk_part *part = self;
  if (complaint == NULL || complaint->level < XML_ERR_ERROR || part->said[0] != '\0')
    return;
  if (complaint->code == XML_ERR_NO_MEMORY) {
    stop_on(part, VITK_NOMEM);
    return;
  }
  if (complaint->domain == XML_FROM_NAMESPACE)
    return;
  vitk_str said = vitk_str_trim(vitk_str_of(complaint->message ? complaint->message : "unknown reason"));
  snprintf(part->said, sizeof part->said, "%.*s", VITK_STR_ARG(said));
}

static int open_parser(struct vitk_part *part) {
  xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                           .startElementNs = on_start,
                           .endElementNs = on_end,
                           .characters = on_text,
                           .ignorableWhitespace = on_text,
                           .cdataBlock = on_text,
                           .internalSubset = on_document_type,
                           .serror = on_complaint};
  part->parser = xmlCreatePushParserCtxt(&handler, part, NULL, 0, NULL);
  if (part->parser == NULL)
    return VITK_NOMEM;
  xmlCtxtUseOptions(part->parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_COMPACT);
  return VITK_OK;
}

int vitk_part_open(const struct vitk_input *input, const struct vitk_package *package, const char *name,
                   const struct vitk_part_reader *reader, void *self, struct vitk_part **out) {
  *out = NULL;
  struct vitk_part *part = malloc(sizeof *part);
  if (part == NULL)
    return VITK_NOMEM;
  memset(part, 0, offsetof(struct vitk_part, chunk));
  part->input = input;
  part->package = package;
  part->name = name;
  part->reader = reader;
  part->self = self;
  int code = vitk_package_find(input, package, name, &part->archive);
  if (code == VITK_OK)
    code = open_parser(part);
  if (code != VITK_OK) {
    vitk_part_close(part);
    return code;
  }
  *out = part;
  return VITK_OK;
}

void vitk_part_close(struct vitk_part *part) {
  if (part == NULL)
    return;
  if (part->parser != NULL)
    xmlFreeParserCtxt(part->parser);
  archive_read_free(part->archive);
  free(part);
}

static int read_chunk(struct vitk_part *part, size_t *got) {
  size_t most = part->input->limits->read_size;
  la_ssize_t n;
  do {
    n = archive_read_data(part->archive, part->chunk, most > 0 && most < CHUNK ? most : CHUNK);
  } while (n == ARCHIVE_RETRY);
  if (n < 0)
    return vitk_package_broken(part->input, part->package, part->archive);
  part->bytes += (uint64_t)n;
  if (part->bytes > part->input->limits->part_bytes)
    return told(part, "limit", "an archive that unpacks to this much is likely made to do harm", "is too long", "");
  *got = (size_t)n;
  return VITK_OK;
}

int vitk_part_advance(struct vitk_part *part) {
  size_t n = 0;
  if (part->outcome != VITK_OK)
    return part->outcome;
  int code = read_chunk(part, &n);
  if (code != VITK_OK) {
    part->outcome = code;
    return code;
  }
  xmlParseChunk(part->parser, part->chunk, (int)n, n == 0);
  if (part->outcome == VITK_OK && !part->parser->wellFormed)
    part->outcome = told(part, "not-well-formed", "check that the file is whole: fetch it again, or save it anew",
                         "is no well-formed XML: ", part->said[0] ? part->said : "unknown reason");
  if (part->outcome == VITK_OK && n == 0)
    part->outcome = VITK_END;
  return part->outcome;
}

int vitk_part_read(const struct vitk_input *input, const struct vitk_package *package, const char *name,
                   const struct vitk_part_reader *reader, void *self) {
  struct vitk_part *part;
  int code = vitk_part_open(input, package, name, reader, self, &part);
  if (code != VITK_OK)
    return code;
  do {
    code = vitk_part_advance(part);
  } while (code == VITK_OK);
  vitk_part_close(part);
  return code == VITK_END ? VITK_OK : code;
}
