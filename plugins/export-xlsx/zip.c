/* zip.c - a zip archive of parts that are in memory, each deflated. All dates are the first that zip knows, so that the
 * same workbook has the same bytes. */
#include "export_xlsx.h"

enum { PIECE = 64 * 1024, LOCAL = 30, VERSION = 20, FIRST_DAY = 0x21 };
static const uint64_t largest = UINT32_MAX - 1; /* more asks for the extension Zip64 */

/* --- parts */

struct xlsx_part *xlsx_part_new(const char *name) {
  struct xlsx_part *part = calloc(1, sizeof *part);
  if (part == NULL)
    return NULL;
  snprintf(part->name, sizeof part->name, "%s", name);
  part->crc = (uint32_t)crc32(0, NULL, 0);
  part->deflating = deflateInit2(&part->stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK;
  if (part->deflating)
    return part;
  free(part);
  return NULL;
}

static int deflate_all(struct xlsx_part *part, int flush) {
  unsigned char piece[4096];
  int state;
  do {
    part->stream.next_out = piece;
    part->stream.avail_out = sizeof piece;
    state = deflate(&part->stream, flush);
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
      return VITK_NOMEM;
    text_bytes(&part->packed, (const char *)piece, sizeof piece - part->stream.avail_out);
  } while (part->stream.avail_out == 0 || (flush == Z_FINISH && state != Z_STREAM_END));
  return part->packed.no_memory ? VITK_NOMEM : VITK_OK;
}

int xlsx_part_write(struct xlsx_part *part, const char *bytes, size_t n) {
  int code = VITK_OK;
  for (size_t at = 0; code == VITK_OK && at < n; at += PIECE) {
    uInt now = n - at < PIECE ? (uInt)(n - at) : PIECE;
    part->stream.next_in = (const Bytef *)bytes + at;
    part->stream.avail_in = now;
    part->crc = (uint32_t)crc32(part->crc, (const Bytef *)bytes + at, now);
    part->bytes += now;
    code = deflate_all(part, Z_NO_FLUSH);
  }
  return code;
}

int xlsx_part_end(struct xlsx_part *part) {
  part->stream.avail_in = 0;
  int code = deflate_all(part, Z_FINISH);
  deflateEnd(&part->stream);
  part->deflating = false;
  return code;
}

void xlsx_part_free(struct xlsx_part *part) {
  if (part == NULL)
    return;
  if (part->deflating)
    deflateEnd(&part->stream);
  text_free(&part->packed);
  free(part);
}

/* --- the archive */

static void add(struct text_out *out, uint64_t number, int bytes) {
  char little_endian[8];
  for (int i = 0; i < bytes; i++)
    little_endian[i] = (char)(number >> (8 * i));
  text_bytes(out, little_endian, (size_t)bytes);
}

/* What the header before a part and the one in the directory have in common. */
static void add_common(struct text_out *out, const struct xlsx_part *part) {
  add(out, VERSION, 2);
  add(out, 0, 2); /* flags */
  add(out, Z_DEFLATED, 2);
  add(out, 0, 2); /* time */
  add(out, FIRST_DAY, 2);
  add(out, part->crc, 4);
  add(out, part->packed.n, 4);
  add(out, part->bytes, 4);
  add(out, strlen(part->name), 2);
  add(out, 0, 2); /* an extra field */
}

static void add_directory(struct text_out *out, const struct xlsx_part *first, uint64_t begins) {
  uint64_t n = 0;
  for (const struct xlsx_part *part = first; part != NULL; part = part->next, n++) {
    add(out, 0x02014B50, 4);
    add(out, VERSION, 2);
    add_common(out, part);
    add(out, 0, 2 + 2 + 2); /* a comment; a disk; attributes */
    add(out, 0, 4);         /* more attributes */
    add(out, part->offset, 4);
    text_add(out, part->name);
  }
  uint64_t size = out->n;
  add(out, 0x06054B50, 4);
  add(out, 0, 2 + 2); /* disks */
  add(out, n, 2);
  add(out, n, 2);
  add(out, size, 4);
  add(out, begins, 4);
  add(out, 0, 2); /* a comment */
}

static bool too_large(struct xlsx_part *first) {
  uint64_t at = 0;
  bool large = false;
  for (struct xlsx_part *part = first; part != NULL; part = part->next) {
    part->offset = at;
    at += LOCAL + strlen(part->name) + part->packed.n;
    large = large || part->bytes > largest || at > largest;
  }
  return large;
}

int xlsx_zip(const struct vitk_host *host, struct vitk_output *output, struct xlsx_part *first) {
  struct text_out head = {0};
  uint64_t at = 0;
  int code = too_large(first) ? VITK_END : VITK_OK;
  for (const struct xlsx_part *part = first; code == VITK_OK && part != NULL; part = part->next) {
    head.n = 0;
    add(&head, 0x04034B50, 4);
    add_common(&head, part);
    text_add(&head, part->name);
    code = head.no_memory ? VITK_NOMEM : host->output_write(output, head.p, head.n);
    if (code == VITK_OK)
      code = host->output_write(output, part->packed.p, part->packed.n);
    at += head.n + part->packed.n;
  }
  head.n = 0;
  if (code == VITK_OK)
    add_directory(&head, first, at);
  if (code == VITK_OK)
    code = head.no_memory ? VITK_NOMEM : host->output_write(output, head.p, head.n);
  text_free(&head);
  return code;
}
