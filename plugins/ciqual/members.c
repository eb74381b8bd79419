/* members.c - which members are the XML set, and which is a flat table. */
#include "ciqual.h"

static const struct {
  const char *prefix, *record;
} files[CQ_N_FILES] = {
    [CQ_ALIM] = {"alim", "<ALIM>"},
    [CQ_ALIM_GRP] = {"alim_grp", "<ALIM_GRP>"},
    [CQ_CONST] = {"const", "<CONST>"},
    [CQ_COMPO] = {"compo", "<COMPO>"},
};

/* "alim_2020_07_07.xml", "alim_2017 11 21.xml", "alim.xml": the prefix, then a date or nothing. `date` gets what
 * stands between. */
static bool is_file(vitk_str base, enum cq_file file, vitk_str *date) {
  size_t n = strlen(files[file].prefix);
  if (!slice_starts(base, files[file].prefix) || !slice_ends(base, ".xml") || base.n < n + 4)
    return false;
  *date = slice_from(base, n);
  date->n -= 4;
  return date->n == 0 || (date->n > 1 && (date->p[0] == '_' || date->p[0] == ' ') && slice_digit(date->p[1]));
}

static bool contains(vitk_str text, const char *needle) {
  size_t n = strlen(needle);
  for (size_t i = 0; i + n <= text.n; i++) {
    const char *found = memchr(text.p + i, needle[0], text.n - i - n + 1);
    if (found == NULL)
      return false;
    i = (size_t)(found - text.p);
    if (memcmp(found, needle, n) == 0)
      return true;
  }
  return false;
}

bool vitk_cq_is(enum cq_file file, vitk_str head) {
  return contains(head, "<TABLE>") && contains(head, files[file].record);
}

static int find_compo(const struct vitk_host *host, struct vitk_context *context, uint32_t n, struct cq_members *out) {
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_member member = {.size = sizeof member};
    vitk_str folder, date;
    int code = host->member(context, i, &member);
    if (code < VITK_OK)
      return code;
    if (!is_file(slice_base(member.name, &folder), CQ_COMPO, &date))
      continue;
    if (out->index[CQ_COMPO] != CQ_ABSENT) {
      out->n_others++;
      out->other = out->name[CQ_COMPO];
    }
    out->index[CQ_COMPO] = i;
    if ((code = slice_member(host, context, i, &out->name[CQ_COMPO])) < VITK_OK)
      return code;
  }
  return VITK_OK;
}

/* The other files of the set: those of compo's folder and date, else of any date, the last by name. */
static int find_others(const struct vitk_host *host, struct vitk_context *context, uint32_t n, struct cq_members *out) {
  vitk_str set_folder = {"", 0}, set_date = {"", 0};
  bool exact[CQ_N_FILES] = {false};
  if (out->index[CQ_COMPO] != CQ_ABSENT)
    (void)is_file(slice_base(out->name[CQ_COMPO], &set_folder), CQ_COMPO, &set_date);
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_member member = {.size = sizeof member};
    vitk_str folder, date;
    int code = host->member(context, i, &member);
    if (code < VITK_OK)
      return code;
    vitk_str base = slice_base(member.name, &folder);
    int matched = CQ_COMPO; /* a name is that of one file of the set at most */
    for (int file = 0; file < CQ_COMPO; file++) {
      if (exact[file] || !is_file(base, (enum cq_file)file, &date))
        continue;
      exact[file] = out->index[CQ_COMPO] != CQ_ABSENT && slice_same(folder, set_folder) && slice_same(date, set_date);
      out->index[file] = i;
      matched = file;
    }
    if (matched < CQ_COMPO && (code = slice_member(host, context, i, &out->name[matched])) < VITK_OK)
      return code;
  }
  return VITK_OK;
}

/* A table is looked for in members that are called as one, and in a bundle of one member whatever it is called. */
static bool may_be_flat(vitk_str name, uint32_t n) {
  static const char *const endings[] = {".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods"};
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
    if (slice_ends(name, endings[i]))
      return true;
  return n == 1;
}

static int find_flat(const struct vitk_host *host, struct vitk_context *context, uint32_t n, struct cq_members *out) {
  bool whole = out->index[CQ_COMPO] != CQ_ABSENT && out->index[CQ_ALIM] != CQ_ABSENT;
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_member member = {.size = sizeof member};
    struct cq_header header;
    vitk_str head = {NULL, 0};
    int code = host->member(context, i, &member);
    if (code < VITK_OK)
      return code;
    if (!may_be_flat(member.name, n))
      continue;
    if ((code = host->head(context, i, &head)) < VITK_OK)
      return code;
    if (!vitk_cq_read_header(head, &header))
      continue;
    if (out->flat != CQ_ABSENT || whole) {
      if (out->n_others++ == 0 && (code = slice_member(host, context, i, &out->other)) < VITK_OK)
        return code;
      continue;
    }
    out->flat = i;
    out->header = header;
    if (header.sheet.p != NULL && !slice_keep(host, context, header.sheet, &out->header.sheet))
      return VITK_NOMEM;
    if ((code = slice_member(host, context, i, &out->flat_name)) < VITK_OK)
      return code;
  }
  return VITK_OK;
}

int vitk_cq_find(const struct vitk_host *host, struct vitk_context *context, struct cq_members *out) {
  uint32_t n = host->member_count(context);
  *out = (struct cq_members){.flat = CQ_ABSENT};
  for (int file = 0; file < CQ_N_FILES; file++)
    out->index[file] = CQ_ABSENT;
  int code = find_compo(host, context, n, out);
  if (code == VITK_OK)
    code = find_others(host, context, n, out);
  return code == VITK_OK ? find_flat(host, context, n, out) : code;
}
