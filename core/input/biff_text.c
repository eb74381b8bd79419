/* biff_text.c - texts of a workbook: of BIFF 8 Latin-1 or UTF-16, before it of a character set that the file names. */
#include "core/base/str.h"
#include "core/input/biff.h"

enum { WIDE = 1, HAS_PHONETIC = 4, HAS_RUNS = 8, RUN_BYTES = 4, LEAST_TEXT = 3 };

/* A character as UTF-8 into `to`, of up to 4 bytes. */
static size_t put_utf8(uint32_t c, char *to) {
  static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
  if (c < 0x80) {
    to[0] = (char)c;
    return 1;
  }
  size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (size_t i = n; i-- > 1; c >>= 6)
    to[i] = (char)(0x80 | (c & 0x3F));
  to[0] = (char)(first[n] | c);
  return n;
}

static bool is_half(uint32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

/* Half a surrogate pair becomes U+FFFD. Three bytes a unit are enough. */
static size_t from_units(const char *p, size_t units, bool wide, char *to) {
  size_t n = 0;
  for (size_t i = 0; i < units; i++) {
    uint32_t c = wide ? vitk_u16(p + 2 * i) : (unsigned char)p[i];
    uint32_t low = is_half(c) && c < 0xDC00 && i + 1 < units ? vitk_u16(p + 2 * (i + 1)) : 0;
    if (low >= 0xDC00 && is_half(low)) {
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      i++;
    } else if (is_half(c)) {
      c = 0xFFFD;
    }
    n += put_utf8(c ? c : ' ', to + n);
  }
  return n;
}

/* A byte that is no character becomes U+FFFD. There is room for four bytes a byte. */
static size_t from_charset(iconv_t converter, vitk_str text, char *to, size_t room) {
  char *in, *out = to;
  size_t left = text.n;
  memcpy(&in, &text.p, sizeof in); /* iconv does not write to it */
  (void)iconv(converter, NULL, NULL, NULL, NULL);
  while (left > 0 && iconv(converter, &in, &left, &out, &room) == (size_t)-1 && left > 0 && room >= 4) {
    size_t n = put_utf8(0xFFFD, out);
    out += n;
    room -= n;
    in++;
    left--;
  }
  return (size_t)(out - to);
}

int vitk_biff_text(struct vitk_biff *book, struct vitk_arena *arena, vitk_str data, size_t units, bool wide,
                   vitk_str *out) {
  size_t bytes = book->is_biff8 && wide ? units * 2 : units;
  if (bytes > data.n)
    return VITK_END;
  char *text = vitk_arena_alloc(arena, units * 4 + 4);
  if (text == NULL)
    return VITK_NOMEM;
  size_t n = book->is_biff8 ? from_units(data.p, units, wide, text)
                            : from_charset(book->converter, (vitk_str){data.p, units}, text, units * 4 + 4);
  *out = (vitk_str){text, n};
  return VITK_OK;
}

int vitk_biff_sized_text(struct vitk_biff *book, struct vitk_arena *arena, vitk_str data, size_t length_bytes,
                         vitk_str *out) {
  size_t head = length_bytes + book->is_biff8;
  if (data.n < head)
    return VITK_END;
  size_t units = length_bytes == 1 ? (unsigned char)data.p[0] : vitk_u16(data.p);
  bool wide = book->is_biff8 && data.p[length_bytes] & WIDE;
  return vitk_biff_text(book, arena, (vitk_str){data.p + head, data.n - head}, units, wide, out);
}

/* --- the shared texts, which go on from one record to the next wherever the first is full */

struct shared {
  const struct vitk_input *input;
  struct vitk_biff *book;
  size_t *at;
  vitk_str left; /* of the record that is being read */
};

/* VITK_END: no more records continue it. */
static int go_on(struct shared *shared) {
  struct vitk_biff_record record;
  size_t at = *shared->at;
  int code = vitk_biff_next(shared->input, shared->book, &at, &record);
  if (code != VITK_OK || record.kind != VITK_BIFF_CONTINUE)
    return code == VITK_OK ? VITK_END : code;
  *shared->at = at;
  shared->left = record.data;
  return VITK_OK;
}

static int skip(struct shared *shared, size_t n) {
  int code = VITK_OK;
  while (code == VITK_OK && n > shared->left.n) {
    n -= shared->left.n;
    code = go_on(shared);
  }
  if (code == VITK_OK)
    shared->left = (vitk_str){shared->left.p + n, shared->left.n - n};
  return code;
}

static int take(struct shared *shared, size_t n, uint32_t *out) {
  *out = 0;
  for (size_t i = 0; i < n; i++) {
    int code = shared->left.n == 0 ? go_on(shared) : VITK_OK;
    if (code == VITK_OK && shared->left.n == 0)
      code = VITK_END;
    if (code != VITK_OK)
      return code;
    *out |= (uint32_t)(unsigned char)shared->left.p[0] << (8 * i);
    shared->left = (vitk_str){shared->left.p + 1, shared->left.n - 1};
  }
  return VITK_OK;
}

/* Where the characters go on in the next record, it first says anew how wide they are. */
static int take_characters(struct shared *shared, size_t units, bool wide, vitk_str *out) {
  char *text = vitk_arena_alloc(&shared->book->arena, units * 3 + 4);
  size_t n = 0;
  if (text == NULL)
    return VITK_NOMEM;
  while (units > 0) {
    size_t here = shared->left.n / (wide ? 2 : 1);
    here = here < units ? here : units;
    n += from_units(shared->left.p, here, wide, text + n);
    size_t bytes = here * (wide ? 2 : 1);
    shared->left = (vitk_str){shared->left.p + bytes, shared->left.n - bytes};
    units -= here;
    uint32_t flags = 0;
    int code = units == 0 ? VITK_OK : shared->left.n > 0 ? VITK_END : go_on(shared);
    if (code == VITK_OK && units > 0) {
      code = take(shared, 1, &flags);
      wide = flags & WIDE;
    }
    if (code != VITK_OK)
      return code;
  }
  *out = (vitk_str){text, n};
  return VITK_OK;
}

static int take_string(struct shared *shared, vitk_str *out) {
  uint32_t units = 0, flags = 0, runs = 0, phonetic = 0;
  int code = take(shared, 2, &units);
  if (code == VITK_OK)
    code = take(shared, 1, &flags);
  if (code == VITK_OK && flags & HAS_RUNS)
    code = take(shared, 2, &runs);
  if (code == VITK_OK && flags & HAS_PHONETIC)
    code = take(shared, 4, &phonetic);
  if (code == VITK_OK)
    code = take_characters(shared, units, flags & WIDE, out);
  if (code == VITK_OK && (runs > 0 || phonetic > 0))
    code = skip(shared, (size_t)runs * RUN_BYTES + phonetic);
  return code;
}

int vitk_biff_strings(const struct vitk_input *input, struct vitk_biff *book, vitk_str first, size_t *at) {
  struct shared shared = {.input = input, .book = book, .left = first};
  shared.at = at;
  uint32_t all = 0, n = 0;
  int code = take(&shared, 4, &all);
  if (code == VITK_OK)
    code = take(&shared, 4, &n);
  if (code == VITK_OK && n > book->stream.n / LEAST_TEXT)
    code = VITK_END;
  if (code == VITK_OK) {
    book->strings = vitk_arena_alloc(&book->arena, n * sizeof *book->strings);
    code = book->strings ? VITK_OK : VITK_NOMEM;
  }
  for (book->n_strings = 0; code == VITK_OK && book->n_strings < n; book->n_strings++)
    code = take_string(&shared, &book->strings[book->n_strings]);
  return code == VITK_END ? vitk_biff_broken(input, book, 0, "its shared texts are cut short") : code;
}
