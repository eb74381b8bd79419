/* descriptor.h - checks what a plugin says of itself, and brings it to this ABI's full size. */
#ifndef VITK_PLUGIN_DESCRIPTOR_H
#define VITK_PLUGIN_DESCRIPTOR_H

#include "core/base/arena.h"

/* Bytes of a struct up to and with a field: what the first ABI with that field had. */
#define VITK_UP_TO(type, field) (offsetof(type, field) + sizeof(((type *)0)->field))

enum { VITK_LARGEST_STRUCT = 65536 }; /* a size beyond is no size */

/* *out: a copy in the arena with all structs full-size and the arrays at their natural stride; fields that an older
 * plugin lacks are zero, texts that may be left out are "". Or *out NULL and *trouble says what is wrong, without the
 * path. VITK_OK or VITK_NOMEM. */
int vitk_descriptor_copy(const struct vitk_plugin *theirs, struct vitk_arena *, const struct vitk_plugin **out,
                         const char **trouble);

#endif
