/* store_value.c - values packed and made wide again: what many share is held once. */
#include "core/record/store_inside.h"

#include "core/record/normalise.h"

#include <math.h>

/* The number of a row of `pile` whose bytes are those of `row`; made where it is new. */
static int share(const struct vitk_store *store, struct vitk_pile *pile, struct vitk_index *index, const void *row,
                 uint32_t *out) {
  uint32_t hash = vitk_hash(&store->secret, row, pile->each);
  struct vitk_probe probe = vitk_index_probe(index, hash);
  for (uint32_t at = vitk_index_next(index, &probe); at != VITK_NONE; at = vitk_index_next(index, &probe))
    if (memcmp(vitk_pile_at(pile, at), row, pile->each) == 0) {
      *out = at;
      return VITK_OK;
    }
  void *added = vitk_pile_add(pile);
  if (added == NULL)
    return VITK_NOMEM;
  memcpy(added, row, pile->each);
  *out = pile->n - 1;
  return vitk_index_add(index, hash, *out);
}

int vitk_store_share_manner(struct vitk_store *store, const struct vitk_manner *manner, uint32_t *out) {
  return share(store, &store->manners, &store->manner_index, manner, out);
}

/* Rows are told apart by their bytes: numbers and all that fills a row are one and the same for one meaning. */
static bool same_bytes(const void *a, const void *b, size_t n) {
  return memcmp(a, b, n) == 0;
}

/* One null, so that numbers are compared as bytes. */
static double plain(double number) {
  return isnan(number) ? NAN : number;
}

static int share_numbers(struct vitk_store *store, const struct vitk_value *value, uint32_t *out) {
  struct vitk_numbers numbers = {.upper_ug = value->status == VITK_PRESENT ? plain(value->upper_ug) : NAN,
                                 .sd_ug = plain(value->sd_ug),
                                 .min_ug = plain(value->min_ug),
                                 .max_ug = plain(value->max_ug),
                                 .serving_g = plain(value->serving_g),
                                 .n = value->n};
  *out = 0;
  if (isnan(numbers.upper_ug) && isnan(numbers.sd_ug) && isnan(numbers.min_ug) && isnan(numbers.max_ug) &&
      isnan(numbers.serving_g) && numbers.n < 0)
    return VITK_OK;
  uint32_t last = store->last_numbers;
  if (last > 0 && same_bytes(vitk_pile_at(&store->numbers, last - 1), &numbers, sizeof numbers)) {
    *out = last;
    return VITK_OK;
  }
  uint32_t at;
  int code = share(store, &store->numbers, &store->numbers_index, &numbers, &at);
  if (code == VITK_OK)
    *out = store->last_numbers = at + 1;
  return code;
}

int vitk_store_add_value(struct vitk_store *store, uint32_t food, const struct vitk_value *value,
                         const struct vitk_manner *texts, uint32_t original) {
  struct vitk_manner manner = *texts;
  uint32_t numbers, at = store->last_manner;
  manner.component = (uint8_t)value->component;
  manner.status = value->status;
  manner.basis = value->basis;
  manner.origin = value->origin;
  manner.equivalents = value->equivalents;
  int code = share_numbers(store, value, &numbers);
  bool as_before = store->manners.n > 0 && memcmp(vitk_manner_row(store, at), &manner, sizeof manner) == 0;
  if (code == VITK_OK && !as_before)
    code = vitk_store_share_manner(store, &manner, &at);
  struct vitk_value_row *row = code == VITK_OK ? vitk_pile_add(&store->values) : NULL;
  if (row == NULL)
    return code == VITK_OK ? VITK_NOMEM : code;
  store->last_manner = at;
  double number = value->status == VITK_VALUE         ? value->amount_ug
                  : value->status == VITK_BELOW_LIMIT ? value->upper_ug
                  : value->status == VITK_PRESENT     ? value->lower_ug
                                                      : NAN;
  vitk_food_row(store, food)->n_values++;
  *row = (struct vitk_value_row){number, vitk_store_line(value->line), food, original, at, numbers};
  return VITK_OK;
}

/* The bounds follow from the status and one number, two for a range (docs/dataset.md). */
static void unpack_bounds(const struct vitk_value_row *row, struct vitk_value *out) {
  out->amount_ug = out->lower_ug = out->upper_ug = NAN;
  switch (out->status) {
  case VITK_VALUE:
    out->amount_ug = out->lower_ug = out->upper_ug = row->number;
    break;
  case VITK_ASSUMED_ZERO:
    out->amount_ug = out->lower_ug = out->upper_ug = 0;
    break;
  case VITK_TRACE:
    out->lower_ug = 0;
    break;
  case VITK_BELOW_LIMIT:
    out->lower_ug = 0;
    out->upper_ug = row->number;
    break;
  case VITK_PRESENT:
    out->lower_ug = row->number;
    break;
  default:
    break;
  }
}

void vitk_store_unpack(const struct vitk_store *store, const struct vitk_value_row *row, struct vitk_value *out) {
  const struct vitk_manner *manner = vitk_manner_row(store, row->manner);
  *out = (struct vitk_value){.food = row->food,
                             .component = manner->component,
                             .status = manner->status,
                             .basis = manner->basis,
                             .origin = manner->origin,
                             .equivalents = manner->equivalents,
                             .file = manner->file,
                             .line = row->line,
                             .sd_ug = NAN,
                             .min_ug = NAN,
                             .max_ug = NAN,
                             .serving_g = NAN,
                             .n = -1,
                             .original = vitk_store_text(store, row->original),
                             .original_unit = vitk_store_text(store, manner->unit),
                             .method = vitk_store_text(store, manner->method),
                             .confidence = vitk_store_text(store, manner->confidence),
                             .field = vitk_store_text(store, manner->field),
                             .flags = vitk_store_text(store, manner->flags)};
  unpack_bounds(row, out);
  if (row->numbers == 0)
    return;
  const struct vitk_numbers *numbers = vitk_pile_at(&store->numbers, row->numbers - 1);
  if (out->status == VITK_PRESENT)
    out->upper_ug = numbers->upper_ug;
  out->sd_ug = numbers->sd_ug;
  out->min_ug = numbers->min_ug;
  out->max_ug = numbers->max_ug;
  out->serving_g = numbers->serving_g;
  out->n = numbers->n;
}

int vitk_store_flag(struct vitk_store *store, struct vitk_value_row *row, vitk_str word) {
  char flags[2 * VITK_FLAGS_MAX];
  struct vitk_manner manner = *vitk_manner_row(store, row->manner);
  vitk_str had = vitk_store_text(store, manner.flags);
  size_t n = word.n;
  bool has_it = had.n >= n && vitk_str_equal((vitk_str){had.p, n}, word); /* a dataset's, flagged before */
  if (has_it || had.n > sizeof flags - n - 1)
    return VITK_OK;
  memcpy(flags, word.p, n);
  if (had.n > 0) {
    flags[n++] = ' ';
    memcpy(flags + n, had.p, had.n);
    n += had.n;
  }
  int code = vitk_texts_share(&store->texts, (vitk_str){flags, n}, &manner.flags);
  return code == VITK_OK ? vitk_store_share_manner(store, &manner, &row->manner) : code;
}
