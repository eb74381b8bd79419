/* seccomp.c - the system calls that a worker may make. What is not allowed traps: the handler notes the call's number
 * in the mark, where the parent reads it, and ends the process. */
#include "core/worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static struct vitk_mark *where;

bool vitk_seccomp_is_there(void) {
  uint32_t action = SECCOMP_RET_TRAP;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/* Reading, memory, threads, clocks and the end: what both steps allow whatever the arguments are. */
static const int always[] = {SCMP_SYS(read),
                             SCMP_SYS(readv),
                             SCMP_SYS(pread64),
                             SCMP_SYS(lseek),
                             SCMP_SYS(close),
                             SCMP_SYS(fstat),
                             SCMP_SYS(newfstatat),
                             SCMP_SYS(statx),
                             SCMP_SYS(getdents64),
                             SCMP_SYS(fadvise64),
                             SCMP_SYS(readahead),
                             SCMP_SYS(poll),
                             SCMP_SYS(ppoll),
                             SCMP_SYS(brk),
                             SCMP_SYS(munmap),
                             SCMP_SYS(mremap),
                             SCMP_SYS(madvise),
                             SCMP_SYS(futex),
                             SCMP_SYS(set_robust_list),
                             SCMP_SYS(rseq),
                             SCMP_SYS(sched_yield),
                             SCMP_SYS(sched_getaffinity),
                             SCMP_SYS(getcpu),
                             SCMP_SYS(sysinfo),
                             SCMP_SYS(getrlimit),
                             SCMP_SYS(getpid),
                             SCMP_SYS(gettid),
                             SCMP_SYS(getuid),
                             SCMP_SYS(geteuid),
                             SCMP_SYS(getgid),
                             SCMP_SYS(getegid),
                             SCMP_SYS(getrandom),
                             SCMP_SYS(clock_gettime),
                             SCMP_SYS(clock_getres),
                             SCMP_SYS(clock_nanosleep),
                             SCMP_SYS(nanosleep),
                             SCMP_SYS(gettimeofday),
                             SCMP_SYS(time),
                             SCMP_SYS(rt_sigaction),
                             SCMP_SYS(rt_sigprocmask),
                             SCMP_SYS(rt_sigreturn),
                             SCMP_SYS(sigaltstack),
                             SCMP_SYS(restart_syscall),
                             SCMP_SYS(exit),
                             SCMP_SYS(exit_group)};

/* A library that is loaded is looked for, read and mapped to run; the sandbox's second step is set up. */
static const int while_loading[] = {SCMP_SYS(access),
                                    SCMP_SYS(faccessat),
                                    SCMP_SYS(faccessat2),
                                    SCMP_SYS(readlink),
                                    SCMP_SYS(readlinkat),
                                    SCMP_SYS(stat),
                                    SCMP_SYS(lstat),
                                    SCMP_SYS(getcwd),
                                    SCMP_SYS(mmap),
                                    SCMP_SYS(mprotect),
                                    SCMP_SYS(prctl),
                                    SCMP_SYS(seccomp),
                                    SCMP_SYS(landlock_create_ruleset),
                                    SCMP_SYS(landlock_add_rule),
                                    SCMP_SYS(landlock_restrict_self)};

/* The kernel ignores a rule for a call that the machine's architecture lacks: so does this. */
static bool allow_all(scmp_filter_ctx filter, const int *calls, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (calls[i] >= 0 && seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
      return false;
  return true;
}

static bool allow_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp test) {
  return call < 0 || seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, test) == 0;
}

/* Messages, words for a debugger, and the spool; standard output belongs to the data. */
static bool allow_writing(scmp_filter_ctx filter) {
  static const int to[] = {VITK_WORKER_RESULT_FD, STDERR_FILENO, VITK_WORKER_SPOOL_FD};
  static const int calls[] = {SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64), SCMP_SYS(ftruncate)};
  bool allowed = true;
  for (size_t i = 0; i < sizeof to / sizeof to[0]; i++)
    for (size_t j = 0; j < sizeof calls / sizeof calls[0]; j++)
      allowed = allowed && allow_if(filter, calls[j], SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)to[i]));
  return allowed;
}

