/* store_alike.c - statements that say of their food what one before said of another.
 *
 * Tables state whole columns alike: the same component, unit, method and place, the same number, or another one that is
 * as plain. What such a statement becomes was found out once, and is known again by its texts: by all of them, so that
 * nothing is taken for what it is not. What is kept holds for the source and the rules that it was stated under. */
#include "core/base/quantity.h"
#include "core/record/normalise.h"
#include "core/record/rejection.h"
#include "core/record/store_inside.h"
#include "core/record/unit.h"

#include <stddef.h>

enum { SHORT = 8 /* bytes of an amount that is one word */ };

/* Where the texts that make statements alike stand. */
static const uint16_t texts_at[VITK_ALIKE_TEXTS] = {
#define AT(name) offsetof(struct vitk_statement, name)
    AT(component), AT(unit), AT(method), AT(field), AT(file),       AT(n),        AT(min),
    AT(max),       AT(sd),   AT(limit),  AT(flags), AT(confidence), AT(serving_g)
#undef AT
};

static vitk_str text_of(const struct vitk_statement *s, size_t i) {
  vitk_str text;
  memcpy(&text, (const char *)s + texts_at[i], sizeof text);
  return text;
}

/* How many bytes they have together: those that make up the sum are all that are not blank. */
static size_t bytes_of(const struct vitk_statement *s) {
  return s->component.n + s->unit.n + s->method.n + s->field.n + s->file.n + s->n.n + s->min.n + s->max.n + s->sd.n +
         s->limit.n + s->flags.n + s->confidence.n + s->serving_g.n;
}

static uint32_t last_byte(vitk_str text) {
  return text.n > 0 && text.p != NULL ? (unsigned char)text.p[text.n - 1] : 0;
}

/* Which of the slots is a statement's: what differs between the columns of a table, and from row to row in few ways. */
static struct vitk_alike *slot_of(struct vitk_store *store, const struct vitk_statement *s) {
  uint32_t mixed = last_byte(s->component) + 3 * last_byte(s->method) + 5 * last_byte(s->field) + 7 * s->status +
                   11 * s->basis + (uint32_t)s->method.n;
  return &store->alike[mixed % VITK_ALIKE_SLOTS];
}

static bool has_words(const struct vitk_alike *alike, const struct vitk_statement *s) {
  const uint32_t words[] = {s->status, s->basis, s->origin, s->equivalents};
  return memcmp(alike->words, words, sizeof words) == 0;
}

static bool has_texts(const struct vitk_alike *alike, const struct vitk_statement *s) {
  const char *p = alike->texts;
  if (bytes_of(s) != alike->n_bytes)
    return false;
  for (size_t i = 0; i < alike->n_texts; i++) {
    vitk_str text = text_of(s, alike->which[i]);
    if (text.n != alike->lengths[i] || text.p == NULL || !vitk_bytes_equal(p, text.p, text.n))
      return false;
    p += text.n;
  }
  return true;
}

