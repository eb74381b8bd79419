/* The view food_k: what K1, K2 and the total of a food are, for each way in which a source can state them. */
#include "tests/unit/dataset.h"

#define UNKNOWN NAN

struct stated {
  const char *component, *status;
  double amount, lower, upper;
};

/* How each status bounds an amount; x is its number. */
#define VALUE(component, x)                                                                                            \
  { component, "value", x, x, x }
#define ASSUMED_ZERO(component)                                                                                        \
  { component, "assumed_zero", 0, 0, 0 }
#define TRACE(component)                                                                                               \
  { component, "trace", UNKNOWN, 0, UNKNOWN }
#define BELOW(component, x)                                                                                            \
  { component, "below_limit", UNKNOWN, 0, x }
#define PRESENT(component)                                                                                             \
  { component, "present", UNKNOWN, 0, UNKNOWN }
#define MISSING(component)                                                                                             \
  { component, "missing", UNKNOWN, UNKNOWN, UNKNOWN }

static const struct {
  struct stated stated[11];
  const char *k2, *total; /* amount, lower, upper, from */
} cases[] = {
    /* K1 alone: K2 is not measured, so that the total has no amount and no upper bound. */
    {{VALUE("VITK1", 20.5)}, "null null null null", "null 20.5 null VITK1"},
    {{TRACE("VITK1")}, "null null null null", "null 0.0 null VITK1"},
    {{MISSING("VITK1")}, "null null null null", "null null null VITK1"},
    /* The source's own K2. */
    {{VALUE("VITK1", 0.1), VALUE("VITK2", 0.2)}, "0.2 0.2 0.2 VITK2", "0.3 0.3 0.3 VITK1+VITK2"},
    {{VALUE("VITK1", 3), MISSING("VITK2")}, "null null null VITK2", "null 3.0 null VITK1+VITK2"},
    {{VALUE("VITK1", 3), TRACE("VITK2")}, "null 0.0 null VITK2", "null 3.0 null VITK1+VITK2"},
    {{VALUE("VITK1", 3), PRESENT("VITK2")}, "null 0.0 null VITK2", "null 3.0 null VITK1+VITK2"},
    {{VALUE("VITK1", 3), BELOW("VITK2", 20)}, "null 0.0 20.0 VITK2", "null 3.0 23.0 VITK1+VITK2"},
    {{VALUE("VITK1", 3), BELOW("VITK2", UNKNOWN)}, "null 0.0 null VITK2", "null 3.0 null VITK1+VITK2"},
    {{VALUE("VITK1", 3), ASSUMED_ZERO("VITK2")}, "0.0 0.0 0.0 VITK2", "3.0 3.0 3.0 VITK1+VITK2"},
    {{BELOW("VITK1", 1), BELOW("VITK2", 2)}, "null 0.0 2.0 VITK2", "null 0.0 3.0 VITK1+VITK2"},
    {{MISSING("VITK1"), VALUE("VITK2", 5)}, "5.0 5.0 5.0 VITK2", "null 5.0 null VITK1+VITK2"},
    {{VALUE("VITK2", 5)}, "5.0 5.0 5.0 VITK2", "null 5.0 null VITK2"},
    /* The source's own K2 goes before its MK-n, unless it says that it has none. */
    {{VALUE("VITK2", 5), VALUE("MK4", 1)}, "5.0 5.0 5.0 VITK2", "null 5.0 null VITK2"},
    {{MISSING("VITK2"), VALUE("MK4", 1)}, "1.0 1.0 null MK4", "null 1.0 null MK4"},
    /* K2 of MK-n: an amount of what is stated, no upper bound as the others are not measured. */
    {{VALUE("VITK1", 1), VALUE("MK4", 0.1), VALUE("MK7", 0.2)}, "0.3 0.3 null MK4+MK7", "null 1.3 null VITK1+MK4+MK7"},
    {{VALUE("MK10", 2), VALUE("MK4", 1)}, "3.0 3.0 null MK4+MK10", "null 3.0 null MK4+MK10"},
    {{VALUE("MK4", 1), TRACE("MK7")}, "null 1.0 null MK4+MK7", "null 1.0 null MK4+MK7"},
    {{VALUE("MK4", 1), BELOW("MK7", 2)}, "null 1.0 null MK4+MK7", "null 1.0 null MK4+MK7"},
    {{VALUE("MK4", 1), MISSING("MK7")}, "null 1.0 null MK4", "null 1.0 null MK4"},
    {{MISSING("MK4"), MISSING("MK7")}, "null null null MK4+MK7", "null null null MK4+MK7"},
    {{VALUE("MK4", 1), VALUE("MK5", 1), VALUE("MK6", 1), VALUE("MK7", 1), VALUE("MK8", 1), VALUE("MK9", 1),
      VALUE("MK10", 1), VALUE("MK11", 1), VALUE("MK12", 1), BELOW("MK13", 1), VALUE("VITK1", 1)},
     "null 9.0 10.0 MK4+MK5+MK6+MK7+MK8+MK9+MK10+MK11+MK12+MK13",
     "null 10.0 11.0 VITK1+MK4+MK5+MK6+MK7+MK8+MK9+MK10+MK11+MK12+MK13"},
    /* The source's own total, whatever its parts are. */
    {{VALUE("VITK", 9), VALUE("VITK1", 3)}, "null null null null", "9.0 9.0 9.0 VITK"},
    {{BELOW("VITK", 9)}, "null null null null", "null 0.0 9.0 VITK"},
    {{TRACE("VITK"), VALUE("VITK1", 3)}, "null null null null", "null 0.0 null VITK"},
    {{MISSING("VITK")}, "null null null null", "null null null VITK"},
    {{MISSING("VITK"), VALUE("VITK1", 3)}, "null null null null", "null 3.0 null VITK1"},
    /* Dihydrophylloquinone is no part of it. */
    {{VALUE("VITK1D", 72)}, "null null null null", "null null null null"},
};

