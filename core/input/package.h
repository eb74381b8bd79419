/* package.h - a document that is a zip (xlsx, ods): its bytes in memory, and its parts. */
#ifndef VITK_INPUT_PACKAGE_H
#define VITK_INPUT_PACKAGE_H

#include "core/base/buffer.h"
#include "core/input/deflate.h"
#include "core/input/input.h"

struct archive;

struct vitk_package {
  vitk_str file;
  struct vitk_buffer bytes;
};

/* Reads the member into memory. VITK_FAILED after a diag, "limit" where it is longer than limits->workbook_bytes. Freed
 * with vitk_package_free, also on failure. */
int vitk_package_read(const struct vitk_input *, uint32_t member, struct vitk_package *);
void vitk_package_free(struct vitk_package *);

/* A handle that stands at the part's data, and where these are deflated (`bytes` 0: it is not known, or they are not);
 * VITK_END where there is none of that name. Names are compared without regard to case, as both formats ask, and '\'
 * counts as '/'. Freed with archive_read_free. */
int vitk_package_find(const struct vitk_input *, const struct vitk_package *, const char *name, struct archive **out,
                      struct vitk_deflated *);
int vitk_package_has(const struct vitk_input *, const struct vitk_package *, const char *name, bool *out);

/* Tells what libarchive says of the handle's failure, "bad-archive"; returns VITK_FAILED or VITK_NOMEM. */
int vitk_package_broken(const struct vitk_input *, const struct vitk_package *, struct archive *);

#endif
