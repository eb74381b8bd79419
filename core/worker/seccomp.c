/* seccomp.c - the system calls that a worker may make. What is not allowed traps: the handler notes the call's number
 * in the mark, where the parent reads it, and ends the process. */
#include "core/worker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
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

/* A call that the machine's architecture lacks has a number below 0: there is nothing to allow. */
static bool allow(scmp_filter_ctx filter, int call, unsigned n, const struct scmp_arg_cmp *tests) {
  return call < 0 || seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, n, tests) == 0;
}

static bool allow_all(scmp_filter_ctx filter, const int *calls, size_t n) {
  bool allowed = true;
  for (size_t i = 0; i < n; i++)
    allowed = allowed && allow(filter, calls[i], 0, NULL);
  return allowed;
}

/* Where argument `which` is `value`. */
static bool allow_is(scmp_filter_ctx filter, int call, unsigned which, uint64_t value) {
  const struct scmp_arg_cmp test = {.arg = which, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0};
  return allow(filter, call, 1, &test);
}

/* Where of the bits `mask` of argument `which` exactly `value` is set. */
static struct scmp_arg_cmp bits(unsigned which, uint64_t mask, uint64_t value) {
  return (struct scmp_arg_cmp){.arg = which, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
}
static bool allow_bits(scmp_filter_ctx filter, int call, unsigned which, uint64_t mask, uint64_t value) {
  const struct scmp_arg_cmp test = bits(which, mask, value);
  return allow(filter, call, 1, &test);
}

/* Messages, words for a debugger, and the spool; standard output belongs to the data. */
static bool allow_writing(scmp_filter_ctx filter) {
  static const int to[] = {VITK_WORKER_RESULT_FD, STDERR_FILENO, VITK_WORKER_SPOOL_FD};
  static const int calls[] = {SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64), SCMP_SYS(ftruncate)};
  bool allowed = true;
  for (size_t i = 0; i < sizeof to / sizeof to[0]; i++)
    for (size_t j = 0; j < sizeof calls / sizeof calls[0]; j++)
      allowed = allowed && allow_is(filter, calls[j], 0, (uint64_t)to[i]);
  return allowed;
}

/* A thread is allowed, a process is not. The flags of clone3 lie in memory, which a filter can't see: without it, libc
 * takes clone. */
static bool allow_threads(scmp_filter_ctx filter) {
  return allow_bits(filter, SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD) &&
         seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0, NULL) == 0;
}

/* A limit may be looked at, and a descriptor of its own. Signals are looked at by a filter of their own. */
static bool allow_itself(scmp_filter_ctx filter) {
  static const int commands[] = {F_GETFL, F_GETFD, F_SETFD, F_DUPFD_CLOEXEC};
  bool allowed = allow(filter, SCMP_SYS(tgkill), 0, NULL) && allow_is(filter, SCMP_SYS(prlimit64), 2, 0);
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    allowed = allowed && allow_is(filter, SCMP_SYS(fcntl), 1, (uint64_t)commands[i]);
  return allowed;
}

/* Memory that is written or read, never run. */
static bool allow_data(scmp_filter_ctx filter) {
  return allow_bits(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0) && allow_bits(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
}

enum { WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, MOST_DESCRIPTORS = 0xFFFF };

/* Any file to be read while loading; then one that is looked for from an open folder, which is the input's: a path that
 * leads out of it is Landlock's. */
static bool allow_opening(scmp_filter_ctx filter, enum vitk_sandbox_step step) {
  if (step == VITK_SANDBOX_LOADING)
    return allow_bits(filter, SCMP_SYS(openat), 2, WRITING, 0) && allow_bits(filter, SCMP_SYS(open), 1, WRITING, 0);
  /* A descriptor is a small number, which AT_FDCWD is not, however a caller extends its sign. */
  const struct scmp_arg_cmp below[] = {bits(0, ~(uint64_t)MOST_DESCRIPTORS, 0), bits(2, WRITING, 0)};
  return allow(filter, SCMP_SYS(openat), 2, below);
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

/* --- the filters as the kernel takes them */

/* Made once for a process and its copies: libseccomp takes some tenths of a millisecond. */
static struct sock_fprog made[VITK_SANDBOX_STEPS];

static scmp_filter_ctx rules_of(enum vitk_sandbox_step step) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
  bool ruled = filter != NULL && allow_all(filter, always, sizeof always / sizeof always[0]) && allow_writing(filter) &&
               allow_threads(filter) && allow_itself(filter) && allow_opening(filter, step);
  if (step == VITK_SANDBOX_LOADING)
    ruled = ruled && allow_all(filter, while_loading, sizeof while_loading / sizeof while_loading[0]);
  else
    ruled = ruled && allow_data(filter);
  if (ruled && seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0)
    return filter;
  seccomp_release(filter);
  return NULL;
}

/* libseccomp writes the program to a file. */
static bool export(scmp_filter_ctx filter, struct sock_fprog *out) {
  int file = memfd_create("vitk-filter", MFD_CLOEXEC);
  off_t size = file >= 0 && seccomp_export_bpf(filter, file) == 0 ? lseek(file, 0, SEEK_END) : -1;
  struct sock_filter *code = size > 0 ? malloc((size_t)size) : NULL;
  bool whole = code != NULL && pread(file, code, (size_t)size, 0) == size;
  if (whole)
    *out = (struct sock_fprog){(unsigned short)((size_t)size / sizeof *code), code};
  else
    free(code);
  if (file >= 0)
    close(file);
  return whole;
}

static bool make(enum vitk_sandbox_step step) {
  if (made[step].filter != NULL)
    return true;
  scmp_filter_ctx filter = rules_of(step);
  bool exported = filter != NULL && export(filter, &made[step]);
  seccomp_release(filter);
  return exported;
}

void vitk_seccomp_prepare(void) {
  for (enum vitk_sandbox_step step = VITK_SANDBOX_LOADING; step < VITK_SANDBOX_STEPS; step++)
    (void)make(step); /* where it can't be made, entering the step says so */
}

static bool load(const struct sock_fprog *program) {
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program) == 0;
}

/* abort() and raise(): a signal goes to the process itself, which is known once there is one. Other architectures'
 * calls are refused by the filters beside this one. The call takes an int: of the argument's two words the low one. */
static bool load_signals_to_itself(void) {
  enum { LOW_WORD = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : sizeof(uint32_t) };
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0]) + LOW_WORD),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  return load(&(struct sock_fprog){sizeof code / sizeof code[0], code});
}

int vitk_seccomp_enter(enum vitk_sandbox_step step, struct vitk_mark *mark) {
  struct sigaction action = {.sa_sigaction = on_refusal, .sa_flags = SA_SIGINFO | SA_NODEFER};
  where = mark;
  if (!vitk_seccomp_is_there())
    return VITK_OK;
  if (sigaction(SIGSYS, &action, NULL) != 0 || !make(step))
    return VITK_FAILED;
  bool loaded = (step != VITK_SANDBOX_LOADING || load_signals_to_itself()) && load(&made[step]);
  return loaded ? VITK_OK : VITK_FAILED;
}
