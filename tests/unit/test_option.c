#include "core/plugin/option.h"
#include "tests/unit/diags.h"

#include <check.h>
#include <stdlib.h>
#include <unistd.h>

static const struct vitk_option options[] = {
    {.name = "release", .help = "h", .type = VITK_OPTION_TEXT},
    {.name = "quiet", .help = "h", .type = VITK_OPTION_BOOLEAN, .standard = "no"},
    {.name = "level", .help = "h", .type = VITK_OPTION_INTEGER, .min = -5, .max = 9, .standard = "3"},
    {.name = "any", .help = "h", .type = VITK_OPTION_INTEGER},
    {.name = "delimiter", .help = "h", .type = VITK_OPTION_CHAR, .standard = "comma"},
    {.name = "shape", .help = "h", .type = VITK_OPTION_CHOICE, .choices = "wide|long", .standard = "wide"},
    {.name = "map", .help = "h", .type = VITK_OPTION_MAP},
};
enum { N_OPTIONS = sizeof options / sizeof options[0] };
static const struct vitk_plugin plugin = {
    .size = sizeof plugin, .name = "table", .options = options, .n_options = N_OPTIONS};
static const struct vitk_plugin without_map = {
    .size = sizeof plugin, .name = "table", .options = options, .n_options = N_OPTIONS - 1};

static struct vitk_arena arena;
static struct told told;
static struct vitk_option_values *values;

static int parse_as(const struct vitk_plugin *p, const char *given, const char *preset) {
  const struct vitk_sink_of_diags sink = {keep_diag, &told};
  told = (struct told){0};
  return vitk_options_parse(p, &given, given ? 1 : 0, preset, &arena, &sink, &values);
}

static int parse(const char *given) {
  return parse_as(&plugin, given, NULL);
}

static void end(void) {
  vitk_arena_free(&arena);
}

static void check_refused(const char *given, const char *message, const char *hint) {
  ck_assert_int_eq(parse(given), VITK_FAILED);
  ck_assert_ptr_null(values);
  ck_assert_int_eq(told.n, 1);
  ck_assert_str_eq(told.code, "option");
  ck_assert_msg(strstr(told.message, message) != NULL, "%s: '%s' lacks '%s'", given, told.message, message);
  ck_assert_msg(strstr(told.hint, hint) != NULL, "%s: hint '%s' lacks '%s'", given, told.hint, hint);
}

START_TEST(defaults_are_read_as_if_given) {
  ck_assert_int_eq(parse(NULL), VITK_OK);
  ck_assert_int_eq(vitk_options_integer(values, "level"), 3);
  ck_assert(vitk_str_is(vitk_options_text(values, "quiet"), "no"));
  ck_assert(vitk_str_is(vitk_options_text(values, "delimiter"), ","));
  ck_assert_ptr_null(vitk_options_text(values, "release").p);
  ck_assert_ptr_null(vitk_options_map(values, "map"));
}
END_TEST

START_TEST(an_empty_text_is_not_the_same_as_none) {
  ck_assert_int_eq(parse("release="), VITK_OK);
  ck_assert_ptr_nonnull(vitk_options_text(values, "release").p);
  ck_assert_uint_eq(vitk_options_text(values, "release").n, 0);
}
END_TEST

START_TEST(a_value_may_hold_equals_signs_and_dots) {
  ck_assert_int_eq(parse("release=a.b=c"), VITK_OK);
  ck_assert(vitk_str_is(vitk_options_text(values, "release"), "a.b=c"));
}
END_TEST

START_TEST(booleans_take_six_words) {
  static const char *const given[] = {"quiet=yes", "quiet=true", "quiet=1", "quiet=no", "quiet=false", "quiet=0"};
  for (int i = 0; i < 6; i++) {
    ck_assert_int_eq(parse(given[i]), VITK_OK);
    ck_assert_int_eq(vitk_options_integer(values, "quiet"), i < 3);
    ck_assert(vitk_str_is(vitk_options_text(values, "quiet"), i < 3 ? "yes" : "no"));
  }
  check_refused("quiet=maybe", "yes or no, not 'maybe'", "vitk plugin show table");
}
END_TEST

START_TEST(integers_keep_to_their_range) {
  ck_assert_int_eq(parse("level=-5"), VITK_OK);
  ck_assert_int_eq(vitk_options_integer(values, "level"), -5);
  check_refused("level=10", "from -5 to 9, not '10'", "");
  check_refused("level=3x", "not '3x'", "");
  check_refused("level=", "not ''", "");
  check_refused("level=-", "not '-'", "");
}
END_TEST

START_TEST(integers_are_exact_to_their_last_digit) {
  ck_assert_int_eq(parse("any=9223372036854775807"), VITK_OK);
  ck_assert(vitk_options_integer(values, "any") == INT64_MAX);
  ck_assert_int_eq(parse("any=-9223372036854775808"), VITK_OK);
  ck_assert(vitk_options_integer(values, "any") == INT64_MIN);
  check_refused("any=9223372036854775808", "a whole number, not", "");
}
END_TEST

