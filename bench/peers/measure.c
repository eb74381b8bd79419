/* measure.c - runs a command and writes what it took: seconds from its start until it is gone, the largest resident
 * memory of one process of it in KiB, its exit code. It is small itself: what is forked from a large process would be
 * charged with that one's memory.
 * usage: measure RESULT CPUS COMMAND [ARGUMENT...]; CPUS is how many it may use, 0: all */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Keeps the first `n` of the CPUs that this process may use. */
static int keep_cpus(int n) {
  cpu_set_t all, kept;
  CPU_ZERO(&kept);
  if (sched_getaffinity(0, sizeof all, &all) != 0)
    return -1;
  for (size_t cpu = 0; cpu < CPU_SETSIZE && n > 0; cpu++) {
    if (CPU_ISSET(cpu, &all)) {
      CPU_SET(cpu, &kept);
      n--;
    }
  }
  return sched_setaffinity(0, sizeof kept, &kept);
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  if (argc < 4)
    return 2;
  int cpus = atoi(argv[2]);
  FILE *result = fopen(argv[1], "w");
  if (result == NULL || (cpus > 0 && keep_cpus(cpus) != 0)) {
    perror(argv[1]);
    return 1;
  }
  double start = seconds_now();
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[3], argv + 3);
    perror(argv[3]);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
    perror(argv[3]);
    return 1;
  }
  double seconds = seconds_now() - start;
  fprintf(result, "%.6f %ld %d\n", seconds, usage.ru_maxrss,
          WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return fclose(result) == 0 ? 0 : 1;
}
