/* write.c - the map that was guessed, as a person would write it: what is unsure is a comment "# ?" that says what else
 * it could be. */
#include "core/guess/guess.h"
#include "core/record/component.h"
#include "core/record/record.h"
#include "core/record/unit.h"

static const char *const food_settings[] = {[VITK_ROLE_ID] = "id",
                                            [VITK_ROLE_NAME] = "name",
                                            [VITK_ROLE_NAME_EN] = "name_en",
                                            [VITK_ROLE_SCIENTIFIC] = "scientific_name",
                                            [VITK_ROLE_GROUP] = "group"};
static const char *const beside_settings[] = {[VITK_ROLE_UNIT] = "unit_column",
                                              [VITK_ROLE_SD] = "sd",
                                              [VITK_ROLE_MIN] = "min",
                                              [VITK_ROLE_MAX] = "max",
                                              [VITK_ROLE_N] = "n",
                                              [VITK_ROLE_METHOD] = "method",
                                              [VITK_ROLE_LIMIT] = "limit",
                                              [VITK_ROLE_CONFIDENCE] = "confidence"};

enum { ID_MAX = 60 };

#define say vitk_buffer_printf

static bool is_tree(const struct vitk_guess *guess) {
  return guess->record.p != NULL;
}

/* How the map names the column: by its number, its path below the repeated element, or its heading; in a heading a '|'
 * would part two spellings, so what stands before it serves. */
static void name_column(struct vitk_buffer *map, const struct vitk_guess *guess, int32_t index) {
  const struct vitk_guess_column *column = guess->columns[index];
  if (guess->by_position) {
    say(map, "\"#%d\"", (int)index + 1);
    return;
  }
  vitk_str name = column->name;
  if (is_tree(guess) && guess->naming >= 0 && column->each.n > 0)
    name = name.n == column->each.n ? vitk_str_of(".")
                                    : (vitk_str){name.p + column->each.n + 1, name.n - column->each.n - 1};
  const char *bar = is_tree(guess) || name.n == 0 ? NULL : memchr(name.p, '|', name.n);
  if (bar == NULL) {
    vitk_guess_quote(map, name);
    return;
  }
  name.n = (size_t)(bar - name.p);
  vitk_guess_quote(map, name);
  map->n--;
  say(map, "*\"");
}

/* Entries of a list: libconfig wants a comma between two and none after the last, so it is put behind the one before.
 */
struct entries {
  size_t end; /* of the last one; 0: none yet */
};
static void begin_entry(struct vitk_buffer *map, struct entries *entries) {
  if (entries->end == 0 || vitk_buffer_add(map, ",", 1) != VITK_OK)
    return;
  memmove(map->p + entries->end + 1, map->p + entries->end, map->n - 1 - entries->end);
  map->p[entries->end] = ',';
}
static void end_entry(const struct vitk_buffer *map, struct entries *entries) {
  entries->end = map->n;
}

static const char *times(uint64_t n) {
  return n == 1 ? "time" : "times";
}

/* An id from a file's name: "Table 2025_FR" is "table-2025-fr". */
static void write_id(struct vitk_buffer *map, vitk_str name) {
  size_t before = map->n;
  for (size_t i = 0; i < name.n && map->n < before + ID_MAX; i++) {
    unsigned char c = (unsigned char)name.p[i];
    char lower = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '.')
      vitk_buffer_add(map, &lower, 1);
    else if (map->n > before && map->p[map->n - 1] != '-')
      vitk_buffer_add(map, "-", 1);
  }
  while (map->n > before && map->p[map->n - 1] == '-')
    map->n--;
  if (map->n == before)
    say(map, "source");
}

static void write_source(struct vitk_guess *guess, struct vitk_buffer *map, vitk_str name) {
  const char *slash = memrchr(name.p, '/', name.n);
  vitk_str base = slash ? (vitk_str){slash + 1, name.n - (size_t)(slash + 1 - name.p)} : name;
  const char *dot = memrchr(base.p, '.', base.n);
  base.n = dot ? (size_t)(dot - base.p) : base.n;
  say(map, "\n# ? The id names database and release; say also publisher, country, language, licence and url.\n"
           "source = {\n  id = \"");
  write_id(map, base);
  say(map, "\";\n  title = ");
  vitk_guess_quote(map, base.n ? base : name);
  say(map, ";\n");
  bool total = false;
  for (uint32_t i = 0; i < guess->n_values; i++)
    total = total || guess->columns[guess->values[i]]->component == 0;
  if (total)
    say(map, "  # ? Which vitamers are in the total? Say so: total_definition = \"phylloquinone only\";\n");
  say(map, "};\n");
}

