#include "map/map.h"

#include "map/fold.h"
#include "map/words.h"

#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 4, 0))) static int tell(struct vitk_map *map, struct vitk_diag *problem, const char *hint,
                                                      const char *format, va_list values) {
  char message[600];
  int n = vsnprintf(message, sizeof message, format, values); // NOLINT(clang-analyzer-valist.*)
  if (n < 0)
    return VITK_FATAL;
  problem->size = sizeof *problem;
  problem->message = (vitk_str){message, (size_t)n};
  if ((size_t)n >= sizeof message) /* cut at a character: the last byte is then not needed to tell */
    problem->message.n = (size_t)vitk_map_cut((vitk_str){message, sizeof message - 1}, sizeof message - 2);
  problem->hint = (vitk_str){hint, hint ? strlen(hint) : 0};
  return map->host->diag(map->context, problem);
}

int vitk_map_fault(struct vitk_map *map, uint64_t line, const char *hint, const char *format, ...) {
  struct vitk_diag problem = {.severity = map->severity, .code = "map", .file = map->file, .line = line};
  va_list values;
  va_start(values, format);
  int code = tell(map, &problem, hint, format, values);
  va_end(values);
  map->faults++;
  return code < 0 ? code : VITK_FAILED;
}

int vitk_map_tell(struct vitk_map *map, uint32_t severity, const char *code, vitk_str file, uint64_t line,
                  vitk_str field, const char *hint, const char *format, ...) {
  struct vitk_diag problem = {.severity = severity, .code = code, .file = file, .line = line, .field = field};
  va_list values;
  va_start(values, format);
  int told = tell(map, &problem, hint, format, values);
  va_end(values);
  return told;
}

char *vitk_map_copy(struct vitk_map *map, vitk_str text) {
  char *copy = text.n < SIZE_MAX ? map->host->alloc(map->context, text.n + 1) : NULL;
  if (copy && text.n)
    memcpy(copy, text.p, text.n);
  return copy;
}

/* An option of the importer that takes the place of what the map says; blank: none. */
static int override(struct vitk_map *map, const char *option, const char **out) {
  vitk_str text = map->host->option_text(map->context, option);
  if (!text.n)
    return VITK_OK;
  *out = vitk_map_copy(map, text);
  return *out ? VITK_OK : VITK_NOMEM;
}

int vitk_map_open(const struct vitk_host *host, struct vitk_context *context, const char *format,
                  struct vitk_map **out) {
  int code = vitk_map_compile(host, context, format, VITK_ERROR, out);
  struct vitk_map bare = {.host = host, .context = context, .format = format, .severity = VITK_ERROR};
  if (code == VITK_END) {
    const struct vitk_node *root = host->option_map(context, "map");
    if (!root)
      return vitk_map_fault(&bare, 0, "say --map FILE, or write one: docs/maps.md",
                            "the importer \"%s\" needs a map that says what stands where", format);
    bare.file = root->name;
    for (root = root->child; root && !vitk_map_equal(root->name, (vitk_str){"format", 6});)
      root = root->next;
    return vitk_map_fault(&bare, root ? root->line : 0, "say --from with the format that the map names",
                          "the map is for \"%.*s\", and this is the importer \"%s\"",
                          root ? vitk_map_cut(root->text, 40) : 0, root ? root->text.p : "", format);
  }
  if (code < 0)
    return code;
  struct vitk_map *map = *out;
  code = override(map, "member", &map->member);
  bool has_sheets = strcmp(format, "xlsx") == 0;
  if (code == VITK_OK)
    code = has_sheets ? override(map, "sheet", &map->sheet) : override(map, "charset", &map->charset);
  return code;
}

/* --- members */

static unsigned char lower(char c) {
  unsigned char byte = (unsigned char)c;
  return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20u) : byte;
}

/* '*' any bytes, '?' one; without regard to case. */
static bool glob(const char *pattern, vitk_str name) {
  const char *star = NULL;
  size_t i = 0, from = 0;
  while (i < name.n) {
    if (*pattern == '*') {
      star = ++pattern;
      from = i;
    } else if (*pattern == '?' || (*pattern && lower(*pattern) == lower(name.p[i]))) {
      pattern++;
      i++;
    } else if (star) {
      pattern = star;
      i = ++from;
    } else {
      return false;
    }
  }
  while (*pattern == '*')
    pattern++;
  return !*pattern;
}

bool vitk_map_member_fits(const struct vitk_map *map, vitk_str name) {
  bool has_no_name = name.n == 1 && name.p[0] == '-'; /* standard input: there is no other file */
  if (!map->member || has_no_name)
    return true;
  if (glob(map->member, name))
    return true;
  size_t base = name.n;
  while (base > 0 && name.p[base - 1] != '/')
    base--;
  return !strchr(map->member, '/') && glob(map->member, (vitk_str){name.p + base, name.n - base});
}

/* The names of what is there, as far as they fit a message. */
static int tell_members(struct vitk_map *map, uint32_t there) {
  char names[400] = "";
  size_t used = 0;
  for (uint32_t i = 0; i < there; i++) {
    struct vitk_member member = {.size = sizeof member};
    int code = map->host->member(map->context, i, &member);
    if (code < 0)
      return code;
    int more = snprintf(names + used, sizeof names - used, "%s\"%.*s\"", i ? ", " : "", vitk_map_cut(member.name, 100),
                        member.name.p);
    if (more < 0 || (size_t)more >= sizeof names - used - 4) {
      snprintf(names + used, sizeof names - used, ", …");
      break;
    }
    used += (size_t)more;
  }
  const char *section = map->record ? "tree" : "table";
  char hint[120];
  snprintf(hint, sizeof hint, "say `member = \"NAME\";` in `%s`, or the option member=NAME; \"*\" takes all", section);
  int code = map->member ? vitk_map_tell(map, VITK_ERROR, "no-member", (vitk_str){NULL, 0}, 0, (vitk_str){NULL, 0},
                                         hint, "no file fits \"%s\"; there is %s", map->member, there ? names : "none")
                         : vitk_map_tell(map, VITK_ERROR, "no-member", (vitk_str){NULL, 0}, 0, (vitk_str){NULL, 0},
                                         hint, "there are %u files where one was expected: %s", there, names);
  return code < 0 ? code : VITK_FAILED;
}

int vitk_map_members(struct vitk_map *map, uint32_t **out, uint32_t *n) {
  uint32_t there = map->host->member_count(map->context);
  *n = 0;
  *out = map->host->alloc(map->context, (there ? there : 1) * sizeof **out);
  if (!*out)
    return VITK_NOMEM;
  for (uint32_t i = 0; i < there; i++) {
    struct vitk_member member = {.size = sizeof member};
    int code = map->host->member(map->context, i, &member);
    if (code < 0)
      return code;
    if (vitk_map_member_fits(map, member.name))
      (*out)[(*n)++] = i;
  }
  return *n == 0 || (*n > 1 && !map->member) ? tell_members(map, there) : VITK_OK;
}
