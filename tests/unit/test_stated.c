/* What an importer states in one process arrives in another as it was stated; what a hostile one sends is read to its
 * end and no further. */
#include "core/worker/stated.h"

#include "random.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 40, ROUNDS = 3000 };

/* --- a receiver that compares what comes with what was stated */

struct code {
  vitk_str food_id, scheme, code;
};
struct expected {
  struct vitk_food foods[ROUNDS];
  struct code codes[ROUNDS];
  struct vitk_statement statements[ROUNDS];
  size_t n_foods, n_codes, n_statements, foods_seen, codes_seen, statements_seen;
};

static void same_text(vitk_str a, vitk_str b) {
  ck_assert_uint_eq(a.n, b.n);
  ck_assert((a.p == NULL) == (b.p == NULL));
  ck_assert(a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static void same_texts(const vitk_str *a, const vitk_str *b, size_t n) {
  for (size_t i = 0; i < n; i++)
    same_text(a[i], b[i]);
}

static int see_food(void *self, const struct vitk_food *food) {
  struct expected *expected = self;
  ck_assert_uint_lt(expected->foods_seen, expected->n_foods);
  same_texts(&food->food_id, &expected->foods[expected->foods_seen++].food_id, 6);
  return VITK_OK;
}

static int see_code(void *self, vitk_str food_id, const char *scheme, vitk_str code) {
  struct expected *expected = self;
  ck_assert_uint_lt(expected->codes_seen, expected->n_codes);
  const struct code *want = &expected->codes[expected->codes_seen++];
  same_text(food_id, want->food_id);
  same_text((vitk_str){scheme, strlen(scheme)}, want->scheme);
  same_text(code, want->code);
  return VITK_OK;
}

static int see_statement(void *self, const struct vitk_statement *s) {
  struct expected *expected = self;
  ck_assert_uint_lt(expected->statements_seen, expected->n_statements);
  const struct vitk_statement *want = &expected->statements[expected->statements_seen++];
  same_texts(&s->food_id, &want->food_id, 4);
  same_texts(&s->limit, &want->limit, 11);
  ck_assert_uint_eq(s->status, want->status);
  ck_assert_uint_eq(s->basis, want->basis);
  ck_assert_uint_eq(s->origin, want->origin);
  ck_assert_uint_eq(s->equivalents, want->equivalents);
  ck_assert_uint_eq(s->line, want->line);
  return VITK_OK;
}

/* Applies all that `out` has gathered, from memory that ends where the last message does. Now and then what was read is
 * overwritten, as it is where more is received. */
static int apply(const struct vitk_wire_out *out, const struct vitk_receiver *to, bool *bad) {
  struct vitk_stated stated = {0};
  struct vitk_wire_in in = {.fd = -1, .bytes = malloc(out->bytes.n + 1), .end = out->bytes.n};
  struct vitk_wire_message message = {.bad = false};
  int code = VITK_OK;
  ck_assert_ptr_nonnull(in.bytes);
  memcpy(in.bytes, out->bytes.p, out->bytes.n);
  while (code == VITK_OK && (code = vitk_wire_next(&in, &message)) == VITK_OK)
    if ((code = vitk_stated_apply(&stated, &message, to)) == VITK_OK && below(3) == 0) {
      code = vitk_stated_keep(&stated);
      memset(in.bytes, '?', in.start);
    }
  *bad = message.bad || code == VITK_FAILED;
  vitk_stated_free(&stated);
  vitk_wire_drop(&in);
  return code;
}

/* --- texts as tables have them: of a few kinds, repeated, blank, not there */

static char texts_made[2 * ROUNDS * 22][TEXT_MAX];
static size_t n_texts_made;

static vitk_str random_text(vitk_str before) {
  uint32_t kind = below(8);
  if (kind < 4)
    return before;
  if (kind == 4)
    return (vitk_str){NULL, 0};
  char *text = texts_made[n_texts_made++];
  if (kind == 5)
    return (vitk_str){text, 0};
  return (vitk_str){text, (size_t)snprintf(text, TEXT_MAX, "%.*s%u", (int)below(30), "a text with spaces and a number ",
                                           below(kind == 6 ? 10 : 1000000))};
}

static void random_texts(vitk_str *texts, const vitk_str *before, size_t n) {
  for (size_t i = 0; i < n; i++)
    texts[i] = random_text(before[i]);
}

static void state_code(const struct vitk_receiver *to, struct expected *expected, vitk_str food_id) {
  static const char *const schemes[] = {"fdc-type", "gtin", "langual", ""};
  static struct code last;
  const char *scheme = schemes[below(4)];
  last = (struct code){below(2) == 0 ? food_id : last.food_id, {scheme, strlen(scheme)}, random_text(last.code)};
  expected->codes[expected->n_codes++] = last;
  ck_assert_int_eq(to->food_code(to->self, last.food_id, scheme, last.code), VITK_OK);
}

static void state_at_random(struct vitk_stating *stating, struct expected *expected) {
  const struct vitk_receiver to = vitk_stating_receiver(stating);
  struct vitk_food food = {.size = sizeof food};
  struct vitk_statement s = {.size = sizeof s};
  n_texts_made = 0;
  for (unsigned i = 0; i < ROUNDS; i++) {
    if (below(4) == 0) {
      state_code(&to, expected, food.food_id);
      continue;
    }
    if (below(3) == 0) {
      random_texts(&food.food_id, &food.food_id, 6);
      if (below(2) == 0)
        food.name_en = food.name;
      expected->foods[expected->n_foods++] = food;
      ck_assert_int_eq(to.food(to.self, &food), VITK_OK);
      continue;
    }
    random_texts(&s.food_id, &s.food_id, 4);
    random_texts(&s.limit, &s.limit, 11);
    if (below(5) == 0)
      s.status = below(7), s.basis = below(3), s.origin = below(7), s.equivalents = below(3);
    s.line = below(4) == 0 ? random_bits() : s.line + 1;
    expected->statements[expected->n_statements++] = s;
    ck_assert_int_eq(to.statement(to.self, &s), VITK_OK);
  }
}

START_TEST(what_is_stated_arrives_as_it_was_stated) {
  static struct expected expected;
  struct vitk_wire_out out;
  bool bad;
  vitk_wire_open(&out, -1);
  struct vitk_stating stating = {.out = &out};
  state_at_random(&stating, &expected);
  const struct vitk_receiver to = {
      .self = &expected, .food = see_food, .food_code = see_code, .statement = see_statement};
  ck_assert_int_eq(apply(&out, &to, &bad), VITK_END);
  ck_assert(!bad);
  ck_assert_uint_eq(expected.foods_seen, expected.n_foods);
  ck_assert_uint_eq(expected.codes_seen, expected.n_codes);
  ck_assert_uint_eq(expected.statements_seen, expected.n_statements);
  vitk_stating_free(&stating);
  vitk_wire_free(&out);
}
END_TEST

/* --- one by one */

static vitk_str text(const char *p) {
  return (vitk_str){p, p ? strlen(p) : 0};
}

static const struct vitk_statement kale = {.size = sizeof kale,
                                           .food_id = {"323505", 6},
                                           .component = {"VITK1", 5},
                                           .amount = {"390.0", 5},
                                           .unit = {"UG", 2},
                                           .origin = VITK_ANALYSED,
                                           .file = {"food_nutrient.csv", 17},
                                           .line = 7};

START_TEST(a_statement_like_the_one_before_takes_its_line_alone) {
  struct vitk_wire_out out;
  vitk_wire_open(&out, -1);
  struct vitk_stating stating = {.out = &out};
  const struct vitk_receiver to = vitk_stating_receiver(&stating);
  struct vitk_statement s = kale;
  ck_assert_int_eq(to.statement(to.self, &s), VITK_OK);
  size_t first = out.bytes.n;
  s.line++;
  ck_assert_int_eq(to.statement(to.self, &s), VITK_OK);
  ck_assert_uint_eq(out.bytes.n - first, 8 + 4 + 8);
  s.amount = text("391.0");
  ck_assert_int_eq(to.statement(to.self, &s), VITK_OK);
  ck_assert_uint_eq(out.bytes.n - first, 2 * (8 + 4 + 8) + 4 + 5);
  vitk_stating_free(&stating);
  vitk_wire_free(&out);
}
END_TEST

START_TEST(a_text_that_is_too_long_is_cut_between_two_characters) {
  static struct expected expected;
  struct vitk_wire_out out;
  bool bad;
  char *longest = malloc(VITK_WIRE_TEXT_MAX + 3);
  ck_assert_ptr_nonnull(longest);
  memset(longest, 'a', VITK_WIRE_TEXT_MAX + 3);
  memcpy(longest + VITK_WIRE_TEXT_MAX - 1, "µ", 2);
  vitk_wire_open(&out, -1);
  struct vitk_stating stating = {.out = &out};
  const struct vitk_receiver from = vitk_stating_receiver(&stating);
  struct vitk_statement s = kale;
  s.amount = (vitk_str){longest, VITK_WIRE_TEXT_MAX + 3};
  for (expected.n_statements = 0; expected.n_statements < 2; expected.n_statements++) {
    ck_assert_int_eq(from.statement(from.self, &s), VITK_OK);
    expected.statements[expected.n_statements] = s;
    expected.statements[expected.n_statements].amount.n = VITK_WIRE_TEXT_MAX - 1;
  }
  const struct vitk_receiver to = {.self = &expected, .statement = see_statement};
  ck_assert_int_eq(apply(&out, &to, &bad), VITK_END);
  ck_assert_uint_eq(expected.statements_seen, 2);
  vitk_stating_free(&stating);
  vitk_wire_free(&out);
  free(longest);
}
END_TEST

START_TEST(structs_of_an_older_plugin_are_stated_as_far_as_they_go) {
  static struct expected expected;
  struct vitk_wire_out out;
  bool bad;
  vitk_wire_open(&out, -1);
  struct vitk_stating stating = {.out = &out};
  const struct vitk_receiver from = vitk_stating_receiver(&stating);
  struct vitk_statement s = kale;
  s.size = offsetof(struct vitk_statement, line);
  ck_assert_int_eq(from.statement(from.self, &s), VITK_OK);
  struct vitk_food food = {.size = offsetof(struct vitk_food, language), .food_id = {"1", 1}, .name = {"Kale", 4}};
  food.food_group = text("not looked at");
  ck_assert_int_eq(from.food(from.self, &food), VITK_OK);
  food.food_group = text(NULL);
  expected.statements[expected.n_statements++] = kale;
  expected.statements[0].line = 0;
  expected.foods[expected.n_foods++] = food;
  const struct vitk_receiver to = {.self = &expected, .food = see_food, .statement = see_statement};
  ck_assert_int_eq(apply(&out, &to, &bad), VITK_END);
  vitk_stating_free(&stating);
  vitk_wire_free(&out);
}
END_TEST

START_TEST(foods_are_mentioned_by_what_says_something_and_of_their_source_alone) {
  struct vitk_wire_out out;
  vitk_wire_open(&out, -1);
  struct vitk_stating stating = {.out = &out};
  const struct vitk_receiver to = vitk_stating_receiver(&stating);
  struct vitk_source source = {.size = sizeof source, .source_id = text("a-2025"), .title = text("A")};
  struct vitk_statement s = kale;
  ck_assert(!to.mentioned(to.self, s.food_id));
  ck_assert_int_eq(to.source(to.self, &source), VITK_OK);
  ck_assert_int_eq(to.statement(to.self, &s), VITK_OK);
  s.food_id = text("2");
  s.amount = text(" ");
  ck_assert_int_eq(to.statement(to.self, &s), VITK_OK);
  ck_assert(to.mentioned(to.self, text("323505")));
  ck_assert(to.mentioned(to.self, text(" 323505 ")));
  ck_assert(!to.mentioned(to.self, text("2")));
  ck_assert(!to.mentioned(to.self, text(NULL)));
  source.source_id = text("b-2025");
  ck_assert_int_eq(to.source(to.self, &source), VITK_OK);
  ck_assert(!to.mentioned(to.self, text("323505")));
  source.source_id = text("a-2025");
  ck_assert_int_eq(to.source(to.self, &source), VITK_OK);
  ck_assert(to.mentioned(to.self, text("323505")));
  vitk_stating_free(&stating);
  vitk_wire_free(&out);
}
END_TEST

/* --- hostile */

static unsigned char looked_at;

static void look(const vitk_str *texts, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (texts[i].n > (texts[i].p ? VITK_WIRE_TEXT_MAX : 0))
      ck_abort_msg("a text of %zu bytes", texts[i].n);
    for (size_t k = 0; k < texts[i].n; k++)
      looked_at ^= (unsigned char)texts[i].p[k];
  }
}

static int look_at_source(void *self, const struct vitk_source *source) {
  (void)self;
  look(&source->source_id, 10);
  return VITK_OK;
}

static int look_at_food(void *self, const struct vitk_food *food) {
  (void)self;
  look(&food->food_id, 6);
  return VITK_OK;
}

static int look_at_statement(void *self, const struct vitk_statement *s) {
  (void)self;
  look(&s->food_id, 4);
  look(&s->limit, 11);
  return VITK_OK;
}

static int look_at_code(void *self, vitk_str food_id, const char *scheme, vitk_str code) {
  (void)self;
  look((vitk_str[]){food_id, text(scheme), code}, 3);
  return VITK_OK;
}

static int look_at_row(void *self, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride) {
  (void)self, (void)stride;
  for (uint32_t i = 0; table < VITK_N_TABLES && i < n; i++)
    look(&row[i].text, 1);
  return VITK_OK;
}

static int look_at_diag(void *self, const struct vitk_diag *diag) {
  (void)self;
  look((vitk_str[]){text(diag->code), diag->file, diag->field, diag->message, diag->hint, diag->excerpt}, 6);
  return VITK_OK;
}

static void look_at_number(void *self, uint64_t n) {
  (void)self;
  looked_at ^= (unsigned char)n;
}

static int look_at_file(void *self, vitk_str path, uint64_t bytes, vitk_str checksum) {
  look_at_number(self, bytes);
  look((vitk_str[]){path, checksum}, 2);
  return VITK_OK;
}

static const struct vitk_receiver onlooker = {.source = look_at_source,
                                              .food = look_at_food,
                                              .food_code = look_at_code,
                                              .statement = look_at_statement,
                                              .row = look_at_row,
                                              .diag = look_at_diag,
                                              .foods_skipped = look_at_number,
                                              .file = look_at_file};

static void spoil(struct vitk_buffer *bytes, size_t least) {
  for (uint32_t n = 1 + below(3); n > 0; n--)
    bytes->p[least + below((uint32_t)(bytes->n - least))] = (char)(below(3) == 0 ? 0xFF : below(256));
}

/* Lengths, kinds and bits of any value; the memory ends where the messages do, which the sanitizers watch. */
START_TEST(a_message_that_is_not_made_right_is_read_to_its_end_at_most) {
  unsigned n_bad = 0;
  for (unsigned i = 0; i < 20000; i++) {
    struct vitk_wire_out out;
    bool bad;
    vitk_wire_open(&out, -1);
    struct vitk_stating stating = {.out = &out};
    const struct vitk_receiver from = vitk_stating_receiver(&stating);
    struct vitk_food food = {.size = sizeof food, .food_id = {"1", 1}, .name = {"Kale", 4}};
    struct vitk_statement s = kale;
    from.food(from.self, &food);
    from.statement(from.self, &s);
    size_t second = out.bytes.n;
    s.amount = text("5");
    from.statement(from.self, &s);
    from.food(from.self, &food);
    from.food_code(from.self, food.food_id, "fdc-type", s.component);
    spoil(&out.bytes, below(2) == 0 ? 0 : second);
    if (below(4) == 0)
      out.bytes.n = below((uint32_t)out.bytes.n);
    if (apply(&out, &onlooker, &bad) != VITK_END && !bad)
      ck_abort_msg("round %u: a failure that is none of the message", i);
    n_bad += bad;
    vitk_stating_free(&stating);
    vitk_wire_free(&out);
  }
  ck_assert_uint_gt(n_bad, 1000);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("stated");
  TCase *tests = tcase_create("stated");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, what_is_stated_arrives_as_it_was_stated);
  tcase_add_test(tests, a_statement_like_the_one_before_takes_its_line_alone);
  tcase_add_test(tests, a_text_that_is_too_long_is_cut_between_two_characters);
  tcase_add_test(tests, structs_of_an_older_plugin_are_stated_as_far_as_they_go);
  tcase_add_test(tests, foods_are_mentioned_by_what_says_something_and_of_their_source_alone);
  tcase_add_test(tests, a_message_that_is_not_made_right_is_read_to_its_end_at_most);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
