#include "core/input/ahead.h"

#include "core/input/charset.h"
#include "core/input/examine.h"
#include "core/input/range.h"
#include "core/input/stream.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

/* Before a block there is room for the start of a character that its first bytes end. */
enum { HEADROOM = 64, SLOTS_MAX = 2 * VITK_THREADS_MAX + 2 };

struct slot {
  bool is_read; /* and scanned */
  size_t n;     /* bytes read; fewer than a block: the file's end, or a read that failed */
  struct vitk_examined examined;
  bool is_scanned;
  struct vitk_scan scan;
  char bytes[]; /* HEADROOM, the block, VITK_SCAN_PADDING */
};

struct vitk_ahead {
  struct vitk_text *text;
  struct vitk_stream *stream;
  const struct vitk_scan_plan *plan;
  size_t block;
  uint64_t first; /* offset of block 0 in the file */
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  /* Of blocks by number, under the mutex: taken by a thread; due for the checksum, before which all are ready; given to
   * the reader. Block i is in slots[i % n_slots], which is free once i - n_slots was given. */
  uint64_t taken, due, given;
  uint64_t last; /* there is none after it */
  bool stop, is_summing;
  unsigned n_slots, n_threads;
  struct slot *slots[SLOTS_MAX];
  pthread_t threads[VITK_THREADS_MAX];
  /* the reader's */
  char cut[4];
  size_t n_cut; /* bytes of a character that the last piece left out */
  bool holds;   /* block `given` is in the reader's hands */
  bool ended;
};

static void read_block(struct vitk_ahead *ahead, uint64_t i, struct slot *slot) {
  char *to = slot->bytes + HEADROOM;
  slot->n = vitk_stream_peek(ahead->stream, to, ahead->block, ahead->first + i * ahead->block);
  memset(to + slot->n, 0, VITK_SCAN_PADDING);
}

/* The guess is that a block begins outside quotes, else that it begins within. */
static void scan_block(const struct vitk_ahead *ahead, uint64_t i, struct slot *slot) {
  const char *p = slot->bytes + HEADROOM;
  vitk_examine(p, slot->n, &slot->examined);
  size_t first = vitk_scan_first(ahead->plan, p, slot->n, false);
  if (first == SIZE_MAX)
    first = vitk_scan_first(ahead->plan, p, slot->n, true);
  slot->is_scanned = first != SIZE_MAX;
  bool is_before = ahead->first + i * ahead->block + slot->n <= ahead->plan->pass_before;
  if (slot->is_scanned)
    (is_before ? vitk_range_pass : vitk_scan)(ahead->plan, slot->bytes, HEADROOM + slot->n, HEADROOM + first,
                                              &slot->scan);
}

static bool can_take(const struct vitk_ahead *ahead) {
  return !ahead->stop && ahead->taken <= ahead->last && ahead->taken < ahead->given + ahead->n_slots;
}

/* The checksum of those blocks whose turn it is: one thread takes it, and none waits for its turn. The mutex is held
 * before and after. */
static void sum_blocks(struct vitk_ahead *ahead) {
  if (ahead->is_summing)
    return;
  ahead->is_summing = true;
  while (!ahead->stop && ahead->due < ahead->taken && ahead->slots[ahead->due % ahead->n_slots]->is_read) {
    uint64_t i = ahead->due;
    const struct slot *slot = ahead->slots[i % ahead->n_slots];
    bool is_text = i <= ahead->last;
    pthread_mutex_unlock(&ahead->mutex);
    if (is_text)
      vitk_stream_sum(ahead->stream, slot->bytes + HEADROOM, slot->n, ahead->first + i * ahead->block);
    pthread_mutex_lock(&ahead->mutex);
    ahead->due++;
    pthread_cond_broadcast(&ahead->changed);
  }
  ahead->is_summing = false;
}

/* Takes the next block and does all of it. The mutex is held before and after. */
static void do_one(struct vitk_ahead *ahead) {
  uint64_t i = ahead->taken++;
  struct slot *slot = ahead->slots[i % ahead->n_slots];
  slot->is_read = false;
  pthread_mutex_unlock(&ahead->mutex);
  read_block(ahead, i, slot);
  scan_block(ahead, i, slot);
  pthread_mutex_lock(&ahead->mutex);
  if (slot->n < ahead->block && i < ahead->last)
    ahead->last = i;
  slot->is_read = true;
  sum_blocks(ahead);
}

static void *work(void *self) {
  struct vitk_ahead *ahead = self;
  pthread_mutex_lock(&ahead->mutex);
  while (!ahead->stop && ahead->taken <= ahead->last) {
    if (can_take(ahead))
      do_one(ahead);
    else
      pthread_cond_wait(&ahead->changed, &ahead->mutex);
  }
  pthread_mutex_unlock(&ahead->mutex);
  return NULL;
}

/* As many as can be had: the reader itself is one. Signals are for the thread that was there. */
static void start_threads(struct vitk_ahead *ahead, unsigned wanted) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (ahead->n_threads + 1 < wanted && pthread_create(&ahead->threads[ahead->n_threads], NULL, work, ahead) == 0)
    ahead->n_threads++;
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

