#include "core/input/deflate.h"

#include "core/base/little_endian.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t vitk_origin_read(const struct vitk_origin *origin, void *to, size_t n, uint64_t offset) {
  if (offset >= origin->n)
    return 0;
  n = n < origin->n - offset ? n : (size_t)(origin->n - offset);
  if (origin->p != NULL) {
    memcpy(to, origin->p + offset, n);
    return n;
  }
  size_t got = 0;
  while (got < n) {
    ssize_t r = pread(origin->fd, (char *)to + got, n - got, (off_t)(offset + got));
    if (r < 0 && errno == EINTR)
      continue;
    if (r <= 0)
      break;
    got += (size_t)r;
  }
  return got;
}

#ifdef VITK_HAVE_ISAL

#include <isa-l/igzip_lib.h>

enum {
  IN = 131072,             /* packed bytes at a time */
  BEHIND = 262144 + 16384, /* what libarchive unpacks of a zip at a time (64 KiB of a .gz), and a read of unpack.c */
  HELD = 524288,           /* for small reads: how far it goes ahead at a time */
  TRAILER = 8              /* of gzip: CRC and length */
};

struct vitk_inflater {
  struct vitk_deflated from;
  uint64_t at;       /* of the packed byte that comes after those in `in` */
  uint64_t made;     /* bytes, of this gzip member where there are several */
  bool ended;        /* and found right */
  bool given_up;     /* for good */
  size_t start, end; /* of `held` */
  struct inflate_state state;
  char in[IN];
  char held[HELD]; /* unpacked and not given yet */
};

/* The length of the gzip header at `at`, 0 where there is none. false: it is cut, or too long to say. */
static bool gzip_header(struct vitk_inflater *inflater, uint64_t at, size_t *length) {
  enum { FIXED = 10, CRC = 2, EXTRA = 4, NAME = 8, COMMENT = 16, RESERVED = 0xE0 };
  const char *p = inflater->in;
  size_t n = vitk_origin_read(&inflater->from.origin, inflater->in, IN, at), used = FIXED;
  *length = 0;
  if (n < FIXED || memcmp(p, "\x1F\x8B\x08", 3) != 0 || (p[3] & RESERVED) != 0)
    return true;
  if ((p[3] & EXTRA) != 0)
    used = used + 2 <= n ? used + 2 + vitk_u16(p + used) : IN + 1;
  for (int text = NAME; text <= COMMENT; text *= 2)
    if ((p[3] & text) != 0) {
      const char *nul = used < n ? memchr(p + used, '\0', n - used) : NULL;
      used = nul ? (size_t)(nul - p) + 1 : IN + 1;
    }
  used += (p[3] & CRC) != 0 ? 2 : 0;
  *length = used;
  return used <= n;
}

/* Goes to the packed bytes of a stream. */
static void begin(struct vitk_inflater *inflater, uint64_t at) {
  isal_inflate_init(&inflater->state);
  inflater->state.crc_flag = ISAL_GZIP_NO_HDR; /* count the CRC, and look for none */
  inflater->at = at;
  inflater->made = 0;
}

/* After a gzip member: is it what its trailer says, and does another come? What is no gzip is passed over, as
 * libarchive does. */
static bool go_on_after(struct vitk_inflater *inflater, uint64_t at) {
  char trailer[TRAILER];
  size_t header;
  if (vitk_origin_read(&inflater->from.origin, trailer, TRAILER, at) != TRAILER ||
      vitk_u32(trailer) != inflater->state.crc || vitk_u32(trailer + 4) != (uint32_t)inflater->made ||
      !gzip_header(inflater, at + TRAILER, &header))
    return false;
  inflater->ended = header == 0;
  begin(inflater, at + TRAILER + header);
  return true;
}

/* At the end of a stream: is all as it was said to be? */
static bool end(struct vitk_inflater *inflater) {
  const struct vitk_deflated *from = &inflater->from;
  uint64_t at = inflater->at - inflater->state.avail_in - (uint64_t)(inflater->state.read_in_length / 8);
  if (from->is_gzip)
    return go_on_after(inflater, at);
  inflater->ended = true;
  return at == from->at + from->bytes && inflater->made == from->size && inflater->state.crc == from->crc;
}

