#include "core/dataset/behind.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCKS = 3, SYNC_EVERY = 8 * 1024 * 1024 };

struct vitk_behind {
  int fd;
  pthread_t thread;
  unsigned char *blocks[BLOCKS]; /* block i lies in blocks[i % BLOCKS] */
  uint64_t written_bytes, synced_bytes;
  /* Under the mutex. */
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  size_t n[BLOCKS];
  uint64_t given, written; /* blocks */
  bool stop;
  int error;
};

static int write_block(struct vitk_behind *behind, const unsigned char *bytes, size_t n) {
  while (n > 0) {
    ssize_t written = write(behind->fd, bytes, n);
    if (written < 0 && errno != EINTR)
      return errno;
    if (written < 0)
      continue;
    bytes += written;
    n -= (size_t)written;
    behind->written_bytes += (uint64_t)written;
  }
  return 0;
}

/* The disk begins with what is there, so that less is left for the end; whether it could, the end tells. */
static void begin_sync(struct vitk_behind *behind) {
  uint64_t n = behind->written_bytes - behind->synced_bytes;
  if (n < SYNC_EVERY)
    return;
  sync_file_range(behind->fd, (off64_t)behind->synced_bytes, (off64_t)n, SYNC_FILE_RANGE_WRITE);
  behind->synced_bytes = behind->written_bytes;
}

static void *work(void *self) {
  struct vitk_behind *behind = self;
  pthread_mutex_lock(&behind->mutex);
  while (!behind->stop && behind->error == 0) {
    if (behind->written == behind->given) {
      pthread_cond_wait(&behind->changed, &behind->mutex);
      continue;
    }
    size_t at = behind->written % BLOCKS, n = behind->n[at];
    pthread_mutex_unlock(&behind->mutex);
    int error = write_block(behind, behind->blocks[at], n);
    begin_sync(behind);
    pthread_mutex_lock(&behind->mutex);
    behind->error = error;
    behind->written++;
    pthread_cond_broadcast(&behind->changed);
  }
  pthread_mutex_unlock(&behind->mutex);
  return NULL;
}

static void free_all(struct vitk_behind *behind) {
  for (size_t i = 0; i < BLOCKS; i++)
    free(behind->blocks[i]);
  pthread_mutex_destroy(&behind->mutex);
  pthread_cond_destroy(&behind->changed);
  free(behind);
}

/* Signals are for the thread that was there, but for the one that a write itself raises. */
static bool start_thread(struct vitk_behind *behind) {
  sigset_t all, before;
  sigfillset(&all);
  sigdelset(&all, SIGXFSZ);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = pthread_create(&behind->thread, NULL, work, behind) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

struct vitk_behind *vitk_behind_start(int fd, unsigned char *block, size_t size) {
  struct vitk_behind *behind = calloc(1, sizeof *behind);
  if (behind == NULL)
    return NULL;
  behind->fd = fd;
  pthread_mutex_init(&behind->mutex, NULL);
  pthread_cond_init(&behind->changed, NULL);
  bool whole = true;
  for (size_t i = 1; i < BLOCKS; i++)
    whole = (behind->blocks[i] = malloc(size)) != NULL && whole;
  if (!whole || !start_thread(behind)) {
    free_all(behind);
    return NULL;
  }
  behind->blocks[0] = block; /* no block is given yet */
  return behind;
}

/* Waits until at most `most` blocks are left to be written. The mutex is held. */
static int wait_for(struct vitk_behind *behind, uint64_t most) {
  while (behind->given - behind->written > most && behind->error == 0)
    pthread_cond_wait(&behind->changed, &behind->mutex);
  return behind->error;
}

int vitk_behind_give(struct vitk_behind *behind, size_t n, unsigned char **block) {
  pthread_mutex_lock(&behind->mutex);
  behind->n[behind->given % BLOCKS] = n;
  behind->given++;
  pthread_cond_broadcast(&behind->changed);
  int error = wait_for(behind, BLOCKS - 1);
  *block = behind->blocks[behind->given % BLOCKS];
  pthread_mutex_unlock(&behind->mutex);
  return error;
}

int vitk_behind_wait(struct vitk_behind *behind) {
  pthread_mutex_lock(&behind->mutex);
  int error = wait_for(behind, 0);
  pthread_mutex_unlock(&behind->mutex);
  return error;
}

void vitk_behind_end(struct vitk_behind *behind) {
  if (behind == NULL)
    return;
  pthread_mutex_lock(&behind->mutex);
  behind->stop = true;
  pthread_cond_broadcast(&behind->changed);
  pthread_mutex_unlock(&behind->mutex);
  pthread_join(behind->thread, NULL);
  free_all(behind);
}
