/* members.c - which member is read, and which release it is. */
#include "taiwan_tfda.h"

const struct tw_constituent vitk_tw_constituents[TW_N_CONSTITUENTS] = {
    {"VITK1", "維生素K1", "維生素K1(*|維生素K1"},
    {"MK4", "維生素K2(MK-4)", "維生素K2(MK-4)*"},
    {"MK7", "維生素K2(MK-7)", "維生素K2(MK-7)*"},
};
const char vitk_tw_any[] = "維生素K";

void vitk_tw_release_of(vitk_str name, struct tw_release *out) {
  vitk_str folder, base = slice_base(name, &folder);
  out->text[0] = '\0';
  for (size_t at = 0; at + 4 <= base.n; at++) {
    const char *p = base.p + at;
    size_t n = 4;
    if (p[0] != '2' || p[1] != '0' || !slice_digit(p[2]) || !slice_digit(p[3]) || (at > 0 && slice_digit(p[-1])) ||
        (at + 4 < base.n && slice_digit(p[4])))
      continue;
    if (slice_starts(slice_from(base, at + 4), "update"))
      for (n += 6; at + n < base.n && slice_digit(p[n]) && n < sizeof out->text - 1; n++)
        ;
    memcpy(out->text, p, n);
    out->text[n] = '\0';
    return;
  }
}

/* The names by which a member is known; a program that wrote JSON may have escaped them. */
static const struct {
  const char *name, *escaped;
} known[] = {{"整合編號", "\\u6574\\u5408\\u7de8\\u865f"},
             {"分析項", "\\u5206\\u6790\\u9805"},
             {"每100克含量", "\\u6bcf100\\u514b\\u542b\\u91cf"},
             {"樣品名稱", "\\u6a23\\u54c1\\u540d\\u7a31"}};
enum { N_CODE = 1, N_ITEM = 2, N_AMOUNT = 4, N_SAMPLE = 8 };

/* The bit of the name that the cell is; 0: none of them. */
static unsigned known_name(vitk_str cell) {
  for (uint32_t i = 0; i < N_OF(known); i++)
    if (headcells_is(cell, known[i].name) ||
        (cell.n == strlen(known[i].escaped) && slice_starts(cell, known[i].escaped)))
      return 1U << i;
  return 0;
}

/* The shape of the member by the names in its head. */
static enum tw_shape shape_of(vitk_str head, struct tw_member *out) {
  struct headcells cells = {.left = head};
  vitk_str cell, start = headcells_skip_white(head);
  unsigned names = 0;
  while (headcells_next(&cells, &cell)) {
    unsigned name = known_name(cell);
    if (name == N_CODE && !(names & N_CODE))
      out->sheet = cells.sheet;
    names |= name;
    out->vitamin = out->vitamin || headcells_starts(cell, vitk_tw_any);
  }
  bool is_json = start.n > 0 && (start.p[0] == '[' || start.p[0] == '{');
  if (!(names & N_CODE))
    return TW_NONE;
  if (names & N_ITEM && names & N_AMOUNT)
    return is_json ? TW_JSON : TW_LONG;
  return names & N_SAMPLE && !is_json ? TW_WIDE : TW_NONE;
}

static int look(const struct vitk_host *host, struct vitk_context *context, uint32_t index, struct tw_member *out) {
  vitk_str head = {NULL, 0};
  *out = (struct tw_member){.index = index};
  int code = host->head(context, index, &head);
  if (code != VITK_OK)
    return code;
  out->shape = shape_of(head, out);
  if (out->shape == TW_NONE)
    return VITK_OK;
  if (out->sheet.p != NULL && !slice_keep(host, context, out->sheet, &out->sheet))
    return VITK_NOMEM;
  code = slice_member(host, context, index, &out->name);
  if (code == VITK_OK)
    vitk_tw_release_of(out->name, &out->release);
  return code;
}

int vitk_tw_find(const struct vitk_host *host, struct vitk_context *context, struct tw_member *out,
                 struct tw_others *others) {
  uint32_t n = host->member_count(context);
  *out = (struct tw_member){.shape = TW_NONE};
  *others = (struct tw_others){.n = 0};
  for (uint32_t i = 0; i < n; i++) {
    struct tw_member member;
    int code = look(host, context, i, &member);
    if (code != VITK_OK)
      return code;
    if (member.shape == TW_NONE)
      continue;
    int newer = strcmp(member.release.text, out->release.text);
    bool better = out->shape == TW_NONE || newer > 0 || (newer == 0 && member.shape > out->shape);
    if (out->shape != TW_NONE) {
      others->n++;
      others->name = better ? out->name : member.name;
    }
    if (better)
      *out = member;
  }
  return VITK_OK;
}