START_TEST(a_character_is_one_byte_or_has_a_name) {
  static const struct {
    const char *given, *text;
  } cases[] = {{"delimiter=;", ";"},    {"delimiter=tab", "\t"},  {"delimiter=comma", ","},
               {"delimiter==", "="},    {"delimiter=caret", "^"}, {"delimiter=semicolon", ";"},
               {"delimiter=pipe", "|"}, {"delimiter=space", " "}, {"delimiter=none", ""}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    ck_assert_int_eq(parse(cases[i].given), VITK_OK);
    ck_assert(vitk_str_is(vitk_options_text(values, "delimiter"), cases[i].text));
    ck_assert_int_eq(vitk_options_integer(values, "delimiter"), (unsigned char)cases[i].text[0]);
  }
  check_refused("delimiter=ab", "tab, comma", "");
  check_refused("delimiter=", "one ASCII character", "");
  check_refused("delimiter=\n", "one ASCII character", "");
  check_refused("delimiter=\xB5", "one ASCII character", "");
}
END_TEST

START_TEST(a_choice_is_one_of_its_words) {
  ck_assert_int_eq(parse("shape=long"), VITK_OK);
  ck_assert_int_eq(vitk_options_integer(values, "shape"), 1);
  check_refused("shape=lon", "one of wide, long, not 'lon'", "");
}
END_TEST

START_TEST(an_unknown_name_gets_the_nearest_one) {
  check_refused("delimeter=;", "table has no option 'delimeter'", "did you mean delimiter?");
  check_refused("zzzzzzzz=1", "'zzzzzzzz'", "it takes: release, quiet, level");
  check_refused("table.lvel=1", "'lvel'", "did you mean level?");
}
END_TEST

START_TEST(a_text_without_a_value_is_refused) {
  check_refused("level", "no value", "name=value");
  check_refused("", "no value", "name=value");
}
END_TEST

START_TEST(another_plugins_options_are_left_out) {
  ck_assert_int_eq(parse("usda-sr.level=8"), VITK_OK);
  ck_assert_int_eq(vitk_options_integer(values, "level"), 3);
  ck_assert_int_eq(parse("table.level=8"), VITK_OK);
  ck_assert_int_eq(vitk_options_integer(values, "level"), 8);
}
END_TEST

START_TEST(asking_many_leaves_unknown_names_out) {
  const char *given[] = {"no-such=1", "level=4", "loose"};
  const struct vitk_sink_of_diags sink = {keep_diag, &told};
  told = (struct told){0};
  ck_assert_int_eq(vitk_options_parse_known(&plugin, given, 3, NULL, &arena, &sink, &values), VITK_OK);
  ck_assert_int_eq(told.n, 0);
  ck_assert_int_eq(vitk_options_integer(values, "level"), 4);
}
END_TEST

START_TEST(a_map_is_read_from_the_preset_unless_given) {
  char preset[] = "/tmp/vitk-test-XXXXXX";
  int fd = mkstemp(preset);
  ck_assert_int_ge(fd, 0);
  ck_assert_int_eq(write(fd, "a = 1;\n", 7), 7);
  close(fd);
  ck_assert_int_eq(parse_as(&plugin, NULL, preset), VITK_OK);
  ck_assert(vitk_str_is(vitk_options_map(values, "map")->child->name, "a"));
  ck_assert_int_eq(parse_as(&plugin, "map=/no/such.map", preset), VITK_FAILED);
  ck_assert_str_eq(told.code, "map");
  ck_assert_int_eq(parse_as(&without_map, NULL, preset), VITK_FAILED);
  ck_assert_ptr_nonnull(strstr(told.message, "takes no map file"));
  unlink(preset);
}
END_TEST

START_TEST(no_memory_is_a_code) {
  arena.limit = 100;
  ck_assert_int_eq(parse(NULL), VITK_NOMEM);
  arena.limit = 0;
}
END_TEST

int main(void) {
  Suite *suite = suite_create("option");
  TCase *all = tcase_create("all");
  tcase_add_checked_fixture(all, NULL, end);
  tcase_add_test(all, defaults_are_read_as_if_given);
  tcase_add_test(all, an_empty_text_is_not_the_same_as_none);
  tcase_add_test(all, a_value_may_hold_equals_signs_and_dots);
  tcase_add_test(all, booleans_take_six_words);
  tcase_add_test(all, integers_keep_to_their_range);
  tcase_add_test(all, integers_are_exact_to_their_last_digit);
  tcase_add_test(all, a_character_is_one_byte_or_has_a_name);
  tcase_add_test(all, a_choice_is_one_of_its_words);
  tcase_add_test(all, an_unknown_name_gets_the_nearest_one);
  tcase_add_test(all, a_text_without_a_value_is_refused);
  tcase_add_test(all, another_plugins_options_are_left_out);
  tcase_add_test(all, asking_many_leaves_unknown_names_out);
  tcase_add_test(all, a_map_is_read_from_the_preset_unless_given);
  tcase_add_test(all, no_memory_is_a_code);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
