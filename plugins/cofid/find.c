/* find.c - the sheet of vitamins among the sheets of a workbook. */
#include "cofid.h"

#include "common/headrow.h"
#include "common/sheet.h"

static const char *const header[] = {"foodcode", "foodname", "group"};

/* "1.5 Vitamins", "Vitamins"; not "1.6 Vitamin Fractions". */
static bool is_called(vitk_str name) {
  while (name.n > 0 && (slice_digit(name.p[0]) || name.p[0] == '.' || slice_white(name.p[0])))
    name = slice_from(name, 1);
  return headrow_cell_is(name, "vitamins");
}

static bool has_vitamin(vitk_str rows) {
  for (uint32_t i = 0; i < COFID_N_COMPONENTS; i++)
    if (headrow_find(rows, '\t', &vitk_cofid_components[i].name, 1))
      return true;
  return false;
}

/* Takes a sheet that goes before the one found so far: one that is called so goes before another. `rows` are its own
 * part of the head. */
static int take(const struct vitk_host *host, struct vitk_context *context, uint32_t member, vitk_str name,
                vitk_str rows, struct cofid_sheet *out) {
  bool named = is_called(name), vitamin = has_vitamin(rows);
  if (!headrow_find(rows, '\t', header, N_OF(header)) || (!named && !vitamin))
    return VITK_OK;
  bool better = out->member == COFID_ABSENT || (named && !out->named);
  if (!better) {
    if (named && out->n_others++ == 0)
      return slice_member(host, context, member, &out->other);
    return VITK_OK;
  }
  out->member = member;
  out->named = named;
  out->vitamin = vitamin;
  if (!slice_keep(host, context, name, &out->name))
    return VITK_NOMEM;
  return slice_member(host, context, member, &out->file);
}

int vitk_cofid_find(const struct vitk_host *host, struct vitk_context *context, struct cofid_sheet *out) {
  uint32_t n = host->member_count(context);
  *out = (struct cofid_sheet){.member = COFID_ABSENT};
  for (uint32_t i = 0; i < n; i++) {
    vitk_str head = {NULL, 0}, name, rows;
    int code = host->head(context, i, &head);
    while (code == VITK_OK && sheet_next(&head, &name, &rows))
      code = take(host, context, i, name, rows, out);
    if (code < VITK_OK)
      return code;
  }
  return VITK_OK;
}
