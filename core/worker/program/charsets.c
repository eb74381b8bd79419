/* charsets.c - converters that libc loads from files are loaded before files can't be opened any more. */
#include "core/worker/program/worker.h"

#include <iconv.h>
#include <stdio.h>

enum { NAME_MAX_BYTES = 64, MAP_DEPTH = 32 };

/* What the tables of food composition come in, and the encodings that XML documents of their countries declare. */
static const char *const usual[] = {"UTF-16",       "ISO-8859-1", "ISO-8859-2", "ISO-8859-9",   "ISO-8859-15",
                                    "WINDOWS-1250", "CP1251",     "CP1252",     "WINDOWS-1252", "CP1254",
                                    "WINDOWS-1255", "SHIFT_JIS",  "CP932",      "EUC-JP",       "GB18030",
                                    "GBK",          "BIG5",       "EUC-KR",     "CP949"};

/* The handle is not closed: libc would let go of the file with it. */
static void keep(vitk_str name) {
  char text[NAME_MAX_BYTES];
  if (name.n == 0 || name.n >= sizeof text)
    return;
  snprintf(text, sizeof text, "%.*s", VITK_STR_ARG(name));
  (void)iconv_open("UTF-8", text);
}

/* "utf-8|windows-1252" */
static void keep_each(vitk_str names) {
  vitk_str name;
  while (vitk_str_alternative(&names, &name))
    keep(name);
}

static void keep_of_map(const struct vitk_node *node, int depth) {
  for (; node != NULL && depth < MAP_DEPTH; node = node->next) {
    if (vitk_str_is(node->name, "charset"))
      keep_each(node->text);
    keep_of_map(node->child, depth + 1);
  }
}

void vitk_worker_keep_usual_charsets(void) {
  for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
    keep(vitk_str_of(usual[i]));
}

void vitk_worker_keep_charsets(const struct vitk_plugin *plugin, const struct vitk_option_values *options) {
  for (uint32_t i = 0; i < plugin->n_options; i++) {
    const struct vitk_option *option = &plugin->options[i];
    if (option->type == VITK_OPTION_MAP)
      keep_of_map(vitk_options_map(options, option->name), 0);
    else if (strcmp(option->name, "charset") == 0)
      keep_each(vitk_options_text(options, option->name));
  }
}
