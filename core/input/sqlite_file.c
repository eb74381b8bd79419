/* sqlite_file.c - the part of a file system that SQLite needs to read one file without locks or journal. */
#include "core/input/sqlite_file.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
  sqlite3_file base;
  int fd;
};

static int file_close(sqlite3_file *file) {
  (void)file; /* the descriptor is its opener's */
  return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *to, int n, sqlite3_int64 at) {
  const struct file *file = (const struct file *)base;
  size_t got = 0, wanted = (size_t)n;
  while (got < wanted) {
    ssize_t r = pread(file->fd, (char *)to + got, wanted - got, (off_t)at + (off_t)got);
    if (r < 0 && errno == EINTR)
      continue;
    if (r < 0)
      return SQLITE_IOERR_READ;
    if (r == 0)
      break;
    got += (size_t)r;
  }
  memset((char *)to + got, 0, wanted - got);
  return got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at) {
  (void)file, (void)bytes, (void)n, (void)at;
  return SQLITE_READONLY;
}
static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  (void)file, (void)size;
  return SQLITE_READONLY;
}
static int file_sync(sqlite3_file *file, int flags) {
  (void)file, (void)flags;
  return SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *out) {
  struct stat status;
  if (fstat(((const struct file *)base)->fd, &status) != 0)
    return SQLITE_IOERR_FSTAT;
  *out = status.st_size;
  return SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int level) {
  (void)file, (void)level;
  return SQLITE_OK;
}
static int file_reserved(sqlite3_file *file, int *out) {
  (void)file;
  *out = 0;
  return SQLITE_OK;
}
static int file_control(sqlite3_file *file, int op, void *argument) {
  (void)file, (void)op, (void)argument;
  return SQLITE_NOTFOUND;
}
static int file_sector(sqlite3_file *file) {
  (void)file;
  return 4096;
}
static int file_traits(sqlite3_file *file) {
  (void)file;
  return SQLITE_IOCAP_IMMUTABLE;
}

/* The name is the descriptor's number. There is one file: no journal, no temporary one. */
static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags) {
  static const sqlite3_io_methods methods = {.iVersion = 1,
                                             .xClose = file_close,
                                             .xRead = file_read,
                                             .xWrite = file_write,
                                             .xTruncate = file_truncate,
                                             .xSync = file_sync,
                                             .xFileSize = file_size,
                                             .xLock = file_lock,
                                             .xUnlock = file_lock,
                                             .xCheckReservedLock = file_reserved,
                                             .xFileControl = file_control,
                                             .xSectorSize = file_sector,
                                             .xDeviceCharacteristics = file_traits};
  struct file *file = (struct file *)base;
  (void)vfs;
  file->base.pMethods = NULL;
  if (name == NULL || (flags & SQLITE_OPEN_MAIN_DB) == 0)
    return SQLITE_CANTOPEN;
  file->fd = (int)strtol(name, NULL, 10);
  file->base.pMethods = &methods;
  if (out_flags != NULL)
    *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

static int no_delete(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs, (void)name, (void)sync;
  return SQLITE_READONLY;
}
static int nothing_there(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
  (void)vfs, (void)name, (void)flags;
  *out = 0;
  return SQLITE_OK;
}
static int same_name(sqlite3_vfs *vfs, const char *name, int room, char *out) {
  (void)vfs;
  return snprintf(out, (size_t)room, "%s", name) < room ? SQLITE_OK : SQLITE_CANTOPEN;
}
static int zeros(sqlite3_vfs *vfs, int n, char *out) { /* nothing that is read asks for chance */
  (void)vfs;
  memset(out, 0, (size_t)n);
  return n;
}
static int no_sleep(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs, (void)microseconds;
  return 0;
}
static int no_clock(sqlite3_vfs *vfs, double *out) {
  (void)vfs;
  *out = 0;
  return SQLITE_OK;
}
int vitk_sqlite_open_fd(int fd, struct sqlite3 **out) {
  static sqlite3_vfs vfs = {.iVersion = 1,
                            .szOsFile = sizeof(struct file),
                            .mxPathname = 64,
                            .zName = "vitk-descriptor",
                            .xOpen = open_file,
                            .xDelete = no_delete,
                            .xAccess = nothing_there,
                            .xFullPathname = same_name,
                            .xRandomness = zeros,
                            .xSleep = no_sleep,
                            .xCurrentTime = no_clock};
  char uri[60];
  *out = NULL;
  int code = sqlite3_vfs_register(&vfs, 0); /* again is fine */
  if (code != SQLITE_OK)
    return code;
  snprintf(uri, sizeof uri, "file:%d?immutable=1", fd);
  return sqlite3_open_v2(uri, out, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, vfs.zName);
}