START_TEST(k2_and_total_are_what_the_source_allows) {
  struct vitk_sqlite_writer *w = writer(in_folder("a.sqlite"), false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  put_source(sink, "a");
  put_food(sink, "a", "1", "one");
  for (size_t i = 0; i < 11 && cases[_i].stated[i].component; i++) {
    const struct stated *s = &cases[_i].stated[i];
    struct test_value value = {.source = "a",
                               .food = "1",
                               .component = s->component,
                               .status = s->status,
                               .amount = s->amount,
                               .lower = s->lower,
                               .upper = s->upper};
    ck_assert_int_eq(put_value(sink, value), VITK_OK);
  }
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
  sqlite3 *db = dataset(in_folder("a.sqlite"));
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM food_k"), "1");
  ck_assert_str_eq(ask(db, "SELECT coalesce(k2_ug, 'null') || ' ' || coalesce(k2_lower, 'null') || ' ' ||"
                           " coalesce(k2_upper, 'null') || ' ' || coalesce(k2_from, 'null') FROM food_k"),
                   cases[_i].k2);
  ck_assert_str_eq(ask(db, "SELECT coalesce(total_ug, 'null') || ' ' || coalesce(total_lower, 'null') || ' ' ||"
                           " coalesce(total_upper, 'null') || ' ' || coalesce(total_from, 'null') FROM food_k"),
                   cases[_i].total);
  sqlite3_close(db);
}
END_TEST

static sqlite3 *dataset_of(const struct test_value *values, size_t n) {
  struct vitk_sqlite_writer *w = writer(in_folder("a.sqlite"), false);
  struct vitk_row_sink sink = vitk_sqlite_writer_sink(w);
  put_source(sink, "a");
  put_food(sink, "a", "1", "one");
  for (size_t i = 0; i < n; i++) {
    struct test_value value = values[i];
    value.source = "a";
    value.food = "1";
    value.status = "value";
    value.lower = value.upper = value.amount;
    value.line = (int)i;
    ck_assert_int_eq(put_value(sink, value), VITK_OK);
  }
  ck_assert_int_eq(vitk_sqlite_writer_finish(w), VITK_OK);
  return dataset(in_folder("a.sqlite"));
}

START_TEST(what_can_not_be_compared_does_not_meet) {
  static const struct test_value values[] = {
      {.component = "VITK1", .amount = 1},
      {.component = "VITK2", .amount = 2, .equivalents = "K1"},
      {.component = "VITK2", .amount = 4, .basis = "100 ml"},
      {.component = "VITK2", .amount = 8, .basis = "serving", .serving = 30},
      {.component = "VITK2", .amount = 9, .basis = "serving", .serving = 60},
  };
  sqlite3 *db = dataset_of(values, 5);
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM food_k"), "5");
  ck_assert_str_eq(ask(db, "SELECT count(*) FROM food_k WHERE total_ug IS NOT NULL"), "0");
  ck_assert_str_eq(ask(db, "SELECT k2_ug FROM food_k WHERE serving_g = 60"), "9.0");
  sqlite3_close(db);
}
END_TEST

START_TEST(a_component_stated_twice_is_bounded_by_both) {
  static const struct test_value differ[] = {{.component = "VITK1", .amount = 1}, {.component = "VITK1", .amount = 3}};
  static const struct test_value agree[] = {{.component = "VITK1", .amount = 3}, {.component = "VITK1", .amount = 3}};
  sqlite3 *db = dataset_of(differ, 2);
  ck_assert_str_eq(ask(db, "SELECT coalesce(k1_ug, '-') || ' ' || k1_lower || ' ' || k1_upper FROM food_k"),
                   "- 1.0 3.0");
  sqlite3_close(db);
  db = dataset_of(agree, 2);
  ck_assert_str_eq(ask(db, "SELECT coalesce(k1_ug, '-') || ' ' || k1_lower || ' ' || k1_upper FROM food_k"),
                   "3.0 3.0 3.0");
  sqlite3_close(db);
}
END_TEST

START_TEST(sums_do_not_show_the_binary_fractions) {
  static const struct test_value values[] = {{.component = "VITK1", .amount = 0.1},
                                             {.component = "VITK2", .amount = 0.2}};
  sqlite3 *db = dataset_of(values, 2);
  ck_assert_str_eq(ask(db, "SELECT total_ug = 0.3 AND total_lower = 0.3 AND total_upper = 0.3 FROM food_k"), "1");
  sqlite3_close(db);
}
END_TEST

START_TEST(dihydrophylloquinone_has_columns_of_its_own) {
  static const struct test_value values[] = {{.component = "VITK1D", .amount = 72},
                                             {.component = "VITK1", .amount = 3}};
  sqlite3 *db = dataset_of(values, 2);
  ck_assert_str_eq(ask(db, "SELECT k1d_ug || ' ' || k1_ug || ' ' || total_lower FROM food_k"), "72.0 3.0 3.0");
  sqlite3_close(db);
}
END_TEST

static void add(TCase *tests) {
  tcase_add_loop_test(tests, k2_and_total_are_what_the_source_allows, 0, (int)(sizeof cases / sizeof cases[0]));
  tcase_add_test(tests, what_can_not_be_compared_does_not_meet);
  tcase_add_test(tests, a_component_stated_twice_is_bounded_by_both);
  tcase_add_test(tests, sums_do_not_show_the_binary_fractions);
  tcase_add_test(tests, dihydrophylloquinone_has_columns_of_its_own);
}

int main(void) {
  return run_tests("food_k", add);
}
