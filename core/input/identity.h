/* identity.h - what a run saw of a bundle, in few words: the names and sizes of all members, and the checksums of those
 * that it read. A bundle of which the same words hold gives the same run.
 *
 *     members 3 xxh3:0f…    all of them: names, and sizes as the bundle tells them
 *     read 0-0,2-2 xxh3:9a…  which of them, and what is in them
 *
 * The words are those of one build on one machine and kept in a dataset alone; who reads them trusts nothing in them.
 */
#ifndef VITK_INPUT_IDENTITY_H
#define VITK_INPUT_IDENTITY_H

#include "core/base/buffer.h"
#include "core/input/bundle.h"

/* Adds the words to `out`; `seen` has a byte a member, not 0 where it was read or looked into. Members whose checksum
 * is not known yet are read. VITK_END: nothing can be said of a pipe, which is read once. Else the codes of a stream.
 */
int vitk_identity_of(struct vitk_bundle *, const unsigned char *seen, struct vitk_buffer *out);

/* Do these words hold of the bundle? Members are read only where names and sizes are the same. VITK_OK with the answer,
 * or the codes of a stream. */
int vitk_identity_holds(struct vitk_bundle *, vitk_str words, bool *holds);

#endif
