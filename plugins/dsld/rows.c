/* rows.c - a row of a label, whichever form it comes in: is it vitamin K, which vitamer, what does it state. */
#include "dsld.h"

/* "Vitamin K", "Vitamin K (menaquinone)", "Menaquinone-7". */
static bool group_is_k(vitk_str group) {
  return (slice_starts(group, "vitamin") && vitamer_says_k(group)) || vitamer_word(group) != 0;
}

/* A trade name that begins as a vitamer does: "MenaQ7", "VitaMK7", "K2Vital". */
static bool is_trade_name(vitk_str name) {
  if (slice_starts(name, "menaquinone") || slice_starts(name, "menatetrenone"))
    return false;
  if (slice_starts(name, "mena") || slice_starts(name, "vita"))
    return true;
  bool short_name = name.n > 2 && slice_lower(name.p[0]) == 'k' && slice_digit(name.p[1]);
  return short_name && vitamer_letter(name.p[2]);
}

bool vitk_dsld_is_k(vitk_str name, vitk_str group) {
  if (vitamer_says_k(name) || group_is_k(group))
    return true;
  return vitamer_word(name) != 0 && !is_trade_name(name);
}

const char *vitk_dsld_component(const struct dsld_row *row) {
  uint32_t named = vitamers_named(row->name) | row->forms | vitamers_named(row->notes);
  if (named == 0)
    named = vitamers_named(row->group);
  return vitamer_component(named);
}

bool vitk_dsld_undisclosed(const struct dsld_row *row) {
  return row->amount.n == 0 || slice_equal(row->unit, "NP");
}

/* A character as it may stand within a word. */
static char plain(char c) {
  if ((unsigned char)c <= ' ')
    return '_';
  return c;
}

void vitk_dsld_flag(char flags[DSLD_FLAGS_MAX], const char *word, vitk_str text) {
  size_t used = strlen(flags), word_n = strlen(word);
  text.n = (size_t)tell_length(text);
  if (text.n == 0 || used + word_n + text.n + 3 > DSLD_FLAGS_MAX)
    return;
  char *to = flags + used;
  if (used > 0)
    *to++ = ' ';
  memcpy(to, word, word_n);
  to += word_n;
  *to++ = ':';
  for (size_t i = 0; i < text.n; i++)
    *to++ = plain(text.p[i]);
  *to = '\0';
}

int vitk_dsld_code(struct dsld *dsld, vitk_str food_id, const char *scheme, vitk_str text) {
  char word[120];
  size_t n = 0, length = (size_t)tell_length(text);
  bool is_number = strcmp(scheme, "upc") == 0;
  for (size_t i = 0; i < length; i++) {
    bool white = (unsigned char)text.p[i] <= ' ';
    if (!white || !is_number)
      word[n++] = plain(text.p[i]);
  }
  return n == 0 ? VITK_OK : dsld->host->food_code(dsld->context, food_id, scheme, (vitk_str){word, n});
}

/* A serving that is a mass: "5", "Gram(s)". */
static bool is_grams(vitk_str unit) {
  return slice_starts(unit, "gram") || slice_equal(unit, "g");
}

/* "<" goes before the number; "=" is what a number says by itself. */
static vitk_str signed_amount(const struct dsld_row *row, char *to, size_t room) {
  vitk_str sign = row->operator_sign;
  if (sign.n == 0 || row->amount.n == 0 || slice_equal(sign, "=") || sign.n + row->amount.n > room)
    return row->amount;
  memcpy(to, sign.p, sign.n);
  memcpy(to + sign.n, row->amount.p, row->amount.n);
  return (vitk_str){to, sign.n + row->amount.n};
}

int vitk_dsld_state(struct dsld *dsld, vitk_str food_id, const char *component, const struct dsld_row *row) {
  char flags[DSLD_FLAGS_MAX], serving[200], amount[200];
  (void)snprintf(flags, sizeof flags, "%s", row->form_flags);
  (void)snprintf(serving, sizeof serving, "%.*s%s%.*s", TELL_SLICE(row->serving_quantity),
                 row->serving_quantity.n > 0 && row->serving_unit.n > 0 ? " " : "", TELL_SLICE(row->serving_unit));
  vitk_dsld_flag(flags, "serving", slice(serving));
  vitk_dsld_flag(flags, "dv", row->daily_value);
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = food_id,
                                     .component = slice(component),
                                     .amount = signed_amount(row, amount, sizeof amount),
                                     .unit = row->unit,
                                     .basis = VITK_PER_SERVING,
                                     .origin = VITK_LABEL,
                                     .flags = slice(flags),
                                     .file = row->file,
                                     .field = row->field,
                                     .line = row->line};
  if (is_grams(row->serving_unit))
    statement.serving_g = row->serving_quantity;
  if (vitk_dsld_undisclosed(row)) { /* the label lists it, and does not say how much */
    statement.status = VITK_PRESENT;
    statement.amount = row->amount;
  }
  return dsld->host->statement(dsld->context, &statement);
}
