/* descriptor_wire.c - a plugin's descriptor as a message: all of it but its functions. */
#include "core/worker/task.h"

#include "core/worker/stated.h"

enum { HAS_IMPORTER = 1, HAS_EXPORTER = 2, MOST_ELEMENTS = 4096 };

static void write_formats(struct vitk_wire_out *out, const struct vitk_plugin *plugin) {
  vitk_wire_number(out, plugin->n_formats);
  for (uint32_t i = 0; i < plugin->n_formats; i++) {
    vitk_wire_string(out, plugin->formats[i].id);
    vitk_wire_string(out, plugin->formats[i].label);
    vitk_wire_string(out, plugin->formats[i].extensions);
    vitk_wire_string(out, plugin->formats[i].media_types);
  }
}

static void write_options(struct vitk_wire_out *out, const struct vitk_plugin *plugin) {
  vitk_wire_number(out, plugin->n_options);
  for (uint32_t i = 0; i < plugin->n_options; i++) {
    const struct vitk_option *option = &plugin->options[i];
    vitk_wire_string(out, option->name);
    vitk_wire_string(out, option->help);
    vitk_wire_string(out, option->standard);
    vitk_wire_string(out, option->choices);
    vitk_wire_number(out, option->type);
    vitk_wire_number(out, (uint64_t)option->min);
    vitk_wire_number(out, (uint64_t)option->max);
  }
}

void vitk_descriptor_write(struct vitk_wire_out *out, const struct vitk_plugin *plugin) {
  vitk_wire_number(out, plugin->abi_major);
  vitk_wire_number(out, plugin->abi_minor);
  vitk_wire_string(out, plugin->name);
  vitk_wire_string(out, plugin->version);
  vitk_wire_string(out, plugin->summary);
  vitk_wire_string(out, plugin->licence);
  vitk_wire_string(out, plugin->homepage);
  vitk_wire_number(out, plugin->threads);
  write_formats(out, plugin);
  write_options(out, plugin);
  const struct vitk_importer *importer = plugin->importer;
  vitk_wire_number(out, (importer ? HAS_IMPORTER : 0U) | (plugin->exporter ? HAS_EXPORTER : 0U));
  vitk_wire_string(out, importer ? importer->database : NULL);
  vitk_wire_string(out, importer ? importer->country : NULL);
  vitk_wire_string(out, importer ? importer->components : NULL);
  vitk_wire_string(out, importer ? importer->data_licence : NULL);
}

/* A copy of the next string; NULL stays NULL, and no memory makes the message bad. */
static const char *read_string(struct vitk_wire_message *message, struct vitk_arena *arena) {
  const char *text = vitk_wire_get_string(message);
  vitk_str copy = {NULL, 0};
  if (text != NULL && vitk_arena_copy(arena, vitk_str_of(text), &copy) != VITK_OK)
    message->bad = true;
  return copy.p;
}

/* How many elements come, and room for them; 0 and a bad message where that can't be. */
static uint32_t read_count(struct vitk_wire_message *message, struct vitk_arena *arena, size_t size, void **room) {
  uint32_t n = vitk_wire_get_small(message);
  *room = n <= MOST_ELEMENTS ? vitk_arena_alloc(arena, n * size) : NULL;
  if (*room != NULL)
    return n;
  message->bad = true;
  return 0;
}

static void read_formats(struct vitk_wire_message *message, struct vitk_arena *arena, struct vitk_plugin *plugin) {
  void *room;
  plugin->n_formats = read_count(message, arena, sizeof(struct vitk_format), &room);
  struct vitk_format *formats = room;
  for (uint32_t i = 0; i < plugin->n_formats; i++) {
    formats[i].id = read_string(message, arena);
    formats[i].label = read_string(message, arena);
    formats[i].extensions = read_string(message, arena);
    formats[i].media_types = read_string(message, arena);
  }
  plugin->formats = formats;
  plugin->format_stride = sizeof *formats;
}

static void read_options(struct vitk_wire_message *message, struct vitk_arena *arena, struct vitk_plugin *plugin) {
  void *room;
  plugin->n_options = read_count(message, arena, sizeof(struct vitk_option), &room);
  struct vitk_option *options = room;
  for (uint32_t i = 0; i < plugin->n_options; i++) {
    options[i].name = read_string(message, arena);
    options[i].help = read_string(message, arena);
    options[i].standard = read_string(message, arena);
    options[i].choices = read_string(message, arena);
    options[i].type = vitk_wire_get_small(message);
    options[i].min = (int64_t)vitk_wire_get_number(message);
    options[i].max = (int64_t)vitk_wire_get_number(message);
    message->bad = message->bad || options[i].name == NULL;
  }
  plugin->options = options;
  plugin->option_stride = sizeof *options;
}

int vitk_descriptor_read(struct vitk_wire_message *message, struct vitk_arena *arena, const struct vitk_plugin **out) {
  struct vitk_plugin *plugin = vitk_arena_alloc(arena, sizeof *plugin);
  struct vitk_importer *importer = vitk_arena_alloc(arena, sizeof *importer);
  struct vitk_exporter *exporter = vitk_arena_alloc(arena, sizeof *exporter);
  if (plugin == NULL || importer == NULL || exporter == NULL)
    return VITK_NOMEM;
  *plugin = (struct vitk_plugin){.size = sizeof *plugin, .abi_major = vitk_wire_get_small(message)};
  plugin->abi_minor = vitk_wire_get_small(message);
  plugin->name = read_string(message, arena);
  plugin->version = read_string(message, arena);
  plugin->summary = read_string(message, arena);
  plugin->licence = read_string(message, arena);
  plugin->homepage = read_string(message, arena);
  plugin->threads = vitk_wire_get_small(message);
  read_formats(message, arena, plugin);
  read_options(message, arena, plugin);
  uint32_t kinds = vitk_wire_get_small(message);
  *importer = (struct vitk_importer){.size = sizeof *importer, .database = read_string(message, arena)};
  importer->country = read_string(message, arena);
  importer->components = read_string(message, arena);
  importer->data_licence = read_string(message, arena);
  *exporter = (struct vitk_exporter){.size = sizeof *exporter};
  plugin->importer = kinds & HAS_IMPORTER ? importer : NULL;
  plugin->exporter = kinds & HAS_EXPORTER ? exporter : NULL;
  if (message->bad || plugin->name == NULL || plugin->version == NULL || plugin->summary == NULL)
    return VITK_FAILED;
  *out = plugin;
  return VITK_OK;
}
