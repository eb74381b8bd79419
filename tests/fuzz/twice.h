/* twice.h - reads a tree twice, each record and with passing over, and holds the results together. */
#ifndef VITK_TESTS_FUZZ_TWICE_H
#define VITK_TESTS_FUZZ_TWICE_H

#include "core/base/buffer.h"
#include "core/base/str.h"
#include "core/input/member.h"
#include "core/input/tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a reading gave: records, problems among them as they came, foods skipped, and how it ended. */
struct reading {
  struct vitk_limits limits;
  struct vitk_buffer out;
  uint64_t skipped;
  bool all_foods;
};

static inline int reading_diag(void *self, const struct vitk_diag *diag) {
  struct reading *reading = self;
  vitk_buffer_printf(&reading->out, "%u %s %llu %.*s {%.*s} %.*s\n", diag->severity, diag->code,
                     (unsigned long long)diag->line, VITK_STR_ARG(diag->message), VITK_STR_ARG(diag->excerpt),
                     VITK_STR_ARG(diag->hint));
  return VITK_OK;
}

static inline bool reading_mentioned(void *self, vitk_str food) {
  (void)self;
  return food.n % 2 == 1;
}

static inline void reading_skipped(void *self, uint64_t n) {
  ((struct reading *)self)->skipped += n;
}

static inline void reading_node(struct vitk_buffer *out, const struct vitk_node *node) {
  vitk_buffer_printf(out, "%u:%llu:%.*s=%.*s(", node->kind, (unsigned long long)node->line, VITK_STR_ARG(node->name),
                     VITK_STR_ARG(node->text));
  for (const struct vitk_node *child = node->child; child != NULL; child = child->next)
    reading_node(out, child);
  vitk_buffer_add(out, ")", 1);
}

/* A descriptor that has the text, for threads; without threads one that is at its end. */
static inline int reading_file(bool threads, vitk_str text) {
  static int at_end = -1, file = -1;
  if (at_end < 0) {
    at_end = open("/dev/null", O_RDONLY | O_CLOEXEC);
    file = memfd_create("t", MFD_CLOEXEC);
  }
  if (!threads)
    return at_end;
  if (ftruncate(file, 0) != 0 || pwrite(file, text.p, text.n, 0) != (ssize_t)text.n)
    abort();
  return file;
}

/* The text as the one member of an input: what a pipe that is at its end has sent, or for threads a file. */
static inline void read_once(struct reading *reading, const struct vitk_tree_spec *spec, vitk_str text) {
  bool threads = reading->limits.threads != 0;
  struct vitk_sink_of_diags diags = {reading_diag, reading};
  struct vitk_bundle_member member = {.name = vitk_str_of("t"),
                                      .bytes = threads ? text.n : UINT64_MAX,
                                      .digest = vitk_str_of("known"),
                                      .head = {text.p, text.n < VITK_HEAD_BYTES ? text.n : VITK_HEAD_BYTES}};
  struct vitk_bundle bundle = {.limits = &reading->limits,
                               .diags = &diags,
                               .path = "t",
                               .kind = threads ? VITK_BUNDLE_FILE : VITK_BUNDLE_PIPE,
                               .fd = reading_file(threads, text),
                               .pipe_head = threads ? (vitk_str){NULL, 0} : text,
                               .members = &member,
                               .count = 1};
  struct vitk_input input = {&bundle, &reading->limits,   &diags, reading_mentioned, reading_skipped,
                             reading, reading->all_foods, NULL};
  struct vitk_tree *tree = NULL;
  const struct vitk_node *record;
  reading->out.n = 0;
  reading->skipped = 0;
  int code = vitk_tree_open(&input, spec, &tree);
  while (code == VITK_OK && (code = vitk_tree_next(tree, &record)) == VITK_OK) {
    reading_node(&reading->out, record);
    vitk_buffer_add(&reading->out, "\n", 1);
  }
  vitk_tree_close(tree);
  vitk_buffer_printf(&reading->out, "code %d, skipped %llu\n", code, (unsigned long long)reading->skipped);
  vitk_arena_free(&bundle.arena);
}

