/* xlsx.c - names and places of the sheets of an OOXML workbook. Element names are compared without their namespace, so
 * transitional and strict documents read alike. */
#include "core/base/str.h"
#include "core/input/part.h"
#include "core/input/workbook.h"

#include <stdlib.h>

enum { RELATIONS_MAX = 20000 };

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
