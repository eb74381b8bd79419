#include "core/input/ole.h"

#include "core/base/little_endian.h"
#include "core/base/str.h"

enum {
  HEADER = 512,
  HEADER_FATS = 109, /* numbers of FAT sectors in the header; more are in sectors of their own */
  ENTRY = 128,       /* bytes of a directory entry */
  NAME_MAX_UNITS = 32
};

/* Sector numbers from here up are none: the end of a chain, a free sector. */
static const uint32_t least_special = 0xFFFFFFFA;

/* A space of sectors and the table that chains them. */
struct sectors {
  vitk_str bytes;
  size_t size;
  struct vitk_buffer next; /* 4 bytes a sector */
};

bool vitk_ole_is(vitk_str start) {
  return start.n >= 8 && memcmp(start.p, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

/* The sector, which may be cut at the end of the file. */
static bool sector_at(const struct sectors *in, uint32_t number, vitk_str *out) {
  if (number >= in->bytes.n / in->size + 1)
    return false;
  size_t at = (size_t)number * in->size;
  if (at >= in->bytes.n)
    return false;
  size_t n = in->bytes.n - at < in->size ? in->bytes.n - at : in->size;
  *out = (vitk_str){in->bytes.p + at, n};
  return true;
}

/* Appends the sectors of a chain, `most` bytes of them at most. */
static int read_chain(const struct sectors *in, uint32_t number, size_t most, struct vitk_buffer *out) {
  size_t steps = 0, start = out->n;
  while (number < least_special && out->n - start < most) {
    vitk_str sector;
    if (++steps > in->next.n / 4 || (size_t)number >= in->next.n / 4 || !sector_at(in, number, &sector))
      return VITK_FAILED;
    if (sector.n > most - (out->n - start))
      sector.n = most - (out->n - start);
    int code = vitk_buffer_add_str(out, sector);
    if (code != VITK_OK)
      return code;
    number = vitk_u32(in->next.p + (size_t)number * 4);
  }
  return VITK_OK;
}

/* Adds what a sector says of the chains. */
static int add_table(struct sectors *all, uint32_t number) {
  vitk_str sector;
  if (number >= least_special)
    return VITK_OK;
  return sector_at(all, number, &sector) && sector.n == all->size ? vitk_buffer_add_str(&all->next, sector)
                                                                  : VITK_FAILED;
}

static int read_tables(const char *header, struct sectors *all) {
  int code = VITK_OK;
  for (size_t i = 0; code == VITK_OK && i < HEADER_FATS; i++)
    code = add_table(all, vitk_u32(header + 0x4C + 4 * i));
  uint32_t number = vitk_u32(header + 0x44);
  for (size_t steps = 0; code == VITK_OK && number < least_special; steps++) {
    vitk_str sector;
    if (steps > all->bytes.n / all->size || !sector_at(all, number, &sector) || sector.n < all->size)
      return VITK_FAILED;
    for (size_t i = 0; code == VITK_OK && i + 4 < sector.n; i += 4)
      code = add_table(all, vitk_u32(sector.p + i));
    number = vitk_u32(sector.p + sector.n - 4);
  }
  return code;
}

static bool is_named(const char *entry, const char *name) {
  size_t n = strlen(name);
  if (n >= NAME_MAX_UNITS || vitk_u16(entry + 0x40) != 2 * (n + 1))
    return false;
  for (size_t i = 0; i < n; i++)
    if (vitk_u16(entry + 2 * i) != (unsigned char)name[i])
      return false;
  return true;
}

/* Short streams are in sectors of 64 bytes within a stream of their own, the root's. */
static int read_short(const char *header, const struct sectors *all, const char *root, uint32_t start, size_t size,
                      struct vitk_buffer *out) {
  struct sectors small = {.size = (size_t)1 << vitk_u16(header + 0x20), .next.maximum = out->maximum};
  struct vitk_buffer bytes = {.maximum = out->maximum};
  int code = read_chain(all, vitk_u32(header + 0x3C), SIZE_MAX, &small.next);
  if (code == VITK_OK)
    code = read_chain(all, vitk_u32(root + 0x74), vitk_u32(root + 0x78), &bytes);
  small.bytes = vitk_buffer_str(&bytes);
  if (code == VITK_OK)
    code = read_chain(&small, start, size, out);
  vitk_buffer_free(&bytes);
  vitk_buffer_free(&small.next);
  return code;
}

static int read_named(const char *header, const struct sectors *all, const struct vitk_buffer *directory,
                      const char *name, struct vitk_buffer *out) {
  for (size_t at = 0; at + ENTRY <= directory->n; at += ENTRY) {
    const char *entry = directory->p + at;
    if (entry[0x42] != 2 || !is_named(entry, name))
      continue;
    uint32_t start = vitk_u32(entry + 0x74);
    size_t size = vitk_u32(entry + 0x78), before = out->n;
    int code = size < vitk_u32(header + 0x38) ? read_short(header, all, directory->p, start, size, out)
                                              : read_chain(all, start, size, out);
    return code == VITK_OK && out->n - before < size ? VITK_FAILED : code;
  }
  return VITK_END;
}

int vitk_ole_stream(vitk_str file, const char *name, struct vitk_buffer *out) {
  if (file.n < HEADER || !vitk_ole_is(file))
    return VITK_FAILED;
  uint32_t shift = vitk_u16(file.p + 0x1E), small_shift = vitk_u16(file.p + 0x20);
  if ((shift != 9 && shift != 12) || small_shift != 6 || file.n <= (size_t)1 << shift)
    return VITK_FAILED;
  struct sectors all = {.size = (size_t)1 << shift, .next.maximum = file.n};
  all.bytes = (vitk_str){file.p + all.size, file.n - all.size};
  struct vitk_buffer directory = {.maximum = file.n};
  int code = read_tables(file.p, &all);
  if (code == VITK_OK)
    code = read_chain(&all, vitk_u32(file.p + 0x30), SIZE_MAX, &directory);
  if (code == VITK_OK)
    code = read_named(file.p, &all, &directory, name, out);
  vitk_buffer_free(&directory);
  vitk_buffer_free(&all.next);
  return code;
}
