/* members.c - which members are the definitions and which the foods, by the keys that they begin with. */
#include "matvaretabellen.h"

static bool has_key(vitk_str head, const char *key) {
  char quoted[40];
  int n = snprintf(quoted, sizeof quoted, "\"%s\"", key);
  for (size_t i = 0; n > 0 && i + (size_t)n <= head.n; i++) {
    const char *found = memchr(head.p + i, '"', head.n - i - (size_t)n + 1);
    if (found == NULL)
      return false;
    i = (size_t)(found - head.p);
    if (memcmp(found, quoted, (size_t)n) == 0)
      return true;
  }
  return false;
}

enum mt_file vitk_mt_file_of(vitk_str head) {
  static const struct {
    enum mt_file file;
    const char *keys[4];
  } kinds[] = {{MT_DEFINITIONS, {"foodgroups", "nutrients", "structuralLevel", "euroFIR"}},
               {MT_FOODS, {"foods", "groupId", "langualCodes", "latinFamilyName"}},
               {MT_API, {"foods", "foodId", "constituents", "nutrientId"}}};
  for (size_t i = 0; i < N_OF(kinds); i++) {
    size_t n = 0;
    while (n < N_OF(kinds[i].keys) && has_key(head, kinds[i].keys[n]))
      n++;
    if (n == N_OF(kinds[i].keys))
      return kinds[i].file;
  }
  return MT_N_FILES;
}

int vitk_mt_find(const struct vitk_host *host, struct vitk_context *context, struct mt_members *out) {
  uint32_t n = host->member_count(context);
  *out = (struct mt_members){.n_others = 0};
  for (int file = 0; file < MT_N_FILES; file++)
    out->index[file] = MT_ABSENT;
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_member member = {.size = sizeof member};
    vitk_str head = {NULL, 0};
    int code = host->member(context, i, &member);
    if (code < VITK_OK)
      return code;
    if (n > 1 && !slice_ends(member.name, ".json"))
      continue;
    if ((code = host->head(context, i, &head)) < VITK_OK && code != VITK_FAILED)
      return code;
    enum mt_file file = code == VITK_OK ? vitk_mt_file_of(head) : MT_N_FILES;
    if (file == MT_N_FILES)
      continue;
    bool foods_twice = file != MT_DEFINITIONS && (out->index[MT_FOODS] != MT_ABSENT || out->index[MT_API] != MT_ABSENT);
    if (out->index[file] != MT_ABSENT || foods_twice) {
      if (out->n_others++ == 0 && (code = slice_member(host, context, i, &out->other)) < VITK_OK)
        return code;
      continue;
    }
    out->index[file] = i;
    if ((code = slice_member(host, context, i, &out->name[file])) < VITK_OK)
      return code;
  }
  return VITK_OK;
}
