#include "core/base/str.h"
#include "core/input/tree.h"

/* Also within an array: its elements stand for it. */
const struct vitk_node *vitk_node_find(const struct vitk_node *node, vitk_str path) {
  if (node == NULL || path.n == 0)
    return node;
  const struct vitk_node *found = NULL;
  if (node->kind == VITK_ARRAY) {
    for (const struct vitk_node *item = node->child; item != NULL && found == NULL; item = item->next)
      found = vitk_node_find(item, path);
    return found;
  }
  const char *slash = memchr(path.p, '/', path.n);
  vitk_str name = {path.p, slash ? (size_t)(slash - path.p) : path.n};
  vitk_str rest = slash ? (vitk_str){slash + 1, path.n - name.n - 1} : (vitk_str){path.p + path.n, 0};
  for (const struct vitk_node *child = node->child; child != NULL && found == NULL; child = child->next)
    if (vitk_str_equal(child->name, name))
      found = vitk_node_find(child, rest);
  return found;
}
