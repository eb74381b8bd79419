/* output_inside.h - what the target of an export (target.c) and its files (output.c) share. */
#ifndef VITK_DATASET_OUTPUT_INSIDE_H
#define VITK_DATASET_OUTPUT_INSIDE_H

#include "core/dataset/output.h"

#include <nettle/sha2.h>

struct vitk_output {
  struct vitk_output *next;
  struct vitk_target *target;
  int fd;                 /* -1: closed */
  int lock;               /* of the temporary file until it is published, -1: none */
  char *temporary, *path; /* malloc'ed; both NULL where bytes go out as they come */
  unsigned char *buffer;  /* NULL: closed */
  size_t n;
  struct vitk_behind *behind; /* writes what fills more than a buffer, and has the buffer; NULL: not needed so far */
  uint64_t bytes;
  struct sha256_ctx sha256; /* of bytes that can't be read again; a file is, where its checksum is asked for */
};

struct vitk_target {
  const struct vitk_sink_of_diags *diags;
  char *text;      /* malloc'ed, as it was given */
  char *shown;     /* malloc'ed, as messages cite it */
  char *path;      /* malloc'ed: of a file or folder, its symlinks followed */
  char *temporary; /* malloc'ed: the folder beside the target, NULL: an existing one is used */
  uint32_t kind;
  int lock;     /* of the temporary folder, -1: none */
  bool streams; /* a pipe or a device: nothing to rename */
  struct vitk_output *outputs;
};

/* `name` in `folder`. malloc'ed. */
char *vitk_path_in(const char *folder, const char *name);

/* Is it open for the exporter? */
static inline bool vitk_output_is_open(const struct vitk_output *output) {
  return output->buffer != NULL;
}

/* Lets go of one that is left as it is, and of its temporary file where it has one. */
void vitk_output_abort(struct vitk_output *);

#endif