/* How an input of a fuzzer is to be read: its first bytes. */
enum { HEAD = 3 };
struct tried {
  struct vitk_limits limits;
  struct vitk_where where[2];
  struct vitk_tree_spec spec;
  bool all_foods;
};

/* true: both readings gave the same, to the last byte; else both are printed. The one that reads each record does so
 * with the longest reads: so neither depends on them. */
static inline bool reads_the_same(const struct tried *tried, vitk_str text) {
  const struct vitk_limits *limits = &tried->limits;
  const struct vitk_tree_spec *spec = &tried->spec;
  static struct reading each = {.out.maximum = 1 << 26};
  static struct reading passing = {.out.maximum = 1 << 26};
  each.limits = passing.limits = *limits;
  each.limits.read_each_record = true;
  each.all_foods = passing.all_foods = tried->all_foods;
  each.limits.read_size = SIZE_MAX;
  each.limits.threads = 0;
  read_once(&each, spec, text);
  read_once(&passing, spec, text);
  if (vitk_str_equal(vitk_buffer_str(&each.out), vitk_buffer_str(&passing.out)))
    return true;
  fprintf(stderr,
          "record %s, flags %u, reads of %zu, blocks of %zu, %u threads with %zu\n--- text\n%.*s\n--- each\n%.*s--- "
          "passing over\n%.*s",
          spec->record, spec->flags, limits->read_size, limits->tree_block, limits->threads, limits->thread_block,
          VITK_STR_ARG(text), VITK_STR_ARG(vitk_buffer_str(&each.out)), VITK_STR_ARG(vitk_buffer_str(&passing.out)));
  return false;
}

/* `paths` lead to what is sought, and to what names a food. */
static inline void try_as(struct tried *tried, const unsigned char *head, const char *record,
                          const char *const paths[2]) {
  static const size_t sizes[] = {512, 1, 2, 3, 5, 7, 16, 64}, blocks[] = {16384, 16384, 1024, 256, 100, 64, 32, 16};
  unsigned how = head[0], size = head[1];
  tried->limits = vitk_default_limits;
  tried->limits.read_size = sizes[size % 8];
  tried->limits.tree_block = blocks[head[2] % 8];
  if (size & 8)
    tried->limits.record_bytes = 64;
  if (size & 16)
    tried->limits.record_nodes = 24;
  if (size & 32)
    tried->limits.depth = 30;
  if (head[2] & 128) { /* by threads, whose blocks end anywhere */
    tried->limits.threads = size & 64 ? 3 : 1;
    tried->limits.threads_from = 0;
    tried->limits.thread_block = 24 + size % 8 * 11 + (head[2] >> 5 & 3) * (size_t)60;
  }
  tried->where[0] =
      (struct vitk_where){.path = paths[0], .values = how & 1 ? "11|12" : "2|11|x y", .kind = VITK_ONE_OF};
  if (head[2] & 8)
    tried->where[0] = (struct vitk_where){
        .path = paths[0], .values = how & 1 ? "11*|12|x y*" : "2|11|x*|\xC3\xA9*", .kind = VITK_HOLDS};
  tried->all_foods = (head[2] & 24) == 24;
  tried->where[1] = (struct vitk_where){.path = paths[1], .kind = VITK_MENTIONED};
  tried->spec = (struct vitk_tree_spec){.size = sizeof tried->spec,
                                        .flags = (how & 2 ? VITK_MEND : 0) | (how & 4 ? VITK_FOOD_ROWS : 0),
                                        .record = record,
                                        .where = tried->where,
                                        .n_where = how & 8 ? 2 : 1,
                                        .where_stride = sizeof tried->where[0]};
}

/* Bytes stand for pieces of a document: so most inputs look like one. 0xFF: the byte after it as it is. */
static inline vitk_str spell(const unsigned char *p, size_t n, const char *const pieces[], size_t n_pieces,
                             struct vitk_buffer *to) {
  for (size_t i = 0; i < n; i++) {
    if (p[i] == 0xFF && i + 1 < n)
      vitk_buffer_add(to, &p[++i], 1);
    else
      vitk_buffer_add_str(to, vitk_str_of(pieces[p[i] % n_pieces]));
  }
  return vitk_buffer_str(to);
}

#endif
