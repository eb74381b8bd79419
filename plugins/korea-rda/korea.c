/* korea.c - importer of the Korean standard food composition table (RDA) and of the MFDS's nutrition data. */
#include "korea.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

const struct korea_component vitk_korea_components[KOREA_N_COMPONENTS] = {
    {"VITK", "비타민K", "AMT_NUM48"}, {"VITK1", "비타민K1", "AMT_NUM49"}, {"VITK2", "비타민K2", "AMT_NUM50"}};

/* "국가표준식품성분 Database 10.4": its version. */
static bool is_rda_sheet(vitk_str name, uint32_t version[2]) {
  static const char start[] = "국가표준식품성분";
  if (name.n < sizeof start || memcmp(name.p, start, sizeof start - 1) != 0)
    return false;
  uint32_t part = 0;
  version[0] = version[1] = 0;
  bool digits = false;
  for (size_t i = sizeof start - 1; i < name.n && part < 2; i++) {
    if (slice_digit(name.p[i]) && version[part] < 100000) {
      version[part] = version[part] * 10 + (uint32_t)(name.p[i] - '0');
      digits = true;
    } else if (digits) {
      part = name.p[i] == '.' && part == 0 ? 1 : 2;
    }
  }
  return digits;
}

/* The newest of the member's sheets. */
static int look_at_sheets(struct vitk_context *context, uint32_t member, struct korea_found *out) {
  vitk_str name;
  int code = VITK_OK;
  for (uint32_t i = 0; (code = vitk->table_sheets(context, member, i, &name)) == VITK_OK; i++) {
    uint32_t version[2];
    if (!is_rda_sheet(name, version))
      continue;
    bool newer = version[0] > out->version[0] || (version[0] == out->version[0] && version[1] > out->version[1]);
    if (out->kind == KOREA_RDA && !newer)
      continue;
    if (!slice_keep(vitk, context, name, &out->sheet))
      return VITK_NOMEM;
    out->kind = KOREA_RDA;
    out->member = member;
    memcpy(out->version, version, sizeof version);
  }
  return code == VITK_END || code == VITK_FAILED ? VITK_OK : code;
}

static void look_at_header(vitk_str head, uint32_t member, struct korea_found *out) {
  static const char *const header[] = {"food_cd", "food_nm_kr", "serving_size"};
  static const char *const amount[] = {"amt_num48", "amt_num49", "amt_num50"};
  if (out->kind != KOREA_NONE || !headrow_find(head, ',', header, N_OF(header)))
    return;
  out->kind = KOREA_MFDS;
  out->member = member;
  for (uint32_t i = 0; i < N_OF(amount); i++)
    out->vitamin = out->vitamin || headrow_find(head, ',', &amount[i], 1);
}

/* The workbook goes before a CSV. */
static int find(struct vitk_context *context, struct korea_found *out) {
  uint32_t n = vitk->member_count(context);
  *out = (struct korea_found){.kind = KOREA_NONE};
  for (uint32_t i = 0; i < n && out->kind != KOREA_RDA; i++) {
    vitk_str head;
    int code = vitk->head(context, i, &head);
    if (code == VITK_FAILED)
      continue;
    if (code == VITK_OK && headrow_is_workbook(head))
      code = look_at_sheets(context, i, out);
    else if (code == VITK_OK)
      look_at_header(head, i, out);
    if (code < VITK_OK)
      return code;
  }
  return VITK_OK;
}

static int korea_open(struct vitk_context *context, void **handle) {
  struct korea *korea = vitk->alloc(context, sizeof *korea);
  if (korea == NULL)
    return VITK_NOMEM;
  korea->host = vitk;
  korea->context = context;
  *handle = korea;
  int code = find(context, &korea->found);
  if (code < VITK_OK)
    return code;
  if (korea->found.kind == KOREA_NONE) {
    (void)tell(vitk, context, VITK_ERROR, "missing-member", (struct tell_place){.line = 0},
               "Give the RDA's workbook, or the MFDS's data as CSV",
               "there is no sheet 국가표준식품성분 Database, and no CSV with FOOD_CD, FOOD_NM_KR and SERVING_SIZE");
    return VITK_FAILED;
  }
  return korea->found.kind == KOREA_RDA ? vitk_korea_open_rda(korea) : vitk_korea_open_mfds(korea);
}

static int korea_read(void *handle) {
  struct korea *korea = handle;
  int code = VITK_OK;
  for (int i = 0; i < KOREA_ROWS_A_STEP && code == VITK_OK; i++) {
    struct vitk_row row = {.size = sizeof row};
    code = vitk->table_next(korea->table, &row);
    if (code == VITK_OK)
      code = korea->found.kind == KOREA_RDA ? vitk_korea_rda_row(korea, &row) : vitk_korea_mfds_row(korea, &row);
  }
  return code;
}

static void korea_close(void *handle) {
  struct korea *korea = handle;
  if (korea != NULL)
    vitk->table_close(korea->table);
}

static int korea_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  struct korea_found found;
  int code = find(context, &found);
  if (code < VITK_OK || found.kind == KOREA_NONE)
    return code;
  verdict->score = found.kind == KOREA_RDA ? 95 : found.vitamin ? 90 : 70;
  if (found.kind == KOREA_RDA)
    (void)snprintf(verdict->evidence, sizeof verdict->evidence, "a workbook with the sheet %.*s",
                   TELL_SLICE(found.sheet));
  else
    (void)snprintf(verdict->evidence, sizeof verdict->evidence,
                   "a CSV with the keys FOOD_CD, FOOD_NM_KR and SERVING_SIZE, %s",
                   found.vitamin ? "and those of vitamin K" : "and none of vitamin K");
  return VITK_OK;
}

static const struct vitk_format formats[] = {{"korea-rda-xlsx", "RDA's standard table, a workbook", "xlsx",
                                              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                                             {"korea-mfds-csv", "MFDS's nutrition data as CSV", "csv", "text/csv"}};
static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "Korean Standard Food Composition Table (국가표준식품성분표)",
                                              .country = "KR",
                                              .components = "VITK VITK1 VITK2",
                                              .data_licence = "",
                                              .probe = korea_probe,
                                              .open = korea_open,
                                              .read = korea_read,
                                              .close = korea_close};
static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "korea-rda",
                                          .version = "1.0",
                                          .summary = "Korean food composition: RDA's workbook, MFDS's CSV",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "https://koreanfood.rda.go.kr/",
                                          .formats = formats,
                                          .n_formats = N_OF(formats),
                                          .format_stride = sizeof formats[0],
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
