#include "core/input/identity.h"

#include "core/input/checksum.h"
#include "core/input/member.h"

#include <inttypes.h>
#include <stdlib.h>

/* Texts go into the sum with their lengths, so that no two lists of them look alike. */
static void add_text(struct vitk_checksum *sum, vitk_str text) {
  uint64_t n = text.n;
  vitk_checksum_add(sum, &n, sizeof n);
  vitk_checksum_add(sum, text.p, text.n);
}

static int add_sum(struct vitk_checksum *sum, struct vitk_buffer *out) {
  char text[VITK_CHECKSUM_TEXT];
  vitk_checksum_finish(sum, text);
  vitk_checksum_free(sum);
  return vitk_buffer_printf(out, " %s\n", text);
}

static int add_members(const struct vitk_bundle *bundle, struct vitk_buffer *out) {
  struct vitk_checksum *sum = vitk_checksum_new(VITK_CHECKSUM_XXH3);
  if (sum == NULL)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < bundle->count; i++) {
    add_text(sum, bundle->members[i].name);
    vitk_checksum_add(sum, &bundle->members[i].bytes, sizeof bundle->members[i].bytes);
  }
  int code = vitk_buffer_printf(out, "members %" PRIu32, bundle->count);
  int added = add_sum(sum, out);
  return code == VITK_OK ? added : code;
}

/* "0-3,7-7" */
static int add_ranges(uint32_t count, const unsigned char *seen, struct vitk_buffer *out) {
  int code = vitk_buffer_printf(out, "read ");
  const char *comma = "";
  for (uint32_t i = 0; code == VITK_OK && i < count; i++) {
    uint32_t first = i;
    if (seen[i] == 0)
      continue;
    while (i + 1 < count && seen[i + 1] != 0)
      i++;
    code = vitk_buffer_printf(out, "%s%" PRIu32 "-%" PRIu32, comma, first, i);
    comma = ",";
  }
  return code;
}

/* Reads the member to its end, for its checksum alone. */
static int digest(struct vitk_bundle *bundle, uint32_t member) {
  enum { BLOCK = 256 << 10 };
  struct vitk_stream *stream = NULL;
  size_t got = 1;
  char *block = malloc(BLOCK);
  const struct vitk_sink_of_diags *diags = bundle->diags;
  bundle->diags = &vitk_silent_diags; /* what is wrong with a member matters to who reads it */
  int code = block ? vitk_bundle_stream(bundle, member, &stream) : VITK_NOMEM;
  while (code == VITK_OK && got > 0)
    code = vitk_stream_read(stream, block, BLOCK, &got);
  vitk_stream_close(stream);
  bundle->diags = diags;
  free(block);
  return code;
}

static int add_contents(struct vitk_bundle *bundle, const unsigned char *seen, struct vitk_buffer *out) {
  struct vitk_checksum *sum = vitk_checksum_new(VITK_CHECKSUM_XXH3);
  int code = sum ? VITK_OK : VITK_NOMEM;
  for (uint32_t i = 0; code == VITK_OK && i < bundle->count; i++) {
    const struct vitk_bundle_member *member = &bundle->members[i];
    if (seen[i] == 0)
      continue;
    if (member->digest.p == NULL)
      code = digest(bundle, i);
    if (code == VITK_OK)
      add_text(sum, member->digest);
  }
  if (code != VITK_OK) {
    vitk_checksum_free(sum);
    return code;
  }
  return add_sum(sum, out);
}

int vitk_identity_of(struct vitk_bundle *bundle, const unsigned char *seen, struct vitk_buffer *out) {
  if (bundle->kind == VITK_BUNDLE_PIPE)
    return VITK_END;
  int code = add_members(bundle, out);
  if (code == VITK_OK)
    code = add_ranges(bundle->count, seen, out);
  return code == VITK_OK ? add_contents(bundle, seen, out) : code;
}

/* A number of digits alone, below `end`. */
static bool take_number(vitk_str *rest, uint32_t end, uint32_t *out) {
  uint64_t number = 0;
  size_t n = 0;
  for (; n < rest->n && n < 10 && rest->p[n] >= '0' && rest->p[n] <= '9'; n++)
    number = number * 10 + (uint64_t)(rest->p[n] - '0');
  *out = (uint32_t)number;
  rest->p += n;
  rest->n -= n;
  return n > 0 && number < end;
}

static bool take_byte(vitk_str *rest, char byte) {
  if (rest->n == 0 || rest->p[0] != byte)
    return false;
  rest->p++;
  rest->n--;
  return true;
}

/* Sets in `seen` what the ranges name; false where they are not such as add_ranges writes. */
static bool take_ranges(vitk_str rest, uint32_t count, unsigned char *seen) {
  static const char read[] = "read ";
  if (rest.n < sizeof read - 1 || memcmp(rest.p, read, sizeof read - 1) != 0)
    return false;
  rest.p += sizeof read - 1;
  rest.n -= sizeof read - 1;
  for (uint32_t next = 0; !take_byte(&rest, ' '); take_byte(&rest, ',')) {
    uint32_t first, last;
    if (!take_number(&rest, count, &first) || !take_byte(&rest, '-') || !take_number(&rest, count, &last) ||
        first < next || last < first)
      return false;
    memset(seen + first, 1, last - first + 1);
    next = last + 1;
  }
  return true;
}

int vitk_identity_holds(struct vitk_bundle *bundle, vitk_str words, bool *holds) {
  struct vitk_buffer now = {.maximum = SIZE_MAX};
  *holds = false;
  if (bundle->kind == VITK_BUNDLE_PIPE)
    return VITK_OK;
  int code = add_members(bundle, &now);
  unsigned char *seen = code == VITK_OK ? calloc((size_t)bundle->count + 1, 1) : NULL;
  if (code == VITK_OK && seen == NULL)
    code = VITK_NOMEM;
  bool alike = code == VITK_OK && words.n > now.n && memcmp(words.p, now.p, now.n) == 0 &&
               take_ranges((vitk_str){words.p + now.n, words.n - now.n}, bundle->count, seen);
  if (alike) {
    now.n = 0;
    code = vitk_identity_of(bundle, seen, &now);
    *holds = code == VITK_OK && vitk_str_equal(words, vitk_buffer_str(&now));
  }
  free(seen);
  vitk_buffer_free(&now);
  return code;
}
