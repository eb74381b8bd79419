/* csv_twice.h - one text read twice as a table: each record by libcsv, and with those passed over that can't matter.
 * Both must give the same rows, lines, problems and counts, in the same order. What is read, and how, is drawn from
 * bytes, so that a fuzzer and a random generator can both drive it. */
#ifndef VITK_TESTS_CSV_TWICE_H
#define VITK_TESTS_CSV_TWICE_H

#include "core/base/buffer.h"
#include "core/base/str.h"
#include "core/input/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { CSV_TWICE_CHOICES = 8 };

/* All that one reading says, as text. */
struct csv_account {
  struct vitk_buffer text;
  uint64_t skipped;
};

static inline int csv_note_diag(void *self, const struct vitk_diag *diag) {
  struct csv_account *account = self;
  return vitk_buffer_printf(&account->text, "%u %s line %llu field '%.*s' %.*s [%.*s] {%.*s}\n", diag->severity,
                            diag->code, (unsigned long long)diag->line, VITK_STR_ARG(diag->field),
                            VITK_STR_ARG(diag->message), VITK_STR_ARG(diag->hint), VITK_STR_ARG(diag->excerpt));
}

static inline bool csv_is_mentioned(void *self, vitk_str food) {
  (void)self;
  return food.n > 0 && (food.p[food.n - 1] == '1' || food.p[food.n - 1] == '8');
}

static inline void csv_note_skipped(void *self, uint64_t n) {
  ((struct csv_account *)self)->skipped += n;
}

static inline void csv_note_row(struct csv_account *account, const struct vitk_row *row) {
  vitk_buffer_printf(&account->text, "row of line %llu:", (unsigned long long)row->line);
  for (uint32_t i = 0; i < row->n_cells; i++)
    vitk_buffer_printf(&account->text, " %s'%.*s'", row->cells[i].text.p ? "" : "no ",
                       VITK_STR_ARG(row->cells[i].text));
  vitk_buffer_add(&account->text, "\n", 1);
}

static inline void csv_read(const char *path, const struct vitk_limits *limits, const struct vitk_table_spec *spec,
                            struct csv_account *account) {
  const struct vitk_sink_of_diags diags = {csv_note_diag, account};
  const struct vitk_bundle_settings settings = {.limits = limits};
  struct vitk_input input = {.limits = limits,
                             .diags = &diags,
                             .mentioned = csv_is_mentioned,
                             .foods_skipped = csv_note_skipped,
                             .self = account};
  struct vitk_table *table = NULL;
  struct vitk_row row;
  account->text.n = 0;
  account->skipped = 0;
  int code = vitk_bundle_open(path, &settings, &diags, &input.bundle);
  if (code == VITK_OK && vitk_bundle_count(input.bundle) > 0)
    code = vitk_table_open(&input, spec, &table);
  while (code == VITK_OK && table != NULL && (code = vitk_table_next(table, &row)) == VITK_OK)
    csv_note_row(account, &row);
  vitk_buffer_printf(&account->text, "ended with %d, %llu skipped", code, (unsigned long long)account->skipped);
  vitk_table_close(table);
  uint64_t bytes = 0;
  vitk_str digest = {NULL, 0};
  if (input.bundle != NULL && vitk_bundle_count(input.bundle) > 0 &&
      vitk_bundle_digest(input.bundle, 0, &bytes, &digest))
    vitk_buffer_printf(&account->text, ", %llu skipped when closed, %llu bytes, %.*s",
                       (unsigned long long)account->skipped, (unsigned long long)bytes, VITK_STR_ARG(digest));
  vitk_bundle_close(input.bundle);
}

static inline void csv_choose_where(unsigned char choice, struct vitk_where where[3], struct vitk_table_spec *spec) {
  static const char *const values[] = {"118",    "118|119|428", "1|118.0|abc", "a,b|8",
                                       "\"|118", "|9",          "118\n9",      "x y|1 8"};
  spec->n_where = choice % 4 == 3 ? 2 : choice % 8 == 4 ? 0 : 1;
  for (uint32_t i = 0; i < spec->n_where; i++) {
    where[i] = (struct vitk_where){NULL, values[choice / 4 % 8], (choice / 32u + i) % 3, VITK_ONE_OF};
    if (choice % 4 == 1 || (choice % 4 == 3 && i == choice / 128u))
      where[i].kind = VITK_MENTIONED;
    if (choice / 4 % 8 == 7 || (choice / 4 % 8 == 6 && i == 1))
      where[i].kind = VITK_NOT_BLANK;
  }
  if (choice % 64 == 47) {
    where[2] = (struct vitk_where){NULL, NULL, choice / 64 % 3u, VITK_MENTIONED};
    where[1].kind = VITK_NOT_BLANK;
    where[0].kind = VITK_ONE_OF;
    spec->n_where = 3;
  }
  spec->where = where;
  spec->where_stride = sizeof *where;
}

