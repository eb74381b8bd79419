#include "map/fold.h"
#include "map/map.h"

#include <stdio.h>
#include <string.h>

enum { ROWS_LOOKED_AT = 50, CELL_MAX = 1024 };
enum { SCORE_LEAST = 60, SCORE_PER_NAME = 5, SCORE_MOST = 90 };

/* --- names in the head of a table */

struct cells {
  vitk_str left;
  uint32_t delimiter, quote;
};

/* The next cell, folded into `to`. *last: it ends its row. false: there is none. A quote that opens within a cell is
 * taken as one too: that only merges cells. */
static bool next_cell(struct cells *cells, char to[CELL_MAX], vitk_str *out, bool *last) {
  if (!cells->left.n)
    return false;
  const char *p = cells->left.p, *end = p + cells->left.n;
  bool quoted = false;
  *last = true;
  for (; p < end; p++) {
    unsigned char byte = (unsigned char)*p;
    if (cells->quote && byte == cells->quote)
      quoted = !quoted;
    else if (!quoted && (byte == cells->delimiter || byte == '\n' || byte == '\r'))
      break;
  }
  vitk_str cell = {cells->left.p, (size_t)(p - cells->left.p)};
  if (p < end)
    *last = (unsigned char)*p++ != cells->delimiter;
  cells->left = (vitk_str){p, (size_t)(end - p)};
  size_t n = vitk_map_fold(cell, to, CELL_MAX), kept = 0;
  for (size_t i = 0; i < n; i++)
    if (!cells->quote || (unsigned char)to[i] != cells->quote)
      to[kept++] = to[i];
  *out = (vitk_str){to, kept};
  return true;
}

/* Rows that are blank are none, as for the host. */
static uint32_t look(struct cells cells, const vitk_str *names, uint32_t n, uint8_t *row_found, uint8_t *found,
                     uint32_t *most) {
  char bytes[CELL_MAX];
  vitk_str cell;
  bool last, blank = true;
  uint32_t row = 1, here = 0, best = 0;
  memset(row_found, 0, n);
  while (row <= ROWS_LOOKED_AT && next_cell(&cells, bytes, &cell, &last)) {
    blank = blank && cell.n == 0;
    for (uint32_t i = 0; i < n; i++)
      if (!row_found[i] && vitk_map_fold_matches(cell, names[i])) {
        row_found[i] = 1;
        here++;
      }
    if (!last)
      continue;
    if (here > *most) {
      *most = here;
      best = row;
      memcpy(found, row_found, n);
    }
    row += !blank;
    blank = true;
    here = 0;
    memset(row_found, 0, n);
  }
  return best;
}

uint32_t vitk_map_head_row(vitk_str head, uint32_t delimiter, uint32_t quote, const vitk_str *names, uint32_t n,
                           uint8_t *found) {
  static const unsigned char candidates[] = {',', ';', '\t', '|', '^'};
  uint32_t row = 0, most = 0;
  uint8_t *row_found = found + n;
  memset(found, 0, n);
  for (size_t i = 0; i < sizeof candidates; i++) {
    struct cells cells = {head, delimiter ? delimiter : candidates[i], quote};
    uint32_t best = look(cells, names, n, row_found, found, &most);
    row = best ? best : row;
    if (delimiter)
      break;
  }
  return row;
}

/* A folded copy that lives as long as the context; p NULL: out of memory. */
static vitk_str fold(struct vitk_map *map, vitk_str text) {
  char *to = map->host->alloc(map->context, text.n + 1);
  return (vitk_str){to, to ? vitk_map_fold(text, to, text.n) : 0};
}

/* What of the head the map is about: all of a text; of a workbook, whose head tells of each sheet in turn ("\f", its
 * name, its rows), the rows of the map's sheet, and its name in *sheet. VITK_END: it is none of the map's. */
static int part_of_head(struct vitk_map *map, vitk_str *head, vitk_str *sheet) {
  bool is_workbook = head->n > 0 && head->p[0] == '\f', wants = strcmp(map->format, "xlsx") == 0;
  *sheet = (vitk_str){NULL, 0};
  if (is_workbook != wants)
    return VITK_END;
  if (!wants)
    return VITK_OK;
  vitk_str wanted = {map->sheet, map->sheet ? strlen(map->sheet) : 0}, spellings = fold(map, wanted);
  if (!spellings.p)
    return VITK_NOMEM;
  const char *p = head->p, *end = head->p + head->n;
  while (p < end) {
    const char *name = p + 1, *line = memchr(name, '\n', (size_t)(end - name));
    const char *rows = line ? line + 1 : end, *next = memchr(rows, '\f', (size_t)(end - rows));
    char folded[CELL_MAX];
    *sheet = (vitk_str){name, (size_t)((line ? line : end) - name)};
    *head = (vitk_str){rows, (size_t)((next ? next : end) - rows)};
    if (!map->sheet || vitk_map_equal(*sheet, wanted) ||
        vitk_map_fold_matches((vitk_str){folded, vitk_map_fold(*sheet, folded, CELL_MAX)}, spellings))
      return VITK_OK;
    p = next ? next : end;
  }
  return VITK_END;
}

