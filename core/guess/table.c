/* table.c - rows that nobody has described: delimiter, quote and header, then all cells into profiles. */
#include "core/input/table.h"
#include "core/base/quantity.h"
#include "core/guess/guess.h"
#include "core/input/rows.h"
#include "core/record/unit.h"

#include <stdlib.h>

/* A header has a few rows at most; a cell that names a component counts for more than one that names a code. */
enum { HEADER_ROWS = 6, NAMES_COMPONENT = 5 };

/* The first rows, kept. */
struct head {
  struct kept_row {
    vitk_str *cells;
    uint32_t n;
    uint64_t number;
  } rows[VITK_GUESS_HEAD_ROWS];
  uint32_t n;
  bool open_quote;
};

/* Readers tell what they meet: here a quote that is never closed is a sign, and the rest is told by the import. */
static int listen_for_quote(void *self, const struct vitk_diag *diag) {
  struct head *head = self;
  head->open_quote = head->open_quote || strcmp(diag->code, "open-quote") == 0;
  return VITK_OK;
}

static int open_rows(struct vitk_guess *guess, const struct vitk_input *input, uint32_t delimiter,
                     struct vitk_table_plan *plan, struct vitk_row_source **rows) {
  *plan = (struct vitk_table_plan){.spec = {.size = sizeof plan->spec,
                                            .member = guess->member,
                                            .charset = guess->charset,
                                            .sheet = guess->sheet.n ? guess->sheet.p : NULL,
                                            .delimiter = delimiter,
                                            .quote = guess->quote},
                                   .file = vitk_bundle_name(input->bundle, guess->member)};
  *rows = NULL;
  return vitk_rows_of_plan(input, plan, rows);
}

static int keep_row(const struct vitk_raw_row *row, struct vitk_arena *arena, struct kept_row *to) {
  to->number = row->number;
  to->n = row->n_cells;
  to->cells = vitk_arena_alloc(arena, (row->n_cells + (size_t)1) * sizeof *to->cells);
  int code = to->cells ? VITK_OK : VITK_NOMEM;
  for (uint32_t i = 0; i < row->n_cells && code == VITK_OK; i++)
    code = vitk_arena_copy(arena, vitk_str_trim(row->cells[i].text), &to->cells[i]);
  while (to->n > 0 && code == VITK_OK && to->cells[to->n - 1].n == 0)
    to->n--;
  return code;
}

/* The first rows with that delimiter. What can't be read, or has no room, ends them: that is for the import to tell. */
static int read_head(struct vitk_guess *guess, uint32_t delimiter, struct vitk_arena *arena, struct head *head) {
  struct vitk_sink_of_diags listener = {listen_for_quote, head};
  struct vitk_input input = *guess->input;
  struct vitk_table_plan plan;
  struct vitk_row_source *rows;
  struct vitk_raw_row row;
  head->n = 0;
  head->open_quote = false;
  input.diags = &listener;
  int code = open_rows(guess, &input, delimiter, &plan, &rows);
  while (code == VITK_OK && head->n < VITK_GUESS_HEAD_ROWS && (code = rows->next(rows, &row)) == VITK_OK) {
    code = keep_row(&row, arena, &head->rows[head->n]);
    head->n += code == VITK_OK;
  }
  if (rows != NULL)
    rows->close(rows);
  return code == VITK_CANCELLED ? code : VITK_OK;
}

/* --- the header */

static bool is_number(vitk_str text) {
  struct vitk_quantity quantity;
  vitk_quantity_read(text, '.', VITK_SPACES_GROUP, &quantity);
  if (quantity.kind == VITK_Q_OTHER)
    vitk_quantity_read(text, ',', VITK_SPACES_GROUP, &quantity);
  return quantity.kind != VITK_Q_OTHER && quantity.kind != VITK_Q_BLANK;
}

/* Does the text come again in that column below? Then it is of the data: the name of a component in a long table. */
static bool comes_again(const struct head *head, uint32_t row, uint32_t column) {
  for (uint32_t i = row + 1; i < head->n; i++)
    if (column < head->rows[i].n && vitk_str_equal(head->rows[i].cells[column], head->rows[row].cells[column]))
      return true;
  return false;
}

