#include "core/plugin/descriptor.h"

#include "core/plugin/option.h"

enum {
  MOST_ELEMENTS = 1000, /* formats or options */
  LONGEST_NAME = 64
};

struct copying {
  struct vitk_arena *arena;
  const char *trouble;
  bool no_memory;
};

#define TROUBLE(c, ...) trouble(c, vitk_arena_printf((c)->arena, __VA_ARGS__))

/* Keeps the first trouble; always false. */
static bool trouble(struct copying *c, vitk_str text) {
  if (text.p == NULL)
    c->no_memory = true;
  else if (c->trouble == NULL)
    c->trouble = text.p;
  return false;
}

static bool good_name(const char *name) {
  size_t n = name ? strlen(name) : 0;
  return n > 0 && n <= LONGEST_NAME && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static bool given(const char *text) {
  return text != NULL && text[0] != '\0';
}

/* A copy of `size` bytes, whose first field is that size, into one of `full` bytes. */
static void *copy_struct(struct copying *c, const void *theirs, size_t full) {
  size_t size;
  memcpy(&size, theirs, sizeof size);
  unsigned char *copy = vitk_arena_alloc(c->arena, full);
  if (copy == NULL) {
    c->no_memory = true;
    return NULL;
  }
  memcpy(copy, theirs, size < full ? size : full);
  memcpy(copy, &full, sizeof full);
  return copy;
}

/* n elements at `stride` as an array of whole ones. */
static void *copy_array(struct copying *c, const char *what, const void *theirs, uint32_t n, size_t stride,
                        size_t least, size_t full) {
  if (n > MOST_ELEMENTS || (n > 0 && (theirs == NULL || stride < least || stride > VITK_LARGEST_STRUCT))) {
    TROUBLE(c, "its descriptor is broken: %u %s at a stride of %zu bytes (at least %zu); write VITK_ARRAY(%s)", n, what,
            stride, least, what);
    return NULL;
  }
  unsigned char *copy = vitk_arena_alloc(c->arena, n * full);
  if (copy == NULL)
    c->no_memory = true;
  for (uint32_t i = 0; copy != NULL && i < n; i++)
    memcpy(copy + i * full, (const unsigned char *)theirs + i * stride, stride < full ? stride : full);
  return copy;
}

static void blank_if_null(const char **text) {
  if (*text == NULL)
    *text = "";
}

static bool copy_formats(struct copying *c, struct vitk_plugin *p) {
  struct vitk_format *formats = copy_array(c, "formats", p->formats, p->n_formats, p->format_stride,
                                           VITK_UP_TO(struct vitk_format, media_types), sizeof *formats);
  if (formats == NULL)
    return false;
  for (uint32_t i = 0; i < p->n_formats; i++) {
    blank_if_null(&formats[i].id);
    blank_if_null(&formats[i].label);
    blank_if_null(&formats[i].extensions);
    blank_if_null(&formats[i].media_types);
  }
  p->formats = formats;
  p->format_stride = sizeof *formats;
  return true;
}

/* `before`: the options that stand in front of it. */
static bool check_option(struct copying *c, const struct vitk_option *o, const struct vitk_option *before) {
  size_t n = o->name ? strlen(o->name) : 0;
  if (n == 0 || n > LONGEST_NAME || strspn(o->name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != n)
    return TROUBLE(c, "its option '%s' has no good name: a-z, 0-9, '-' and '_'", o->name ? o->name : "");
  if (!given(o->help))
    return TROUBLE(c, "its option %s has no help", o->name);
  if (o->type < VITK_OPTION_TEXT || o->type > VITK_OPTION_MAP)
    return TROUBLE(c, "its option %s is of type %u, which this vitk does not know", o->name, o->type);
  if (o->type == VITK_OPTION_CHOICE && !given(o->choices))
    return TROUBLE(c, "its option %s is a choice of nothing", o->name);
  if (o->type == VITK_OPTION_INTEGER && o->min > o->max)
    return TROUBLE(c, "its option %s has a least value above its greatest", o->name);
  if (o->type == VITK_OPTION_MAP && o->standard != NULL)
    return TROUBLE(c, "its option %s is a map file with a default, which maps can't have", o->name);
  for (const struct vitk_option *other = before; other < o; other++) {
    if (strcmp(other->name, o->name) == 0)
      return TROUBLE(c, "it has two options %s", o->name);
    if (other->type == VITK_OPTION_MAP && o->type == VITK_OPTION_MAP)
      return TROUBLE(c, "it takes two map files, %s and %s; one is the most", other->name, o->name);
  }
  struct vitk_option_reading value;
  char takes[VITK_OPTION_TAKES_MAX];
  if (o->standard != NULL && !vitk_option_read(o, vitk_str_of(o->standard), &value))
    return TROUBLE(c, "its option %s takes %s, but its default is '%s'", o->name, vitk_option_takes(o, takes),
                   o->standard);
  return true;
}

static bool copy_options(struct copying *c, struct vitk_plugin *p) {
  struct vitk_option *options = copy_array(c, "options", p->options, p->n_options, p->option_stride,
                                           VITK_UP_TO(struct vitk_option, max), sizeof *options);
  if (options == NULL)
    return false;
  for (uint32_t i = 0; i < p->n_options; i++) {
    if (!check_option(c, &options[i], options))
      return false;
    blank_if_null(&options[i].choices);
  }
  p->options = options;
  p->option_stride = sizeof *options;
  return true;
}

static bool copy_importer(struct copying *c, struct vitk_plugin *p) {
  if (p->importer == NULL)
    return true;
  size_t size = p->importer->size, least = VITK_UP_TO(struct vitk_importer, close);
  if (size < least || size > VITK_LARGEST_STRUCT)
    return TROUBLE(c, "its importer says it has %zu bytes, not %zu or more", size, least);
  struct vitk_importer *i = copy_struct(c, p->importer, sizeof *i);
  if (i == NULL)
    return false;
  if (i->probe == NULL || i->open == NULL || i->read == NULL || i->close == NULL)
    return TROUBLE(c, "its importer lacks %s",
                   i->probe == NULL  ? "probe"
                   : i->open == NULL ? "open"
                   : i->read == NULL ? "read"
                                     : "close");
  blank_if_null(&i->database);
  blank_if_null(&i->country);
  blank_if_null(&i->components);
  blank_if_null(&i->data_licence);
  p->importer = i;
  return true;
}

static bool copy_exporter(struct copying *c, struct vitk_plugin *p) {
  if (p->exporter == NULL)
    return true;
  size_t size = p->exporter->size, least = VITK_UP_TO(struct vitk_exporter, abort);
  if (size < least || size > VITK_LARGEST_STRUCT)
    return TROUBLE(c, "its exporter says it has %zu bytes, not %zu or more", size, least);
  struct vitk_exporter *e = copy_struct(c, p->exporter, sizeof *e);
  if (e == NULL)
    return false;
  if (e->begin == NULL || e->row == NULL || e->finish == NULL || e->abort == NULL)
    return TROUBLE(c, "its exporter lacks %s",
                   e->begin == NULL    ? "begin"
                   : e->row == NULL    ? "row"
                   : e->finish == NULL ? "finish"
                                       : "abort");
  p->exporter = e;
  return true;
}

static bool copy_all(struct copying *c, const struct vitk_plugin *theirs, struct vitk_plugin **out) {
  /* The size and the ABI stand at the same place in every version: nothing else is read before they agree. */
  if (theirs == NULL)
    return TROUBLE(c, "it refused to load: its vitk_plugin_init_v1 returned NULL");
  size_t least = offsetof(struct vitk_plugin, threads);
  if (theirs->size < least || theirs->size > VITK_LARGEST_STRUCT)
    return TROUBLE(c,
                   "its descriptor says it has %zu bytes, not %zu or more; set .size = sizeof(struct vitk_plugin) and "
                   "rebuild it against vitk/plugin.h of ABI %d.%d",
                   theirs->size, least, VITK_ABI_MAJOR, VITK_ABI_MINOR);
  if (theirs->abi_major != VITK_ABI_MAJOR)
    return TROUBLE(c, "it is of ABI %u.%u and this vitk of %d.%d: rebuild it against this vitk's vitk/plugin.h",
                   theirs->abi_major, theirs->abi_minor, VITK_ABI_MAJOR, VITK_ABI_MINOR);
  struct vitk_plugin *p = copy_struct(c, theirs, sizeof *p);
  if (p == NULL)
    return false;
  *out = p;
  if (!good_name(p->name))
    return TROUBLE(c, "its name '%.80s' is not made of a-z, 0-9 and '-' (64 at most)", p->name ? p->name : "");
  if (!given(p->version) || !given(p->summary))
    return TROUBLE(c, "it has no %s", given(p->version) ? "summary" : "version");
  if (p->importer == NULL && p->exporter == NULL)
    return TROUBLE(c, "it is neither an importer nor an exporter");
  blank_if_null(&p->licence);
  blank_if_null(&p->homepage);
  if (p->threads != VITK_PARALLEL)
    p->threads = VITK_SERIAL;
  return copy_formats(c, p) && copy_options(c, p) && copy_importer(c, p) && copy_exporter(c, p);
}

int vitk_descriptor_copy(const struct vitk_plugin *theirs, struct vitk_arena *arena, const struct vitk_plugin **out,
                         const char **trouble_out) {
  struct copying c = {.arena = arena};
  struct vitk_plugin *copy = NULL;
  bool good = copy_all(&c, theirs, &copy);
  *out = good ? copy : NULL;
  *trouble_out = good ? NULL : c.trouble;
  return c.no_memory ? VITK_NOMEM : VITK_OK;
}
