#include "core/worker/sandbox.h"

#include "core/input/limits.h"

#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* A sanitizer maps terabytes that it never touches: a limit on memory would end it at once. */
#if defined(__SANITIZE_ADDRESS__)
enum { LIMITS_MEMORY = 0 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { LIMITS_MEMORY = 0 };
#else
enum { LIMITS_MEMORY = 1 };
#endif
#else
enum { LIMITS_MEMORY = 1 };
#endif

static bool limit(__rlimit_resource_t what, uint64_t most) {
  struct rlimit now;
  if (getrlimit(what, &now) != 0)
    return false;
  if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most)
    most = now.rlim_max;
  now = (struct rlimit){.rlim_cur = most, .rlim_max = most};
  return setrlimit(what, &now) == 0;
}

/* Data is what a process writes to in memory of its own, also by mmap: a mapped file costs nothing of it. */
static bool take_limits(uint64_t memory) {
  return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, vitk_default_limits.stdin_archive) &&
         (memory == 0 || !LIMITS_MEMORY || limit(RLIMIT_DATA, memory));
}

int vitk_sandbox_enter(enum vitk_sandbox_step step, uint64_t memory, struct vitk_mark *mark) {
  if (step == VITK_SANDBOX_LOADING && (!take_limits(memory) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0))
    return VITK_FAILED;
  int code = vitk_landlock_enter(step);
  return code == VITK_OK ? vitk_seccomp_enter(step, mark) : code;
}

void vitk_sandbox_layers(struct vitk_layer layers[VITK_N_LAYERS]) {
  int landlock = vitk_landlock_abi();
  layers[0] =
      (struct vitk_layer){"process", "the command's memory, and more memory and time than it may have", true, ""};
  layers[1] = (struct vitk_layer){"no-new-privs", "gaining rights by a program that it starts", true, ""};
  layers[2] = (struct vitk_layer){"landlock", "files other than its input", landlock > 0, ""};
  layers[3] =
      (struct vitk_layer){"seccomp", "opening files, the network, processes and programs", vitk_seccomp_is_there(), ""};
  if (landlock > 0)
    snprintf(layers[2].version, sizeof layers[2].version, "ABI %d", landlock);
}

const char *vitk_sandbox_call_name(uint32_t number) {
  static char name[64];
  char *found = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, (int)number);
  if (found == NULL)
    return NULL;
  snprintf(name, sizeof name, "%s", found);
  free(found);
  return name;
}
