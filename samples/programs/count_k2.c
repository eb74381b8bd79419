/* count_k2.c - counts the menaquinones of an input as it is read, then lists those of a dataset.
 *
 *     cc count_k2.c $(pkg-config --cflags --libs vitk) -o count_k2
 *     ./count_k2 INPUT DATASET
 *
 * Two things that a program does with libvitk: import without a file in between, and go through a dataset.
 */
#include <vitk/vitk.h>

#include <stdio.h>
#include <string.h>

/* Which column has this name? The schema tells, so that a program needs no numbers of its own. */
static uint32_t column(uint32_t table, const char *name) {
  const struct vitk_schema *schema = vitk_schema_of(table);
  for (uint32_t i = 0; i < schema->n_fields; i++) {
    const char *field = (const char *)schema->fields + (size_t)i * schema->field_stride;
    if (strcmp(((const struct vitk_field *)(const void *)field)->name, name) == 0)
      return i;
  }
  return UINT32_MAX;
}

/* Datums stand `stride` bytes apart: a later libvitk may have more in each. */
static vitk_str text(const struct vitk_datum *row, uint32_t i, uint32_t stride) {
  const char *at = (const char *)row + (size_t)i * stride;
  return ((const struct vitk_datum *)(const void *)at)->text;
}

static int count_row(void *user, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride) {
  unsigned long *count = user;
  (void)n;
  if (table == VITK_VALUES && text(row, column(table, "component_id"), stride).p[0] == 'M') /* MK4 … MK13 */
    ++*count;
  return VITK_OK;
}

/* A food comes before its values. What is kept for later must be copied: texts are valid until this returns. */
static int print_row(void *user, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride) {
  char *food = user;
  (void)n;
  if (table == VITK_FOOD) {
    vitk_str name = text(row, column(table, "name"), stride);
    snprintf(food, 200, "%.*s", (int)name.n, name.p ? name.p : "");
  } else {
    vitk_str amount = text(row, column(table, "amount_ug"), stride),
             status = text(row, column(table, "status"), stride);
    printf("%s|%.*s|%.*s\n", food, (int)status.n, status.p, (int)amount.n, amount.p ? amount.p : "");
  }
  return VITK_OK;
}

static void tell(void *user, const struct vitk_diag *diag) { /* each problem that a person should read */
  (void)user;
  if (diag->severity == VITK_ERROR)
    fprintf(stderr, "%.*s: %.*s\n", (int)diag->file.n, diag->file.p, (int)diag->message.n, diag->message.p);
}

int main(int argc, char **argv) {
  const struct vitk_settings settings = {.size = sizeof settings, .listener = tell};
  struct vitk *vitk;
  if (argc != 3 || vitk_open(&settings, &vitk) != VITK_OK)
    return VITK_EXIT_USAGE;

  const char *inputs[] = {argv[1]};
  struct vitk_import_request request = {
      .size = sizeof request, .inputs = inputs, .n_inputs = 1, .max_rejects = UINT64_MAX};
  struct vitk_import_report *report;
  unsigned long menaquinones = 0;
  int code = vitk_import_rows(vitk, &request, count_row, &menaquinones, &report);
  if (code == VITK_OK) {
    printf("%lu values of MK-n, exit code %u\n", menaquinones, (unsigned)report->outcome);
    vitk_import_report_free(report);
  }

  struct vitk_dataset *dataset;
  if (code == VITK_OK)
    code = vitk_dataset_open(vitk, argv[2], &dataset);
  if (code == VITK_OK) {
    char food[200] = "";
    const struct vitk_rows_request wanted = {
        .size = sizeof wanted, .component = "MK7", .tables = 1 << VITK_FOOD | 1 << VITK_VALUES};
    code = vitk_dataset_rows(dataset, &wanted, print_row, food);
    vitk_dataset_close(dataset);
  }
  vitk_close(vitk);
  return code == VITK_OK ? VITK_EXIT_DONE : VITK_EXIT_INPUT;
}