static void write_place(const struct vitk_guess *guess, struct vitk_buffer *map) {
  if (vitk_bundle_count(guess->input->bundle) > 1) {
    say(map, "  member = ");
    vitk_guess_quote(map, vitk_bundle_name(guess->input->bundle, guess->member));
    say(map, ";\n");
  }
}

static void write_table(const struct vitk_guess *guess, struct vitk_buffer *map) {
  static const struct {
    char byte;
    const char *name;
  } names[] = {{'\t', "tab"}, {',', "comma"}, {';', "semicolon"}, {'|', "pipe"}, {'^', "caret"}};
  say(map, "\ntable = {\n");
  write_place(guess, map);
  if (guess->sheet.n > 0) {
    say(map, "  sheet = ");
    vitk_guess_quote(map, guess->sheet);
    say(map, guess->n_sheets > 1 ? ";  # ? of %u sheets, the one that says most of vitamin K\n" : ";\n",
        guess->n_sheets);
  }
  if (strcmp(guess->format, "csv") == 0) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
      if ((unsigned char)names[i].byte == guess->delimiter)
        say(map, "  delimiter = \"%s\";\n", names[i].name);
    if (guess->quote == 0)
      say(map, "  quote = \"none\";  # ? a '\"' in it is never closed\n");
    else if (guess->quote != '"')
      say(map, "  quote = \"%c\";\n", (int)guess->quote);
    if (guess->charset_doubtful)
      say(map,
          "  # ? It is not UTF-8. Look at the letters with accents in the preview: it could be another charset, such\n"
          "  # as windows-1250 (Polish, Czech), iso-8859-15, windows-1255 (Hebrew), shift_jis, big5 or euc-kr.\n");
    say(map, "  charset = \"%s\";\n", guess->charset);
  }
  if (guess->by_position) {
    say(map, "  header = 0;  # ? no one row names all columns, each by a name of its own: they are counted from 1\n");
    say(map, "  first_row = %u;\n};\n", guess->first_row);
    return;
  }
  say(map, "  header = %u;\n", guess->header_row);
  if (guess->first_row != guess->header_row + 1)
    say(map, "  first_row = %u;\n", guess->first_row);
  say(map, "};\n");
}

static void write_tree(const struct vitk_guess *guess, struct vitk_buffer *map) {
  say(map, "\ntree = {\n");
  write_place(guess, map);
  if (guess->record.n > 0) {
    say(map, "  record = ");
    vitk_guess_quote(map, guess->record);
    say(map, ";  # ? a food; '*' is any one name\n");
  }
  if (guess->mended)
    say(map, "  mend = true;  # ? a '<' or '&' stands bare in its text\n");
  say(map, "};\n");
}

static void write_numbers(const struct vitk_guess *guess, struct vitk_buffer *map) {
  uint64_t parentheses = 0, spaces = 0, deviations = 0;
  for (uint32_t i = 0; i < guess->n_columns; i++)
    if (vitk_guess_is_amount(guess, i)) {
      parentheses += guess->columns[i]->parentheses;
      spaces += guess->columns[i]->spaces;
      deviations += guess->columns[i]->deviations;
    }
  say(map, "\nnumbers = {\n  decimal = \"%c\";%s\n", guess->decimal,
      guess->decimal_seen ? "" : "  # ? no amount shows it: look for one with a fraction");
  if (parentheses > 0)
    say(map, "  parentheses_estimate = true;  # ? %llu amounts are in parentheses or brackets\n",
        (unsigned long long)parentheses);
  if (spaces > 0)
    say(map, "  spaces_group = true;  # %llu amounts have spaces between digits\n", (unsigned long long)spaces);
  if (deviations > 0)
    say(map, "  plus_minus_sd = true;  # ? %llu amounts are mean ± standard deviation, or another error\n",
        (unsigned long long)deviations);
  say(map, "};\n");
}

