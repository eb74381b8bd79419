/* libxml2.c - CIQUAL's XML set by libxml2's SAX2 reader alone, which reads all of it.
 * usage: libxml2 COMPO.xml ALIM.xml OUT.csv */
#include "records.h"

#include <libxml/parser.h>

static struct text content, food, constituent, amount, name;
static int in_field;

static int is(const xmlChar *element, const char *name_of) {
  return strcmp((const char *)element, name_of) == 0;
}

static void start(void *self, const xmlChar *element, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                  const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes) {
  (void)self, (void)prefix, (void)uri, (void)n_namespaces, (void)namespaces, (void)n_attributes;
  (void)n_defaulted, (void)attributes;
  in_field =
      is(element, "alim_code") || is(element, "const_code") || is(element, "teneur") || is(element, "alim_nom_fr");
  content.n = 0;
}

static void characters(void *self, const xmlChar *p, int n) {
  (void)self;
  if (in_field)
    text_add(&content, (const char *)p, (size_t)n);
}

static void end(void *self, const xmlChar *element, const xmlChar *prefix, const xmlChar *uri) {
  (void)self, (void)prefix, (void)uri;
  struct text *field = is(element, "alim_code")     ? &food
                       : is(element, "const_code")  ? &constituent
                       : is(element, "teneur")      ? &amount
                       : is(element, "alim_nom_fr") ? &name
                                                    : NULL;
  if (field != NULL) {
    text_trim(&content);
    text_set(field, content.p, content.n);
    in_field = 0;
  } else if (is(element, "COMPO")) {
    if ((strcmp(constituent.p, "54101") == 0 || strcmp(constituent.p, "54104") == 0) && amount.n > 0)
      record_add(food_of(food.p, food.n), &constituent, &amount);
  } else if (is(element, "ALIM")) {
    struct food *found = food_find(food.p, food.n);
    if (found != NULL && found->name == NULL)
      found->name = copy_of(name.p, name.n);
  }
}

static int parse(void *self, char *block, size_t n) {
  return xmlParseChunk(self, block, (int)n, 0);
}

static int read_file(const char *path) {
  xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                           .startElementNs = start,
                           .endElementNs = end,
                           .characters = characters,
                           .ignorableWhitespace = characters};
  xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, path);
  int code = parser == NULL || each_block(path, parse, parser) != 0 || xmlParseChunk(parser, "", 0, 1) != 0;
  if (code != 0)
    fprintf(stderr, "%s: not read\n", path);
  xmlFreeParserCtxt(parser);
  return code;
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  if (read_file(argv[1]) != 0 || read_file(argv[2]) != 0)
    return 1;
  return records_write(argv[3]);
}