static void load(struct vitk_inflater *inflater) {
  uint64_t left = inflater->from.at + inflater->from.bytes - inflater->at;
  size_t n = vitk_origin_read(&inflater->from.origin, inflater->in, left < IN ? (size_t)left : IN, inflater->at);
  inflater->state.next_in = (uint8_t *)inflater->in;
  inflater->state.avail_in = (uint32_t)n;
  inflater->at += n;
}

/* libisal counts the CRC in the upper halves of registers and leaves them in use, which slows down the SSE instructions
 * of all that comes after. */
#if defined __x86_64__
__attribute__((target("avx"))) static void clear_upper_halves(void) {
  __builtin_ia32_vzeroupper();
}

static int isal_step(struct inflate_state *state) {
  int code = isal_inflate(state);
  if (__builtin_cpu_supports("avx"))
    clear_upper_halves();
  return code;
}
#else
static int isal_step(struct inflate_state *state) {
  return isal_inflate(state);
}
#endif

/* n bytes, fewer where it ends or gives up. */
static size_t inflate_to(struct vitk_inflater *inflater, char *to, size_t n) {
  struct inflate_state *state = &inflater->state;
  size_t made = 0;
  while (made < n && !inflater->ended && !inflater->given_up) {
    if (state->avail_in == 0)
      load(inflater);
    uint32_t packed = state->avail_in, room = n - made < HELD ? (uint32_t)(n - made) : HELD;
    state->next_out = (uint8_t *)to + made;
    state->avail_out = room;
    int code = isal_step(state);
    uint32_t got = room - state->avail_out;
    made += got;
    inflater->made += got;
    if (code == ISAL_DECOMP_OK && state->block_state == ISAL_BLOCK_FINISH)
      inflater->given_up = !end(inflater);
    else
      inflater->given_up =
          code != ISAL_DECOMP_OK || (got == 0 && state->avail_in == packed); /* the latter: it is cut */
    if (!inflater->from.is_gzip && inflater->made > inflater->from.size)
      inflater->given_up = true;
  }
  return made;
}

struct vitk_inflater *vitk_inflater_new(const struct vitk_deflated *from) {
  struct vitk_inflater *inflater = malloc(sizeof *inflater);
  size_t header = 0;
  if (inflater == NULL)
    return NULL;
  memset(inflater, 0, offsetof(struct vitk_inflater, state));
  inflater->from = *from;
  if (from->is_gzip) {
    inflater->from.bytes = from->origin.n - from->at;
    if (!gzip_header(inflater, from->at, &header) || header == 0) {
      free(inflater);
      return NULL;
    }
  }
  begin(inflater, from->at + header);
  return inflater;
}

bool vitk_inflater_read(struct vitk_inflater *inflater, char *to, size_t n, size_t *got) {
  size_t have = inflater->end - inflater->start, first = n < have ? n : have, room = n < BEHIND ? HELD : BEHIND;
  *got = 0;
  if (inflater->given_up)
    return false;
  memcpy(to, inflater->held + inflater->start, first);
  inflater->start += first;
  size_t direct = inflate_to(inflater, to + first, n - first), left = have - first;
  if (left < BEHIND && !inflater->ended) {
    memmove(inflater->held, inflater->held + inflater->start, left);
    inflater->start = 0;
    inflater->end = left + inflate_to(inflater, inflater->held + left, room - left);
  }
  *got = first + direct;
  return !inflater->given_up;
}

void vitk_inflater_free(struct vitk_inflater *inflater) {
  free(inflater);
}

#else

struct vitk_inflater *vitk_inflater_new(const struct vitk_deflated *from) {
  (void)from;
  return NULL;
}

bool vitk_inflater_read(struct vitk_inflater *inflater, char *to, size_t n, size_t *got) {
  (void)inflater, (void)to, (void)n;
  *got = 0;
  return false;
}

void vitk_inflater_free(struct vitk_inflater *inflater) {
  (void)inflater;
}

#endif
