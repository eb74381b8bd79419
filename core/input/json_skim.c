/* json_skim.c - records of JSON that are objects: keys without escapes, strings with those that hide nothing. */
#include "core/input/runs.h"
#include "core/input/simd.h"

#include <stdlib.h>

struct vitk_json_skimmer {
  struct vitk_runs *runs;
  bool ascii;
  bool number_starts[256];
  bool string_stops[256]; /* what ends a string or needs a look */
};

static bool starts_number(char c) {
  return c == '-' || (c >= '0' && c <= '9');
}

static bool stops_string(char c) {
  return (unsigned char)c < ' ' || c == '"' || c == '\\';
}

struct vitk_json_skimmer *vitk_json_skimmer_new(bool ascii) {
  struct vitk_json_skimmer *skimmer = malloc(sizeof *skimmer);
  if (skimmer == NULL)
    return NULL;
  *skimmer = (struct vitk_json_skimmer){.runs = vitk_runs_new(), .ascii = ascii};
  for (int c = 0; c < 256; c++) {
    skimmer->number_starts[c] = starts_number((char)c);
    skimmer->string_stops[c] = stops_string((char)c);
  }
  if (skimmer->runs != NULL)
    return skimmer;
  free(skimmer);
  return NULL;
}

void vitk_json_skimmer_free(struct vitk_json_skimmer *skimmer) {
  if (skimmer == NULL)
    return;
  vitk_runs_free(skimmer->runs);
  free(skimmer);
}

/* --- runs
 *
 * A state is the open objects (1) and arrays (0), a bit each below a leading 1, the innermost lowest; and below them
 * whether the value that comes is a string, whose quotes belong to the runs, or a number. */

enum { NUMBER, STRING };

enum expected { VALUE, VALUE_OR_END, KEY, KEY_OR_END, COLON, AFTER_VALUE };

struct reading {
  const char *p;
  size_t n, at;
  uint64_t open;
  enum expected expected;
};

static bool in_object(const struct reading *r) {
  return r->open & 1;
}

static enum vitk_skim begin_container(struct reading *r, bool is_object) {
  if (r->open >> VITK_JSON_SKIM_DEPTH != 0)
    return VITK_SKIM_DOUBT;
  r->open = r->open << 1 | is_object;
  r->expected = is_object ? KEY_OR_END : VALUE_OR_END;
  r->at++;
  return VITK_SKIM_PASS;
}

static enum vitk_skim end_container(struct reading *r) {
  if ((r->p[r->at] == '}') != in_object(r))
    return VITK_SKIM_DOUBT;
  r->open >>= 1;
  r->expected = AFTER_VALUE;
  r->at++;
  return VITK_SKIM_PASS;
}

static enum vitk_skim read_word(struct reading *r, const char *word) {
  size_t length = strlen(word), most = r->n - r->at < length ? r->n - r->at : length;
  if (memcmp(r->p + r->at, word, most) != 0)
    return VITK_SKIM_DOUBT;
  r->at += most;
  r->expected = AFTER_VALUE;
  return most == length ? VITK_SKIM_PASS : VITK_SKIM_CUT;
}

static enum vitk_skim read_key(struct reading *r) {
  for (r->at++; r->at < r->n; r->at++) {
    char c = r->p[r->at];
    if (c == '"') {
      r->at++;
      r->expected = COLON;
      return VITK_SKIM_PASS;
    }
    if (c == '\\' || (unsigned char)c < ' ')
      return VITK_SKIM_DOUBT;
  }
  return VITK_SKIM_CUT;
}

/* The byte at `at` is not white space. */
static enum vitk_skim read_token(struct reading *r) {
  char c = r->p[r->at];
  bool ends = c == '}' || c == ']';
  switch (r->expected) {
  case KEY:
  case KEY_OR_END:
    if (c == '"')
      return read_key(r);
    return ends && r->expected == KEY_OR_END ? end_container(r) : VITK_SKIM_DOUBT;
  case COLON:
    r->expected = VALUE;
    r->at++;
    return c == ':' ? VITK_SKIM_PASS : VITK_SKIM_DOUBT;
  case AFTER_VALUE:
    if (ends)
      return end_container(r);
    r->expected = in_object(r) ? KEY : VALUE;
    r->at++;
    return c == ',' ? VITK_SKIM_PASS : VITK_SKIM_DOUBT;
  default:
    if (c == '{' || c == '[')
      return begin_container(r, c == '{');
    if (ends && r->expected == VALUE_OR_END)
      return end_container(r);
    return read_word(r, c == 't' ? "true" : c == 'f' ? "false" : "null");
  }
}

static enum vitk_skim read_run(void *self, const char *p, size_t n, struct vitk_run *run) {
  const struct vitk_json_skimmer *skimmer = self;
  struct reading r = {.p = p, .n = n, .open = run->before ? run->before >> 1 : 1, .expected = AFTER_VALUE};
  uint64_t value = NUMBER;
  bool found = false;
  if (run->before == 0) {
    r.expected = VALUE;
    if (n > 0 && p[0] != '{')
      return VITK_SKIM_DOUBT;
  } else if ((run->before & 1) == STRING) {
    if (n > 0 && p[0] != '"')
      return VITK_SKIM_DOUBT;
    r.at = 1;
  }
  do {
    while (r.at < n && (p[r.at] == ' ' || p[r.at] == '\n' || p[r.at] == '\r' || p[r.at] == '\t'))
      r.at++;
    if (r.at >= n)
      return VITK_SKIM_CUT;
    bool is_value = r.expected == VALUE || r.expected == VALUE_OR_END;
    value = p[r.at] == '"' ? STRING : NUMBER;
    found = is_value && (value == STRING || starts_number(p[r.at]));
    enum vitk_skim code = found ? VITK_SKIM_PASS : read_token(&r);
    if (code != VITK_SKIM_PASS)
      return code;
  } while (!found && r.open != 1);
  r.at += found && value == STRING;
  if (r.at > UINT32_MAX)
    return VITK_SKIM_DOUBT;
  run->n = (uint32_t)r.at;
  run->after = found ? r.open << 1 | value : 0;
  run->opens = found && value == NUMBER ? skimmer->number_starts : NULL;
  run->lines = 0;
  for (size_t i = 0; i < r.at; i++)
    run->lines += p[i] == '\n';
  return VITK_SKIM_PASS;
}

