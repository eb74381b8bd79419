/* xlsx.c - what the sheets of an OOXML workbook share: names and places of the sheets, texts, number formats. Element
 * names are compared without their namespace, so transitional and strict documents read alike. */
#include "core/input/xlsx.h"
#include "core/base/str.h"
#include "core/input/number_format.h"
#include "core/input/part.h"
#include "core/input/workbook.h"

#include <stdlib.h>

enum {
  RELATIONS_MAX = 20000,
  FORMATS_MAX = 1 << 20,
  TEXT_ENTRY = 16 /* bytes that a shared text costs besides its own */
};

struct relation {
  vitk_str id;
  const char *type, *target; /* target: the part's name */
};

struct listing {
  const struct vitk_input *input;
  struct vitk_workbook *book;
  vitk_str folder; /* of the part that the relations belong to, with its '/' */
  struct relation *relations;
  size_t n, capacity;
};

static const char *copy(struct vitk_arena *arena, vitk_str text) {
  vitk_str out;
  return vitk_arena_copy(arena, text.p ? text : (vitk_str){"", 0}, &out) == VITK_OK ? out.p : NULL;
}

/* "../styles.xml" below "xl/", or "/xl/styles.xml", as a part's name. NULL: no memory. */
static const char *resolve(struct vitk_arena *arena, vitk_str folder, vitk_str target) {
  if (target.n > 0 && target.p[0] == '/')
    return copy(arena, (vitk_str){target.p + 1, target.n - 1});
  for (;;) {
    if (target.n >= 2 && memcmp(target.p, "./", 2) == 0) {
      target = (vitk_str){target.p + 2, target.n - 2};
    } else if (target.n >= 3 && memcmp(target.p, "../", 3) == 0) {
      target = (vitk_str){target.p + 3, target.n - 3};
      folder.n -= folder.n > 0;
      while (folder.n > 0 && folder.p[folder.n - 1] != '/')
        folder.n--;
    } else {
      return vitk_arena_printf(arena, "%.*s%.*s", VITK_STR_ARG(folder), VITK_STR_ARG(target)).p;
    }
  }
}

static int ignore_text(void *self, vitk_str text) {
  (void)self, (void)text;
  return VITK_OK;
}
static int ignore_end(void *self, const char *name) {
  (void)self, (void)name;
  return VITK_OK;
}

static int relation_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct listing *listing = self;
  vitk_str mode = vitk_attribute(attributes, "TargetMode", NULL);
  if (strcmp(name, "Relationship") != 0 || vitk_str_is(mode, "External"))
    return VITK_OK;
  if (listing->n >= RELATIONS_MAX)
    return vitk_bad_workbook(listing->input, listing->book->package.file, 0, "it has more than %d relations",
                             RELATIONS_MAX);
  int code =
      vitk_workbook_grow((void **)&listing->relations, listing->n, &listing->capacity, sizeof *listing->relations);
  if (code != VITK_OK)
    return code;
  struct vitk_arena *arena = &listing->book->arena;
  struct relation relation = {.type = copy(arena, vitk_attribute(attributes, "Type", NULL)),
                              .target = resolve(arena, listing->folder, vitk_attribute(attributes, "Target", NULL))};
  code = vitk_arena_copy(arena, vitk_attribute(attributes, "Id", NULL), &relation.id);
  if (relation.type == NULL || relation.target == NULL || code != VITK_OK)
    return VITK_NOMEM;
  listing->relations[listing->n++] = relation;
  return VITK_OK;
}

/* Does the type, a URI, end in this word? Its start differs between transitional and strict documents. */
static bool is_type(const struct relation *relation, const char *word) {
  const char *slash = strrchr(relation->type, '/');
  return slash != NULL && strcmp(slash + 1, word) == 0;
}

static const char *target_of(const struct listing *listing, const char *type) {
  for (size_t i = 0; i < listing->n; i++)
    if (is_type(&listing->relations[i], type))
      return listing->relations[i].target;
  return NULL;
}

/* The relations of a part, "" being the package; none where the part has none. */
static int read_relations(struct listing *listing, const char *part) {
  static const struct vitk_part_reader reader = {relation_start, ignore_end, ignore_text};
  const char *slash = strrchr(part, '/');
  size_t folder = slash ? (size_t)(slash - part) + 1 : 0;
  listing->n = 0;
  listing->folder = (vitk_str){part, folder};
  vitk_str name = vitk_arena_printf(&listing->book->arena, "%.*s_rels/%s.rels", (int)folder, part, part + folder);
  if (name.p == NULL)
    return VITK_NOMEM;
  int code = vitk_part_read(listing->input, &listing->book->package, name.p, &reader, listing);
  return code == VITK_END ? VITK_OK : code;
}