static void write_match(const struct vitk_guess *guess, struct vitk_buffer *map) {
  if (is_tree(guess) || guess->by_position) {
    say(map, "\n# With `match = ( \"name\", ... );` files of this kind are recognised, once the map is in a plugin "
             "folder.\n");
    return;
  }
  say(map, "\n# A file whose header has all of these is recognised, once the map is in a plugin folder.\nmatch = ( ");
  bool any = false;
  for (uint32_t i = 0; i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    bool used = (int32_t)i == guess->roles[VITK_ROLE_ID] || (int32_t)i == guess->roles[VITK_ROLE_NAME] ||
                vitk_guess_is_amount(guess, i) || (int32_t)i == guess->naming;
    if (!used || memchr(column->name.p, '|', column->name.n) != NULL)
      continue;
    say(map, any ? ", " : "");
    name_column(map, guess, (int32_t)i);
    any = true;
  }
  say(map, " );\n");
}

static void write_food(const struct vitk_guess *guess, struct vitk_buffer *map) {
  say(map, "\nfood = {\n");
  for (int role = VITK_ROLE_ID; role <= VITK_ROLE_GROUP; role++) {
    int32_t index = guess->roles[role];
    if (index < 0)
      continue;
    const struct vitk_guess_column *column = guess->columns[index];
    say(map, "  %s = ", food_settings[role]);
    name_column(map, guess, index);
    say(map, ";");
    if (guess->by_position && column->name.n > 0) {
      say(map, "  # ");
      vitk_guess_cite(map, column->name);
    }
    if (column->role != (enum vitk_role)role && column->role != VITK_ROLE_NAME)
      say(map, "  # ? no heading says so: by what stands in it");
    say(map, "\n");
  }
  if (guess->roles[VITK_ROLE_NAME] < 0)
    say(map, "  # ? no column with the food's name was found: name = \"...\";\n");
  say(map, "};\n");
}

/* --- tokens */

static bool was_written(const struct vitk_guess *guess, uint32_t column, vitk_str text) {
  for (uint32_t i = 0; i < column; i++)
    for (uint32_t j = 0; j < guess->columns[i]->n_odd && vitk_guess_is_amount(guess, i); j++)
      if (vitk_str_equal(guess->columns[i]->odd[j].text, text))
        return true;
  return false;
}

static uint64_t times_of(const struct vitk_guess *guess, vitk_str text) {
  uint64_t n = 0;
  for (uint32_t i = 0; i < guess->n_columns; i++)
    for (uint32_t j = 0; j < guess->columns[i]->n_odd && vitk_guess_is_amount(guess, i); j++)
      n += vitk_str_equal(guess->columns[i]->odd[j].text, text) ? guess->columns[i]->odd[j].n : 0;
  return n;
}

static void write_token(struct vitk_guess *guess, struct vitk_buffer *map, const struct vitk_guess_odd *odd,
                        struct entries *entries) {
  const struct vitk_word_token *token = vitk_words_token(odd->text, &guess->scratch);
  unsigned long long n = times_of(guess, odd->text), line = odd->line;
  if (token == NULL) {
    say(map, "\n  # ? ");
    vitk_guess_quote(map, odd->text);
    say(map, " (%llu %s, first in line %llu) is no number and not known: it is rejected until it has an entry.", n,
        times(n), line);
    return;
  }
  if (token->doubt != NULL)
    say(map, "\n  # ? %s", token->doubt);
  begin_entry(map, entries);
  say(map, "\n  { text = ");
  vitk_guess_quote(map, odd->text);
  say(map, "; status = \"%s\";%s }", vitk_status_words[token->status], token->assumed ? " origin = \"assumed\";" : "");
  end_entry(map, entries);
  say(map, "  # %llu %s, first in line %llu", n, times(n), line);
}

static void write_tokens(struct vitk_guess *guess, struct vitk_buffer *map) {
  uint64_t cells = 0, blank = 0;
  struct entries entries = {0};
  say(map, "\n# What stands where a number is expected.\ntokens = (");
  for (uint32_t i = 0; i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    if (!vitk_guess_is_amount(guess, i))
      continue;
    cells += column->cells;
    blank += column->blank;
    for (uint32_t j = 0; j < column->n_odd; j++)
      if (!was_written(guess, i, column->odd[j].text))
        write_token(guess, map, &column->odd[j], &entries);
    if (column->more_odd)
      say(map, "\n  # ? and more than %d different texts: is this a column of amounts?", VITK_GUESS_ODD);
  }
  if (blank > 0)
    say(map,
        "\n  # ? %llu of %llu cells are blank. A blank says nothing and gives no value; where the source means\n"
        "  # something by it, make a token of \"\".",
        (unsigned long long)blank, (unsigned long long)cells);
  say(map, "\n);\n");
}

