/* longer.c - what a later minor version would hand over: structs with fields behind ours, and a wider stride. */
#include "minimal.h"

struct later_option {
  struct vitk_option known;
  const char *later[3];
};
struct later_importer {
  struct vitk_importer known;
  void (*later)(void);
};
struct later_plugin {
  struct vitk_plugin known;
  const char *later[5];
};

static const struct later_option options[] = {
    {.known = {.name = "first", .help = "an option", .type = VITK_OPTION_BOOLEAN, .standard = "yes"}, .later = {"x"}},
    {.known = {.name = "second", .help = "another", .type = VITK_OPTION_CHOICE, .choices = "a|b"}, .later = {"y"}},
};
static const struct later_importer importer = {.known = {.size = sizeof importer, MINIMAL_CALLBACKS}};
static const struct later_plugin plugin = {.known = {.size = sizeof plugin,
                                                     .abi_major = VITK_ABI_MAJOR,
                                                     .abi_minor = VITK_ABI_MINOR + 7,
                                                     .name = "longer",
                                                     .version = "2.0",
                                                     .summary = "of a later minor version",
                                                     .options = &options[0].known,
                                                     .n_options = 2,
                                                     .option_stride = sizeof options[0],
                                                     .importer = &importer.known,
                                                     .threads = VITK_PARALLEL},
                                           .later = {"z"}};
VITK_PLUGIN(plugin.known)
