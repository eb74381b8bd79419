/* members.c - which members are tables of SR, by base name in any case and folder, and whether they look it. */
#include "usda_sr.h"

static const char *const names[SR_N_FILES] = {"nut_data.txt", "food_des.txt", "nutr_def.txt",
                                              "fd_group.txt", "langual.txt",  "abbrev.txt"};

static int file_of(vitk_str base) {
  for (int file = 0; file < SR_N_FILES; file++)
    if (base.n == strlen(names[file]) && slice_starts(base, names[file]))
      return file;
  return SR_N_FILES;
}

/* The folder of the release that is read: its rank is 2 for NUT_DATA, 1 for ABBREV. */
static int rank_of(int file) {
  return file == SR_NUT_DATA ? 2 : file == SR_ABBREV ? 1 : 0;
}

static int choose_folder(const struct vitk_host *host, struct vitk_context *context, uint32_t n, vitk_str *folder) {
  int best = -1;
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_member member = {.size = sizeof member};
    vitk_str here;
    int code = host->member(context, i, &member);
    if (code < VITK_OK)
      return code;
    int file = file_of(slice_base(member.name, &here));
    if (file < SR_N_FILES && rank_of(file) > best) {
      vitk_str name;
      if ((code = slice_member(host, context, i, &name)) < VITK_OK)
        return code;
      best = rank_of(file);
      (void)slice_base(name, folder);
    }
  }
  return VITK_OK;
}

int vitk_sr_find(const struct vitk_host *host, struct vitk_context *context, struct sr_members *out) {
  vitk_str chosen = {"", 0};
  uint32_t n = host->member_count(context);
  *out = (struct sr_members){.n_others = 0};
  for (int file = 0; file < SR_N_FILES; file++)
    out->index[file] = SR_ABSENT;
  int code = choose_folder(host, context, n, &chosen);
  if (code < VITK_OK)
    return code;
  for (uint32_t i = 0; i < n; i++) {
    struct vitk_member member = {.size = sizeof member};
    vitk_str here;
    if ((code = host->member(context, i, &member)) < VITK_OK)
      return code;
    int file = file_of(slice_base(member.name, &here));
    if (file == SR_N_FILES)
      continue;
    if (slice_same(here, chosen) && out->index[file] == SR_ABSENT) {
      out->index[file] = i;
      code = slice_member(host, context, i, &out->name[file]);
    } else if (out->n_others++ == 0) {
      code = slice_member(host, context, i, &out->other);
    }
    if (code < VITK_OK)
      return code;
  }
  return VITK_OK;
}

/* "~…~^" with `least` to `most` letters or digits between the quotes; gives what follows. */
static bool skip_code(vitk_str *head, size_t least, size_t most) {
  size_t n = 0;
  if (head->n < 1 || head->p[0] != '~')
    return false;
  while (n + 1 < head->n && n <= most && head->p[n + 1] != '~' && head->p[n + 1] != '^' && !slice_white(head->p[n + 1]))
    n++;
  if (n < least || n > most || n + 2 >= head->n || head->p[n + 1] != '~' || head->p[n + 2] != '^')
    return false;
  *head = slice_from(*head, n + 3);
  return true;
}

bool vitk_sr_is_nut_data(vitk_str head) {
  return skip_code(&head, 5, 5) && skip_code(&head, 3, 3) && head.n > 0 && head.p[0] != '~';
}

bool vitk_sr_is_food_des(vitk_str head) {
  return skip_code(&head, 5, 5) && skip_code(&head, 4, 4) && head.n > 0 && head.p[0] == '~';
}

uint32_t vitk_sr_abbrev_fields(vitk_str head) {
  uint32_t fields = 1;
  bool quoted = false;
  if (!skip_code(&head, 5, 5) || head.n == 0 || head.p[0] != '~')
    return 0;
  for (size_t i = 0; i < head.n && head.p[i] != '\n' && head.p[i] != '\r'; i++) {
    if (head.p[i] == '~')
      quoted = !quoted;
    else if (head.p[i] == '^' && !quoted)
      fields++;
  }
  return fields + 1;
}