/* How much of a header the row is: 0, not at all. */
static uint32_t header_score(struct vitk_guess *guess, const struct head *head, uint32_t index) {
  const struct kept_row *row = &head->rows[index];
  uint32_t score = 0, numbers = 0, filled = 0, component, rank;
  for (uint32_t i = 0; i < row->n; i++) {
    filled += row->cells[i].n > 0;
    numbers += is_number(row->cells[i]);
  }
  if (filled < 2 || numbers * 5 >= filled)
    return 0;
  for (uint32_t i = 0; i < row->n && i < VITK_GUESS_COLUMNS; i++) {
    if (vitk_words_component(row->cells[i], &guess->scratch, &component) == VITK_WORDS_NAMED)
      score += comes_again(head, index, i) ? 0 : NAMES_COMPONENT;
    else
      score += vitk_words_role(row->cells[i], &guess->scratch, &rank) != VITK_ROLE_NONE && !comes_again(head, index, i);
  }
  return score;
}

/* The first row that names a component, or one soon after it that says more: a remark far below may name one too. Where
 * none does, the row that says most. */
static uint32_t best_header(struct vitk_guess *guess, const struct head *head, uint32_t *row) {
  uint32_t best = 0;
  *row = 0;
  for (uint32_t i = 0; i < head->n && i < VITK_HEADER_ROWS_SEARCHED; i++) {
    if (best >= NAMES_COMPONENT && i > *row + HEADER_ROWS)
      break;
    uint32_t score = header_score(guess, head, i);
    if (score > best) {
      best = score;
      *row = i;
    }
  }
  return best;
}

/* --- delimiter and quote */

/* Rows that have as many cells as most have, in percent, and how many cells that is. */
static void shape_of(const struct head *head, uint32_t *even, uint32_t *cells) {
  uint32_t best = 0;
  *cells = 0;
  for (uint32_t i = 0; i < head->n; i++) {
    uint32_t same = 0;
    for (uint32_t j = 0; j < head->n; j++)
      same += head->rows[j].n == head->rows[i].n;
    if (head->rows[i].n > 1 && same > best) {
      best = same;
      *cells = head->rows[i].n;
    }
  }
  *even = head->n ? best * 100 / head->n : 0;
}

static int find_delimiter(struct vitk_guess *guess) {
  static const char candidates[] = ",;\t|^"; /* on equal terms the first wins */
  uint64_t best = 0;
  struct head *head = calloc(1, sizeof *head);
  if (head == NULL)
    return VITK_NOMEM;
  guess->delimiter = (unsigned char)candidates[0];
  int code = VITK_OK;
  for (const char *c = candidates; *c != '\0' && code == VITK_OK; c++) {
    struct vitk_arena arena = {.limit = VITK_GUESS_HEAD_BYTES};
    uint32_t even, cells, row;
    code = read_head(guess, (unsigned char)*c, &arena, head);
    uint64_t header = code == VITK_OK ? best_header(guess, head, &row) : 0;
    shape_of(head, &even, &cells);
    uint64_t score = cells < 2 ? 0 : ((uint64_t)(even / 25) << 40) + (header << 20) + cells;
    if (score > best) {
      best = score;
      guess->delimiter = (unsigned char)*c;
    }
    vitk_arena_free(&arena);
  }
  free(head);
  return code;
}

/* Is a '"' nothing but a character here? Where one is never closed. */
static int find_quote(struct vitk_guess *guess, struct head *head) {
  struct vitk_input input = *guess->input;
  struct vitk_sink_of_diags listener = {listen_for_quote, head};
  struct vitk_table_plan plan;
  struct vitk_row_source *rows;
  struct vitk_raw_row row;
  uint64_t tildes = 0, filled = 0;
  for (uint32_t i = 0; i < head->n; i++)
    for (uint32_t j = 0; j < head->rows[i].n; j++) {
      vitk_str cell = head->rows[i].cells[j];
      filled += cell.n > 0;
      tildes += cell.n > 1 && cell.p[0] == '~' && cell.p[cell.n - 1] == '~';
    }
  if (tildes * 3 > filled) {
    guess->quote = '~';
    return VITK_OK;
  }
  input.diags = &listener;
  int code = open_rows(guess, &input, guess->delimiter, &plan, &rows);
  for (uint64_t n = 0; code == VITK_OK && n < VITK_GUESS_ROWS; n++)
    code = rows->next(rows, &row);
  if (rows != NULL)
    rows->close(rows);
  if (head->open_quote)
    guess->quote = 0;
  return code == VITK_CANCELLED || code == VITK_NOMEM ? code : VITK_OK;
}