static int sheet_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct listing *listing = self;
  if (strcmp(name, "sheet") != 0)
    return VITK_OK;
  vitk_str id = vitk_attribute(attributes, "id", "relationships");
  for (size_t i = 0; i < listing->n; i++) {
    const struct relation *relation = &listing->relations[i];
    if (vitk_str_equal(relation->id, id) && is_type(relation, "worksheet")) /* a chart sheet has no rows */
      return vitk_workbook_add_sheet(listing->input, listing->book, vitk_attribute(attributes, "name", NULL),
                                     relation->target);
  }
  return VITK_OK;
}

static int list_sheets(struct listing *listing) {
  static const struct vitk_part_reader reader = {sheet_start, ignore_end, ignore_text};
  struct vitk_workbook *book = listing->book;
  int code = read_relations(listing, "");
  if (code != VITK_OK)
    return code;
  const char *main_part = target_of(listing, "officeDocument");
  if (main_part == NULL)
    main_part = "xl/workbook.xml";
  size_t n = strlen(main_part);
  if (n > 4 && strcmp(main_part + n - 4, ".bin") == 0)
    return vitk_bad_workbook(listing->input, book->package.file, 0,
                             "it is a binary workbook (xlsb), which is not read: save it as xlsx");
  code = read_relations(listing, main_part);
  if (code != VITK_OK)
    return code;
  book->strings_part = target_of(listing, "sharedStrings");
  book->styles_part = target_of(listing, "styles");
  code = vitk_part_read(listing->input, &book->package, main_part, &reader, listing);
  if (code == VITK_END)
    return vitk_bad_workbook(listing->input, book->package.file, 0,
                             "it has no part \"%.100s\": it is some other document", main_part);
  return code;
}

int vitk_xlsx_list(const struct vitk_input *input, struct vitk_workbook *book) {
  struct listing listing = {.input = input, .book = book};
  int code = list_sheets(&listing);
  free(listing.relations);
  book->sheets_listed = code == VITK_OK;
  return code;
}

/* --- Shared texts: <si><t>…</t></si>, or runs <r><t>…</t></r>; <rPh> holds how the text is spoken. */

struct sharing {
  const struct vitk_input *input;
  struct vitk_workbook *book;
  struct vitk_xlsx_text text;
  bool in_styles; /* below cellXfs */
  /* number formats of the styles part */
  struct format {
    uint32_t id;
    const char *code;
  } * own;
  size_t n_own, own_capacity;
};

void vitk_xlsx_text_start(struct vitk_xlsx_text *text, const char *name) {
  if (strcmp(name, "rPh") == 0)
    text->spoken++;
  else if (strcmp(name, "t") == 0 && text->spoken == 0)
    text->collects = true;
}

void vitk_xlsx_text_end(struct vitk_xlsx_text *text, const char *name) {
  if (strcmp(name, "rPh") == 0 && text->spoken > 0)
    text->spoken--;
  else if (strcmp(name, "t") == 0)
    text->collects = false;
}

