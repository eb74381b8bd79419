/* groups.c - groups of foods: a code of two digits, of its part four, of that one's part six. */
#include "ciqual.h"

enum { MAX_GROUPS = 2000 };

struct cq_groups {
  struct {
    vitk_str code, name;
  } group[MAX_GROUPS];
  uint32_t n;
};

static bool is_none(vitk_str code) {
  for (size_t i = 0; i < code.n; i++)
    if (code.p[i] != '0')
      return false;
  return true;
}

vitk_str vitk_cq_deepest(const struct cq_group_codes *codes) {
  for (int level = 2; level >= 0; level--)
    if (!is_none(codes->level[level]))
      return codes->level[level];
  return (vitk_str){"", 0};
}

static const vitk_str *find(const struct cq_groups *groups, vitk_str code) {
  for (uint32_t i = 0; groups != NULL && i < groups->n; i++)
    if (slice_same(groups->group[i].code, code))
      return &groups->group[i].name;
  return NULL;
}

int vitk_cq_group_add(struct cq *cq, struct tell_place place, const struct cq_group_codes *codes,
                      const vitk_str names[3]) {
  if (cq->groups == NULL && (cq->groups = cq->host->alloc(cq->context, sizeof *cq->groups)) == NULL)
    return VITK_NOMEM;
  struct cq_groups *groups = cq->groups;
  for (int level = 0; level < 3; level++) {
    vitk_str code = codes->level[level];
    if (is_none(code) || find(groups, code) != NULL)
      continue;
    if (groups->n == MAX_GROUPS) {
      (void)tell(cq->host, cq->context, VITK_ERROR, "limit", place, "A release has about 150: is this alim_grp?",
                 "more than %d groups of foods", MAX_GROUPS);
      return VITK_FAILED;
    }
    if (!slice_keep(cq->host, cq->context, code, &groups->group[groups->n].code) ||
        !slice_keep(cq->host, cq->context, names[level], &groups->group[groups->n].name))
      return VITK_NOMEM;
    groups->n++;
  }
  return VITK_OK;
}

void vitk_cq_join(const vitk_str names[3], char out[400]) {
  size_t n = 0;
  out[0] = '\0';
  for (int level = 0; level < 3; level++) {
    vitk_str name = names[level];
    const char *joint = n == 0 ? "" : " > ";
    if (name.n == 0 || slice_equal(name, "-"))
      continue;
    /* A part that has no room is left out whole: no character is cut, and the code is stated besides. */
    if (n + strlen(joint) + name.n >= 400)
      return;
    n += (size_t)snprintf(out + n, 400 - n, "%s%.*s", joint, (int)name.n, name.p);
  }
}

bool vitk_cq_group_name(const struct cq *cq, const struct cq_group_codes *codes, char out[400]) {
  vitk_str names[3] = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
  bool known = true;
  for (int level = 0; level < 3; level++) {
    const vitk_str *name = find(cq->groups, codes->level[level]);
    if (name != NULL)
      names[level] = *name;
    else
      known = known && is_none(codes->level[level]);
  }
  vitk_cq_join(names, out);
  return known;
}
