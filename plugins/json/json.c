/* json.c - the importer "json": any JSON or JSON Lines made of records, as a map file says what stands where
 * (docs/maps.md). */
#include "map/tree.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

static int json_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  return vitk_map_probe_tree(vitk, context, "json", verdict);
}

static int json_open(struct vitk_context *context, void **handle) {
  struct vitk_map_records *run = NULL;
  int code = vitk_map_tree_open(vitk, context, "json", &run);
  *handle = run;
  return code;
}

static const struct vitk_format formats[] = {
    {"json", "JSON made of records", "json|jsonl|ndjson", "application/json|application/x-ndjson"}};

static const struct vitk_option options[] = {
    {"map", "the map file that says what stands where (docs/maps.md)", NULL, NULL, VITK_OPTION_MAP, 0, 0, 0},
    {"member", "the file of a folder or archive, instead of the map's; * and ? allowed", NULL, NULL, VITK_OPTION_TEXT,
     0, 0, 0},
    {"charset", "the charset, instead of UTF-8", NULL, NULL, VITK_OPTION_TEXT, 0, 0, 0}};

static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "",
                                              .country = "",
                                              .components = "",
                                              .data_licence = "",
                                              .probe = json_probe,
                                              .open = json_open,
                                              .read = vitk_map_tree_read,
                                              .close = vitk_map_tree_close};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "json",
                                          .version = "1.0",
                                          .summary = "Any JSON or JSON Lines made of records, by a map file",
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