static inline void csv_choose_spec(const unsigned char *choices, struct vitk_where where[3],
                                   struct vitk_table_spec *spec) {
  static const struct vitk_column columns[] = {{"a", 1, 0}, {"b", 3, 1}, {"c|d", 2, 1}};
  static const char *const charsets[] = {NULL, "utf-8|windows-1252", "windows-1252", "shift_jis"};
  *spec = (struct vitk_table_spec){.size = sizeof *spec,
                                   .flags = (choices[3] & 1 ? (unsigned)VITK_RAGGED : 0) |
                                            (choices[3] & 2 ? (unsigned)VITK_FOOD_ROWS : 0),
                                   .charset = charsets[choices[5] % 8 < 4 ? choices[5] % 4 : 0],
                                   .delimiter = (unsigned char)",;\t^,\0"[choices[0] % 6],
                                   .quote = (unsigned char)"\"\"~\0"[choices[1] % 4],
                                   .header_row = choices[2] % 4 == 3 ? VITK_HEADER_FIND : choices[2] % 4u,
                                   .first_row = choices[2] / 4 % 8 > 5 ? choices[2] / 32u : 0,
                                   .columns = columns,
                                   .n_columns = 3,
                                   .column_stride = sizeof *columns};
  csv_choose_where(choices[4], where, spec);
}

static inline void csv_choose_limits(const unsigned char *choices, struct vitk_limits *limits) {
  static const size_t reads[] = {SIZE_MAX, SIZE_MAX, 1, 7, 64, 65, 200, 1000};
  static const size_t blocks[] = {1, 63, 64, 65, 100, 130, 300, 4096};
  *limits = vitk_default_limits;
  limits->read_size = reads[choices[6] % 8];
  if (choices[6] & 8)
    limits->record_bytes = 60 + choices[6];
  if (choices[6] & 16)
    limits->columns = 4;
  limits->threads = (uint32_t[]){1, 1, 1, 2}[choices[7] % 4]; /* a thread costs more than all the rest */
  limits->threads_from = choices[7] & 128 ? UINT64_MAX : 0;
  limits->thread_block = blocks[choices[7] / 8 % 8];
}

/* The bytes that the choices are drawn from, then the text. NULL: both readings say the same; else what differs, to be
 * freed. */
static inline char *csv_differs(const unsigned char *data, size_t n) {
  static int fd = -1;
  static struct csv_account accounts[2];
  char path[64], *said = NULL;
  struct vitk_where where[3];
  struct vitk_table_spec spec;
  struct vitk_limits limits;
  if (n < CSV_TWICE_CHOICES)
    return NULL;
  if (fd < 0)
    fd = memfd_create("table.csv", MFD_CLOEXEC);
  size_t bytes = n - CSV_TWICE_CHOICES;
  if (ftruncate(fd, 0) != 0 || pwrite(fd, data + CSV_TWICE_CHOICES, bytes, 0) != (ssize_t)bytes)
    abort();
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  csv_choose_spec(data, where, &spec);
  csv_choose_limits(data, &limits);
  for (int i = 0; i < 2; i++) {
    accounts[i].text.maximum = (size_t)1 << 30;
    limits.read_each_record = i == 0;
    csv_read(path, &limits, &spec, &accounts[i]);
  }
  vitk_str a = vitk_buffer_str(&accounts[0].text), b = vitk_buffer_str(&accounts[1].text);
  if (!vitk_str_equal(a, b) &&
      asprintf(&said, "each record read:\n%.*s\nsome passed over:\n%.*s\n", VITK_STR_ARG(a), VITK_STR_ARG(b)) < 0)
    abort();
  return said;
}

#endif
