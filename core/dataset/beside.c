#include "core/dataset/beside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  MOST_LINKS = 40,
  MOST_TRIES = 100,
  LONGEST_NAME = 200, /* leaves room for the ending in 255 bytes */
  RANDOM_DIGITS = 8
};
#define MARK ".vitk-"

/* Length of the folder part of a path, with its '/'; 0: the working folder. */
static size_t folder_length(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? (size_t)(slash - path) + 1 : 0;
}

/* `link` as found in the folder of `path`. malloc'ed. */
static char *link_target(const char *path, const char *link) {
  size_t folder = link[0] == '/' ? 0 : folder_length(path);
  char *joined = malloc(folder + strlen(link) + 1);
  if (joined == NULL)
    return NULL;
  memcpy(joined, path, folder);
  memcpy(joined + folder, link, strlen(link) + 1);
  return joined;
}

char *vitk_beside_resolve(const char *path) {
  char *resolved = strdup(path);
  for (int links = 0; resolved != NULL; links++) {
    char link[PATH_MAX];
    ssize_t n = readlink(resolved, link, sizeof link - 1);
    if (n < 0)
      return resolved;
    char *next = NULL;
    if (links < MOST_LINKS) {
      link[n] = '\0';
      next = link_target(resolved, link);
    } else {
      errno = ELOOP;
    }
    free(resolved);
    resolved = next;
  }
  return NULL;
}

/* --- new ones, and those that a run that was killed left behind */

/* A new file or folder, locked as long as its descriptor is open: so the next run knows whether its maker lives. -1
 * with errno EEXIST where another run took it away before it was locked. */
static int make(const char *path, bool folder, const struct stat *like) {
  if (folder && mkdir(path, 0777) != 0)
    return -1;
  int fd =
      folder ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0)
    return -1;
  struct stat made;
  bool busy = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK; /* some file systems have no such locks */
  if (busy || (fstat(fd, &made) == 0 && made.st_nlink == 0)) {
    close(fd);
    errno = EEXIST;
    return -1;
  }
  if (!folder && like != NULL)
    (void)fchmod(fd, like->st_mode & 0777); /* its rights are a courtesy: another's file may refuse */
  return fd;
}

/* Is `name` that of a temporary of `target`, both without their folder? */
static bool is_temporary_of(const char *name, const char *target, size_t n) {
  size_t keep = n > LONGEST_NAME ? LONGEST_NAME : n;
  if (strncmp(name, target, keep) != 0 || strncmp(name + keep, MARK, sizeof MARK - 1) != 0)
    return false;
  const char *digits = name + keep + sizeof MARK - 1;
  return strlen(digits) == RANDOM_DIGITS && strspn(digits, "0123456789abcdef") == RANDOM_DIGITS;
}

/* A folder that was being made holds plain files and nothing else. */
static void remove_folder(int parent, const char *name, int fd) {
  DIR *folder = fdopendir(dup(fd));
  if (folder == NULL)
    return;
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
    (void)unlinkat(fd, entry->d_name, 0);
  closedir(folder);
  (void)unlinkat(parent, name, AT_REMOVEDIR);
}

/* Removes what is of this user and of a run that no longer lives: else its lock could not be had. */
static void remove_if_left(int parent, const char *name, bool is_folder) {
  int fd = openat(parent, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (is_folder ? O_DIRECTORY : 0));
  if (fd < 0)
    return;
  struct stat held, named;
  bool ours = fstat(fd, &held) == 0 && held.st_uid == geteuid() &&
              (is_folder ? S_ISDIR(held.st_mode) : S_ISREG(held.st_mode)) && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
              fstatat(parent, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && named.st_ino == held.st_ino &&
              named.st_dev == held.st_dev;
  if (ours && is_folder)
    remove_folder(parent, name, fd);
  else if (ours)
    (void)unlinkat(parent, name, 0);
  close(fd);
}

/* `start` is where the name begins in `path`, which ends at `length`. */
static void remove_leftovers(const char *path, size_t start, size_t length, bool folders) {
  char *parent = start ? strndup(path, start) : strdup(".");
  DIR *entries = parent ? opendir(parent) : NULL;
  free(parent);
  if (entries == NULL)
    return;
  for (const struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries))
    if (is_temporary_of(entry->d_name, path + start, length - start))
      remove_if_left(dirfd(entries), entry->d_name, folders);
  closedir(entries);
}

int vitk_beside_new(const char *target, bool folder, char **temporary) {
  size_t length = strlen(target);
  while (length > 1 && target[length - 1] == '/')
    length--;
  struct stat existing;
  const struct stat *like = stat(target, &existing) == 0 ? &existing : NULL;
  char *path = malloc(length + sizeof MARK + RANDOM_DIGITS);
  if (path == NULL)
    return -1;
  memcpy(path, target, length);
  path[length] = '\0';
  size_t start = folder_length(path);
  size_t keep = length - start > LONGEST_NAME ? start + LONGEST_NAME : length;
  remove_leftovers(path, start, length, folder);
  for (int tries = 0; tries < MOST_TRIES; tries++) {
    uint32_t random = 0;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
      random = (uint32_t)getpid() * 100 + (uint32_t)tries;
    snprintf(path + keep, sizeof MARK + RANDOM_DIGITS, MARK "%08x", random);
    int fd = make(path, folder, like);
    if (fd >= 0) {
      *temporary = path;
      return fd;
    }
    if (errno != EEXIST)
      break;
  }
  int error = errno;
  free(path);
  errno = error;
  return -1;
}

/* --- publishing */

static int sync_folder(const char *folder) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno == EACCES ? 0 : -1; /* a folder may be writable and not readable: nothing to sync then */
  int code = fsync(fd);
  int error = errno;
  close(fd);
  errno = error;
  return code != 0 && error != EINVAL ? -1 : 0; /* EINVAL: a file system that has no such thing */
}

static int sync_folder_of(const char *path) {
  size_t length = folder_length(path);
  char *folder = length ? strndup(path, length) : strdup(".");
  if (folder == NULL)
    return -1;
  int code = sync_folder(folder);
  int error = errno;
  free(folder);
  errno = error;
  return code;
}

int vitk_beside_publish(const char *temporary, const char *target) {
  struct stat made;
  if (stat(temporary, &made) == 0 && S_ISDIR(made.st_mode) && sync_folder(temporary) != 0)
    return -1;
  if (rename(temporary, target) != 0)
    return -1;
  return sync_folder_of(target);
}

static const char *remedy(int error) {
  switch (error) {
  case ENOENT:
  case ENOTDIR:
    return "make the folder first, or write elsewhere";
  case EACCES:
  case EPERM:
  case EROFS:
    return "write to a folder of your own, or get the right to write there";
  case ENOSPC:
  case EDQUOT:
    return "free some space there, or write elsewhere";
  case EISDIR:
    return "name a file, not a folder";
  case ENOTEMPTY:
    return "name a folder that is empty, new, or an earlier export";
  default:
    return "write elsewhere";
  }
}

int vitk_cannot_write(const struct vitk_sink_of_diags *diags, const char *path, const char *what, int error) {
  char words[128];
  const char *text = strerror_r(error, words, sizeof words);
  int code = vitk_report(diags, VITK_ERROR, "cannot-write", (struct vitk_place){.file = vitk_str_of(path)},
                         (vitk_str){NULL, 0}, remedy(error), "%s %s: %s", what, path, text);
  return code < 0 ? code : VITK_FAILED;
}