/* --- columns */

static vitk_str cell_of(const struct kept_row *row, uint32_t column) {
  return column < row->n ? row->cells[column] : (vitk_str){"", 0};
}

static bool is_filled(const struct head *head, uint32_t from, uint32_t column) {
  for (uint32_t i = from; i < head->n; i++)
    if (cell_of(&head->rows[i], column).n > 0)
      return true;
  return false;
}

/* Is the row still about the columns: names or units where amounts would be, or no code? */
static bool is_above_data(struct vitk_guess *guess, const struct head *head, uint32_t index) {
  const struct kept_row *row = &head->rows[index];
  struct vitk_unit unit;
  uint32_t component;
  bool any = false;
  for (uint32_t i = 0; i < row->n && i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    vitk_str cell = row->cells[i];
    any = any || cell.n > 0;
    if (column->how == VITK_WORDS_NONE || cell.n == 0)
      continue;
    if (vitk_words_component(cell, &guess->scratch, &component) != VITK_WORDS_NONE ||
        vitk_unit_find(cell, &unit) == VITK_UNIT_OK)
      return true;
  }
  for (uint32_t i = 0; i < guess->n_columns; i++)
    if (guess->columns[i]->role == VITK_ROLE_ID && is_filled(head, index, i))
      return cell_of(row, i).n == 0;
  return !any;
}

/* Headings that are not in the header's own row: in those above it, and between it and the data. */
static void look_around(struct vitk_guess *guess, const struct head *head, uint32_t header, uint32_t first) {
  for (uint32_t r = 0; r < first && r < head->n; r++)
    for (uint32_t i = 0; r != header && i < guess->n_columns; i++) {
      struct vitk_guess_column *column = guess->columns[i];
      struct vitk_unit unit;
      vitk_str cell = cell_of(&head->rows[r], i);
      if (column->how != VITK_WORDS_NONE && column->unit.n == 0 && vitk_unit_find(cell, &unit) == VITK_UNIT_OK)
        column->unit = cell;
      else if (cell.n > 0 && column->role == VITK_ROLE_NONE && column->how == VITK_WORDS_NONE)
        vitk_guess_heading(guess, column, cell, (uint32_t)head->rows[r].number);
    }
}

static int take_columns(struct vitk_guess *guess, const struct head *head, uint32_t header, bool has_header) {
  uint32_t n = 0, index;
  for (uint32_t i = 0; i < head->n; i++)
    n = head->rows[i].n > n ? head->rows[i].n : n;
  guess->more_columns = n > VITK_GUESS_COLUMNS;
  n = guess->more_columns ? VITK_GUESS_COLUMNS : n;
  guess->header_row = has_header ? (uint32_t)head->rows[header].number : 0;
  for (uint32_t i = 0; i < n; i++) {
    vitk_str name = has_header ? cell_of(&head->rows[header], i) : (vitk_str){"", 0};
    int code = vitk_guess_add_column(guess, name, &index);
    if (code != VITK_OK)
      return code;
    vitk_guess_heading(guess, guess->columns[i], guess->columns[i]->name, guess->header_row);
  }
  uint32_t first = has_header ? header + 1 : 0;
  while (has_header && first + 1 < head->n && first <= header + HEADER_ROWS && is_above_data(guess, head, first))
    first++;
  if (has_header)
    look_around(guess, head, header, first);
  guess->first_row = first < head->n ? (uint32_t)head->rows[first].number : guess->header_row + 1;
  /* The cells of the head are freed: what is kept of them is copied. */
  for (uint32_t i = 0; i < n; i++)
    if (vitk_arena_copy(&guess->arena, guess->columns[i]->unit, &guess->columns[i]->unit) != VITK_OK)
      return VITK_NOMEM;
  return VITK_OK;
}

