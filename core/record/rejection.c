#include "core/record/rejection.h"

#include "core/record/component.h"
#include "core/record/unit.h"
#include "core/record/wellformed.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

enum { BRIEF_MAX = 60 };

vitk_str vitk_brief(vitk_str text) {
  return (vitk_str){text.p, vitk_wellformed_cut(text, BRIEF_MAX)};
}

int vitk_reject(struct vitk_rejection *why, const char *code, const char *hint, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(why->message, sizeof why->message, format, arguments);
  va_end(arguments);
  if (n >= (int)sizeof why->message) { /* cut: not within a character */
    char *end = why->message + sizeof why->message - 1;
    while (end > why->message && ((unsigned char)end[-1] & 0xC0) == 0x80)
      end--;
    if (end > why->message && (unsigned char)end[-1] >= 0xC0)
      end--;
    *end = '\0';
  }
  why->code = code;
  why->hint = hint;
  return VITK_REJECTED;
}

static const char *component_hint(vitk_str component) {
  if (vitk_str_is(component, "K"))
    return "K is the tagname of potassium; vitamin K is VITK, VITK1, VITK1D, VITK2, MK4 … MK13.";
  if (vitk_str_is(component, "NA"))
    return "NA is the tagname of sodium; vitamin K is VITK, VITK1, VITK1D, VITK2, MK4 … MK13.";
  for (uint32_t i = 0; i < vitk_n_components; i++)
    if (component.n == strlen(vitk_components[i].id) &&
        strncasecmp(component.p, vitk_components[i].id, component.n) == 0)
      return "Tagnames are written in capitals.";
  return "Use an INFOODS tagname of vitamin K: VITK, VITK1, VITK1D, VITK2, MK4 … MK13.";
}

int vitk_reject_component(struct vitk_rejection *why, vitk_str component) {
  vitk_str brief = vitk_brief(component);
  return vitk_reject(why, "unknown-component", component_hint(component), "\"%.*s\" is no component of vitamin K",
                     VITK_STR_ARG(brief));
}

int vitk_reject_unit(struct vitk_rejection *why, int found, vitk_str unit) {
  vitk_str brief = vitk_brief(unit);
  if (vitk_str_trim(unit).n == 0)
    return vitk_reject(why, "no-unit", "Say the unit that the source's header or description gives.",
                       "the amount is a number and has no unit");
  if (found == VITK_UNIT_REFUSED)
    return vitk_reject(why, "unit-iu", "Find the amount in µg: a factor would be another vitamin's.",
                       "the unit is \"%.*s\", and there are no international units of vitamin K", VITK_STR_ARG(brief));
  return vitk_reject(why, "unknown-unit",
                     "Known are pg, ng, µg (ug, mcg, microgram), mg, g and kg, alone or per 100 g, g, kg, 100 ml, ml, "
                     "dl or l, as in \"µg/100 g\".",
                     "\"%.*s\" is no known unit of mass", VITK_STR_ARG(brief));
}

static const struct vitk_token *token_at(const struct vitk_source *rules, uint32_t index) {
  return (const struct vitk_token *)(const void *)((const char *)rules->tokens + (size_t)index * rules->token_stride);
}

const struct vitk_token *vitk_token_find(const struct vitk_source *rules, vitk_str text) {
  for (uint32_t i = 0; i < rules->n_tokens; i++) {
    const struct vitk_token *token = token_at(rules, i);
    if (vitk_str_equal(text, vitk_str_trim(vitk_str_of(token->text))))
      return token;
  }
  return NULL;
}

/* "-", "traces", …: as many as have room. */
static void list_tokens(const struct vitk_source *rules, char *to, size_t room) {
  size_t used = 0;
  to[0] = '\0';
  for (uint32_t i = 0; i < rules->n_tokens; i++) {
    const char *text = token_at(rules, i)->text;
    if (text[0] == '\0')
      continue;
    int n = snprintf(to + used, room - used, "%s\"%s\"", used ? ", " : "", text);
    if (n < 0 || (size_t)n >= room - used) {
      to[used] = '\0';
      return;
    }
    used += (size_t)n;
  }
}

int vitk_reject_number(struct vitk_rejection *why, const struct vitk_source *rules, vitk_str amount) {
  char tokens[120];
  list_tokens(rules, tokens, sizeof tokens);
  char mark = rules->decimal_mark == ',' ? ',' : '.', other = mark == ',' ? '.' : ',';
  bool has_other = amount.n > 0 && memchr(amount.p, other, amount.n) != NULL;
  const char *hint = "If the source uses this text, give it a meaning among the source's tokens.";
  if (has_other && isdigit((unsigned char)amount.p[amount.n - 1]))
    hint = "If this is a number, the source's decimal mark or its grouping is not what was said.";
  vitk_str brief = vitk_brief(amount);
  return vitk_reject(why, "not-a-number", hint, "\"%.*s\" is no number; expected one with decimal mark '%c'%s%s",
                     VITK_STR_ARG(brief), mark, tokens[0] ? ", or one of " : "", tokens);
}
