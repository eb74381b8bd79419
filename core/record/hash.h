/* hash.h - uthash as this room uses it: a table that can't grow leaves the element out (its hh.tbl is then NULL), and
 * the hash is XXH3, so that ids of an input don't fall into one bucket by their pattern. */
#ifndef VITK_RECORD_HASH_H
#define VITK_RECORD_HASH_H

#define HASH_NONFATAL_OOM                    1
#define HASH_FUNCTION(keyptr, keylen, hashv) ((hashv) = (unsigned)XXH3_64bits((keyptr), (size_t)(keylen)))

#include <uthash.h>
#include <xxhash.h>

#endif
