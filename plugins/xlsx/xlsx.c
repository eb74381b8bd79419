/* xlsx.c - the importer "xlsx": any sheet of a workbook (xlsx, xls, ods), as a map file says what stands where
 * (docs/maps.md). */
#include "map/table.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

static int xlsx_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  return vitk_map_probe_table(vitk, context, "xlsx", verdict);
}

static int xlsx_open(struct vitk_context *context, void **handle) {
  struct vitk_map_run *run = NULL;
  int code = vitk_map_table_open(vitk, context, "xlsx", &run);
  if (code == VITK_OK)
    *handle = run;
  return code;
}

static const struct vitk_format formats[] = {
    {"xlsx", "workbook of Office Open XML", "xlsx|xlsm",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"ods", "workbook of OpenDocument", "ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"xls", "workbook of Excel 97 to 2003", "xls", "application/vnd.ms-excel"}};

static const struct vitk_option options[] = {
    {"map", "the map file that says what stands where (docs/maps.md)", NULL, NULL, VITK_OPTION_MAP, 0, 0, 0},
    {"member", "the file of a folder or archive, instead of the map's; * and ? allowed", NULL, NULL, VITK_OPTION_TEXT,
     0, 0, 0},
    {"sheet", "the sheet, instead of the map's: its name, or spellings parted by |", NULL, NULL, VITK_OPTION_TEXT, 0, 0,
     0}};

static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "",
                                              .country = "",
                                              .components = "",
                                              .data_licence = "",
                                              .probe = xlsx_probe,
                                              .open = xlsx_open,
                                              .read = vitk_map_table_read,
                                              .close = vitk_map_table_close};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "xlsx",
                                          .version = "1.0",
                                          .summary = "Any workbook (xlsx, ods, xls), by a map file",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .n_formats = sizeof formats / sizeof *formats,
                                          .format_stride = sizeof *formats,
                                          .options = options,
                                          .n_options = sizeof options / sizeof *options,
                                          .option_stride = sizeof *options,
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
