/* landlock.c - the file system, read-only and then of the input alone (Linux 5.13 and later). */
#include "core/worker/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* All rights that a kernel's ABI knows: those that it does not know can't be asked for. Its version 1 ends with
 * MAKE_SYM; 2 brought REFER, 3 TRUNCATE. (linux/landlock.h) */
static uint64_t rights_of(int abi) {
  uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (abi >= 2)
    rights |= LANDLOCK_ACCESS_FS_REFER;
#ifdef LANDLOCK_ACCESS_FS_TRUNCATE
  if (abi >= 3)
    rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
#endif
  return rights;
}

int vitk_landlock_abi(void) {
  long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? (int)abi : 0;
}

static bool allow_below(int ruleset, int folder, uint64_t rights) {
  struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = folder};
  return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

/* What the step leaves: all to be read while a library's own libraries are looked for; then a folder that is the
 * input. A file or pipe is open already, and nothing else is to be. */
static bool allow(int ruleset, enum vitk_sandbox_step step) {
  struct stat status;
  if (step == VITK_SANDBOX_LOADING) {
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool allowed = root >= 0 && allow_below(ruleset, root, READING);
    if (root >= 0)
      close(root);
    return allowed;
  }
  if (fstat(VITK_WORKER_INPUT_FD, &status) != 0 || !S_ISDIR(status.st_mode))
    return true;
  return allow_below(ruleset, VITK_WORKER_INPUT_FD, READING);
}

int vitk_landlock_enter(enum vitk_sandbox_step step) {
  int abi = vitk_landlock_abi();
  if (abi == 0)
    return VITK_OK;
  struct landlock_ruleset_attr attr = {.handled_access_fs = rights_of(abi)};
  long made = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
  int ruleset = (int)made;
  if (made < 0)
    return VITK_FAILED;
  bool entered = allow(ruleset, step) && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  close(ruleset);
  return entered ? VITK_OK : VITK_FAILED;
}
