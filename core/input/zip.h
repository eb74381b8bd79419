/* zip.h - where in a zip the deflated bytes of a member are. libarchive lists the members and reads their headers; what
 * it doesn't tell, the packed length and the CRC, is read here from the list at the zip's end. */
#ifndef VITK_INPUT_ZIP_H
#define VITK_INPUT_ZIP_H

#include "core/input/deflate.h"

/* The member of `size` bytes whose data begin at `data_at`. false: it isn't deflated, is encrypted, or its header and
 * the list don't say the same: for libarchive to read. */
bool vitk_zip_find(const struct vitk_origin *, uint64_t data_at, uint64_t size, struct vitk_deflated *out);

#endif
