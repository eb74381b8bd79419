/* map.c - maps: proposed for a file, and tried on one. */
#include "core/guess/guess.h"
#include "core/record/component.h"
#include "core/session/import.h"

#include <stdlib.h>

int vitk_map_guess(struct vitk *session, const struct vitk_guess_request *request, char **map, uint32_t *outcome) {
  struct vitk_guess_request full;
  struct vitk_bundle *bundle = NULL;
  struct vitk_bundle_settings settings = {
      .limits = &vitk_default_limits, .cancelled = session->settings.cancelled, .user = session->settings.user};
  vitk_copy_sized(&full, sizeof full, request);
  *map = NULL;
  *outcome = VITK_EXIT_INPUT;
  int code = vitk_bundle_open(full.input, &settings, &session->diags, &bundle);
  if (code == VITK_OK) {
    const struct vitk_input input = {.bundle = bundle, .limits = &vitk_default_limits, .diags = &session->diags};
    code = vitk_guess_map(&input, full.sheet, full.charset, map);
  }
  vitk_bundle_close(bundle);
  if (code == VITK_END) {
    *outcome = VITK_EXIT_NO_VITAMIN_K;
    vitk_report(&session->diags, VITK_ERROR, "no-vitamin-k", (struct vitk_place){.file = vitk_str_of(full.input)},
                (vitk_str){0}, "Where codes stand for names, write the map by hand: docs/maps.md, \"The least map\".",
                "no column and no text in it names vitamin K");
    return VITK_FAILED;
  }
  *outcome = code == VITK_OK ? VITK_EXIT_DONE : vitk_exit_of(code, VITK_EXIT_INPUT);
  return code;
}

/* --- preview */

struct preview {
  const struct vitk_preview_request *request;
  struct vitk_store *store;
  struct vitk_arena arena;
  uint64_t given;
};

/* Where a value is in the store, and where it stood: a row of the store holds until the next is asked for. */
struct placed {
  uint32_t source, food, value, file, component;
  uint64_t line;
};

static int by_place(const void *a, const void *b) {
  const struct placed *x = a, *y = b;
  if (x->file != y->file)
    return x->file < y->file ? -1 : 1;
  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  return (x->component > y->component) - (x->component < y->component);
}

static const char *text(struct preview *preview, vitk_str from) {
  vitk_str copy = {"", 0};
  if (from.n > 0 && vitk_arena_copy(&preview->arena, from, &copy) != VITK_OK)
    return "";
  return copy.p;
}

static int give(struct preview *preview, const struct placed *placed) {
  const struct vitk_value *value = vitk_store_value_at(preview->store, placed->value);
  const struct vitk_stored_food *food = vitk_store_food_at(preview->store, placed->food);
  const struct vitk_stored_source *source = vitk_store_source_at(preview->store, placed->source);
  struct vitk_preview_line line = {
      .size = sizeof line,
      .source_id = text(preview, source->source_id),
      .food_id = text(preview, food->food_id),
      .food = text(preview, food->name),
      .component = vitk_components[value->component].id,
      .status = vitk_status_words[value->status],
      .basis = vitk_basis_words[value->basis],
      .original = text(preview, value->original),
      .original_unit = text(preview, value->original_unit),
      .file = text(preview, vitk_store_file_at(preview->store, value->file)->path),
      .field = text(preview, value->field),
      .line = value->line,
      .amount_ug = value->amount_ug,
      .lower_ug = value->lower_ug,
      .upper_ug = value->upper_ug,
  };
  return preview->request->value(preview->request->user, &line);
}

/* The values of the food, from `all` on. Returns how many there are; `all` NULL only counts. */
static size_t place_values(struct vitk_store *store, uint32_t source, uint32_t index, struct placed *all) {
  const struct vitk_stored_food *food = vitk_store_food_at(store, index);
  uint32_t first = food->first_value, n = food->n_values;
  for (uint32_t i = 0; all != NULL && i < n; i++) {
    const struct vitk_value *value = vitk_store_value_at(store, first + i);
    all[i] = (struct placed){source, index, first + i, value->file, value->component, value->line};
  }
  return n;
}

static size_t place_all(struct vitk_store *store, struct placed *all) {
  size_t n = 0;
  for (uint32_t s = 0; s < vitk_store_n_sources(store); s++) {
    const struct vitk_stored_source *source = vitk_store_source_at(store, s);
    for (uint32_t f = 0; f < source->n_foods; f++)
      n += place_values(store, s, source->first_food + f, all ? all + n : NULL);
  }
  return n;
}

/* The values of all sources, in the order of the file. */
static int give_values(struct preview *preview, uint64_t *n_values) {
  size_t n = place_all(preview->store, NULL);
  struct placed *all = calloc(n + 1, sizeof *all);
  if (all == NULL)
    return VITK_NOMEM;
  place_all(preview->store, all);
  qsort(all, n, sizeof *all, by_place);
  int code = VITK_OK;
  for (size_t i = 0; i < n && i < preview->request->limit && code == VITK_OK; i++)
    code = give(preview, &all[i]);
  free(all);
  *n_values = n;
  return code;
}

static int give_problems(struct preview *preview, uint64_t *rejects) {
  int code = VITK_OK;
  for (uint32_t s = 0; s < vitk_store_n_sources(preview->store); s++) {
    const struct vitk_stored_source *source = vitk_store_source_at(preview->store, s);
    *rejects += source->rejects;
    for (uint32_t i = 0; i < source->n_problems && code == VITK_OK && preview->request->problem != NULL; i++) {
      const struct vitk_stored_problem *problem = vitk_store_problem_at(preview->store, source->first_problem + i);
      struct vitk_diag diag = {.size = sizeof diag,
                               .severity = problem->severity,
                               .code = text(preview, problem->code),
                               .file = problem->file,
                               .field = problem->field,
                               .line = problem->line,
                               .message = problem->message,
                               .excerpt = problem->excerpt};
      code = preview->request->problem(preview->request->user, &diag);
    }
  }
  return code;
}

int vitk_map_preview(struct vitk *session, const struct vitk_preview_request *request, uint64_t *values,
                     uint64_t *rejects, uint32_t *outcome) {
  struct vitk_preview_request full;
  struct import_job job = {.input = NULL};
  uint64_t n_values = 0, n_rejects = 0;
  vitk_copy_sized(&full, sizeof full, request);
  struct import import = {.session = session,
                          .request = {.size = sizeof import.request,
                                      .inputs = &full.input,
                                      .n_inputs = 1,
                                      .map = full.map,
                                      .max_rejects = UINT64_MAX,
                                      .dry_run = 1},
                          .jobs = &job};
  int code = import_run(&import);
  *outcome = code == VITK_OK ? job.outcome : vitk_exit_of(code, VITK_EXIT_INPUT);
  struct preview preview = {.request = &full, .store = job.store};
  if (code == VITK_OK && job.outcome <= VITK_EXIT_REJECTS)
    code = give_values(&preview, &n_values);
  if (code == VITK_OK && job.outcome <= VITK_EXIT_REJECTS)
    code = give_problems(&preview, &n_rejects);
  vitk_arena_free(&preview.arena);
  vitk_arena_free(&import.arena);
  import_job_free(&job);
  if (values != NULL)
    *values = n_values;
  if (rejects != NULL)
    *rejects = n_rejects;
  return code;
}
