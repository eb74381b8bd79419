/* bundle_archive.c - zip, tar and compressed files over libarchive, which is asked for no other format: its guesses at
 * plain text (mtree, raw) would take a table for an archive. */
#include "core/input/member.h"

#include "core/input/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 65536, TAR_HEADER = 512 };

static bool starts_with(vitk_str head, const char *magic, size_t n) {
  return head.n >= n && memcmp(head.p, magic, n) == 0;
}

/* A tar's header holds the sum of its own bytes, the eight of the sum taken as spaces. */
static bool is_tar_header(vitk_str head) {
  if (head.n < TAR_HEADER || head.p[0] == '\0')
    return false;
  unsigned long sum = 8UL * ' ', stated = 0;
  for (size_t i = 0; i < TAR_HEADER; i++)
    sum += i >= 148 && i < 156 ? 0 : (unsigned char)head.p[i];
  size_t i = 148;
  while (i < 156 && head.p[i] == ' ')
    i++;
  for (; i < 156 && head.p[i] >= '0' && head.p[i] <= '7'; i++)
    stated = stated * 8 + (unsigned long)(head.p[i] - '0');
  return stated == sum;
}

enum vitk_packing vitk_packing_of(vitk_str head) {
  if (starts_with(head, "PK\3\4", 4) || starts_with(head, "PK\5\6", 4))
    return VITK_PACKED_ZIP;
  if (starts_with(head, "\x1F\x8B\x08", 3) || starts_with(head, "\xFD\x37zXZ\0", 6) ||
      starts_with(head, "\x28\xB5\x2F\xFD", 4) || (starts_with(head, "BZh", 3) && head.n > 9 && head.p[4] == '1'))
    return VITK_PACKED_COMPRESSED;
  return is_tar_header(head) ? VITK_PACKED_TAR : VITK_PACKED_NOT;
}

/* What a handle reads from: pread with a place of its own, so that handles over one descriptor don't disturb each
 * other. */
struct source {
  int fd;
  off_t at;
  char block[BLOCK];
};

static la_ssize_t source_read(struct archive *a, void *self, const void **out) {
  struct source *source = self;
  *out = source->block;
  ssize_t n;
  do {
    n = pread(source->fd, source->block, sizeof source->block, source->at);
  } while (n < 0 && errno == EINTR);
  if (n < 0) {
    archive_set_error(a, errno, "%s", strerrordesc_np(errno));
    return -1;
  }
  source->at += n;
  return n;
}

static la_int64_t source_seek(struct archive *a, void *self, la_int64_t offset, int whence) {
  struct source *source = self;
  struct stat status;
  (void)a;
  if (whence == SEEK_END) {
    if (fstat(source->fd, &status) != 0)
      return ARCHIVE_FATAL;
    offset += status.st_size;
  } else if (whence == SEEK_CUR) {
    offset += source->at;
  }
  if (offset < 0)
    return ARCHIVE_FATAL;
  source->at = offset;
  return offset;
}

static int source_close(struct archive *a, void *self) {
  (void)a;
  free(self);
  return ARCHIVE_OK;
}

static void support(struct archive *a, enum vitk_packing packing) {
  if (packing == VITK_PACKED_ZIP) {
    archive_read_support_format_zip_seekable(a); /* the list of members at its end is the truth: a cut zip lacks it */
    return;
  }
  archive_read_support_format_tar(a);
  if (packing == VITK_PACKED_TAR)
    return;
  archive_read_support_format_raw(a);
  archive_read_support_format_empty(a);
  archive_read_support_filter_gzip(a);
  archive_read_support_filter_xz(a);
  archive_read_support_filter_zstd(a);
  archive_read_support_filter_bzip2(a);
}

/* A handle over bundle->fd, before its first entry. NULL: out of memory. */
static struct archive *open_handle(const struct vitk_bundle *bundle) {
  struct archive *a = archive_read_new();
  struct source *source = malloc(sizeof *source);
  if (a == NULL || source == NULL) {
    archive_read_free(a);
    free(source);
    return NULL;
  }
  source->fd = bundle->fd;
  source->at = 0;
  support(a, bundle->packing);
  archive_read_set_read_callback(a, source_read);
  archive_read_set_seek_callback(a, source_seek);
  archive_read_set_close_callback(a, source_close);
  archive_read_set_callback_data(a, source);
  archive_read_open1(a); /* a failure shows at the first entry, with its message */
  return a;
}

/* Kept for the process's life: it is read from a file, which later can't be opened any more. */
static locale_t utf8;
static pthread_once_t utf8_once = PTHREAD_ONCE_INIT;

static void make_utf8(void) {
  utf8 = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
}

void vitk_bundle_prepare(void) {
  pthread_once(&utf8_once, make_utf8);
}

/* The next entry. libarchive turns names into the charset of the locale, so it is given one that has them all. */
static int next_entry(struct archive *a, struct archive_entry **entry) {
  vitk_bundle_prepare();
  locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
  int code;
  do {
    code = archive_read_next_header(a, entry);
  } while (code == ARCHIVE_RETRY);
  if (utf8)
    uselocale(before);
  return code;
}

static bool is_bad(int code) {
  return code != ARCHIVE_OK && code != ARCHIVE_WARN && code != ARCHIVE_EOF;
}

