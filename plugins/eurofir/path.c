/* path.c - where the foods stand in a package: at its root, or within an envelope of a few elements. */
#include "fdtp.h"

enum { DEPTH_MAX = 8 };

struct tag {
  vitk_str name; /* without its prefix */
  bool end, empty;
};

/* The next tag; comments, declarations and CDATA are passed. false: there is none, or the head ends within it. */
static bool next_tag(vitk_str *rest, struct tag *out) {
  for (;;) {
    const char *open = rest->n > 0 ? memchr(rest->p, '<', rest->n) : NULL;
    if (open == NULL)
      return false;
    *rest = slice_from(*rest, (size_t)(open - rest->p) + 1);
    if (rest->n == 0)
      return false;
    if (rest->p[0] != '!' && rest->p[0] != '?')
      break;
    bool comment = slice_starts(*rest, "!--");
    const char *end = comment ? "-->" : ">";
    while (rest->n > 0 && !slice_starts(*rest, end))
      *rest = slice_from(*rest, 1);
  }
  *out = (struct tag){.end = rest->p[0] == '/'};
  *rest = slice_from(*rest, out->end ? 1 : 0);
  size_t n = 0;
  while (n < rest->n && !slice_white(rest->p[n]) && rest->p[n] != '>' && rest->p[n] != '/')
    n++;
  out->name = (vitk_str){rest->p, n};
  for (size_t i = 0; i < n; i++)
    if (rest->p[i] == ':')
      out->name = slice_from((vitk_str){rest->p, n}, i + 1);
  char quote = '\0';
  for (; n < rest->n; n++) {
    char c = rest->p[n];
    if (quote == '\0' && c == '>')
      break;
    if (quote == '\0' && (c == '"' || c == '\''))
      quote = c;
    else if (c == quote)
      quote = '\0';
  }
  if (n >= rest->n)
    return false;
  out->empty = n > 0 && rest->p[n - 1] == '/';
  *rest = slice_from(*rest, n + 1);
  return true;
}

bool vitk_fdtp_path(vitk_str head, char path[FDTP_PATH_MAX]) {
  struct tag tag, foods = {.end = false};
  static const char around[] = "*/*/*/*/*/*/*/*/"; /* DEPTH_MAX times */
  uint32_t depth = 0, at = 0;
  bool described = false;
  path[0] = '\0';
  while (next_tag(&head, &tag)) {
    if (tag.end) {
      depth -= depth > 0;
      continue;
    }
    if (foods.name.n == 0 && slice_equal(tag.name, "Foods") && depth < DEPTH_MAX) {
      foods = tag;
      at = depth;
    } else if (foods.name.n > 0 && path[0] == '\0' && depth == at + 1 && slice_equal(tag.name, "Food")) {
      (void)snprintf(path, FDTP_PATH_MAX, "%sFoods/Food", around + (size_t)2 * (DEPTH_MAX - at));
    } else if (path[0] != '\0' && slice_equal(tag.name, "FoodDescription")) {
      described = true;
      break;
    }
    depth += !tag.empty;
  }
  return described;
}
