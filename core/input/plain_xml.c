#include "core/input/plain_xml.h"

#include "core/base/str.h"
#include "core/input/charset.h"

static const struct reference {
  const char *text;
  char stands_for;
} references[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};

void vitk_plain_stops(bool stops[256]) {
  for (int c = 0; c < 256; c++)
    stops[c] = c < ' ' || c == '<' || c == '&' || c == '>' || c >= 0x80;
}

/* The reference at p, of which no more bytes are looked at than match. NULL: none of the five. */
static const struct reference *reference_at(const char *p) {
  for (size_t i = 0; i < sizeof references / sizeof references[0]; i++)
    if (strncmp(p, references[i].text, strlen(references[i].text)) == 0)
      return &references[i];
  return NULL;
}

/* UTF-8 without U+FFFE and U+FFFF, which XML can't have. */
static bool is_xml_text(vitk_str text) {
  bool broken;
  const char *end = text.p + text.n;
  if (vitk_utf8_prefix(text.p, text.n, &broken) != text.n)
    return false;
  for (const char *p = text.p; (p = memchr(p, 0xEF, (size_t)(end - p))) != NULL; p += 3)
    if (p[1] == '\xBF' && (unsigned char)p[2] >= 0xBE)
      return false;
  return true;
}

bool vitk_plain_text(struct vitk_plain_xml *r, vitk_str *out) {
  const char *start = r->p;
  bool is_ascii = true;
  for (;;) {
    while (!r->stops[(unsigned char)*r->p])
      r->p++;
    if (*r->p == '<')
      break;
    if (*r->p == '&') {
      const struct reference *reference = reference_at(r->p);
      if (reference == NULL)
        return false;
      r->p += strlen(reference->text);
      continue;
    }
    if (*r->p == '\n')
      r->lines++;
    else if ((unsigned char)*r->p >= 0x80)
      is_ascii = false;
    else if (*r->p != '\t')
      return false;
    r->p++;
  }
  *out = (vitk_str){start, (size_t)(r->p - start)};
  return is_ascii || is_xml_text(*out);
}

int vitk_plain_add_text(struct vitk_buffer *to, vitk_str text) {
  const char *end = text.p + text.n, *next;
  int code = VITK_OK;
  while (code == VITK_OK && (next = memchr(text.p, '&', (size_t)(end - text.p))) != NULL) {
    const struct reference *reference = reference_at(next);
    code = vitk_buffer_add(to, text.p, (size_t)(next - text.p));
    if (code == VITK_OK)
      code = vitk_buffer_add(to, &reference->stands_for, 1);
    text.p = next + strlen(reference->text);
  }
  return code == VITK_OK ? vitk_buffer_add(to, text.p, (size_t)(end - text.p)) : code;
}

static bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool read_name(struct vitk_plain_xml *r, vitk_str *out) {
  const char *start = r->p;
  if (!is_name_start(*r->p))
    return false;
  while (is_name_start(*r->p) || (*r->p >= '0' && *r->p <= '9') || *r->p == '-' || *r->p == '.')
    r->p++;
  *out = (vitk_str){start, (size_t)(r->p - start)};
  return true;
}

bool vitk_plain_attribute(struct vitk_plain_xml *r, struct vitk_plain_attributes *seen, vitk_str *value) {
  vitk_str name, rest;
  if (!read_name(r, &name) || vitk_str_is(name, "xmlns"))
    return false;
  if (*r->p == ':') {
    r->p++;
    if (!read_name(r, &rest) || rest.n == 1)
      return false;
    name.n += 1 + rest.n;
  }
  char quote = r->p[1];
  if (r->p[0] != '=' || (quote != '"' && quote != '\''))
    return false;
  const char *start = r->p += 2;
  while (*r->p != '"' && *r->p != '\'' && !r->stops[(unsigned char)*r->p])
    r->p++;
  *value = (vitk_str){start, (size_t)(r->p - start)};
  if (*r->p != quote || seen->n == VITK_PLAIN_ATTRIBUTES)
    return false;
  for (size_t i = 0; i < seen->n; i++)
    if (vitk_str_equal(seen->names[i], name))
      return false;
  seen->names[seen->n++] = name;
  r->p++;
  return true;
}

bool vitk_plain_skip_attributes(struct vitk_plain_xml *r, bool *is_empty) {
  struct vitk_plain_attributes seen;
  vitk_str value;
  seen.n = 0;
  while (vitk_plain_has_attribute(r))
    if (!vitk_plain_attribute(r, &seen, &value))
      return false;
  return vitk_plain_tag_end(r, is_empty);
}