static int hex(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

/* The character of "_x000D_", or -1. */
static int escaped(const char *p, size_t n) {
  if (n < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
    return -1;
  int code = 0;
  for (size_t i = 2; i < 6; i++) {
    if (hex(p[i]) < 0)
      return -1;
    code = code << 4 | hex(p[i]);
  }
  return code >= 0xD800 && code < 0xE000 ? -1 : code;
}

size_t vitk_xlsx_unescape(char *p, size_t n) {
  size_t to = 0;
  if (n < 7 || memchr(p, '_', n) == NULL)
    return n;
  for (size_t i = 0; i < n;) {
    int code = escaped(p + i, n - i);
    if (code < 0) {
      p[to++] = p[i++];
      continue;
    }
    if (code >= 0x800) {
      p[to++] = (char)(0xE0 | code >> 12);
      p[to++] = (char)(0x80 | (code >> 6 & 0x3F));
      p[to++] = (char)(0x80 | (code & 0x3F));
    } else if (code >= 0x80) {
      p[to++] = (char)(0xC0 | code >> 6);
      p[to++] = (char)(0x80 | (code & 0x3F));
    } else {
      p[to++] = (char)(code == 0 ? ' ' : code);
    }
    i += 7;
  }
  return to;
}

static int strings_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct sharing *sharing = self;
  (void)attributes;
  vitk_xlsx_text_start(&sharing->text, name);
  return VITK_OK;
}

static int too_many_strings(const struct sharing *sharing) {
  vitk_report(sharing->input->diags, VITK_ERROR, "limit", (struct vitk_place){.file = sharing->book->package.file},
              (vitk_str){NULL, 0}, "save the sheet that matters as CSV and import that",
              "the texts of the workbook need more than %zu bytes", sharing->input->limits->strings_bytes);
  return VITK_FAILED;
}

static int strings_end(void *self, const char *name) {
  struct sharing *sharing = self;
  struct vitk_workbook *book = sharing->book;
  vitk_xlsx_text_end(&sharing->text, name);
  if (strcmp(name, "si") != 0)
    return VITK_OK;
  if (book->n_strings >= sharing->input->limits->strings_bytes / TEXT_ENTRY)
    return too_many_strings(sharing);
  int code = vitk_workbook_grow((void **)&book->string_ends, book->n_strings, &book->strings_capacity,
                                sizeof *book->string_ends);
  if (code != VITK_OK)
    return code;
  size_t start = book->n_strings ? book->string_ends[book->n_strings - 1] : 0;
  if (book->strings.n > start)
    book->strings.n = start + vitk_xlsx_unescape(book->strings.p + start, book->strings.n - start);
  book->string_ends[book->n_strings++] = book->strings.n;
  return VITK_OK;
}

static int strings_text(void *self, vitk_str text) {
  struct sharing *sharing = self;
  if (!sharing->text.collects)
    return VITK_OK;
  int code = vitk_buffer_add_str(&sharing->book->strings, text);
  return code == VITK_FAILED ? too_many_strings(sharing) : code;
}

/* --- Styles: a cell's `s` is an index into <cellXfs>, whose <xf> names a number format by its number. */

static uint32_t number_of(vitk_str text) {
  uint32_t number = 0;
  for (size_t i = 0; i < text.n && i < 9 && text.p[i] >= '0' && text.p[i] <= '9'; i++)
    number = number * 10 + (uint32_t)(text.p[i] - '0');
  return number;
}

static int add_format(struct sharing *sharing, const struct vitk_attributes *attributes) {
  if (sharing->n_own >= FORMATS_MAX)
    return VITK_OK;
  int code = vitk_workbook_grow((void **)&sharing->own, sharing->n_own, &sharing->own_capacity, sizeof *sharing->own);
  if (code != VITK_OK)
    return code;
  const char *format = copy(&sharing->book->arena, vitk_attribute(attributes, "formatCode", NULL));
  if (format == NULL)
    return VITK_NOMEM;
  sharing->own[sharing->n_own++] =
      (struct format){number_of(vitk_attribute(attributes, "numFmtId", NULL)),
                      vitk_number_format_matters(format) || vitk_number_format_encloses_text(format) ? format : NULL};
  return VITK_OK;
}

static int add_style(struct sharing *sharing, const struct vitk_attributes *attributes) {
  struct vitk_workbook *book = sharing->book;
  if (book->n_formats >= FORMATS_MAX)
    return VITK_OK;
  int code =
      vitk_workbook_grow((void **)&book->formats, book->n_formats, &book->formats_capacity, sizeof *book->formats);
  if (code != VITK_OK)
    return code;
  uint32_t id = number_of(vitk_attribute(attributes, "numFmtId", NULL));
  const char *format = vitk_number_format_built_in(id);
  for (size_t i = 0; i < sharing->n_own; i++)
    if (sharing->own[i].id == id)
      format = sharing->own[i].code;
  book->formats[book->n_formats++] = format;
  return VITK_OK;
}

static int styles_start(void *self, const char *name, const struct vitk_attributes *attributes) {
  struct sharing *sharing = self;
  if (strcmp(name, "numFmt") == 0)
    return add_format(sharing, attributes);
  if (strcmp(name, "cellXfs") == 0)
    sharing->in_styles = true;
  return sharing->in_styles && strcmp(name, "xf") == 0 ? add_style(sharing, attributes) : VITK_OK;
}

static int styles_end(void *self, const char *name) {
  struct sharing *sharing = self;
  if (strcmp(name, "cellXfs") == 0)
    sharing->in_styles = false;
  return VITK_OK;
}

/* A part that is not there is empty. */
static int read_shared(struct sharing *sharing, const char *part, const struct vitk_part_reader *reader) {
  int code = part ? vitk_part_read(sharing->input, &sharing->book->package, part, reader, sharing) : VITK_OK;
  return code == VITK_END ? VITK_OK : code;
}

int vitk_xlsx_shared(const struct vitk_input *input, struct vitk_workbook *book) {
  static const struct vitk_part_reader strings = {strings_start, strings_end, strings_text};
  static const struct vitk_part_reader styles = {styles_start, styles_end, ignore_text};
  struct sharing sharing = {.input = input, .book = book};
  if (book->shared_read)
    return VITK_OK;
  book->n_strings = book->n_formats = book->strings.n = 0; /* a try before may have failed half-way */
  int code = read_shared(&sharing, book->strings_part, &strings);
  if (code == VITK_OK)
    code = read_shared(&sharing, book->styles_part, &styles);
  free(sharing.own);
  book->shared_read = code == VITK_OK;
  return code;
}
