/* package.c - the bytes of a document that is a zip, and its parts over libarchive. */
#include "core/input/package.h"

#include "core/input/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

enum { BLOCK = 65536 };

static int too_large(const struct vitk_input *input, vitk_str file) {
  vitk_report(input->diags, VITK_ERROR, "limit", (struct vitk_place){.file = file}, (vitk_str){NULL, 0},
              "save the sheet that matters as CSV and import that", "the workbook is larger than %llu bytes",
              (unsigned long long)input->limits->workbook_bytes);
  return VITK_FAILED;
}

static int fill(const struct vitk_input *input, struct vitk_stream *stream, struct vitk_package *out) {
  for (;;) {
    size_t got, room = out->bytes.maximum - out->bytes.n;
    if (room > BLOCK)
      room = BLOCK;
    int code = vitk_buffer_reserve(&out->bytes, room);
    if (code == VITK_OK)
      code = vitk_stream_read(stream, out->bytes.p + out->bytes.n, room, &got);
    if (code != VITK_OK)
      return code;
    out->bytes.n += got;
    if (got == 0)
      return room > 0 ? VITK_OK : too_large(input, out->file);
  }
}

int vitk_package_read(const struct vitk_input *input, uint32_t member, struct vitk_package *out) {
  uint64_t most = input->limits->workbook_bytes, bytes = vitk_bundle_bytes(input->bundle, member);
  *out = (struct vitk_package){.file = vitk_bundle_name(input->bundle, member)};
  if (bytes != UINT64_MAX && bytes > most)
    return too_large(input, out->file);
  out->bytes.maximum = most < SIZE_MAX / 2 ? (size_t)most + 1 : SIZE_MAX / 2;
  struct vitk_stream *stream;
  int code = bytes < most ? vitk_buffer_reserve(&out->bytes, (size_t)bytes + 1) : VITK_OK;
  if (code == VITK_OK)
    code = vitk_bundle_stream(input->bundle, member, &stream);
  if (code != VITK_OK)
    return code;
  code = fill(input, stream, out);
  vitk_stream_close(stream);
  return code;
}

void vitk_package_free(struct vitk_package *package) {
  vitk_buffer_free(&package->bytes);
}

int vitk_package_broken(const struct vitk_input *input, const struct vitk_package *package, struct archive *a) {
  if (a == NULL || archive_errno(a) == ENOMEM)
    return VITK_NOMEM;
  const char *said = archive_error_string(a);
  vitk_report(input->diags, VITK_ERROR, "bad-archive", (struct vitk_place){.file = package->file}, (vitk_str){NULL, 0},
              "it may be cut short: fetch it again; one with a password must be saved without",
              "cannot read the workbook, which is a zip: %s", said ? said : "unknown reason");
  return VITK_FAILED;
}

static int plain(char c) {
  return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static bool same_name(const char *a, const char *b) {
  if (*a == '/')
    a++;
  for (; *a != '\0' && plain(*a) == plain(*b); a++)
    b++;
  return *a == '\0' && *b == '\0';
}

/* Where the entry's deflated bytes are, at which the handle stands. */
static struct vitk_deflated deflated_at(const struct vitk_package *package, struct archive *a,
                                        struct archive_entry *entry) {
  struct vitk_origin origin = {.fd = -1, .p = package->bytes.p, .n = package->bytes.n};
  struct vitk_deflated deflated;
  uint64_t size = archive_entry_size_is_set(entry) ? (uint64_t)archive_entry_size(entry) : UINT64_MAX;
  bool found = archive_entry_filetype(entry) == AE_IFREG && /* libarchive gives nothing of others */
               vitk_zip_find(&origin, (uint64_t)archive_filter_bytes(a, 0), size, &deflated);
  return found ? deflated : (struct vitk_deflated){0};
}

int vitk_package_find(const struct vitk_input *input, const struct vitk_package *package, const char *name,
                      struct archive **out, struct vitk_deflated *deflated) {
  struct archive *a = archive_read_new();
  struct archive_entry *entry;
  *out = NULL;
  *deflated = (struct vitk_deflated){0};
  if (a == NULL)
    return VITK_NOMEM;
  archive_read_support_format_zip_seekable(a);
  int result = archive_read_open_memory(a, package->bytes.p, package->bytes.n);
  while (result == ARCHIVE_OK || result == ARCHIVE_WARN || result == ARCHIVE_RETRY) {
    result = archive_read_next_header(a, &entry);
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
      continue;
    const char *there = archive_entry_pathname(entry); /* NULL: not ASCII, so none that is asked for */
    if (there != NULL && same_name(there, name)) {
      *out = a;
      *deflated = deflated_at(package, a, entry);
      return VITK_OK;
    }
  }
  int code = result == ARCHIVE_EOF ? VITK_END : vitk_package_broken(input, package, a);
  archive_read_free(a);
  return code;
}

int vitk_package_has(const struct vitk_input *input, const struct vitk_package *package, const char *name, bool *out) {
  struct archive *a;
  struct vitk_deflated deflated;
  int code = vitk_package_find(input, package, name, &a, &deflated);
  *out = code == VITK_OK;
  archive_read_free(a);
  return code == VITK_END ? VITK_OK : code;
}