static int bad_archive(const struct vitk_bundle *bundle, struct archive *a, bool listing) {
  if (a != NULL && archive_errno(a) == ENOMEM)
    return VITK_NOMEM;
  const char *said = a ? archive_error_string(a) : NULL;
  if (listing && bundle->packing == VITK_PACKED_ZIP)
    said = "it begins as a zip, and the list of its members at its end is not there or broken";
  vitk_report(bundle->diags, VITK_ERROR, "bad-archive", VITK_BUNDLE_PLACE(bundle), (vitk_str){NULL, 0},
              "it may be cut short: fetch it again and compare its size with the publisher's",
              "cannot read the archive \"%s\": %s", bundle->path, said ? said : "unknown reason");
  return VITK_FAILED;
}

/* The name of a compressed file without the ending that says so. */
static vitk_str without_ending(vitk_str name) {
  static const char *const endings[] = {".gz", ".xz", ".zst", ".bz2"};
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    size_t n = strlen(endings[i]);
    if (name.n > n && strncasecmp(name.p + name.n - n, endings[i], n) == 0)
      return (vitk_str){name.p, name.n - n};
  }
  return name;
}

/* Is the zip a document of its own, whose parts mean nothing to a person? */
static bool marks_a_document(const char *name) {
  return strcmp(name, "[Content_Types].xml") == 0 || strcmp(name, "mimetype") == 0;
}

static int add_entry(struct vitk_bundle *bundle, struct archive *a, struct archive_entry *entry, uint64_t ordinal) {
  uint64_t packed_at = bundle->packing == VITK_PACKED_ZIP ? (uint64_t)archive_filter_bytes(a, 0) : UINT64_MAX;
  const char *name = archive_entry_pathname(entry);
  uint64_t bytes = archive_entry_size_is_set(entry) ? (uint64_t)archive_entry_size(entry) : UINT64_MAX;
  if (archive_entry_filetype(entry) == AE_IFDIR)
    return VITK_OK;
  if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL)
    return vitk_report(bundle->diags, VITK_WARNING, "link", VITK_BUNDLE_PLACE(bundle), vitk_str_of(name),
                       "pack the files themselves", "\"%s\" is a link or a device: left out", name ? name : "");
  return vitk_bundle_add(bundle, vitk_str_of(name ? name : ""),
                         (struct vitk_bundle_member){.bytes = bytes, .entry = ordinal, .packed_at = packed_at});
}

/* The bytes of a file within which nothing but gzip was found are packed from its start. */
static uint64_t start_of_gzip(struct archive *a) {
  return archive_filter_count(a) == 2 && archive_filter_code(a, 0) == ARCHIVE_FILTER_GZIP ? 0 : UINT64_MAX;
}

static int list(struct vitk_bundle *bundle, struct archive *a, vitk_str name) {
  for (uint64_t ordinal = 0;; ordinal++) {
    struct archive_entry *entry;
    int result = next_entry(a, &entry);
    if (is_bad(result))
      return bad_archive(bundle, a, true);
    int format = archive_format(a) & ARCHIVE_FORMAT_BASE_MASK;
    if (ordinal == 0 && (format == ARCHIVE_FORMAT_RAW || (result == ARCHIVE_EOF && format == ARCHIVE_FORMAT_EMPTY)))
      return vitk_bundle_add(bundle, without_ending(name),
                             (struct vitk_bundle_member){.bytes = UINT64_MAX, .packed_at = start_of_gzip(a)});
    if (result == ARCHIVE_EOF)
      return VITK_OK;
    const char *entry_name = archive_entry_pathname(entry);
    if (bundle->packing == VITK_PACKED_ZIP && entry_name && marks_a_document(entry_name)) {
      bundle->kind = VITK_BUNDLE_FILE;
      bundle->count = 0;
      return VITK_OK;
    }
    int code = add_entry(bundle, a, entry, ordinal);
    if (code < 0)
      return code;
  }
}

int vitk_bundle_list_archive(struct vitk_bundle *bundle, vitk_str name) {
  struct archive *a = open_handle(bundle);
  if (a == NULL)
    return VITK_NOMEM;
  int code = list(bundle, a, name);
  archive_read_free(a);
  return code;
}

int vitk_archive_at(const struct vitk_bundle *bundle, uint32_t member, struct archive **out) {
  struct archive *a = open_handle(bundle);
  *out = a;
  if (a == NULL)
    return VITK_NOMEM;
  for (uint64_t ordinal = 0; ordinal <= bundle->members[member].entry; ordinal++) {
    struct archive_entry *entry;
    int result = next_entry(a, &entry);
    if (!is_bad(result) && result != ARCHIVE_EOF)
      continue;
    int code = VITK_OK; /* a compressed file of nothing has no entry */
    if (result != ARCHIVE_EOF || ordinal > 0 || (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) != ARCHIVE_FORMAT_EMPTY)
      code = bad_archive(bundle, a, false);
    archive_read_free(a);
    *out = NULL;
    return code;
  }
  return VITK_OK;
}

bool vitk_archive_deflated(const struct vitk_bundle *bundle, uint32_t member, struct vitk_deflated *out) {
  const struct vitk_bundle_member *of = &bundle->members[member];
  struct stat status;
  if (of->packed_at == UINT64_MAX || fstat(bundle->fd, &status) != 0)
    return false;
  struct vitk_origin origin = {.fd = bundle->fd, .n = (uint64_t)status.st_size};
  if (bundle->packing == VITK_PACKED_ZIP)
    return vitk_zip_find(&origin, of->packed_at, of->bytes, out);
  *out = (struct vitk_deflated){.origin = origin, .at = of->packed_at, .is_gzip = true};
  return true;
}
