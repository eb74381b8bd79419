/* zip.c - the list of members at a zip's end. [APPNOTE.TXT 6.3.10 of PKWARE, 4.3 to 4.5] */
#include "core/input/zip.h"

#include "core/base/little_endian.h"

#include <stdlib.h>
#include <string.h>

enum {
  END = 22,                        /* the record that ends the zip */
  TAIL = 16384,                    /* libarchive looks for it in as much */
  LOCATOR = 20,                    /* before it, in a zip64 */
  END64 = 56,                      /* what the locator leads to */
  LISTED = 46,                     /* a member in the list, without its name, extra fields and comment */
  LISTED_MAX = LISTED + 3 * 65535, /* with them */
  WINDOW = 2 * LISTED_MAX,
  HEADER = 30, /* before a member's data, without its name and extra fields */
  DEFLATED = 8,
  HARMLESS = 0x80E /* flags: how hard it was packed, lengths after the data too, a name in UTF-8 */
};

/* What the list and the header before the data both say of a member. */
struct said {
  uint32_t flags, method, crc;
  uint64_t bytes, size;
  uint64_t header_at; /* the list alone */
};

/* Lengths that need 64 bits are in an extra field, those of them that 32 bits can't hold. */
static bool widen(struct said *said, const char *extra, size_t n) {
  enum { ID = 1, TITLE = 4 };
  uint64_t *const wide[] = {&said->size, &said->bytes, &said->header_at};
  for (size_t at = 0; at + TITLE <= n;) {
    uint32_t id = vitk_u16(extra + at), left = vitk_u16(extra + at + 2);
    at += TITLE;
    if (left > n - at)
      return false;
    size_t next = at + left;
    for (size_t i = 0; id == ID && i < sizeof wide / sizeof wide[0]; i++) {
      if (*wide[i] != UINT32_MAX)
        continue;
      if (next - at < sizeof(uint64_t))
        return false;
      *wide[i] = vitk_u64(extra + at);
      at += sizeof(uint64_t);
    }
    at = next;
  }
  return true;
}

/* Where the list of a zip64 begins, which is one file; UINT64_MAX: not to be said. */
static uint64_t find_list64(const struct vitk_origin *origin, const char *locator) {
  char end[END64];
  bool one = vitk_u32(locator + 4) == 0 && vitk_u32(locator + 16) == 1;
  if (!one || vitk_origin_read(origin, end, END64, vitk_u64(locator + 8)) != END64 || memcmp(end, "PK\6\6", 4) != 0)
    return UINT64_MAX;
  bool plain = vitk_u64(end + 4) == END64 - 12 && vitk_u64(end + 16) == 0 && vitk_u64(end + 24) == vitk_u64(end + 32);
  return plain ? vitk_u64(end + 48) : UINT64_MAX;
}

/* Where the list begins; UINT64_MAX: not where the record at the zip's end says. */
static uint64_t find_list(const struct vitk_origin *origin) {
  char *tail = malloc(TAIL);
  size_t n = origin->n < TAIL ? (size_t)origin->n : TAIL;
  uint64_t from = origin->n - n, list = UINT64_MAX;
  if (tail == NULL || n < END || vitk_origin_read(origin, tail, n, from) != n)
    n = 0;
  for (size_t at = n < END ? 0 : n - END; at > 0; at--) {
    if (memcmp(tail + at, "PK\5\6", 4) != 0)
      continue;
    list = vitk_u32(tail + at + 16);
    if (from + at != list + vitk_u32(tail + at + 12))
      list = UINT64_MAX; /* something is between, or before the zip */
    if (at >= LOCATOR && memcmp(tail + at - LOCATOR, "PK\6\7", 4) == 0)
      list = find_list64(origin, tail + at - LOCATOR);
    break;
  }
  free(tail);
  return list;
}

/* Of the members in the list, the last that begins before `data_at`; of two at one place the first, as libarchive does.
 * `window` has room for WINDOW bytes. */
static bool find_listed(const struct vitk_origin *origin, uint64_t data_at, char *window, struct said *out) {
  uint64_t at = find_list(origin);
  size_t start = 0, end = 0;
  bool found = false;
  for (;;) {
    if (end - start < LISTED_MAX) {
      start = 0;
      end = vitk_origin_read(origin, window, WINDOW, at);
    }
    const char *p = window + start;
    if (end - start < END || memcmp(p, "PK\1\2", 4) != 0)
      return found && end - start >= 4 && (memcmp(p, "PK\5\6", 4) == 0 || memcmp(p, "PK\6\6", 4) == 0);
    if (end - start < LISTED)
      return false;
    size_t name = vitk_u16(p + 28), extra = vitk_u16(p + 30), all = LISTED + name + extra + vitk_u16(p + 32);
    struct said said = {vitk_u16(p + 8),  vitk_u16(p + 10), vitk_u32(p + 16),
                        vitk_u32(p + 20), vitk_u32(p + 24), vitk_u32(p + 42)};
    if (all > end - start || !widen(&said, p + LISTED + name, extra))
      return false;
    if (said.header_at < data_at && (!found || said.header_at > out->header_at)) {
      *out = said;
      found = true;
    }
    start += all;
    at += all;
  }
}

/* What the header says whose data begin at `data_at`. */
static bool read_header(const struct vitk_origin *origin, uint64_t header_at, uint64_t data_at, char *window,
                        struct said *out) {
  uint64_t n = data_at - header_at;
  if (n < HEADER || n > WINDOW || vitk_origin_read(origin, window, (size_t)n, header_at) != n)
    return false;
  size_t name = vitk_u16(window + 26), extra = vitk_u16(window + 28);
  *out = (struct said){vitk_u16(window + 6),  vitk_u16(window + 8),  vitk_u32(window + 14),
                       vitk_u32(window + 18), vitk_u32(window + 22), 0};
  return memcmp(window, "PK\3\4", 4) == 0 && HEADER + name + extra == n && widen(out, window + HEADER + name, extra);
}

static bool is_plain(const struct said *said) {
  return said->method == DEFLATED && (said->flags & ~(uint32_t)HARMLESS) == 0;
}

/* The header leaves out what was not known when it was written. */
static bool agree(const struct said *header, const struct said *listed) {
  return is_plain(header) && is_plain(listed) && (header->crc == listed->crc || header->crc == 0) &&
         (header->bytes == listed->bytes || header->bytes == 0) &&
         (header->size == listed->size || header->size == 0 || header->size == UINT32_MAX);
}

bool vitk_zip_find(const struct vitk_origin *origin, uint64_t data_at, uint64_t size, struct vitk_deflated *out) {
  struct said listed = {0}, header = {0};
  char *window = malloc(WINDOW);
  bool found = window != NULL && find_listed(origin, data_at, window, &listed) &&
               read_header(origin, listed.header_at, data_at, window, &header) && agree(&header, &listed);
  free(window);
  if (!found || listed.size != size || data_at > origin->n || listed.bytes > origin->n - data_at || listed.bytes == 0)
    return false;
  *out = (struct vitk_deflated){
      .origin = *origin, .at = data_at, .bytes = listed.bytes, .size = listed.size, .crc = listed.crc};
  return true;
}
