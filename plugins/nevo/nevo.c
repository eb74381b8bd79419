/* nevo.c - importer of NEVO-online, the Dutch food composition database. */
#include "nevo.h"

#include "common/headrow.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

const struct nevo_component vitk_nevo_components[NEVO_N_COMPONENTS] = {
    {"VITK", "VITK (*"}, {"VITK1", "VITK1 (*"}, {"VITK1D", "VITK1D (*"}, {"VITK2", "VITK2 (*"}, {"MK4", "MK4 (*"},
    {"MK5", "MK5 (*"},   {"MK6", "MK6 (*"},     {"MK7", "MK7 (*"},       {"MK8", "MK8 (*"},     {"MK9", "MK9 (*"},
    {"MK10", "MK10 (*"}, {"MK11", "MK11 (*"},   {"MK12", "MK12 (*"},     {"MK13", "MK13 (*"}};

/* Does the head show the table of foods? Names are in lower case and without white space. */
static bool is_foods(vitk_str head) {
  static const char *const names[] = {"nevo-code", "bevatsporenvan*"};
  return headrow_find(head, NEVO_DELIMITER, names, N_OF(names));
}

static bool has_vitamin(vitk_str head) {
  static const char *const names[] = {"vitk(*", "vitk1(*", "vitk2(*"};
  for (uint32_t i = 0; i < N_OF(names); i++)
    if (headrow_find(head, NEVO_DELIMITER, &names[i], 1))
      return true;
  return false;
}

int vitk_nevo_find(const struct vitk_host *host, struct vitk_context *context, struct nevo_members *out) {
  uint32_t n = host->member_count(context);
  *out = (struct nevo_members){.index = NEVO_ABSENT};
  for (uint32_t i = 0; i < n; i++) {
    vitk_str head = {NULL, 0};
    int code = host->head(context, i, &head);
    if (code < VITK_OK)
      return code;
    if (headrow_is_workbook(head) || !is_foods(head))
      continue;
    bool vitamin = has_vitamin(head);
    if (out->index != NEVO_ABSENT) {
      out->n_others++;
      out->other = out->name;
    }
    out->index = i;
    out->vitamin = vitamin;
    if ((code = slice_member(host, context, i, &out->name)) < VITK_OK)
      return code;
  }
  return VITK_OK;
}

static int nevo_open(struct vitk_context *context, void **handle) {
  struct nevo *nevo = vitk->alloc(context, sizeof *nevo);
  if (nevo == NULL)
    return VITK_NOMEM;
  nevo->host = vitk;
  nevo->context = context;
  *handle = nevo;
  int code = vitk_nevo_find(vitk, context, &nevo->members);
  if (code < VITK_OK)
    return code;
  if (nevo->members.index == NEVO_ABSENT) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give the CSV of NEVO-online as RIVM publishes it, 2021 or later",
               "no file has a header with \"NEVO-code\" and \"%s\", parted by '|'",
               "Bevat sporen van/Contains traces of");
    return VITK_FAILED;
  }
  if (nevo->members.n_others > 0)
    code = tell(vitk, context, VITK_WARNING, "member-not-read", (struct tell_place){.file = nevo->members.other},
                "Import each release from a folder of its own",
                "%u more tables of foods are not read: one is read at a time", nevo->members.n_others);
  return code;
}

static int nevo_read(void *handle) {
  struct nevo *nevo = handle;
  return nevo->table == NULL ? vitk_nevo_open_table(nevo) : vitk_nevo_read(nevo);
}

static void nevo_close(void *handle) {
  struct nevo *nevo = handle;
  if (nevo != NULL)
    vitk->table_close(nevo->table);
}

static int nevo_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct nevo_members members;
  int code = vitk_nevo_find(vitk, context, &members);
  if (code < VITK_OK || members.index == NEVO_ABSENT)
    return code;
  verdict->score = members.vitamin ? 95 : 75;
  (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                 "the header of %.*s has NEVO-code and a list of traces, %s a column of vitamin K",
                 TELL_SLICE(members.name), members.vitamin ? "and it has" : "but it lacks");
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"nevo-csv", "NEVO-online, table of foods", "csv|zip", "text/csv|application/zip"}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "NEVO-online",
                                              .country = "NL",
                                              .components = "VITK VITK1 VITK2",
                                              .data_licence = "NEVO-online terms: free to use with the version cited, "
                                                              "the files unchanged",
                                              .probe = nevo_probe,
                                              .open = nevo_open,
                                              .read = nevo_read,
                                              .close = nevo_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "nevo",
                                          .version = "1.0",
                                          .summary =
                                              "NEVO-online, the Dutch food composition database (2021 and later)",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://nevo-online.rivm.nl/",
                                          .formats = formats,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