/* No row has a word that is known: the first is a header where it is all text and the data are not. */
static bool looks_like_header(const struct head *head) {
  uint32_t numbers = 0;
  for (uint32_t i = 0; head->n > 0 && i < head->rows[0].n; i++)
    if (is_number(head->rows[0].cells[i]))
      return false;
  for (uint32_t r = 1; r < head->n; r++)
    for (uint32_t i = 0; i < head->rows[r].n; i++)
      numbers += is_number(head->rows[r].cells[i]);
  return numbers > 0;
}

static int keep_error(void *self, const struct vitk_diag *diag) {
  return vitk_guess_keep_error(((struct vitk_guess *)self)->error, diag);
}

/* All rows into the profiles. `naming` below 0: every row; else those in which that column names a component. */
static int read_rows(struct vitk_guess *guess, int32_t naming) {
  struct vitk_input input = *guess->input;
  struct vitk_table_plan plan;
  struct vitk_row_source *rows;
  struct vitk_raw_row row;
  uint64_t seen = 0;
  struct vitk_sink_of_diags listener = {keep_error, guess};
  input.diags = &listener;
  int code = open_rows(guess, &input, guess->delimiter, &plan, &rows);
  while (code == VITK_OK && (code = rows->next(rows, &row)) == VITK_OK) {
    if (row.number < guess->first_row)
      continue;
    if (seen++ == VITK_GUESS_ROWS) {
      guess->more_rows = true;
      break;
    }
    uint32_t component;
    if (naming >= 0 &&
        ((uint32_t)naming >= row.n_cells ||
         vitk_words_component(vitk_str_trim(row.cells[naming].text), &guess->scratch, &component) == VITK_WORDS_NONE))
      continue;
    bool blank = true;
    for (uint32_t i = 0; blank && i < row.n_cells; i++)
      blank = vitk_str_trim(row.cells[i].text).n == 0;
    for (uint32_t i = 0; i < guess->n_columns && code == VITK_OK && !blank; i++) {
      bool there = i < row.n_cells, number = there && row.cells[i].kind == VITK_CELL_NUMBER;
      code = vitk_guess_cell(guess, guess->columns[i], there ? row.cells[i].text : (vitk_str){"", 0}, number, row.line);
    }
  }
  if (rows != NULL)
    rows->close(rows);
  guess->rows = seen;
  return code == VITK_NOMEM || code == VITK_CANCELLED ? code : VITK_OK;
}

int vitk_guess_table(struct vitk_guess *guess) {
  bool is_csv = strcmp(guess->format, "csv") == 0;
  guess->quote = '"';
  int code = is_csv ? vitk_guess_charset(guess) : VITK_OK;
  if (code == VITK_OK && is_csv)
    code = find_delimiter(guess);
  struct head *head = calloc(1, sizeof *head);
  struct vitk_arena arena = {.limit = VITK_GUESS_HEAD_BYTES};
  if (head == NULL)
    return VITK_NOMEM;
  if (code == VITK_OK)
    code = read_head(guess, guess->delimiter, &arena, head);
  if (code == VITK_OK && is_csv) {
    code = find_quote(guess, head);
    if (code == VITK_OK && guess->quote != '"') {
      vitk_arena_reset(&arena);
      code = read_head(guess, guess->delimiter, &arena, head);
    }
  }
  if (code == VITK_OK) {
    uint32_t header, score = best_header(guess, head, &header);
    code = take_columns(guess, head, header, score > 0 || looks_like_header(head));
  }
  vitk_arena_free(&arena);
  free(head);
  return code == VITK_OK ? read_rows(guess, -1) : code;
}

int vitk_guess_table_again(struct vitk_guess *guess) {
  for (uint32_t i = 0; i < guess->n_columns; i++)
    vitk_guess_forget_cells(guess->columns[i]);
  return read_rows(guess, guess->naming);
}