static bool add_slots(struct vitk_ahead *ahead, unsigned n) {
  while (ahead->n_slots < n) {
    struct slot *slot = malloc(sizeof *slot + HEADROOM + ahead->block + VITK_SCAN_PADDING);
    if (slot == NULL)
      return false;
    slot->is_read = false;
    ahead->slots[ahead->n_slots++] = slot;
  }
  return true;
}

int vitk_ahead_new(struct vitk_text *text, uint64_t bytes, const struct vitk_scan_plan *plan,
                   const struct vitk_limits *limits, struct vitk_ahead **out) {
  struct vitk_stream *stream = vitk_text_at_rest(text);
  *out = NULL;
  if (bytes < limits->threads_from || stream == NULL || !vitk_stream_can_peek(stream))
    return VITK_OK;
  struct vitk_ahead *ahead = calloc(1, sizeof *ahead);
  if (ahead == NULL)
    return VITK_NOMEM;
  ahead->text = text;
  ahead->stream = stream;
  ahead->plan = plan;
  ahead->block = limits->thread_block;
  ahead->first = vitk_stream_offset(stream);
  ahead->last = UINT64_MAX;
  pthread_mutex_init(&ahead->mutex, NULL);
  pthread_cond_init(&ahead->changed, NULL);
  unsigned wanted = threads_wanted(limits);
  if (!add_slots(ahead, 2 * wanted + 1)) {
    vitk_ahead_free(ahead);
    return VITK_NOMEM;
  }
  start_threads(ahead, wanted);
  *out = ahead;
  return VITK_OK;
}

static void stop(struct vitk_ahead *ahead) {
  pthread_mutex_lock(&ahead->mutex);
  ahead->stop = true;
  pthread_cond_broadcast(&ahead->changed);
  pthread_mutex_unlock(&ahead->mutex);
  for (; ahead->n_threads > 0; ahead->n_threads--)
    pthread_join(ahead->threads[ahead->n_threads - 1], NULL);
}

/* The next block in the order of the file; while it isn't ready, the reader does another. NULL: there is none. */
static struct slot *wait_for_next(struct vitk_ahead *ahead) {
  struct slot *slot = NULL;
  pthread_mutex_lock(&ahead->mutex);
  ahead->given += ahead->holds;
  pthread_cond_broadcast(&ahead->changed);
  uint64_t next = ahead->given;
  while (next <= ahead->last) {
    if (next < ahead->due) {
      slot = ahead->slots[next % ahead->n_slots];
      break;
    }
    if (can_take(ahead))
      do_one(ahead);
    else
      pthread_cond_wait(&ahead->changed, &ahead->mutex);
  }
  pthread_mutex_unlock(&ahead->mutex);
  ahead->holds = slot != NULL;
  return slot;
}

/* Does the character that the last piece left out go on in the block's first bytes? */
static bool joins(const struct vitk_ahead *ahead, const struct slot *slot) {
  char whole[8];
  size_t head = slot->examined.head;
  if (ahead->n_cut == 0 || head == 0)
    return ahead->n_cut == 0 && head == 0;
  memcpy(whole, ahead->cut, ahead->n_cut);
  memcpy(whole + ahead->n_cut, slot->bytes + HEADROOM, head);
  bool broken;
  return vitk_utf8_length(whole[0]) == ahead->n_cut + head &&
         vitk_utf8_prefix(whole, ahead->n_cut + head, &broken) == ahead->n_cut + head;
}

/* Is the block ordinary text, so that it can be given as it is? */
static bool is_ordinary(const struct vitk_ahead *ahead, const struct slot *slot) {
  const struct vitk_examined *examined = &slot->examined;
  return slot->n > 0 && !examined->has_nul && examined->is_utf8 && examined->head < slot->n && joins(ahead, slot) &&
         (examined->is_ascii || vitk_text_takes_utf8(ahead->text, slot->bytes + HEADROOM, slot->n));
}

int vitk_ahead_next(struct vitk_ahead *ahead, struct vitk_piece *out) {
  struct slot *slot = ahead->ended ? NULL : wait_for_next(ahead);
  int code = VITK_END;
  size_t n_cut = 0;
  if (slot != NULL && is_ordinary(ahead, slot)) {
    n_cut = slot->examined.tail;
    out->block = slot->bytes;
    out->start = HEADROOM - ahead->n_cut;
    out->end = HEADROOM + slot->n - n_cut;
    out->scan = slot->is_scanned ? &slot->scan : NULL;
    code = vitk_stream_advance(ahead->stream, out->end - out->start);
  }
  if (code != VITK_OK) {
    ahead->ended = true;
    stop(ahead);
    return code;
  }
  memcpy(out->block + out->start, ahead->cut, ahead->n_cut);
  memcpy(ahead->cut, out->block + out->end, n_cut);
  ahead->n_cut = n_cut;
  vitk_text_skip(ahead->text, out->block + out->start, out->end - out->start, slot->examined.line_feeds,
                 slot->examined.returns);
  return VITK_OK;
}

void vitk_ahead_free(struct vitk_ahead *ahead) {
  if (ahead == NULL)
    return;
  stop(ahead);
  for (unsigned i = 0; i < ahead->n_slots; i++)
    free(ahead->slots[i]);
  pthread_cond_destroy(&ahead->changed);
  pthread_mutex_destroy(&ahead->mutex);
  free(ahead);
}
