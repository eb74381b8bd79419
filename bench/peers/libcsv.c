/* libcsv.c - FoodData Central's CSV by libcsv alone: values of vitamin K, then the names of their foods.
 * usage: libcsv FOLDER OUT.csv */
#include "records.h"

#include <csv.h>

enum { COLUMNS = 4 }; /* of a row, as many as are needed of either table */

struct reader {
  struct csv_parser parser;
  struct text cells[COLUMNS];
  size_t column;
  void (*row)(struct text *cells);
};

static void cell(void *p, size_t n, void *self) {
  struct reader *reader = self;
  if (reader->column < COLUMNS)
    text_set(&reader->cells[reader->column], p, n);
  reader->column++;
}

static void row(int end, void *self) {
  (void)end;
  struct reader *reader = self;
  if (reader->column >= COLUMNS)
    reader->row(reader->cells);
  reader->column = 0;
}

static int parse(void *self, char *block, size_t n) {
  struct reader *reader = self;
  return csv_parse(&reader->parser, block, n, cell, row, reader) == n ? 0 : -1;
}

static int read_table(const char *folder, const char *name, void (*each)(struct text *cells)) {
  struct reader reader = {.row = each};
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  if (csv_init(&reader.parser, CSV_STRICT | CSV_APPEND_NULL) != 0 || each_block(path, parse, &reader) != 0 ||
      csv_fini(&reader.parser, cell, row, &reader) != 0) {
    fprintf(stderr, "%s: not read\n", path);
    return 1;
  }
  csv_free(&reader.parser);
  for (size_t i = 0; i < COLUMNS; i++)
    free(reader.cells[i].p);
  return 0;
}

/* id, fdc_id, nutrient_id, amount */
static void value(struct text *cells) {
  const struct text *nutrient = &cells[2];
  if (nutrient->n == 4 && memcmp(nutrient->p, "118", 3) == 0 && nutrient->p[3] >= '3' && nutrient->p[3] <= '5' &&
      cells[3].n > 0)
    record_add(food_of(cells[1].p, cells[1].n), nutrient, &cells[3]);
}

/* fdc_id, data_type, description */
static void food(struct text *cells) {
  struct food *found = food_find(cells[0].p, cells[0].n);
  if (found != NULL && found->name == NULL)
    found->name = copy_of(cells[2].p, cells[2].n);
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  if (read_table(argv[1], "food_nutrient.csv", value) != 0 || read_table(argv[1], "food.csv", food) != 0)
    return 1;
  return records_write(argv[2]);
}
