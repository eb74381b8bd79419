/* csv.c - the importer "csv": any delimited text, as a map file says what stands where (docs/maps.md). */
#include "map/table.h"
#include "map/words.h"

static const struct vitk_plugin plugin;
VITK_PLUGIN(plugin)

static int csv_probe(struct vitk_context *context, struct vitk_verdict *verdict) {
  return vitk_map_probe_table(vitk, context, "csv", verdict);
}

static int csv_open(struct vitk_context *context, void **handle) {
  struct vitk_map_run *run = NULL;
  int code = vitk_map_table_open(vitk, context, "csv", &run);
  if (code != VITK_OK)
    return code;
  vitk_str delimiter = vitk->option_text(context, "delimiter");
  if (delimiter.n && vitk_map_byte(delimiter) >= 0)
    vitk_map_of_run(run)->delimiter = (uint32_t)vitk_map_byte(delimiter);
  *handle = run;
  return VITK_OK;
}

static const struct vitk_format formats[] = {
    {"csv", "delimited text", "csv|tsv|txt", "text/csv|text/tab-separated-values|text/plain"}};

static const struct vitk_option options[] = {
    {"map", "the map file that says what stands where (docs/maps.md)", NULL, NULL, VITK_OPTION_MAP, 0, 0, 0},
    {"member", "the file of a folder or archive, instead of the map's; * and ? allowed", NULL, NULL, VITK_OPTION_TEXT,
     0, 0, 0},
    {"charset", "the charset, instead of the map's: utf-8, windows-1252, utf-8|windows-1252", NULL, NULL,
     VITK_OPTION_TEXT, 0, 0, 0},
    {"delimiter", "what parts the columns, instead of the map's", NULL, NULL, VITK_OPTION_CHAR, 0, 0, 0}};

static const struct vitk_importer importer = {.size = sizeof importer,
                                              .database = "",
                                              .country = "",
                                              .components = "",
                                              .data_licence = "",
                                              .probe = csv_probe,
                                              .open = csv_open,
                                              .read = vitk_map_table_read,
                                              .close = vitk_map_table_close};

static const struct vitk_plugin plugin = {.size = sizeof plugin,
                                          .abi_major = VITK_ABI_MAJOR,
                                          .abi_minor = VITK_ABI_MINOR,
                                          .name = "csv",
                                          .version = "1.0",
                                          .summary = "Any delimited text, by a map file",
                                          .licence = "BSD-3-Clause",
                                          .homepage = "",
                                          .formats = formats,
                                          .n_formats = 1,
                                          .format_stride = sizeof *formats,
                                          .options = options,
                                          .n_options = sizeof options / sizeof *options,
                                          .option_stride = sizeof *options,
                                          .importer = &importer,
                                          .threads = VITK_PARALLEL};
