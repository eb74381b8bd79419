#include "core/input/part_bytes.h"

#include "core/input/packed.h"

#include <stdlib.h>

struct vitk_part_bytes {
  const struct vitk_input *input;
  const struct vitk_package *package;
  struct archive *archive; /* freed with `packed` */
  struct vitk_packed *packed;
};

int vitk_part_bytes_open(const struct vitk_input *input, const struct vitk_package *package, const char *name,
                         struct vitk_part_bytes **out) {
  *out = NULL;
  struct vitk_packed_source from = {.limits = input->limits};
  struct vitk_part_bytes *bytes = malloc(sizeof *bytes);
  if (bytes == NULL)
    return VITK_NOMEM;
  int code = vitk_package_find(input, package, name, &from.archive, &from.deflated);
  from.is_deflated = from.deflated.bytes > 0;
  *bytes = (struct vitk_part_bytes){.input = input, .package = package, .archive = from.archive};
  if (code == VITK_OK)
    code = vitk_packed_open(&from, &bytes->packed);
  if (code == VITK_OK)
    *out = bytes;
  else
    free(bytes);
  return code;
}

void vitk_part_bytes_close(struct vitk_part_bytes *bytes) {
  if (bytes == NULL)
    return;
  vitk_packed_free(bytes->packed);
  free(bytes);
}

ssize_t vitk_part_bytes_read(struct vitk_part_bytes *bytes, void *to, size_t n) {
  size_t got = 0;
  return vitk_packed_read(bytes->packed, to, n, &got) == VITK_OK ? (ssize_t)got : -1;
}

int vitk_part_bytes_broken(const struct vitk_part_bytes *bytes) {
  return vitk_package_broken(bytes->input, bytes->package, bytes->archive);
}
