/* inflate.c - reads every member of an archive by libarchive (with zlib within) and throws it away.
 * usage: inflate ARCHIVE */
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>

int main(int argc, char **argv) {
  static char block[1 << 18];
  if (argc != 2)
    return 2;
  struct archive *archive = archive_read_new();
  struct archive_entry *entry;
  archive_read_support_format_all(archive);
  archive_read_support_filter_all(archive);
  int code = archive_read_open_filename(archive, argv[1], 1 << 18);
  unsigned long long bytes = 0;
  while (code == ARCHIVE_OK && (code = archive_read_next_header(archive, &entry)) == ARCHIVE_OK) {
    la_ssize_t n;
    while ((n = archive_read_data(archive, block, sizeof block)) > 0)
      bytes += (unsigned long long)n;
    if (n < 0)
      code = ARCHIVE_FATAL;
  }
  if (code != ARCHIVE_EOF)
    fprintf(stderr, "%s: %s\n", argv[1], archive_error_string(archive));
  archive_read_free(archive);
  printf("%llu\n", bytes);
  return code == ARCHIVE_EOF ? 0 : 1;
}
