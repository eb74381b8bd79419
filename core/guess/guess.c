/* guess.c - each member and sheet is looked at, and the one that says most of vitamin K gets a map. */
#include "core/guess/guess.h"
#include "core/input/rows.h"
#include "core/input/table.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAP_BYTES = 1 << 20 };

struct looking {
  const struct vitk_input *input;
  const char *sheet, *charset;
  struct vitk_guess *best;
  struct vitk_guess_error error; /* the first, of all members */
  uint32_t places;
};

static void free_guess(struct vitk_guess *guess) {
  if (guess == NULL)
    return;
  vitk_arena_free(&guess->arena);
  vitk_buffer_free(&guess->scratch);
  free(guess->columns);
  free(guess);
}

static int look(struct vitk_guess *guess) {
  bool is_tree = strcmp(guess->format, "xml") == 0 || strcmp(guess->format, "json") == 0;
  int code = is_tree ? vitk_guess_tree(guess) : vitk_guess_table(guess);
  if (code == VITK_OK)
    code = vitk_guess_choose(guess);
  if (code == VITK_OK && guess->naming >= 0) {
    code = is_tree ? vitk_guess_tree_again(guess) : vitk_guess_table_again(guess);
    vitk_guess_drop_empty(guess);
  }
  if (code == VITK_OK)
    vitk_guess_decimal(guess);
  return code;
}

/* One place: kept where it says more than those before it. */
static int look_at(struct looking *looking, uint32_t member, const char *format, vitk_str sheet, uint32_t n_sheets) {
  struct vitk_guess *guess = calloc(1, sizeof *guess);
  if (guess == NULL)
    return VITK_NOMEM;
  guess->input = looking->input;
  guess->member = member;
  guess->format = format;
  guess->charset = looking->charset;
  guess->n_sheets = n_sheets;
  guess->error = &looking->error;
  guess->scratch.maximum = 4096;
  looking->places++;
  int code = vitk_arena_copy(&guess->arena, sheet, &guess->sheet);
  if (code == VITK_OK)
    code = look(guess);
  bool is_better = code == VITK_OK && guess->score > (looking->best ? looking->best->score : 0);
  if (is_better) {
    free_guess(looking->best);
    looking->best = guess;
  } else {
    free_guess(guess);
  }
  /* A member that can't be read is no reason to leave out the others. */
  return code == VITK_FAILED ? VITK_OK : code;
}

static const char *format_of(vitk_str start) {
  static const char passed[] = "\xEF\xBB\xBF\xFF\xFE \t\r\n";
  size_t i = 0;
  while (i < start.n && (start.p[i] == '\0' || strchr(passed, start.p[i]) != NULL))
    i++;
  if (i == start.n)
    return "csv";
  return start.p[i] == '<' ? "xml" : start.p[i] == '{' || start.p[i] == '[' ? "json" : "csv";
}

static int look_at_sheets(struct looking *looking, uint32_t member, const struct vitk_input *quiet, uint32_t n) {
  int code = VITK_OK;
  for (uint32_t i = 0; i < n && code == VITK_OK && looking->places < VITK_GUESS_PLACES; i++) {
    struct vitk_arena arena = {0};
    vitk_str name, copy;
    if (vitk_table_sheets(quiet, member, i, &name) != VITK_OK)
      break;
    code = vitk_arena_copy(&arena, name, &copy); /* the name lives until the bundle is asked again */
    if (code == VITK_OK && (looking->sheet == NULL || vitk_str_is(copy, looking->sheet)))
      code = look_at(looking, member, "xlsx", copy, n);
    vitk_arena_free(&arena);
  }
  return code;
}

static int look_at_member(struct looking *looking, uint32_t member) {
  struct vitk_input quiet = *looking->input;
  vitk_str head, sheet, name = vitk_bundle_name(looking->input->bundle, member);
  uint32_t n = 0;
  quiet.diags = &vitk_silent_diags;
  if (name.n > 4 && memcmp(name.p + name.n - 4, ".map", 4) == 0) /* samples have their map beside them */
    return VITK_OK;
  int code = vitk_bundle_head(looking->input->bundle, member, &head);
  if (code != VITK_OK)
    return code == VITK_FAILED ? VITK_OK : code;
  if (vitk_sqlite_is(head)) /* a dataset of vitk is imported as it is */
    return VITK_OK;
  while (vitk_table_sheets(&quiet, member, n, &sheet) == VITK_OK)
    n++;
  if (n > 0)
    return look_at_sheets(looking, member, &quiet, n);
  return looking->sheet ? VITK_OK : look_at(looking, member, format_of(head), (vitk_str){"", 0}, 0);
}

int vitk_guess_keep_error(struct vitk_guess_error *error, const struct vitk_diag *diag) {
  if (diag->severity != VITK_ERROR || error->code[0] != '\0')
    return VITK_OK;
  snprintf(error->code, sizeof error->code, "%s", diag->code);
  snprintf(error->file, sizeof error->file, "%.*s", VITK_STR_ARG(diag->file));
  snprintf(error->message, sizeof error->message, "%.*s", VITK_STR_ARG(diag->message));
  snprintf(error->hint, sizeof error->hint, "%.*s", VITK_STR_ARG(diag->hint));
  error->line = diag->line;
  return VITK_OK;
}

/* Nothing was found: because it could not be read? */
static int nothing(const struct looking *looking) {
  const struct vitk_guess_error *error = &looking->error;
  if (error->code[0] == '\0')
    return VITK_END;
  vitk_report(looking->input->diags, VITK_ERROR, error->code,
              (struct vitk_place){.file = vitk_str_of(error->file), .line = error->line}, (vitk_str){NULL, 0},
              error->hint[0] ? error->hint : NULL, "%s", error->message);
  return VITK_FAILED;
}

int vitk_guess_map(const struct vitk_input *input, const char *sheet, const char *charset, char **map) {
  struct looking looking = {.input = input, .sheet = sheet, .charset = charset};
  struct vitk_buffer text = {.maximum = MAP_BYTES};
  int code = VITK_OK;
  *map = NULL;
  for (uint32_t i = 0; i < vitk_bundle_count(input->bundle) && code == VITK_OK; i++)
    if (looking.places < VITK_GUESS_PLACES)
      code = look_at_member(&looking, i);
  if (code == VITK_OK && looking.best == NULL)
    code = nothing(&looking);
  if (code == VITK_OK)
    code = vitk_guess_write(looking.best, &text);
  free_guess(looking.best);
  if (code == VITK_OK)
    *map = text.p;
  else
    vitk_buffer_free(&text);
  return code;
}
