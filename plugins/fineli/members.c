/* members.c - which members are the files of the package, and which release it is. */
#include "fineli.h"

static const char *const names[FI_N_FILES] = {
    [FI_COMPONENT_VALUE] = "component_value", [FI_COMPONENT] = "component.csv",     [FI_FOOD] = "food.csv",
    [FI_FOODNAME_EN] = "foodname_en.csv",     [FI_FOODNAME_TX] = "foodname_tx.csv", [FI_FUCLASS] = "fuclass_fi.csv",
    [FI_FUCLASS_EN] = "fuclass_en.csv",       [FI_DESCRIPT] = "descript.txt",
};

static bool is_text(vitk_str base) {
  return slice_ends(base, ".csv") || slice_ends(base, ".txt");
}

bool vitk_fi_is_values(vitk_str head) {
  static const char *const columns[] = {"foodid", "eufdname", "bestloc"};
  return headrow_find(head, ';', columns, N_OF(columns));
}

bool vitk_fi_is_components(vitk_str head) {
  static const char *const columns[] = {"eufdname", "compunit", "cmpclass"};
  return headrow_find(head, ';', columns, N_OF(columns));
}

/* The table of values: the first that is called so, else the first that has its header. */
static int find_values(const struct vitk_host *host, struct vitk_context *context, uint32_t n, struct fi_members *out) {
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_member member = {.size = sizeof member};
    vitk_str folder, head = {NULL, 0};
    int code = host->member(context, i, &member);
    if (code < VITK_OK)
      return code;
    vitk_str base = slice_base(member.name, &folder);
    bool named = slice_starts(base, names[FI_COMPONENT_VALUE]);
    if (!is_text(base) && n > 1)
      continue;
    if ((code = host->head(context, i, &head)) < VITK_OK && code != VITK_FAILED)
      return code;
    if (code == VITK_FAILED || !vitk_fi_is_values(head))
      continue;
    if (out->index[FI_COMPONENT_VALUE] != FI_ABSENT) {
      uint32_t beside = named && !out->named ? (uint32_t)out->index[FI_COMPONENT_VALUE] : i;
      if (out->n_others++ == 0 && (code = slice_member(host, context, beside, &out->other)) < VITK_OK)
        return code;
      if (!named || out->named)
        continue;
    }
    out->index[FI_COMPONENT_VALUE] = i;
    out->named = named;
    if ((code = slice_member(host, context, i, &out->name[FI_COMPONENT_VALUE])) < VITK_OK)
      return code;
  }
  return VITK_OK;
}

int vitk_fi_find(const struct vitk_host *host, struct vitk_context *context, struct fi_members *out) {
  uint32_t n = host->member_count(context);
  vitk_str chosen = {"", 0};
  *out = (struct fi_members){.n_others = 0};
  for (int file = 0; file < FI_N_FILES; file++)
    out->index[file] = FI_ABSENT;
  int code = find_values(host, context, n, out);
  if (code < VITK_OK || out->index[FI_COMPONENT_VALUE] == FI_ABSENT)
    return code;
  (void)slice_base(out->name[FI_COMPONENT_VALUE], &chosen);
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_member member = {.size = sizeof member};
    vitk_str folder;
    if ((code = host->member(context, i, &member)) < VITK_OK)
      return code;
    vitk_str base = slice_base(member.name, &folder);
    for (int file = FI_COMPONENT; file < FI_N_FILES; file++) {
      if (base.n != strlen(names[file]) || !slice_starts(base, names[file]) || !slice_same(folder, chosen))
        continue;
      out->index[file] = i;
      if ((code = slice_member(host, context, i, &out->name[file])) < VITK_OK)
        return code;
      break;
    }
  }
  return VITK_OK;
}

/* "Versio. Version. Release. 20.0" */
void vitk_fi_release_of(vitk_str descript, char out[FI_RELEASE_MAX]) {
  size_t n = 0;
  out[0] = '\0';
  for (size_t i = 0; i < descript.n && n == 0; i++) {
    vitk_str rest = slice_from(descript, i);
    if (!slice_starts(rest, "release."))
      continue;
    rest = slice_from(rest, sizeof "release." - 1);
    while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == ':'))
      rest = slice_from(rest, 1);
    while (n < rest.n && n < FI_RELEASE_MAX - 1 && (slice_digit(rest.p[n]) || (n > 0 && rest.p[n] == '.'))) {
      out[n] = rest.p[n];
      n++;
    }
    out[n] = '\0';
  }
}
