#include "core/plugin/map.h"
#include "tests/unit/diags.h"

#include <check.h>
#include <stdlib.h>
#include <unistd.h>

static struct vitk_arena arena;
static struct told told;
static const struct vitk_node *root;
static char path[64];

static int read_bytes(const char *bytes, size_t n) {
  snprintf(path, sizeof path, "/tmp/vitk-test-XXXXXX.map");
  int fd = mkstemps(path, 4);
  ck_assert_int_ge(fd, 0);
  ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
  close(fd);
  told = (struct told){0};
  const struct vitk_sink_of_diags sink = {keep_diag, &told};
  int code = vitk_map_read(path, &arena, &sink, &root);
  unlink(path);
  return code;
}

static int read_text(const char *text) {
  return read_bytes(text, strlen(text));
}

static void end(void) {
  vitk_arena_free(&arena);
}

static const struct vitk_node *child(const struct vitk_node *node, const char *name) {
  for (const struct vitk_node *c = node->child; c != NULL; c = c->next)
    if (vitk_str_is(c->name, name))
      return c;
  ck_abort_msg("no %s", name);
  return NULL;
}

static void check_refused(const char *text, uint64_t line, const char *message) {
  ck_assert_int_eq(read_text(text), VITK_FAILED);
  ck_assert_ptr_null(root);
  ck_assert_int_eq(told.n, 1);
  ck_assert_str_eq(told.code, "map");
  ck_assert_uint_eq(told.line, line);
  ck_assert_msg(strstr(told.message, message) != NULL, "'%s' lacks '%s'", told.message, message);
  ck_assert_uint_gt(strlen(told.hint), 0);
}

START_TEST(kinds_and_texts_are_kept) {
  ck_assert_int_eq(read_text("text = \"µg\";\nwhole = 12;\nlong = 5000000000L;\nreal = 0.1;\nyes = TRUE;\n"
                             "group = { a = \"1\"; };\nlist = ( \"x\", { b = 2; } );\narray = [ 1, 2 ];\n"),
                   VITK_OK);
  ck_assert_uint_eq(root->kind, VITK_OBJECT);
  ck_assert(vitk_str_is(root->name, strrchr(path, '/') + 1));
  static const struct {
    const char *name, *text;
    uint32_t kind;
  } scalars[] = {{"text", "µg", VITK_STRING},
                 {"whole", "12", VITK_NUMBER},
                 {"long", "5000000000", VITK_NUMBER},
                 {"real", "0.1", VITK_NUMBER},
                 {"yes", "true", VITK_BOOLEAN}};
  for (size_t i = 0; i < sizeof scalars / sizeof scalars[0]; i++) {
    const struct vitk_node *node = child(root, scalars[i].name);
    ck_assert_uint_eq(node->kind, scalars[i].kind);
    ck_assert(vitk_str_is(node->text, scalars[i].text));
    ck_assert_uint_eq(node->line, i + 1);
    ck_assert_uint_eq(node->size, sizeof *node);
  }
  ck_assert_uint_eq(child(root, "group")->kind, VITK_OBJECT);
  const struct vitk_node *list = child(root, "list");
  ck_assert_uint_eq(list->kind, VITK_ARRAY);
  ck_assert(vitk_str_is(list->child->text, "x"));
  ck_assert_uint_eq(list->child->next->kind, VITK_OBJECT);
  ck_assert_ptr_null(list->child->next->next);
  ck_assert_uint_eq(child(root, "array")->kind, VITK_ARRAY);
}
END_TEST

START_TEST(settings_come_in_the_order_of_the_file) {
  ck_assert_int_eq(read_text("z = 1;\na = 2;\nm = 3;\n"), VITK_OK);
  ck_assert(vitk_str_is(root->child->name, "z"));
  ck_assert(vitk_str_is(root->child->next->next->name, "m"));
}
END_TEST

START_TEST(an_error_of_syntax_has_its_line) {
  check_refused("a = 1;\nb = ;\n", 2, "syntax");
}
END_TEST