/* Can the name be looked for in bytes of the map's charset? ASCII in all of them, else where folding knows it. */
static bool can_look(const struct vitk_map *map, const char *name) {
  static const char *const known[] = {"utf", "UTF", "1252", "8859-1"};
  bool ascii = true;
  for (const char *p = name; *p; p++)
    ascii = ascii && (unsigned char)*p < 0x80;
  for (size_t i = 0; i < sizeof known / sizeof known[0] && map->charset && !ascii; i++)
    ascii = strstr(map->charset, known[i]) != NULL;
  return ascii || !map->charset;
}

int vitk_map_blame(struct vitk_map *map, uint32_t member) {
  struct vitk_member file = {.size = sizeof file};
  vitk_str head;
  uint32_t n = map->n_places;
  vitk_str *names = map->host->alloc(map->context, (n ? n : 1) * sizeof *names);
  uint8_t *found = map->host->alloc(map->context, n ? (size_t)n * 2 : 1);
  if (!names || !found)
    return VITK_NOMEM;
  int code = map->host->member(map->context, member, &file);
  if (code == VITK_OK)
    code = map->host->head(map->context, member, &head);
  if (code != VITK_OK)
    return code;
  vitk_str sheet;
  code = part_of_head(map, &head, &sheet);
  if (code != VITK_OK)
    return code == VITK_END ? VITK_OK : code;
  for (uint32_t i = 0; i < n; i++) {
    names[i] = fold(map, (vitk_str){map->places[i].name, strlen(map->places[i].name)});
    if (!names[i].p)
      return VITK_NOMEM;
  }
  if (map->header_row == 0 || !vitk_map_head_row(head, map->delimiter, map->quote, names, n, found))
    return VITK_OK; /* no header to be seen: the host has said what it found */
  for (uint32_t i = 0; i < n && code == VITK_OK; i++)
    if (!found[i] && !map->places[i].optional && can_look(map, map->places[i].name))
      code = vitk_map_tell(map, VITK_ERROR, "missing-column", map->file, map->places[i].map_line, (vitk_str){NULL, 0},
                           "correct the name, add another spelling after a '|', or say `optional = true;` for a value",
                           "the map asks here for the column \"%s\" and \"%.*s\" has none of that name",
                           map->places[i].name, vitk_map_cut(file.name, 150), file.name.p);
  return code;
}

/* --- probing */

static bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || (unsigned char)c >= 0x80;
}

/* An element or attribute of that name, or a JSON key: not within another name. */
static bool head_has(vitk_str head, vitk_str names) {
  vitk_str name;
  while (vitk_map_alternative(&names, &name)) {
    const char *p = head.p, *end = head.p + head.n;
    while (name.n > 0 && p < end && (p = memmem(p, (size_t)(end - p), name.p, name.n)) != NULL) {
      bool starts = p == head.p || !is_name_byte(p[-1]), ends = p + name.n == end || !is_name_byte(p[name.n]);
      if (starts && ends)
        return true;
      p++;
    }
  }
  return false;
}

