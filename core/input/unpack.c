#include "core/input/unpack.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 262144, BLOCKS = 4 };

struct block {
  size_t n;
  char bytes[BLOCK];
};

struct vitk_unpacker {
  struct vitk_unpacking from;
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  uint64_t filled, emptied; /* blocks so far: block i is blocks[i % BLOCKS] */
  bool ended, stop;         /* ended: none is filled any more */
  ssize_t result;           /* how it ended: what the last read gave */
  size_t start;             /* the reader's: of block `emptied` */
  struct block blocks[BLOCKS];
};

/* Until the block is full or there is no more. */
static ssize_t fill(const struct vitk_unpacking *from, struct block *block) {
  ssize_t got = 1;
  block->n = 0;
  while (got > 0 && block->n < BLOCK) {
    size_t left = BLOCK - block->n;
    got = from->read(from->self, block->bytes + block->n, left < from->most ? left : from->most);
    block->n += got > 0 ? (size_t)got : 0;
  }
  return got;
}

static void *work(void *self) {
  struct vitk_unpacker *unpacker = self;
  pthread_mutex_lock(&unpacker->mutex);
  while (!unpacker->ended) {
    while (unpacker->filled == unpacker->emptied + BLOCKS && !unpacker->stop)
      pthread_cond_wait(&unpacker->changed, &unpacker->mutex);
    if (unpacker->stop)
      break;
    struct block *block = &unpacker->blocks[unpacker->filled % BLOCKS];
    pthread_mutex_unlock(&unpacker->mutex);
    ssize_t result = fill(&unpacker->from, block);
    pthread_mutex_lock(&unpacker->mutex);
    unpacker->filled++;
    unpacker->result = result;
    unpacker->ended = result <= 0;
    pthread_cond_signal(&unpacker->changed);
  }
  pthread_mutex_unlock(&unpacker->mutex);
  return NULL;
}

struct vitk_unpacker *vitk_unpacker_new(struct vitk_unpacking from) {
  struct vitk_unpacker *unpacker = malloc(sizeof *unpacker);
  if (unpacker == NULL)
    return NULL;
  memset(unpacker, 0, offsetof(struct vitk_unpacker, blocks));
  unpacker->from = from;
  pthread_mutex_init(&unpacker->mutex, NULL);
  pthread_cond_init(&unpacker->changed, NULL);
  sigset_t all, before; /* signals are for the thread that was there */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = pthread_create(&unpacker->thread, NULL, work, unpacker);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (failed == 0)
    return unpacker;
  pthread_cond_destroy(&unpacker->changed);
  pthread_mutex_destroy(&unpacker->mutex);
  free(unpacker);
  return NULL;
}

ssize_t vitk_unpacker_read(struct vitk_unpacker *unpacker, void *to, size_t n) {
  pthread_mutex_lock(&unpacker->mutex);
  struct block *block = &unpacker->blocks[unpacker->emptied % BLOCKS];
  if (unpacker->filled > unpacker->emptied && unpacker->start == block->n) {
    unpacker->emptied++;
    unpacker->start = 0;
    pthread_cond_signal(&unpacker->changed);
  }
  while (unpacker->filled == unpacker->emptied && !unpacker->ended)
    pthread_cond_wait(&unpacker->changed, &unpacker->mutex);
  bool none = unpacker->filled == unpacker->emptied;
  ssize_t result = unpacker->result;
  pthread_mutex_unlock(&unpacker->mutex);
  block = &unpacker->blocks[unpacker->emptied % BLOCKS];
  if (none || unpacker->start == block->n)
    return result;
  size_t left = block->n - unpacker->start;
  n = n < left ? n : left;
  memcpy(to, block->bytes + unpacker->start, n);
  unpacker->start += n;
  return (ssize_t)n;
}

void vitk_unpacker_free(struct vitk_unpacker *unpacker) {
  if (unpacker == NULL)
    return;
  pthread_mutex_lock(&unpacker->mutex);
  unpacker->stop = true;
  pthread_cond_signal(&unpacker->changed);
  pthread_mutex_unlock(&unpacker->mutex);
  pthread_join(unpacker->thread, NULL);
  pthread_cond_destroy(&unpacker->changed);
  pthread_mutex_destroy(&unpacker->mutex);
  free(unpacker);
}