/* --- values */

static enum vitk_skim read_digits(const char *p, size_t n, size_t *at) {
  size_t from = *at;
  while (*at < n && p[*at] >= '0' && p[*at] <= '9')
    ++*at;
  return *at == n ? VITK_SKIM_CUT : *at > from ? VITK_SKIM_PASS : VITK_SKIM_DOUBT;
}

static enum vitk_skim read_number(const char *p, size_t n, size_t *at) {
  enum vitk_skim code = VITK_SKIM_PASS;
  if (*at < n && p[*at] == '-')
    ++*at;
  if (*at < n && p[*at] == '0')
    ++*at;
  else
    code = read_digits(p, n, at);
  if (code == VITK_SKIM_PASS && *at < n && p[*at] == '.') {
    ++*at;
    code = read_digits(p, n, at);
  }
  if (code == VITK_SKIM_PASS && *at < n && (p[*at] == 'e' || p[*at] == 'E')) {
    ++*at;
    if (*at < n && (p[*at] == '+' || p[*at] == '-'))
      ++*at;
    code = read_digits(p, n, at);
  }
  return *at == n ? VITK_SKIM_CUT : code;
}

/* The four digits at p; UINT32_MAX: others. */
static uint32_t hex_of(const char *p) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) {
    char c = p[i];
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0)
      return UINT32_MAX;
    value = value * 16 + (uint32_t)digit;
  }
  return value;
}

/* A backslash and what belongs to it. Of those with one letter, none stands for what is sought (sought.c). */
static enum vitk_skim read_escape(const struct vitk_json_skimmer *skimmer, const char *p, size_t n, size_t *at) {
  size_t left = n - *at;
  if (left < 2)
    return VITK_SKIM_CUT;
  if (p[*at + 1] != 'u') {
    bool known = p[*at + 1] != '\0' && strchr("\"\\/bfnrt", p[*at + 1]) != NULL;
    *at += 2;
    return known ? VITK_SKIM_PASS : VITK_SKIM_DOUBT;
  }
  if (left < 6)
    return VITK_SKIM_DOUBT; /* whether it can still be one is not worth a look */
  uint32_t value = hex_of(p + *at + 2);
  *at += 6;
  if (value > 0xFFFF || (value >= 0xD800 && value <= 0xDFFF))
    return VITK_SKIM_DOUBT;
  return value < 0x80 || !skimmer->ascii ? VITK_SKIM_PARSE : VITK_SKIM_PASS;
}

/* What every processor of its kind has: strings are short, and a call to a better one is not worth it. */
#if defined __x86_64__
#define SIMD(name) sse2_##name
#elif defined __aarch64__
#define SIMD(name) neon_##name
#else
#define SIMD(name) plain_##name
#endif

/* Where a string ends or needs a look, from `at` on; n: nowhere. */
static size_t find_stop(const struct vitk_json_skimmer *skimmer, const char *p, size_t n, size_t at) {
  for (; n - at >= VITK_LANES; at += VITK_LANES) {
    SIMD(block) block = SIMD(load)(p + at);
    SIMD(set) stops = SIMD(or)(SIMD(range)(block, 0, ' ' - 1), SIMD(or)(SIMD(eq)(block, '"'), SIMD(eq)(block, '\\')));
    uint64_t bits = SIMD(bits)(stops);
    if (bits != 0)
      return at + (size_t)__builtin_ctzll(bits);
  }
  while (at < n && !skimmer->string_stops[(unsigned char)p[at]])
    at++;
  return at;
}

static enum vitk_skim read_string(const struct vitk_json_skimmer *skimmer, const char *p, size_t n, size_t *at) {
  enum vitk_skim result = VITK_SKIM_PASS;
  for (;;) {
    *at = find_stop(skimmer, p, n, *at);
    if (*at == n)
      return VITK_SKIM_CUT;
    if (p[*at] == '"')
      return result;
    enum vitk_skim code = p[*at] == '\\' ? read_escape(skimmer, p, n, at) : VITK_SKIM_DOUBT;
    if (code > VITK_SKIM_PARSE)
      return code;
    if (code == VITK_SKIM_PARSE)
      result = code;
  }
}

// NOLINTNEXTLINE(readability-non-const-parameter): the type is that of XML's
static enum vitk_skim read_value(void *self, uint64_t state, const char *p, size_t n, size_t *at, uint64_t *lines) {
  (void)lines; /* a string holds none */
  return (state & 1) == STRING ? read_string(self, p, n, at) : read_number(p, n, at);
}

enum vitk_skim vitk_json_skim(struct vitk_json_skimmer *skimmer, const char *p, size_t n, struct vitk_skimmed *out) {
  return vitk_skim(skimmer->runs, skimmer, read_run, read_value, p, n, out);
}