/* A text of at most SHORT bytes as one word; with its length it is no other's. */
static uint64_t amount_key(vitk_str text) {
  const char *p = text.p;
  const size_t n = text.n;
  if (n >= 4)
    return vitk_load_32(p) | (uint64_t)vitk_load_32(p + n - 4) << 32;
  return n == 0
             ? 0
             : (unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 | (uint64_t)(unsigned char)p[n - 1] << 16;
}

/* A plain number in a unit of this exponent, that is no token: true with what it is, not shared yet. */
static bool read_plain(const struct vitk_store *store, vitk_str text, int32_t exponent, double *out) {
  const struct vitk_source *rules = &vitk_store_current(store)->rules;
  struct vitk_decimal number;
  return text.n <= VITK_DECIMAL_MAX && vitk_quantity_bare(text, rules->decimal_mark, &number) &&
         vitk_token_find(rules, text) == NULL && vitk_decimal_double(&number, exponent, out);
}

/* The same, with the text's number: read once, if it is short. */
static bool take_plain(struct vitk_store *store, vitk_str text, int32_t exponent, struct vitk_value_row *out) {
  if (text.n > SHORT)
    return read_plain(store, text, exponent, &out->number) &&
           vitk_texts_share(&store->texts, text, &out->original) == VITK_OK;
  const struct vitk_amount_read wanted = {.text = amount_key(text),
                                          .stated_under = store->rules_stated,
                                          .exponent = (int16_t)exponent,
                                          .n = (uint16_t)text.n};
  uint64_t mixed = (wanted.text + wanted.n) * UINT64_C(0x9E3779B97F4A7C15);
  struct vitk_amount_read *known = &store->amounts[mixed >> (64 - VITK_AMOUNTS_BITS)];
  if (known->text != wanted.text || known->n != wanted.n || known->stated_under != wanted.stated_under ||
      known->exponent != wanted.exponent) {
    struct vitk_amount_read read = wanted;
    if (!read_plain(store, text, exponent, &read.number) ||
        vitk_texts_share(&store->texts, text, &read.original) != VITK_OK)
      return false;
    *known = read;
  }
  out->number = known->number;
  out->original = known->original;
  return true;
}

/* More is flagged, where the basis is a mass or volume. */
static bool is_plausible(double number, uint32_t basis) {
  return number <= VITK_PLAUSIBLE_MOST_UG || basis == VITK_PER_SERVING;
}

bool vitk_store_alike(struct vitk_store *store, const struct vitk_statement *s, struct vitk_value_row *out,
                      uint32_t *file) {
  const struct vitk_alike *alike = slot_of(store, s);
  if (alike->stated_under != store->rules_stated || !has_words(alike, s) || !has_texts(alike, s) ||
      (s->amount.p == NULL && s->amount.n > 0))
    return false;
  *out = (struct vitk_value_row){alike->number, vitk_store_line(s->line), 0, alike->original, alike->manner,
                                 alike->numbers};
  *file = alike->file;
  if (alike->is_plain)
    return take_plain(store, s->amount, alike->exponent, out) && is_plausible(out->number, s->basis);
  return s->amount.n == alike->amount_n && amount_key(s->amount) == alike->amount;
}

/* Did the amount become the value as a plain number does? */
static bool is_plain(const struct vitk_store *store, const struct vitk_statement *s, const struct vitk_value_row *row,
                     int32_t *exponent) {
  struct vitk_unit unit;
  double number;
  if (vitk_manner_row(store, row->manner)->status != VITK_VALUE || vitk_unit_find(s->unit, &unit) != VITK_UNIT_OK)
    return false;
  *exponent = unit.exponent;
  return read_plain(store, s->amount, unit.exponent, &number) && is_plausible(number, s->basis);
}

void vitk_store_keep_alike(struct vitk_store *store, const struct vitk_statement *s, const struct vitk_value_row *row) {
  struct vitk_alike alike = {.stated_under = store->rules_stated,
                             .words = {s->status, s->basis, s->origin, s->equivalents},
                             .amount_n = (uint32_t)s->amount.n,
                             .file = vitk_manner_row(store, row->manner)->file,
                             .manner = row->manner,
                             .original = row->original,
                             .numbers = row->numbers,
                             .number = row->number};
  for (size_t i = 0; i < VITK_ALIKE_TEXTS; i++) {
    vitk_str text = text_of(s, i);
    if (text.n == 0)
      continue;
    if (text.n > sizeof alike.texts - alike.n_bytes)
      return;
    memcpy(alike.texts + alike.n_bytes, text.p, text.n);
    alike.n_bytes = (uint8_t)(alike.n_bytes + text.n);
    alike.which[alike.n_texts] = (uint8_t)i;
    alike.lengths[alike.n_texts++] = (uint8_t)text.n;
  }
  alike.is_plain = is_plain(store, s, row, &alike.exponent);
  if (!alike.is_plain && s->amount.n > SHORT)
    return;
  alike.amount = alike.is_plain ? 0 : amount_key(s->amount);
  *slot_of(store, s) = alike;
}
