#include "core/input/blocks.h"

#include "core/input/charset.h"
#include "core/input/stream.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

/* Before a block there is room for the start of a character that its first bytes end, and for the reader's. */
enum { CUT_MAX = 4, BEFORE = VITK_BLOCK_HEADROOM + CUT_MAX };

/* Blocks that there can be at a time. Who takes what is stated has the reader's processor for some milliseconds at a
 * turn, in which the other threads go on: with 5 blocks two processors were idle for a sixth of the time, with 17 not
 * at all. A reader by itself needs one. */
enum { SLOTS = 17 };
_Static_assert((int)SLOTS > 2 * (int)VITK_THREADS_MAX, "each thread has one under way and one that waits");

struct slot {
  bool is_read, is_seen; /* its bytes are there; and looked through */
  size_t n;              /* bytes read; fewer than a block: the file's end, or a read that failed */
  struct vitk_examined examined;
  void *kept;
  char *bytes; /* BEFORE, the block, VITK_BLOCK_PADDING */
};

struct vitk_blocks {
  struct vitk_text *text;
  struct vitk_stream *stream;
  struct vitk_looker looker;
  size_t block;
  uint64_t first; /* offset of block 0 in the file */
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  /* Of blocks by number, under the mutex: taken by a thread; due for the checksum, which those before it have; given to
   * the reader. Block i is in of[i % SLOTS] from when it is taken till the reader is done with it. */
  uint64_t taken, due, given;
  uint64_t last; /* there is none after it */
  bool stop, is_summing;
  unsigned n_slots, n_free, n_threads;
  struct slot slots[SLOTS], *of[SLOTS];
  struct slot *free[SLOTS]; /* the one used last is taken first, for it may still be in the processor's cache */
  pthread_t threads[VITK_THREADS_MAX];
  /* the reader's */
  char cut[CUT_MAX];
  size_t n_cut; /* bytes of a character that the last block left out */
  bool holds;   /* block `given` is in the reader's hands */
  bool ended;
};

static uint64_t offset_of(const struct vitk_blocks *blocks, uint64_t i) {
  return blocks->first + i * blocks->block;
}

static struct slot *slot_of(struct vitk_blocks *blocks, uint64_t i) {
  return blocks->of[i % SLOTS];
}

static bool can_take(const struct vitk_blocks *blocks) {
  return !blocks->stop && blocks->taken <= blocks->last && blocks->n_free > 0;
}

/* The checksum of those blocks whose turn it is: one thread takes it, and none waits for its turn. The mutex is held
 * before and after. */
static void sum_blocks(struct vitk_blocks *blocks) {
  if (blocks->is_summing)
    return;
  blocks->is_summing = true;
  while (!blocks->stop && blocks->due < blocks->taken && slot_of(blocks, blocks->due)->is_read) {
    uint64_t i = blocks->due;
    const struct slot *slot = slot_of(blocks, i);
    bool is_text = i <= blocks->last;
    pthread_mutex_unlock(&blocks->mutex);
    if (is_text)
      vitk_stream_sum(blocks->stream, slot->bytes + BEFORE, slot->n, offset_of(blocks, i));
    pthread_mutex_lock(&blocks->mutex);
    blocks->due++;
    pthread_cond_broadcast(&blocks->changed);
  }
  blocks->is_summing = false;
}

/* Takes the next block and does all of it: the checksum while its bytes are at hand. The mutex is held before and
 * after. */
static void do_one(struct vitk_blocks *blocks) {
  uint64_t i = blocks->taken++;
  struct slot *slot = blocks->free[--blocks->n_free];
  blocks->of[i % SLOTS] = slot;
  char *p = slot->bytes + BEFORE;
  slot->is_read = slot->is_seen = false;
  pthread_mutex_unlock(&blocks->mutex);
  slot->n = vitk_stream_peek(blocks->stream, p, blocks->block, offset_of(blocks, i));
  memset(p + slot->n, 0, VITK_BLOCK_PADDING);
  pthread_mutex_lock(&blocks->mutex);
  if (slot->n < blocks->block && i < blocks->last)
    blocks->last = i;
  slot->is_read = true;
  sum_blocks(blocks);
  bool is_text = !blocks->stop && i <= blocks->last;
  pthread_mutex_unlock(&blocks->mutex);
  if (is_text) {
    blocks->looker.look(slot->kept, p, slot->n, offset_of(blocks, i));
    if (blocks->looker.examine != NULL)
      blocks->looker.examine(slot->kept, p, slot->n, &slot->examined);
    else
      vitk_examine(p, slot->n, &slot->examined);
  }
  pthread_mutex_lock(&blocks->mutex);
  slot->is_seen = true;
  pthread_cond_broadcast(&blocks->changed);
}

static void *work(void *self) {
  struct vitk_blocks *blocks = self;
  pthread_mutex_lock(&blocks->mutex);
  while (!blocks->stop && blocks->taken <= blocks->last) {
    if (can_take(blocks))
      do_one(blocks);
    else
      pthread_cond_wait(&blocks->changed, &blocks->mutex);
  }
  pthread_mutex_unlock(&blocks->mutex);
  return NULL;
}

/* As many as can be had: the reader itself is one. Signals are for the thread that was there. */
static void start_threads(struct vitk_blocks *blocks, unsigned wanted) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (blocks->n_threads + 1 < wanted && pthread_create(&blocks->threads[blocks->n_threads], NULL, work, blocks) == 0)
    blocks->n_threads++;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* The processors that we may run on, asked without a file, which a sandbox may not let us open. */
static unsigned threads_wanted(const struct vitk_limits *limits) {
  cpu_set_t set;
  unsigned wanted = limits->threads;
  if (wanted == 0)
    wanted = sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 2;
  return wanted > VITK_THREADS_MAX ? VITK_THREADS_MAX : wanted;
}