/* --- amounts */

/* Where no unit is named and a column has no amount beyond 0.05, all are in g: as µg they would be next to nothing. */
static bool are_grams(const struct vitk_guess *guess) {
  for (uint32_t i = 0; i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    if (vitk_guess_is_amount(guess, i) && column->unit.n == 0 && column->greatest > 0 && column->greatest < 0.05)
      return true;
  }
  return false;
}

/* Unit and basis of a column, with their doubts on the lines before the entry. */
static void write_unit(struct vitk_guess *guess, struct vitk_buffer *map, const struct vitk_guess_column *column,
                       bool has_column, const char *before) {
  struct vitk_unit unit = {0};
  uint32_t basis = VITK_PER_100G;
  bool named = column->unit.n > 0 && vitk_unit_find(column->unit, &unit) == VITK_UNIT_OK;
  bool says_basis = vitk_words_basis(column->name, &guess->scratch, &basis);
  if (!has_column) {
    say(map, "%sunit = ", before);
    vitk_guess_quote(map, named ? column->unit : vitk_str_of(are_grams(guess) ? "g" : "µg"));
    say(map, ";");
  }
  if (!unit.has_basis && says_basis)
    say(map, "%sbasis = \"%s\";", before, vitk_basis_words[basis]);
}

static void doubt_unit(struct vitk_guess *guess, struct vitk_buffer *map, const struct vitk_guess_column *column,
                       bool has_column) {
  struct vitk_unit unit = {0};
  uint32_t basis;
  bool named = column->unit.n > 0 && vitk_unit_find(column->unit, &unit) == VITK_UNIT_OK;
  if (!named && !has_column)
    say(map, "\n  # ? No unit is named, and the greatest amount is %g: is it µg, mg or g?", column->greatest);
  if (!unit.has_basis && !vitk_words_basis(column->name, &guess->scratch, &basis))
    say(map,
        "\n  # ? Nothing says per what: 100 g of the edible part is assumed; else basis = \"100 ml\" or \"serving\".");
}

static int32_t beside_of(const struct vitk_guess *guess, const struct vitk_guess_column *column, int role) {
  for (uint32_t i = 0; i < guess->n_columns; i++)
    if (guess->columns[i]->how != VITK_WORDS_NONE && guess->columns[i]->component == column->component &&
        guess->columns[i]->beside == (enum vitk_role)role && guess->columns[i]->each.n == 0)
      return (int32_t)i;
  return -1;
}

static void write_value(struct vitk_guess *guess, struct vitk_buffer *map, uint32_t at, struct entries *entries) {
  const struct vitk_guess_column *column = guess->columns[guess->values[at]];
  bool has_unit = column->unit.n == 0 && beside_of(guess, column, VITK_ROLE_UNIT) >= 0, first = true;
  for (uint32_t i = 0; i < at; i++)
    first = first && guess->columns[guess->values[i]]->component != column->component;
  if (guess->by_position) {
    say(map, "\n  # ");
    vitk_guess_cite(map, column->name);
  }
  if (column->how == VITK_WORDS_WEAK)
    say(map, "\n  # ? The heading says no more than this: is it a vitamin K at all?");
  if (!first)
    say(map, "\n  # ? A second column of this component: keep both only if they state different things.");
  doubt_unit(guess, map, column, has_unit);
  begin_entry(map, entries);
  say(map, "\n  { column = ");
  name_column(map, guess, (int32_t)guess->values[at]);
  say(map, "; component = \"%s\";", vitk_components[column->component].id);
  write_unit(guess, map, column, has_unit, " ");
  for (int role = VITK_ROLE_UNIT; role < VITK_ROLE_OTHER; role++) {
    bool wanted = role == VITK_ROLE_UNIT ? has_unit : first;
    int32_t index = wanted ? beside_of(guess, column, role) : -1;
    if (index < 0)
      continue;
    say(map, " %s = ", beside_settings[role]);
    name_column(map, guess, index);
    say(map, ";");
  }
  say(map, " }");
  end_entry(map, entries);
}

static void write_values(struct vitk_guess *guess, struct vitk_buffer *map) {
  struct entries entries = {0};
  say(map, "\nvalues = (");
  for (uint32_t i = 0; i < guess->n_values; i++)
    write_value(guess, map, i, &entries);
  for (uint32_t i = 0; i < guess->n_columns; i++) {
    const struct vitk_guess_column *column = guess->columns[i];
    if (column->how == VITK_WORDS_NAMED && column->beside == VITK_ROLE_OTHER && !vitk_guess_is_amount(guess, i)) {
      say(map, "\n  # not read, as it speaks of the amounts and holds none: ");
      vitk_guess_cite(map, column->name);
    }
  }
  say(map, "\n);\n");
}

