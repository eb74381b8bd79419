#include "core/dataset/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LINKS = 40, MOST_TRIES = 100, LONGEST_NAME = 200 /* leaves room for the ending in 255 bytes */ };

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

static int make(const char *path, bool folder, const struct stat *like) {
  if (folder)
    return mkdir(path, 0777);
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd >= 0 && like != NULL)
    (void)fchmod(fd, like->st_mode & 0777); /* its rights are a courtesy: another's file may refuse */
  return fd;
}

int vitk_beside_new(const char *target, bool folder, char **temporary) {
  size_t length = strlen(target);
  while (length > 1 && target[length - 1] == '/')
    length--;
  struct stat existing;
  const struct stat *like = stat(target, &existing) == 0 ? &existing : NULL;
  char *path = malloc(length + sizeof ".vitk-00000000");
  if (path == NULL)
    return -1;
  memcpy(path, target, length);
  path[length] = '\0';
  size_t start = folder_length(path);
  size_t keep = length - start > LONGEST_NAME ? start + LONGEST_NAME : length;
  for (int tries = 0; tries < MOST_TRIES; tries++) {
    uint32_t random = 0;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
      random = (uint32_t)getpid() * 100 + (uint32_t)tries;
    snprintf(path + keep, sizeof ".vitk-00000000", ".vitk-%08x", random);
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
