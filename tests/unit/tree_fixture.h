/* tree_fixture.h - what the tests of trees share: a document's records as one line of text. */
#ifndef VITK_TESTS_TREE_FIXTURE_H
#define VITK_TESTS_TREE_FIXTURE_H

#include "core/input/tree.h"
#include "input_fixture.h"

enum { LARGE = 1 << 26 };

/* name=text(children) with a sign of its kind before it; its line where it is a record. */
static inline void show(const struct vitk_node *node, bool is_record, struct vitk_buffer *out) {
  static const char signs[][2] = {"?", "", "@", "%", "&", "'", "#", "!", "0"}; /* by VITK_ELEMENT … VITK_NULL */
  if (is_record)
    vitk_buffer_printf(out, "%llu:", (unsigned long long)node->line);
  vitk_buffer_printf(out, "%s%.*s", signs[node->kind], VITK_STR_ARG(node->name));
  if (node->text.n > 0)
    vitk_buffer_printf(out, "=%.*s", VITK_STR_ARG(node->text));
  if (node->child != NULL)
    vitk_buffer_add(out, "(", 1);
  for (const struct vitk_node *child = node->child; child != NULL; child = child->next) {
    show(child, false, out);
    vitk_buffer_add(out, child->next ? " " : ")", 1);
  }
}

static inline const char *records_of(struct fixture *f, const struct vitk_tree_spec *spec, struct vitk_buffer *out) {
  struct vitk_tree *tree;
  const struct vitk_node *record;
  out->n = 0;
  int code = vitk_tree_open(&f->input, spec, &tree);
  while (code == VITK_OK && (code = vitk_tree_next(tree, &record)) == VITK_OK) {
    show(record, true, out);
    vitk_buffer_add(out, ";", 1);
  }
  vitk_buffer_printf(out, code == VITK_END ? "end" : "failed");
  vitk_tree_close(tree);
  vitk_buffer_add(out, "", 1);
  return out->p;
}

static inline struct vitk_tree_spec spec_of(const char *record) {
  return (struct vitk_tree_spec){.size = sizeof(struct vitk_tree_spec), .record = record};
}

/* The records of a document are the same however it comes in. */
static inline void gives_n(const char *text, size_t n, const struct vitk_tree_spec *spec, const char *expected,
                           const char *said) {
  static const size_t sizes[] = {SIZE_MAX, 1, 2, 3, 7};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    struct fixture f;
    struct vitk_buffer out = {.maximum = LARGE};
    fixture_begin(&f);
    f.mentioned = "1|3";
    f.limits.read_size = sizes[i];
    fixture_bytes(&f, "t", text, n);
    ck_assert_str_eq(records_of(&f, spec, &out), expected);
    if (said != NULL)
      ck_assert_heard(&f, said);
    else
      ck_assert_msg(f.n_said == 0, "%.*s", (int)f.said.n, f.said.p);
    vitk_buffer_free(&out);
    fixture_end(&f);
  }
}
static inline void gives(const char *text, const struct vitk_tree_spec *spec, const char *expected, const char *said) {
  gives_n(text, strlen(text), spec, expected, said);
}

#endif