/* A thread is allowed, a process is not. The flags of clone3 lie in memory, which a filter can't see: without it, libc
 * takes clone. */
static bool allow_threads(scmp_filter_ctx filter) {
  return allow_if(filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) &&
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

/* abort() and raise(): signals to the process itself. A limit may be looked at. */
static bool allow_itself(scmp_filter_ctx filter) {
  return allow_if(filter, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) &&
         allow_if(filter, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0)) &&
         allow_if(filter, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFL)) &&
         allow_if(filter, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFD)) &&
         allow_if(filter, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_SETFD)) &&
         allow_if(filter, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_DUPFD_CLOEXEC));
}

/* Memory that is written or read, never run. */
static bool allow_data(scmp_filter_ctx filter) {
  return allow_if(filter, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
         allow_if(filter, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

enum { WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC };

/* Any file to be read while loading; then one that is looked for from an open folder, which is the input's: a path that
 * leads out of it is Landlock's. */
static bool allow_opening(scmp_filter_ctx filter, enum vitk_sandbox_step step) {
  struct scmp_arg_cmp reads = SCMP_A2(SCMP_CMP_MASKED_EQ, WRITING, 0);
  if (step == VITK_SANDBOX_LOADING)
    return allow_if(filter, SCMP_SYS(openat), reads) &&
           allow_if(filter, SCMP_SYS(open), SCMP_A1(SCMP_CMP_MASKED_EQ, WRITING, 0));
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 2, SCMP_A0_32(SCMP_CMP_NE, (uint32_t)AT_FDCWD),
                          reads) == 0;
}

/* libc looks for a converter's file when a text names a charset that was not opened before: then it has none. */
static bool is_harmless(const siginfo_t *info, const greg_t *registers) {
#if defined(__x86_64__)
  if (info->si_syscall != SCMP_SYS(openat) || (int)registers[REG_RDI] != AT_FDCWD)
    return false;
  const char *path = NULL;
  memcpy(&path, &registers[REG_RSI], sizeof path);
  return path != NULL && strstr(path, "/gconv/") != NULL;
#else
  (void)info, (void)registers;
  return false;
#endif
}

static void on_refusal(int number, siginfo_t *info, void *context) {
  (void)number;
  ucontext_t *state = context;
#if defined(__x86_64__)
  greg_t *registers = state->uc_mcontext.gregs;
  if (is_harmless(info, registers)) {
    registers[REG_RAX] = -EACCES;
    return;
  }
#else
  (void)state;
  (void)is_harmless;
#endif
  if (where->refused == 0)
    where->refused = (uint32_t)info->si_syscall + 1;
  _exit(1);
}

int vitk_seccomp_enter(enum vitk_sandbox_step step, struct vitk_mark *mark) {
  struct sigaction action = {.sa_sigaction = on_refusal, .sa_flags = SA_SIGINFO | SA_NODEFER};
  where = mark;
  if (!vitk_seccomp_is_there())
    return VITK_OK;
  if (sigaction(SIGSYS, &action, NULL) != 0)
    return VITK_FAILED;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
  if (filter == NULL)
    return VITK_NOMEM;
  bool made = allow_all(filter, always, sizeof always / sizeof always[0]) && allow_writing(filter) &&
              allow_threads(filter) && allow_itself(filter) && allow_opening(filter, step);
  if (step == VITK_SANDBOX_LOADING)
    made = made && allow_all(filter, while_loading, sizeof while_loading / sizeof while_loading[0]);
  else
    made = made && allow_data(filter);
  made = made && seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return made ? VITK_OK : VITK_FAILED;
}