static void say(struct vitk_verdict *verdict, uint32_t names, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void say(struct vitk_verdict *verdict, uint32_t names, const char *format, ...) {
  va_list values;
  va_start(values, format);
  if (vsnprintf(verdict->evidence, sizeof verdict->evidence, format, values) < 0) // NOLINT(clang-analyzer-valist.*)
    verdict->evidence[0] = '\0';
  va_end(values);
  verdict->score = SCORE_LEAST + SCORE_PER_NAME * (int32_t)(names < SCORE_MOST ? names : SCORE_MOST);
  if (verdict->score > SCORE_MOST)
    verdict->score = SCORE_MOST;
}

/* "Code", "Name" and 3 more */
static void list_names(const struct vitk_node *match, char *to, size_t n) {
  size_t used = 0;
  to[0] = '\0';
  for (const struct vitk_node *name = match->child; name; name = name->next) {
    int more =
        snprintf(to + used, n - used, "%s\"%.*s\"", used ? ", " : "", vitk_map_cut(name->text, 40), name->text.p);
    if (more < 0 || (size_t)more >= n - used - 8) {
      snprintf(to + used, n - used, ", …");
      return;
    }
    used += (size_t)more;
  }
}

typedef int probe_head(struct vitk_map *, vitk_str file, vitk_str head, struct vitk_verdict *);

static int probe(const struct vitk_host *host, struct vitk_context *context, const char *format, probe_head *looks,
                 struct vitk_verdict *verdict) {
  struct vitk_map *map = NULL;
  int code = vitk_map_compile(host, context, format, VITK_WARNING, &map);
  if (code == VITK_END || code == VITK_FAILED) /* a map with faults, which were told, recognises nothing */
    return VITK_OK;
  if (code < 0 || !map->match)
    return code;
  uint32_t n = host->member_count(context), fitting = 0;
  for (uint32_t i = 0; i < n && code == VITK_OK; i++) {
    struct vitk_member member = {.size = sizeof member};
    vitk_str head = {NULL, 0};
    code = host->member(context, i, &member);
    if (code != VITK_OK || !vitk_map_member_fits(map, member.name))
      continue;
    fitting++;
    code = host->head(context, i, &head);
    if (code == VITK_OK && head.n && verdict->score == 0)
      code = looks(map, member.name, head, verdict);
  }
  if (!map->member && fitting > 1) { /* it could not be opened */
    verdict->score = 0;
    verdict->evidence[0] = '\0';
  }
  return code;
}

static int table_head(struct vitk_map *map, vitk_str file, vitk_str head, struct vitk_verdict *verdict) {
  uint32_t n = 0, i = 0;
  vitk_str sheet;
  int code = part_of_head(map, &head, &sheet);
  if (code != VITK_OK)
    return code == VITK_END ? VITK_OK : code;
  for (const struct vitk_node *name = map->match->child; name; name = name->next)
    n++;
  vitk_str *names = map->host->alloc(map->context, n * sizeof *names);
  uint8_t *found = map->host->alloc(map->context, (size_t)n * 2);
  if (!names || !found)
    return VITK_NOMEM;
  for (const struct vitk_node *name = map->match->child; name; name = name->next, i++) {
    names[i] = fold(map, name->text);
    if (!names[i].p)
      return VITK_NOMEM;
  }
  uint32_t row = vitk_map_head_row(head, map->delimiter, map->quote, names, n, found);
  if (!row || memchr(found, 0, n))
    return VITK_OK;
  char listed[120];
  list_names(map->match, listed, sizeof listed);
  if (sheet.p)
    say(verdict, n, "a row of sheet \"%.*s\" of %.*s names %s", vitk_map_cut(sheet, 40), sheet.p,
        vitk_map_cut(file, 60), file.p, listed);
  else
    say(verdict, n, "row %u of %.*s names %s", row, vitk_map_cut(file, 80), file.p, listed);
  return VITK_OK;
}

/* XML begins with '<', JSON with anything else; a byte order mark and the NULs of UTF-16 are passed over. */
static bool is_of_format(const char *format, vitk_str head) {
  static const char passed[] = "\xEF\xBB\xBF\xFF\xFE \t\r\n";
  size_t i = 0;
  while (i < head.n && memchr(passed, head.p[i], sizeof passed))
    i++;
  return (i < head.n && head.p[i] == '<') == (strcmp(format, "xml") == 0);
}

static int tree_head(struct vitk_map *map, vitk_str file, vitk_str head, struct vitk_verdict *verdict) {
  uint32_t n = 0;
  if (!is_of_format(map->format, head))
    return VITK_OK;
  for (const struct vitk_node *name = map->match->child; name; name = name->next, n++)
    if (!head_has(head, name->text))
      return VITK_OK;
  char listed[120];
  list_names(map->match, listed, sizeof listed);
  say(verdict, n, "the start of %.*s has %s", vitk_map_cut(file, 80), file.p, listed);
  return VITK_OK;
}

int vitk_map_probe_table(const struct vitk_host *host, struct vitk_context *context, const char *format,
                         struct vitk_verdict *verdict) {
  return probe(host, context, format, table_head, verdict);
}

int vitk_map_probe_tree(const struct vitk_host *host, struct vitk_context *context, const char *format,
                        struct vitk_verdict *verdict) {
  return probe(host, context, format, tree_head, verdict);
}
