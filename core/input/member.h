/* member.h - the inside of a bundle, for bundle*.c, stream.c and what keeps things with a member: workbook.c, head.c.
 */
#ifndef VITK_INPUT_MEMBER_H
#define VITK_INPUT_MEMBER_H

#include "core/base/arena.h"
#include "core/input/bundle.h"
#include "core/input/deflate.h"

#include <sys/types.h>

struct archive;

/* Where the bytes of a bundle's members come from; one kind for all of them. */
enum vitk_bundle_kind {
  VITK_BUNDLE_FOLDER,  /* `fd` is the folder, a member is a path below it */
  VITK_BUNDLE_FILE,    /* `fd` is the one member */
  VITK_BUNDLE_ARCHIVE, /* `fd` is an archive or a compressed file, read from its start by each stream */
  VITK_BUNDLE_PIPE     /* `fd` is read once; its first bytes are in `pipe_head` */
};

/* What a file's first bytes say. COMPRESSED: a file or a tar. */
enum vitk_packing { VITK_PACKED_NOT, VITK_PACKED_ZIP, VITK_PACKED_TAR, VITK_PACKED_COMPRESSED };

struct vitk_bundle_member {
  vitk_str name;
  uint64_t bytes;     /* UINT64_MAX: not known */
  const char *path;   /* FOLDER: below the folder */
  uint64_t entry;     /* ARCHIVE: how many headers come before its own. Else the order in which it was found */
  uint64_t packed_at; /* ARCHIVE: where its packed bytes begin in the file; UINT64_MAX: that is not known */
  vitk_str head;      /* p NULL: not read yet */
  vitk_str preview;   /* of a workbook, its head as text: p NULL: not made yet */
  vitk_str digest;    /* p NULL: not read to its end yet */
  uint64_t digest_bytes;
};

/* What a reader made of one member and may want again for its next sheet: a workbook. */
struct vitk_bundle_kept {
  uint32_t member;
  void *object; /* NULL: none */
  void (*release)(void *object);
};

struct vitk_bundle {
  const struct vitk_limits *limits;
  const struct vitk_sink_of_diags *diags;
  struct vitk_arena arena;
  const char *path; /* as the person named it */
  uint32_t checksum;
  int (*cancelled)(void *user); /* may be NULL */
  void *user;
  uint64_t *bytes_read; /* may be NULL */
  enum vitk_bundle_kind kind;
  enum vitk_packing packing; /* ARCHIVE */
  int fd;
  bool owns_fd;
  bool pipe_taken;    /* PIPE: a stream was opened */
  vitk_str pipe_head; /* p NULL: it is no pipe */
  struct vitk_bundle_member *members;
  uint32_t count, capacity;
  struct vitk_bundle_kept kept;
};

/* A problem of the bundle as a whole: file is its path. */
#define VITK_BUNDLE_PLACE(bundle) ((struct vitk_place){.file = vitk_str_of((bundle)->path)})

/* Takes the name into the bundle, unless it is hidden or (after a warning) bad. */
int vitk_bundle_add(struct vitk_bundle *, vitk_str name, struct vitk_bundle_member member);

/* bundle_folder.c: all files below bundle->fd. */
int vitk_bundle_walk(struct vitk_bundle *);

/* bundle_archive.c */
enum vitk_packing vitk_packing_of(vitk_str head);

/* The members of the archive at bundle->fd; sets its kind, which is FILE where the zip is itself a document (xlsx,
 * ods). `name` is that of the file. */
int vitk_bundle_list_archive(struct vitk_bundle *, vitk_str name);

/* A handle that stands at the data of the member; *out NULL where its content is empty. Freed with
 * archive_read_free. */
int vitk_archive_at(const struct vitk_bundle *, uint32_t member, struct archive **out);

/* Where its deflated bytes are. false: that can't be said, or it is packed in another way. */
bool vitk_archive_deflated(const struct vitk_bundle *, uint32_t member, struct vitk_deflated *out);

/* bundle_pipe.c: reads the head of the pipe bundle->fd. An archive is copied to a file without a name, which becomes
 * bundle->fd, and then there is no head. */
int vitk_bundle_take_pipe(struct vitk_bundle *);

/* read(2) until n bytes or the end; -1 and errno on failure. EINTR is one: who takes signals without SA_RESTART wants a
 * read that waits to end, and gets VITK_CANCELLED. */
ssize_t vitk_read_full(int fd, void *to, size_t n);

#endif