static bool add_slots(struct vitk_blocks *blocks, unsigned n) {
  while (blocks->n_slots < n) {
    struct slot *slot = &blocks->slots[blocks->n_slots++];
    slot->bytes = malloc(BEFORE + blocks->block + VITK_BLOCK_PADDING);
    slot->kept = blocks->looker.make(blocks->looker.self);
    if (slot->bytes == NULL || slot->kept == NULL)
      return false;
    blocks->free[blocks->n_free++] = slot;
  }
  return true;
}

int vitk_blocks_new(struct vitk_text *text, uint64_t bytes, const struct vitk_looker *looker,
                    const struct vitk_limits *limits, struct vitk_blocks **out) {
  struct vitk_stream *stream = vitk_text_at_rest(text);
  *out = NULL;
  if (bytes < limits->threads_from || stream == NULL || !vitk_stream_can_peek(stream))
    return VITK_OK;
  struct vitk_blocks *blocks = calloc(1, sizeof *blocks);
  if (blocks == NULL)
    return VITK_NOMEM;
  blocks->text = text;
  blocks->stream = stream;
  blocks->looker = *looker;
  blocks->block = limits->thread_block;
  blocks->first = vitk_stream_offset(stream);
  blocks->last = UINT64_MAX;
  pthread_mutex_init(&blocks->mutex, NULL);
  pthread_cond_init(&blocks->changed, NULL);
  unsigned wanted = threads_wanted(limits);
  if (!add_slots(blocks, wanted > 1 ? SLOTS : 1)) {
    vitk_blocks_free(blocks);
    return VITK_NOMEM;
  }
  start_threads(blocks, wanted);
  *out = blocks;
  return VITK_OK;
}

static void stop(struct vitk_blocks *blocks) {
  pthread_mutex_lock(&blocks->mutex);
  blocks->stop = true;
  pthread_cond_broadcast(&blocks->changed);
  pthread_mutex_unlock(&blocks->mutex);
  for (; blocks->n_threads > 0; blocks->n_threads--)
    pthread_join(blocks->threads[blocks->n_threads - 1], NULL);
}

/* The next block in the order of the file; while it isn't ready, the reader does another. NULL: there is none. */
static struct slot *wait_for_next(struct vitk_blocks *blocks) {
  struct slot *slot = NULL;
  pthread_mutex_lock(&blocks->mutex);
  if (blocks->holds)
    blocks->free[blocks->n_free++] = slot_of(blocks, blocks->given++);
  pthread_cond_broadcast(&blocks->changed);
  uint64_t next = blocks->given;
  while (next <= blocks->last) {
    slot = slot_of(blocks, next);
    if (next < blocks->due && slot->is_seen)
      break;
    slot = NULL;
    if (can_take(blocks))
      do_one(blocks);
    else
      pthread_cond_wait(&blocks->changed, &blocks->mutex);
  }
  pthread_mutex_unlock(&blocks->mutex);
  blocks->holds = slot != NULL;
  return slot;
}

/* Does the character that the last block left out go on in this one's first bytes? */
static bool joins(const struct vitk_blocks *blocks, const struct slot *slot) {
  char whole[2 * CUT_MAX];
  size_t head = slot->examined.head;
  if (blocks->n_cut == 0 || head == 0)
    return blocks->n_cut == 0 && head == 0;
  memcpy(whole, blocks->cut, blocks->n_cut);
  memcpy(whole + blocks->n_cut, slot->bytes + BEFORE, head);
  bool broken;
  return vitk_utf8_length(whole[0]) == blocks->n_cut + head &&
         vitk_utf8_prefix(whole, blocks->n_cut + head, &broken) == blocks->n_cut + head;
}

/* Is the block ordinary text, so that it can be given as it is? */
static bool is_ordinary(const struct vitk_blocks *blocks, const struct slot *slot) {
  const struct vitk_examined *examined = &slot->examined;
  return slot->n > 0 && !examined->has_nul && examined->is_utf8 && examined->head < slot->n && joins(blocks, slot) &&
         (examined->is_ascii || vitk_text_takes_utf8(blocks->text, slot->bytes + BEFORE, slot->n));
}

int vitk_blocks_next(struct vitk_blocks *blocks, struct vitk_block *out) {
  struct slot *slot = blocks->ended ? NULL : wait_for_next(blocks);
  int code = VITK_END;
  size_t tail = 0;
  if (slot != NULL && is_ordinary(blocks, slot)) {
    tail = slot->examined.tail;
    *out = (struct vitk_block){.p = slot->bytes + BEFORE - blocks->n_cut,
                               .n = blocks->n_cut + slot->n - tail,
                               .at = blocks->n_cut,
                               .kept = slot->kept};
    code = vitk_stream_advance(blocks->stream, out->n);
  }
  if (code != VITK_OK) {
    blocks->ended = true;
    stop(blocks);
    return code;
  }
  memcpy(out->p, blocks->cut, blocks->n_cut);
  memcpy(blocks->cut, out->p + out->n, tail);
  blocks->n_cut = tail;
  vitk_text_skip(blocks->text, out->p, out->n, slot->examined.line_feeds, slot->examined.returns);
  return VITK_OK;
}

void vitk_blocks_free(struct vitk_blocks *blocks) {
  if (blocks == NULL)
    return;
  stop(blocks);
  for (unsigned i = 0; i < blocks->n_slots; i++) {
    free(blocks->slots[i].bytes);
    blocks->looker.free(blocks->slots[i].kept);
  }
  pthread_cond_destroy(&blocks->changed);
  pthread_mutex_destroy(&blocks->mutex);
  free(blocks);
}