START_TEST(the_same_setting_twice_is_refused) {
  check_refused("a = 1;\na = 2;\n", 2, "duplicate");
}
END_TEST

START_TEST(an_include_is_refused_wherever_it_would_count) {
  check_refused("@include \"/etc/passwd\"\n", 1, "@include");
  check_refused("a = 1;\n \t@include \"other.map\"\n", 2, "@include");
  ck_assert_int_eq(read_text("a = \"say @include here\"; # @include\n"), VITK_OK);
}
END_TEST

START_TEST(what_is_no_text_is_refused) {
  ck_assert_int_eq(read_bytes("a = 1;\n\0b", 9), VITK_FAILED);
  ck_assert_uint_eq(told.line, 2);
  check_refused("a = 1;\nb = \"\xB5g\";\n", 2, "not UTF-8");
  check_refused("a = \"\\xB5g\";\n", 1, "no UTF-8");
}
END_TEST

START_TEST(a_byte_order_mark_is_no_text) {
  ck_assert_int_eq(read_text("\xEF\xBB\xBF"
                             "a = 1;\n"),
                   VITK_OK);
  ck_assert(vitk_str_is(root->child->name, "a"));
}
END_TEST

START_TEST(an_empty_map_is_an_empty_group) {
  ck_assert_int_eq(read_text(""), VITK_OK);
  ck_assert_ptr_null(root->child);
}
END_TEST

START_TEST(a_missing_file_says_so) {
  const struct vitk_sink_of_diags sink = {keep_diag, &told};
  told = (struct told){0};
  ck_assert_int_eq(vitk_map_read("/no/such/file.map", &arena, &sink, &root), VITK_FAILED);
  ck_assert_ptr_nonnull(strstr(told.message, "No such file"));
  ck_assert_int_eq(vitk_map_read("/tmp", &arena, &sink, &root), VITK_FAILED);
  ck_assert_ptr_nonnull(strstr(told.message, "directory"));
}
END_TEST

START_TEST(a_map_of_more_than_a_mebibyte_is_refused) {
  enum { MOST = 1 << 20 };
  char *large = malloc(MOST + 2);
  ck_assert_ptr_nonnull(large);
  memset(large, ' ', MOST + 1);
  large[MOST + 1] = '\0';
  check_refused(large, 0, "1 MiB");
  large[MOST] = '\0';
  ck_assert_int_eq(read_text(large), VITK_OK);
  free(large);
}
END_TEST

START_TEST(deep_nesting_is_refused) {
  char text[] = "a = ((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))));";
  check_refused(text, 1, "32 deep");
}
END_TEST

START_TEST(every_cut_of_a_map_is_read_or_refused) {
  static const char text[] =
      "vitk_map = 1; source = { id = \"x\"; n = 0.5; }; v = ( { c = \"K|L\"; }, [1,2] ); /* e */\n";
  for (size_t n = 0; n < sizeof text; n++) {
    int code = read_bytes(text, n);
    ck_assert(code == VITK_OK ? told.n == 0 : code == VITK_FAILED && told.n == 1);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("map");
  TCase *all = tcase_create("all");
  tcase_add_checked_fixture(all, NULL, end);
  tcase_add_test(all, kinds_and_texts_are_kept);
  tcase_add_test(all, settings_come_in_the_order_of_the_file);
  tcase_add_test(all, an_error_of_syntax_has_its_line);
  tcase_add_test(all, the_same_setting_twice_is_refused);
  tcase_add_test(all, an_include_is_refused_wherever_it_would_count);
  tcase_add_test(all, what_is_no_text_is_refused);
  tcase_add_test(all, a_byte_order_mark_is_no_text);
  tcase_add_test(all, an_empty_map_is_an_empty_group);
  tcase_add_test(all, a_missing_file_says_so);
  tcase_add_test(all, a_map_of_more_than_a_mebibyte_is_refused);
  tcase_add_test(all, deep_nesting_is_refused);
  tcase_add_test(all, every_cut_of_a_map_is_read_or_refused);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
