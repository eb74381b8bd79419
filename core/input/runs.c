#include "core/input/runs.h"

#include "core/base/arena.h"

#include <stdlib.h>
#include <string.h>

/* As many runs, of as many bytes, as any database needs; what is beyond is not kept until all are forgotten. */
enum { BUCKETS = 4096, RUNS_MAX = 4096, RUN_BYTES_MAX = 2048, BYTES_MAX = 1 << 19 };

struct vitk_runs {
  struct vitk_run start;
  struct vitk_run *buckets[BUCKETS];
  struct vitk_arena arena;
  size_t n, bytes;
  bool full;
};

struct vitk_runs *vitk_runs_new(void) {
  return calloc(1, sizeof(struct vitk_runs));
}

void vitk_runs_free(struct vitk_runs *runs) {
  if (runs == NULL)
    return;
  vitk_arena_free(&runs->arena);
  free(runs);
}

void vitk_runs_forget(struct vitk_runs *runs) {
  runs->full = true;
}

struct vitk_run *vitk_runs_start(struct vitk_runs *runs) {
  if (runs->full) { /* nobody holds one between records */
    memset(runs->buckets, 0, sizeof runs->buckets);
    runs->start = (struct vitk_run){.n = 0};
    vitk_arena_reset(&runs->arena);
    runs->n = runs->bytes = 0;
    runs->full = false;
  }
  return &runs->start;
}

/* FNV-1a, 64 bits. */
static size_t bucket_of(const struct vitk_run *run) {
  uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ run->before;
  for (size_t i = 0; i < run->n; i++)
    hash = (hash ^ (unsigned char)run->bytes[i]) * UINT64_C(0x100000001B3);
  return (size_t)(hash >> 32) % BUCKETS;
}

static struct vitk_run *copy_run(struct vitk_runs *runs, const struct vitk_run *run) {
  if (runs->n == RUNS_MAX || run->n > BYTES_MAX - runs->bytes) {
    runs->full = true;
    return NULL;
  }
  struct vitk_run *kept = vitk_arena_alloc(&runs->arena, sizeof *kept);
  char *bytes = kept ? vitk_arena_alloc(&runs->arena, run->n + VITK_RUN_PADDING) : NULL;
  if (bytes == NULL)
    return NULL;
  memcpy(bytes, run->bytes, run->n);
  memset(bytes + run->n, 0, VITK_RUN_PADDING);
  *kept = *run;
  kept->bytes = bytes;
  memset(kept->next, 0, sizeof kept->next);
  runs->n++;
  runs->bytes += run->n;
  return kept;
}

struct vitk_run *vitk_runs_keep(struct vitk_runs *runs, struct vitk_run *from, const struct vitk_run *run) {
  if (run->n > RUN_BYTES_MAX)
    return NULL;
  struct vitk_run **bucket = &runs->buckets[bucket_of(run)], *kept = *bucket;
  while (kept != NULL &&
         (kept->before != run->before || kept->n != run->n || memcmp(kept->bytes, run->bytes, run->n) != 0))
    kept = kept->chain;
  if (kept == NULL) {
    kept = copy_run(runs, run);
    if (kept == NULL)
      return NULL;
    kept->chain = *bucket;
    *bucket = kept;
  }
  for (int i = VITK_RUN_NEXT - 1; i > 0; i--)
    from->next[i] = from->next[i - 1];
  from->next[0] = kept;
  return kept;
}
