/* little_endian.h - numbers as files of small machines hold them: the lowest byte first. */
#ifndef VITK_BASE_LITTLE_ENDIAN_H
#define VITK_BASE_LITTLE_ENDIAN_H

#include <stdint.h>

static inline uint32_t vitk_u16(const char *p) {
  const unsigned char *b = (const unsigned char *)p;
  return (uint32_t)b[0] | (uint32_t)b[1] << 8;
}

static inline uint32_t vitk_u32(const char *p) {
  return vitk_u16(p) | vitk_u16(p + 2) << 16;
}

static inline uint64_t vitk_u64(const char *p) {
  return vitk_u32(p) | (uint64_t)vitk_u32(p + 4) << 32;
}

#endif
