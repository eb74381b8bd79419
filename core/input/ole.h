/* ole.h - a stream within a compound file (OLE2), which is what an xls is. [MS-CFB] */
#ifndef VITK_INPUT_OLE_H
#define VITK_INPUT_OLE_H

#include "core/base/buffer.h"

#include <stdbool.h>

bool vitk_ole_is(vitk_str start); /* by its first 8 bytes */

/* Copies the stream of that name, of ASCII, into `out`, whose maximum is set. VITK_OK; VITK_END: there is none;
 * VITK_FAILED: the file contradicts itself; VITK_NOMEM. */
int vitk_ole_stream(vitk_str file, const char *name, struct vitk_buffer *out);

#endif
