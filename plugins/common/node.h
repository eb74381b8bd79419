/* node.h - finds what an importer wants in a tree of nodes. Header only.
 *
 * A path is names parted by '/'. A step goes through an array to its elements, so that "foodNutrients/amount" leads to
 * the amounts of all of them.
 */
#ifndef VITK_PLUGINS_COMMON_NODE_H
#define VITK_PLUGINS_COMMON_NODE_H

#include "common/slice.h"

/* The first child of this name; attributes count as children. NULL: none, also below NULL. */
static inline const struct vitk_node *node_child(const struct vitk_node *node, const char *name) {
  size_t n = strlen(name);
  const struct vitk_node *child = node ? node->child : NULL;
  while (child != NULL && (child->name.n != n || memcmp(child->name.p, name, n) != 0))
    child = child->next;
  return child;
}

/* The first node at the path. NULL: none, also below NULL. Its depth is that of the document, which the host limits. */
static inline const struct vitk_node *node_at(const struct vitk_node *node, const char *path) {
  if (node == NULL || *path == '\0')
    return node;
  if (node->kind == VITK_ARRAY) {
    const struct vitk_node *found = NULL;
    for (const struct vitk_node *item = node->child; item != NULL && found == NULL; item = item->next)
      found = node_at(item, path);
    return found;
  }
  const char *slash = strchr(path, '/');
  size_t n = slash ? (size_t)(slash - path) : strlen(path);
  for (const struct vitk_node *child = node->child; child != NULL; child = child->next) {
    if (child->name.n != n || memcmp(child->name.p, path, n) != 0)
      continue;
    const struct vitk_node *found = node_at(child, slash ? slash + 1 : "");
    if (found != NULL)
      return found;
  }
  return NULL;
}

/* The text of the first node at the path; p NULL: there is none. */
static inline vitk_str node_text(const struct vitk_node *node, const char *path) {
  const struct vitk_node *at = node_at(node, path);
  vitk_str none = {NULL, 0};
  return at ? at->text : none;
}

/* The first element of an array: go on with ->next. NULL: no array, or an empty one. */
static inline const struct vitk_node *node_items(const struct vitk_node *node) {
  return node && node->kind == VITK_ARRAY ? node->child : NULL;
}

#endif
