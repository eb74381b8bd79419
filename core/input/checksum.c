#include "core/input/checksum.h"

#include "core/input/bundle.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#if defined VITK_HAVE_XXH_DISPATCH
#include <xxh_x86dispatch.h> /* the same functions, chosen by what the processor can do */
#endif

struct vitk_checksum {
  XXH3_state_t *xxh3; /* NULL: it is a SHA-256; made by the library, which knows its alignment */
  struct sha256_ctx sha256;
};

struct vitk_checksum *vitk_checksum_new(uint32_t kind) {
  struct vitk_checksum *sum = calloc(1, sizeof *sum);
  if (sum == NULL)
    return NULL;
  if (kind == VITK_CHECKSUM_SHA256) {
    nettle_sha256_init(&sum->sha256);
    return sum;
  }
  sum->xxh3 = XXH3_createState();
  if (sum->xxh3 == NULL || XXH3_128bits_reset(sum->xxh3) != XXH_OK) {
    vitk_checksum_free(sum);
    return NULL;
  }
  return sum;
}

void vitk_checksum_add(struct vitk_checksum *sum, const void *bytes, size_t n) {
  if (sum->xxh3 != NULL)
    XXH3_128bits_update(sum->xxh3, bytes, n);
  else
    nettle_sha256_update(&sum->sha256, n, bytes);
}

void vitk_checksum_finish(struct vitk_checksum *sum, char out[VITK_CHECKSUM_TEXT]) {
  unsigned char digest[SHA256_DIGEST_SIZE];
  size_t n = SHA256_DIGEST_SIZE;
  const char *name = "sha256:";
  if (sum->xxh3 != NULL) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(sum->xxh3));
    n = sizeof canonical.digest;
    memcpy(digest, canonical.digest, n);
    name = "xxh3:";
  } else {
    nettle_sha256_digest(&sum->sha256, n, digest);
  }
  size_t at = strlen(name);
  memcpy(out, name, at + 1);
  for (size_t i = 0; i < n; i++, at += 2)
    snprintf(out + at, 3, "%02x", digest[i]);
}

void vitk_checksum_free(struct vitk_checksum *sum) {
  if (sum == NULL)
    return;
  XXH3_freeState(sum->xxh3);
  free(sum);
}
