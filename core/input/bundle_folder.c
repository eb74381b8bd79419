#include "core/input/member.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int walk(struct vitk_bundle *bundle, int fd, vitk_str below, uint32_t depth);

static int left_out(const struct vitk_bundle *bundle, vitk_str name, const char *code, const char *why,
                    const char *hint) {
  return vitk_report(bundle->diags, VITK_WARNING, code, VITK_BUNDLE_PLACE(bundle), name, hint,
                     "\"%.*s\" is %s: left out", VITK_STR_ARG(name), why);
}

static int cannot_open(const struct vitk_bundle *bundle, vitk_str name) {
  int error = errno;
  vitk_report(bundle->diags, VITK_ERROR, "cannot-open", VITK_BUNDLE_PLACE(bundle), name,
              "check that the folder and all in it can be read", "cannot open \"%.*s\": %s", VITK_STR_ARG(name),
              strerrordesc_np(error));
  return VITK_FAILED;
}

static int enter(struct vitk_bundle *bundle, int parent, const char *entry, vitk_str name, uint32_t depth) {
  if (depth >= bundle->limits->folder_depth)
    return left_out(bundle, name, "limit", "a folder too deep below the one that was named",
                    "name the deeper folder itself");
  int fd = openat(parent, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return fd < 0 ? cannot_open(bundle, name) : walk(bundle, fd, name, depth + 1);
}

/* What `entry` is decides: a file, or a link to one, is a member; a folder is entered; the rest is no data. */
static int visit(struct vitk_bundle *bundle, int parent, const char *entry, vitk_str below, uint32_t depth) {
  struct stat itself, target;
  vitk_str name = below.n ? vitk_arena_printf(&bundle->arena, "%.*s/%s", VITK_STR_ARG(below), entry)
                          : vitk_arena_printf(&bundle->arena, "%s", entry);
  if (name.p == NULL)
    return VITK_NOMEM;
  if (fstatat(parent, entry, &itself, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT ? VITK_OK : cannot_open(bundle, name); /* removed while we walk */
  if (S_ISDIR(itself.st_mode))
    return enter(bundle, parent, entry, name, depth);
  if (S_ISLNK(itself.st_mode) && fstatat(parent, entry, &target, 0) != 0)
    return left_out(bundle, name, "link", "a link that leads nowhere", "remove the link, or restore its file");
  const struct stat *file = S_ISLNK(itself.st_mode) ? &target : &itself;
  if (S_ISDIR(file->st_mode))
    return left_out(bundle, name, "link", "a link to a folder", "name that folder as an input of its own");
  if (!S_ISREG(file->st_mode))
    return VITK_OK;
  return vitk_bundle_add(
      bundle, name,
      (struct vitk_bundle_member){.bytes = (uint64_t)file->st_size, .path = name.p, .entry = bundle->count});
}

/* Takes over fd. */
static int walk(struct vitk_bundle *bundle, int fd, vitk_str below, uint32_t depth) {
  DIR *folder = fdopendir(fd);
  if (folder == NULL) {
    int code = cannot_open(bundle, below);
    close(fd);
    return code;
  }
  int code = VITK_OK;
  while (code == VITK_OK) {
    errno = 0;
    const struct dirent *entry = readdir(folder);
    if (entry == NULL) {
      if (errno != 0)
        code = cannot_open(bundle, below);
      break;
    }
    if (entry->d_name[0] != '.')
      code = visit(bundle, dirfd(folder), entry->d_name, below, depth);
  }
  closedir(folder);
  return code < 0 ? code : VITK_OK;
}

int vitk_bundle_walk(struct vitk_bundle *bundle) {
  int fd = openat(bundle->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return fd < 0 ? cannot_open(bundle, vitk_str_of(bundle->path)) : walk(bundle, fd, (vitk_str){"", 0}, 0);
}