static void write_component(const struct vitk_guess_column *naming, struct vitk_buffer *map, uint32_t component,
                            struct entries *entries) {
  bool found = false, weak = false;
  for (uint32_t i = 0; i < naming->n_named; i++)
    weak = weak || (naming->named[i].component == component && naming->named[i].how == VITK_WORDS_WEAK);
  for (uint32_t i = 0; i < naming->n_named; i++) {
    vitk_str text = naming->named[i].text;
    if (naming->named[i].component != component || memchr(text.p, '|', text.n) != NULL)
      continue;
    if (!found && weak)
      say(map, "\n    # ? The text says no more than this: is it a vitamin K at all?");
    if (!found) {
      begin_entry(map, entries);
      say(map, "\n    { text = ");
    }
    if (found) {
      map->n--; /* the closing quote: the next spelling goes on */
      say(map, "|");
    }
    size_t start = map->n;
    vitk_guess_quote(map, text);
    if (found) { /* without its opening quote */
      memmove(map->p + start, map->p + start + 1, map->n - start - 1);
      map->n--;
    }
    found = true;
  }
  if (!found)
    return;
  say(map, "; component = \"%s\"; }", vitk_components[component].id);
  end_entry(map, entries);
}

static void write_rows(struct vitk_guess *guess, struct vitk_buffer *map) {
  const struct vitk_guess_column *naming = guess->columns[guess->naming];
  const struct vitk_guess_column *amount = guess->columns[guess->roles[VITK_ROLE_AMOUNT]];
  bool has_unit = guess->roles[VITK_ROLE_UNIT] >= 0;
  struct entries entries = {0};
  say(map, "\nrows = {");
  if (naming->each.n > 0) {
    say(map, "\n  each = ");
    vitk_guess_quote(map, naming->each);
    say(map, ";  # the paths below start there");
  }
  say(map, "\n  component = ");
  name_column(map, guess, guess->naming);
  say(map, ";\n  amount = ");
  name_column(map, guess, guess->roles[VITK_ROLE_AMOUNT]);
  say(map, ";%s", amount->role == VITK_ROLE_AMOUNT ? "" : "  # ? no heading says so: by what stands in it");
  doubt_unit(guess, map, amount, has_unit);
  write_unit(guess, map, amount, has_unit, "\n  ");
  for (int role = VITK_ROLE_UNIT; role < VITK_ROLE_OTHER; role++) {
    if (guess->roles[role] < 0)
      continue;
    say(map, "\n  %s = ", beside_settings[role]);
    name_column(map, guess, guess->roles[role]);
    say(map, ";");
  }
  say(map, "\n  # ? Are these all the names of vitamin K in it? `vitk map preview` says what it leaves out.\n"
           "  components = (");
  for (uint32_t i = 0; i < vitk_n_components; i++)
    write_component(naming, map, i, &entries);
  say(map, "\n  );\n};\n");
}

int vitk_guess_write(struct vitk_guess *guess, struct vitk_buffer *map) {
  vitk_str file = vitk_bundle_name(guess->input->bundle, guess->member);
  say(map, "# Proposed by `vitk map guess` for ");
  vitk_guess_cite(map, file);
  say(map,
      ". It runs as it is; each \"# ?\" is a doubt to look\n# into. `vitk map preview MAP FILE` shows what comes of "
      "it, and docs/maps.md says what each setting means.\n");
  if (guess->more_rows)
    say(map, "# ? Only the first %d rows were looked at.\n", VITK_GUESS_ROWS);
  if (guess->more_columns)
    say(map, "# ? Not all columns were looked at.\n");
  say(map, "vitk_map = 1;\nformat = \"%s\";\n", guess->format);
  write_source(guess, map, file);
  if (is_tree(guess))
    write_tree(guess, map);
  else
    write_table(guess, map);
  write_numbers(guess, map);
  write_match(guess, map);
  write_food(guess, map);
  write_tokens(guess, map);
  if (guess->naming >= 0)
    write_rows(guess, map);
  else
    write_values(guess, map);
  return vitk_buffer_add(map, "", 1); /* fails where a write before it did: the buffer is at its end */
}
