/* records.h - what the peers in C have in common: records of vitamin K, names of foods, and the CSV that both become.
 * It is plain code of the kind that one writes around a parser: the parser is what is measured. */
#ifndef VITK_BENCH_RECORDS_H
#define VITK_BENCH_RECORDS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
  char *p;
  size_t n, room;
};

static inline void *checked(void *p) {
  if (p == NULL) {
    fputs("out of memory\n", stderr);
    exit(1);
  }
  return p;
}

static inline void text_add(struct text *text, const char *p, size_t n) {
  if (text->n + n + 1 > text->room) {
    text->room = (text->n + n + 1) * 2;
    text->p = checked(realloc(text->p, text->room));
  }
  if (n > 0)
    memcpy(text->p + text->n, p, n);
  text->n += n;
  text->p[text->n] = 0;
}

static inline void text_set(struct text *text, const char *p, size_t n) {
  text->n = 0;
  text_add(text, p, n);
}

static inline char *copy_of(const char *p, size_t n) {
  char *copy = checked(malloc(n + 1));
  if (n > 0)
    memcpy(copy, p, n);
  copy[n] = 0;
  return copy;
}

struct food {
  char *id, *name;
};

struct record {
  uint32_t food; /* an index into foods */
  char *component, *amount;
};

static struct records {
  struct food *foods;
  uint32_t *slots; /* index + 1 into foods, by hash of the id; a power of two of them, at most half full */
  struct record *list;
  size_t n_foods, n_slots, n, room;
} records;

static inline uint32_t *slot_of(const char *id, size_t n) {
  uint64_t hash = 1469598103934665603u; /* FNV-1a */
  for (size_t i = 0; i < n; i++)
    hash = (hash ^ (unsigned char)id[i]) * 1099511628211u;
  size_t slot = (hash ^ hash >> 29) & (records.n_slots - 1);
  while (records.slots[slot] != 0) {
    const char *other = records.foods[records.slots[slot] - 1].id;
    if (strncmp(other, id, n) == 0 && other[n] == 0)
      break;
    slot = (slot + 1) & (records.n_slots - 1);
  }
  return &records.slots[slot];
}

static inline void more_slots(void) {
  size_t n = records.n_slots ? records.n_slots * 2 : 1024;
  free(records.slots);
  records.slots = checked(calloc(n, sizeof *records.slots));
  records.foods = checked(realloc(records.foods, n / 2 * sizeof *records.foods));
  records.n_slots = n;
  for (size_t i = 0; i < records.n_foods; i++)
    *slot_of(records.foods[i].id, strlen(records.foods[i].id)) = (uint32_t)i + 1;
}

/* The food of that id, or NULL. */
static inline struct food *food_find(const char *id, size_t n) {
  if (records.n_slots == 0)
    return NULL;
  uint32_t *slot = slot_of(id, n);
  return *slot ? &records.foods[*slot - 1] : NULL;
}

static inline uint32_t food_of(const char *id, size_t n) {
  if (records.n_foods * 2 >= records.n_slots)
    more_slots();
  uint32_t *slot = slot_of(id, n);
  if (*slot == 0) {
    records.foods[records.n_foods] = (struct food){copy_of(id, n), NULL};
    *slot = (uint32_t)++records.n_foods;
  }
  return *slot - 1;
}

static inline void record_add(uint32_t food, const struct text *component, const struct text *amount) {
  if (records.n == records.room) {
    records.room = records.room ? records.room * 2 : 1024;
    records.list = checked(realloc(records.list, records.room * sizeof *records.list));
  }
  records.list[records.n++] = (struct record){food, copy_of(component->p, component->n), copy_of(amount->p, amount->n)};
}

static inline void write_cell(FILE *out, const char *text, char after) {
  if (text == NULL)
    text = "";
  if (strpbrk(text, ",\"\n\r") == NULL) {
    fputs(text, out);
  } else {
    putc_unlocked('"', out);
    for (; *text; text++) {
      if (*text == '"')
        putc_unlocked('"', out);
      putc_unlocked(*text, out);
    }
    putc_unlocked('"', out);
  }
  putc_unlocked(after, out);
}

static inline int records_write(const char *path) {
  FILE *out = fopen(path, "w");
  if (out == NULL) {
    perror(path);
    return 1;
  }
  fputs("food_id,component,amount,name\n", out);
  for (size_t i = 0; i < records.n; i++) {
    const struct record *record = &records.list[i];
    write_cell(out, records.foods[record->food].id, ',');
    write_cell(out, record->component, ',');
    write_cell(out, record->amount, ',');
    write_cell(out, records.foods[record->food].name, '\n');
  }
  return fclose(out) == 0 ? 0 : 1;
}

/* Hands each block of the file to `take`; stops at the first that it refuses. */
static inline int each_block(const char *path, int (*take)(void *self, char *block, size_t n), void *self) {
  static char block[1 << 18];
  FILE *in = fopen(path, "r");
  if (in == NULL) {
    perror(path);
    return -1;
  }
  size_t n;
  int code = 0;
  while (code == 0 && (n = fread(block, 1, sizeof block, in)) > 0)
    code = take(self, block, n);
  if (ferror(in))
    code = -1;
  fclose(in);
  return code;
}

/* The text without blanks around it. */
static inline void text_trim(struct text *text) {
  size_t from = 0;
  while (text->n > 0 && strchr(" \t\r\n", text->p[text->n - 1]))
    text->n--;
  while (from < text->n && strchr(" \t\r\n", text->p[from]))
    from++;
  text->n -= from;
  if (text->p != NULL) {
    memmove(text->p, text->p + from, text->n);
    text->p[text->n] = 0;
  }
}

#endif
