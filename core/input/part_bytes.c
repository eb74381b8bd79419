#include "core/input/part_bytes.h"

#include "core/input/unpack.h"

#include <archive.h>
#include <stdlib.h>

struct vitk_part_bytes {
  const struct vitk_input *input;
  const struct vitk_package *package;
  struct archive *archive;
  struct vitk_unpacker *unpacker; /* reads it, once the part proved to be large */
  bool unpacks_here;              /* there was no thread to be had */
  uint64_t given;
};

int vitk_part_bytes_open(const struct vitk_input *input, const struct vitk_package *package, const char *name,
                         struct vitk_part_bytes **out) {
  *out = NULL;
  struct vitk_part_bytes *bytes = malloc(sizeof *bytes);
  if (bytes == NULL)
    return VITK_NOMEM;
  *bytes = (struct vitk_part_bytes){.input = input, .package = package};
  int code = vitk_package_find(input, package, name, &bytes->archive);
  if (code == VITK_OK)
    *out = bytes;
  else
    free(bytes);
  return code;
}

void vitk_part_bytes_close(struct vitk_part_bytes *bytes) {
  if (bytes == NULL)
    return;
  vitk_unpacker_free(bytes->unpacker);
  archive_read_free(bytes->archive);
  free(bytes);
}

static ssize_t unarchive(void *archive, void *to, size_t n) {
  la_ssize_t got;
  do {
    got = archive_read_data(archive, to, n);
  } while (got == ARCHIVE_RETRY);
  return got;
}

/* A part that has given as much as this is worth a thread. */
static void begin_unpacker(struct vitk_part_bytes *bytes) {
  const struct vitk_limits *limits = bytes->input->limits;
  if (bytes->unpacks_here || limits->threads == 1 || bytes->given < limits->threads_from)
    return;
  bytes->unpacker = vitk_unpacker_new((struct vitk_unpacking){unarchive, bytes->archive, VITK_PART_READ});
  bytes->unpacks_here = bytes->unpacker == NULL;
}

ssize_t vitk_part_bytes_read(struct vitk_part_bytes *bytes, void *to, size_t n) {
  if (bytes->unpacker == NULL)
    begin_unpacker(bytes);
  ssize_t got = bytes->unpacker ? vitk_unpacker_read(bytes->unpacker, to, n) : unarchive(bytes->archive, to, n);
  bytes->given += got > 0 ? (uint64_t)got : 0;
  return got;
}

int vitk_part_bytes_broken(const struct vitk_part_bytes *bytes) {
  return vitk_package_broken(bytes->input, bytes->package, bytes->archive);
}
