/* without.c - runs a program as on a kernel that lacks a layer of isolation: its system calls do not exist.
 *
 *   without landlock|seccomp PROGRAM [ARGUMENT...] */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  static const int landlock[] = {SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_add_rule),
                                 SCMP_SYS(landlock_restrict_self)};
  static const int seccomp[] = {SCMP_SYS(seccomp)};
  if (argc < 3)
    return 2;
  int is_landlock = strcmp(argv[1], "landlock") == 0;
  const int *calls = is_landlock ? landlock : seccomp;
  size_t n = is_landlock ? sizeof landlock / sizeof landlock[0] : 1;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  for (size_t i = 0; i < n; i++)
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), calls[i], 0) != 0)
      return 2;
  if (seccomp_load(filter) != 0)
    return 2;
  seccomp_release(filter);
  execv(argv[2], argv + 2);
  perror(argv[2]);
  return 2;
}
