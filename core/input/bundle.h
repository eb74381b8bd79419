/* bundle.h - what a person names as one input: named members, each a stream of decompressed bytes.
 *
 * A folder, one file, an archive (zip, tar and its compressed forms), a compressed file (gz, xz, zst: its one member
 * bears the name without the ending) or standard input ("-"). Members are sorted by name in byte order; a folder that
 * all of an archive's members share is left out of their names; names are UTF-8 with '/' and never absolute, "..", or
 * hidden files ('.' first), which are not members. So a folder and a zip of it have the same members.
 */
#ifndef VITK_INPUT_BUNDLE_H
#define VITK_INPUT_BUNDLE_H

#include "core/base/arena.h"
#include "core/base/diag.h"
#include "core/input/limits.h"

struct vitk_bundle;
struct vitk_stream;

enum { VITK_HEAD_BYTES = 65536, VITK_START_BYTES = 16 };
enum { VITK_CHECKSUM_XXH3, VITK_CHECKSUM_SHA256 };

/* An input that is open and not looked into yet. */
struct vitk_taken {
  int fd;             /* a folder, a file or a pipe */
  bool owned;         /* to be closed by who took it; standard input is not */
  vitk_str pipe_head; /* of a pipe: what was read of it already; p NULL: it is none */
};

struct vitk_bundle_settings {
  const struct vitk_limits *limits;
  const char *stdin_name; /* the name of the member when "-" is not an archive; NULL: "-" */
  uint32_t checksum;
  int (*cancelled)(void *user); /* non-zero: reads return VITK_CANCELLED from now on; NULL: never */
  void *user;
  uint64_t *bytes_read;           /* is added to as members are read for the first time; NULL: not asked for */
  const struct vitk_taken *taken; /* what `path` names, taken before, perhaps by another process; NULL: not yet */
};

/* Opens what `path` names and reads the head of a pipe, but interprets nothing of it; an archive on a pipe is copied to
 * a file without a name, which is then what was taken. Codes and diags as of vitk_bundle_open. The head lives in the
 * arena; the caller frees with vitk_bundle_release. */
int vitk_bundle_take(const char *path, const struct vitk_bundle_settings *, struct vitk_arena *,
                     const struct vitk_sink_of_diags *, struct vitk_taken *out);
void vitk_bundle_release(struct vitk_taken *);

/* Reads what archives need of the system's files, for a process that is about to give up opening any. */
void vitk_bundle_prepare(void);

/* Opens what `path` names. VITK_FAILED after a diag (no such file, not readable, an archive that is broken, a limit):
 * code "cannot-open", "bad-archive", "limit". The caller frees *out with vitk_bundle_close. */
int vitk_bundle_open(const char *path, const struct vitk_bundle_settings *, const struct vitk_sink_of_diags *,
                     struct vitk_bundle **out);
void vitk_bundle_close(struct vitk_bundle *);

uint32_t vitk_bundle_count(const struct vitk_bundle *);
vitk_str vitk_bundle_name(const struct vitk_bundle *, uint32_t member);
uint64_t vitk_bundle_bytes(const struct vitk_bundle *, uint32_t member); /* UINT64_MAX: not known */

/* Of all members together, where there is one and its length is known; else UINT64_MAX: of several some are read. */
uint64_t vitk_bundle_bytes_to_read(const struct vitk_bundle *);

/* The member's first bytes, VITK_HEAD_BYTES at most; kept until the bundle is closed. A plain pipe on standard input
 * is read once: what the head took is given again by the stream. */
int vitk_bundle_head(struct vitk_bundle *, uint32_t member, vitk_str *out);

/* The member's first bytes, `to` has room for VITK_START_BYTES: enough to tell what it is. */
int vitk_bundle_start(struct vitk_bundle *, uint32_t member, char *to, size_t *n);

/* A new stream over the member from its start. A pipe can be opened once (VITK_FAILED and a diag "read-once" the second
 * time); all else any number of times, also side by side. */
int vitk_bundle_stream(struct vitk_bundle *, uint32_t member, struct vitk_stream **out);

/* Up to n bytes into `to`; *got 0 is the end. VITK_FAILED after a diag (truncated archive, I/O error): code
 * "read-error" or "truncated". */
int vitk_stream_read(struct vitk_stream *, void *to, size_t n, size_t *got);

/* Reads the rest so that the checksum is that of the whole member; then frees. NULL is fine. */
void vitk_stream_close(struct vitk_stream *);

/* After a stream over the member was closed: its length and "xxh3:…" (32 hex digits) or "sha256:…". false: it was not
 * read to its end. The text lives as long as the bundle. */
bool vitk_bundle_digest(const struct vitk_bundle *, uint32_t member, uint64_t *bytes, vitk_str *checksum);

#endif
