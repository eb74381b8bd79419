#include "tree_fixture.h"

/* A record is named and typed: %object &array 'string #number !boolean 0null. */

START_TEST(records_come_whole_with_their_lines_and_kinds) {
  struct vitk_tree_spec spec = spec_of("foods/*");
  gives(
      "{\n \"n\": 2,\n \"foods\": [\n  {\"id\": \"01\", \"name\" : \" natto \",\n   \"k\": [1, null]},\n\n  {\"id\":2, "
      "\"raw\": true, \"x\": {}}\n ],\n \"more\": [{\"id\":3}]\n}\n",
      &spec, "4:%('id=01 'name=natto &k(#=1 0));7:%(#id=2 !raw=true %x);end", NULL);
}
END_TEST

START_TEST(an_array_stands_for_its_elements) {
  struct vitk_tree_spec spec = spec_of("foods");
  gives("{\"foods\":[{\"a\":1},{\"a\":2}],\"foods2\":[3]}", &spec, "1:%(#a=1);1:%(#a=2);end", NULL);
  spec = spec_of("");
  gives("[{\"a\":1},\n{\"a\":2}]", &spec, "1:%(#a=1);2:%(#a=2);end", NULL);
  spec = spec_of("*");
  gives("[{\"a\":1},\n{\"a\":2}]", &spec, "1:%(#a=1);2:%(#a=2);end", NULL);
  spec = spec_of("a/b");
  gives("[{\"a\":[{\"b\":1},{\"b\":[2,3]}]},{\"a\":{\"b\":4}},{\"c\":{\"b\":5}}]", &spec,
        "1:#b=1;1:#=2;1:#=3;1:#b=4;end", NULL);
}
END_TEST

START_TEST(rows_that_are_arrays_are_records) {
  struct vitk_tree_spec spec = spec_of("rows/*");
  gives("{\"rows\":[[\"01\",1],[\"02\",[2]]]}", &spec, "1:&('=01 #=1);1:&('=02 &(#=2));end", NULL);
  spec = spec_of("");
  gives("[[1,2],[3]]", &spec, "1:&(#=1 #=2);1:&(#=3);end", NULL);
}
END_TEST

START_TEST(json_lines_and_values_in_a_row_are_records) {
  struct vitk_tree_spec spec = spec_of("");
  gives("{\"a\":1}\n{\"a\":2}\r\n\n{\"a\":3}{\"a\":4} [5,6] \"x\" 7", &spec,
        "1:%(#a=1);2:%(#a=2);4:%(#a=3);4:%(#a=4);4:#=5;4:#=6;4:'=x;4:#=7;end", NULL);
  spec = spec_of("a");
  gives("{\"a\":1}\n{\"b\":2,\"a\":[3,4]}", &spec, "1:#a=1;2:#=3;2:#=4;end", NULL);
  spec = spec_of("*");
  gives("{\"001\":{\"n\":1},\"002\":{\"n\":2}}", &spec, "1:%001(#n=1);1:%002(#n=2);end", NULL);
}
END_TEST

START_TEST(numbers_are_kept_as_they_stand) {
  struct vitk_tree_spec spec = spec_of("*");
  gives("[0E-8, 1.50, -0, 123456789012345678901234567890, 1e400, 5.0e-03]", &spec,
        "1:#=0E-8;1:#=1.50;1:#=-0;1:#=123456789012345678901234567890;1:#=1e400;1:#=5.0e-03;end", NULL);
}
END_TEST

START_TEST(any_order_of_keys_and_keys_given_twice_are_kept) {
  struct vitk_tree_spec spec = spec_of("f");
  gives("{\"f\":[{\"n\":{\"id\":1},\"a\":2},{\"a\":2,\"n\":{\"id\":1}},{\"a\":1,\"a\":2}]}", &spec,
        "1:%(%n(#id=1) #a=2);1:%(#a=2 %n(#id=1));1:%(#a=1 #a=2);end", NULL);
  struct vitk_json_value *value;
  const struct vitk_node *root;
  ck_assert_int_eq(vitk_json_read(vitk_str_of("{\"a\":1,\"a\":2}"), &vitk_default_limits, &value, &root), VITK_OK);
  ck_assert(vitk_str_is(vitk_node_find(root, vitk_str_of("a"))->text, "1"));
  vitk_json_value_free(value);
}
END_TEST

START_TEST(escapes_and_charsets_become_utf8) {
  struct vitk_tree_spec spec = spec_of("a");
  gives("{\"a\":\"\\u00b5g \\\"\\\\\\/\\t\\ud83e\\uDd5c \xC2\xB5\"}", &spec,
        "1:'a=\xC2\xB5g \"\\/\t\xF0\x9F\xA5\x9C \xC2\xB5;end", NULL);
  gives("{\"\\u0061\":\"by its escaped name\"}", &spec, "1:'a=by its escaped name;end", NULL);
  gives("\xEF\xBB\xBF {\"a\":\"mark\"}", &spec, "1:'a=mark;end", NULL);
  static const char utf16le[] = "\xFF\xFE{\0\"\0a\0\"\0:\0\"\0\xB5\0\"\0}";
  gives_n(utf16le, sizeof utf16le, &spec, "1:'a=\xC2\xB5;end", NULL);
  static const char bare_utf16le[] = "{\0\"\0a\0\"\0:\0\"\0\xB5\0\"\0}";
  gives_n(bare_utf16le, sizeof bare_utf16le, &spec, "1:'a=\xC2\xB5;end", NULL);
  static const char bare_utf16be[] = "\0{\0\"\0a\0\"\0:\0\"\0\xB5\0\"\0}";
  gives_n(bare_utf16be, sizeof bare_utf16be - 1, &spec, "1:'a=\xC2\xB5;end", NULL);
  spec.charset = "windows-1252";
  gives("{\"a\":\"\xB5g\"}", &spec, "1:'a=\xC2\xB5g;end", NULL);
}
END_TEST

START_TEST(half_a_character_is_refused_with_its_line) {
  static const char *const halves[] = {"\\ud83e",    "\\udd5c",        "\\ud83ex",
                                       "\\ud83e\\n", "\\ud83e\\u0041", "\\uD83E\\uD83E"};
  struct vitk_tree_spec spec = spec_of("*");
  for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++) {
    char text[100];
    snprintf(text, sizeof text, "[\"a\",\n\"%s\"]", halves[i]);
    gives(text, &spec, "1:'=a;failed", "4 not-well-formed 2 the document is no well-formed JSON: an escape");
  }
  gives("[\"\\\\ud83e\"]", &spec, "1:'=\\ud83e;end", NULL);
}
END_TEST

START_TEST(what_is_not_well_formed_ends_with_its_line) {
  struct vitk_tree_spec spec = spec_of("*");
  gives("[1,\n2,,3]", &spec, "1:#=1;2:#=2;failed", "4 not-well-formed 2 ");
  gives("[1,\n\"\\x\"]", &spec, "1:#=1;failed", "4 not-well-formed 2 ");
  gives("[1,\n{'a':1}]", &spec, "1:#=1;failed", "4 not-well-formed 2 ");
  gives("[1,\n\"a\nb\"]", &spec, "1:#=1;failed", "4 not-well-formed 2 ");
  gives("[1,\n2", &spec, "1:#=1;2:#=2;failed", "4 not-well-formed 2 ");
  gives("[1,\n2]]", &spec, "1:#=1;2:#=2;failed", "4 not-well-formed 2 ");
  gives("[1,\n\"\xC3(\"]", &spec, "1:#=1;failed", "4 charset 2 ");
  gives("[1,\n// two\n2]", &spec, "1:#=1;failed", "4 not-well-formed 2 ");
  gives("[NaN]", &spec, "failed", "4 not-well-formed 1 ");
  spec = spec_of("");
  gives("", &spec, "failed", "4 not-well-formed 1 ");
  gives(" \n \n", &spec, "failed", "4 not-well-formed 3 ");
}
END_TEST

START_TEST(the_first_byte_tells_the_format) {
  struct vitk_tree_spec spec = spec_of("t/r");
  gives(" \n<t><r>1</r></t>", &spec, "2:r=1;end", NULL);
  gives("<t><r>1</r></t>", &spec, "1:r=1;end", NULL);
  gives("\xEF\xBB\xBF<t><r>1</r></t>", &spec, "1:r=1;end", NULL);
  gives(" \n{\"t\":{\"r\":1}}", &spec, "2:#r=1;end", NULL);
  gives("junk", &spec, "failed", "4 not-well-formed 1 the document is no well-formed XML");
  spec = spec_of("");
  gives("<t><r>1</r></t>", &spec, "failed", "4 not-well-formed 1 JSON was expected");
  gives("junk", &spec, "failed", "4 not-well-formed 1 the document is no well-formed JSON");
}
END_TEST

START_TEST(conditions_go_through_arrays) {
  static const struct vitk_where where[] = {{"id", NULL, 0, VITK_MENTIONED}, {"n/c/no", "430|428", 0, VITK_ONE_OF}};
  static const char text[] = "[{\"id\":1,\"n\":[{\"c\":{\"no\":\"9\"}},null,{\"c\":{\"no\":430}}]},"
                             "{\"id\":2,\"n\":[{\"c\":{\"no\":\"430\"}}]},{\"id\":3,\"n\":[]},"
                             "{\"id\":\"3\",\"n\":{\"c\":[{\"no\":[1,\"428\"]}]}}]";
  struct vitk_tree_spec spec = spec_of("");
  spec.where = where;
  spec.n_where = 2;
  spec.where_stride = sizeof where[0];
  gives(text, &spec, "1:%(#id=1 &n(%(%c('no=9)) 0 %(%c(#no=430))));1:%('id=3 %n(&c(%(&no(#=1 '=428)))));end", NULL);
}
END_TEST

START_TEST(a_record_comes_without_what_does_not_hold) {
  static const struct vitk_where where[] = {{"n", "430*|K 1", 0, VITK_HOLDS}};
  static const char text[] = "[{\"id\":1,\"n\":[{\"c\":{\"no\":\"9\"}},null,\n{\"c\":{\"no\":430.0}},5,\"K 1\"]},"
                             "{\"id\":430,\"n\":[{\"no\":\"1430\"}]},{\"n\":[{\"no\":1},{\"no\":[2]}]},\n"
                             "{\"n\":[{\"no\":1},{\"no\":[\"\\t430\"]},{\"no\":2}],\"id\":4},7]";
  struct vitk_tree_spec spec = spec_of("");
  spec.flags = VITK_FOOD_ROWS;
  spec.where = where;
  spec.n_where = 1;
  spec.where_stride = sizeof where[0];
  gives(text, &spec, "1:%(#id=1 &n(%(%c(#no=430.0)) '=K 1));3:%(&n(%(&no('=430))) #id=4);end", NULL);
  struct fixture f;
  struct vitk_buffer out = {.maximum = LARGE};
  fixture_begin(&f);
  fixture_bytes(&f, "t", text, sizeof text - 1);
  records_of(&f, &spec, &out);
  ck_assert_uint_eq(f.skipped, 2); /* 7 is no food */
  f.input.all_foods = true;
  ck_assert_str_eq(
      records_of(&f, &spec, &out),
      "1:%(#id=1 &n(%(%c(#no=430.0)) '=K 1));2:%(#id=430 &n);2:%(&n);3:%(&n(%(&no('=430))) #id=4);3:#=7;end");
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(limits_on_depth_nodes_and_bytes_hold) {
  struct vitk_tree_spec spec = spec_of("*");
  struct fixture f;
  struct vitk_buffer out = {.maximum = LARGE}, text = {.maximum = LARGE};
  fixture_begin(&f);
  static const char *const nests[] = {"[", "{\"a\":"};
  for (size_t k = 0; k < 2; k++) {
    text.n = 0;
    for (int i = 0; i < 100000; i++)
      vitk_buffer_printf(&text, "%s", nests[k]);
    fixture_bytes(&f, "t", text.p, text.n);
    fixture_forget(&f);
    ck_assert_str_eq(records_of(&f, &spec, &out), "failed");
    ck_assert_heard(&f, "4 limit 1 more than 64 levels of depth");
  }
  static const char nodes[] = "[{\"a\":1,\"b\":2},\n{\"a\":1,\"b\":[3]}]";
  f.limits.record_nodes = 3;
  fixture_bytes(&f, "t", nodes, sizeof nodes - 1);
  ck_assert_str_eq(records_of(&f, &spec, &out), "1:%(#a=1 #b=2);failed");
  ck_assert_heard(&f, "4 limit 2 more than 3 nodes in one record");
  static const char bytes[] = "[{\"a\":\"1234\"},\n{\"ab\":\"1234\"}]";
  f.limits = vitk_default_limits;
  f.limits.record_bytes = 5;
  fixture_bytes(&f, "t", bytes, sizeof bytes - 1);
  ck_assert_str_eq(records_of(&f, &spec, &out), "1:%('a=1234);failed");
  ck_assert_heard(&f, "4 limit 2 more than 5 bytes in one record");
  vitk_buffer_free(&out);
  vitk_buffer_free(&text);
  fixture_end(&f);
}
END_TEST

START_TEST(a_text_that_does_not_end_is_refused_also_outside_of_records) {
  struct vitk_tree_spec spec = spec_of("foods");
  struct fixture f;
  struct vitk_buffer out = {.maximum = LARGE}, text = {.maximum = LARGE};
  fixture_begin(&f);
  vitk_buffer_printf(&text, "{\"note\":\"");
  for (int i = 0; i < 400000; i++)
    vitk_buffer_add(&text, "x", 1);
  f.limits.record_bytes = 1 << 17;
  fixture_bytes(&f, "t", text.p, text.n);
  ck_assert_str_eq(records_of(&f, &spec, &out), "failed");
  ck_assert_heard(&f, "4 limit 1 more than 131072 bytes in one text");
  fixture_forget(&f);
  f.limits.record_bytes = 1 << 19;
  vitk_buffer_printf(&text, "\",\"foods\":[1]}");
  fixture_bytes(&f, "t", text.p, text.n);
  ck_assert_str_eq(records_of(&f, &spec, &out), "1:#=1;end");
  vitk_buffer_free(&out);
  vitk_buffer_free(&text);
  fixture_end(&f);
}
END_TEST

START_TEST(a_document_cut_anywhere_gives_no_record_that_the_whole_lacks) {
  static const char text[] =
      "{\"n\": null, \"foods\": [{\"id\":\"1\\u00b5\\ud83e\\udd5c\", \"k\": -12.5e3},\n[true,false], {},"
      "{\"a\":{\"b\":[\"\xC2\xB5\"]}}]}";
  struct fixture f;
  struct vitk_buffer whole = {.maximum = LARGE}, out = {.maximum = LARGE};
  fixture_begin(&f);
  struct vitk_tree_spec spec = spec_of("foods");
  fixture_bytes(&f, "t", text, sizeof text - 1);
  records_of(&f, &spec, &whole);
  ck_assert(strstr(whole.p, "end") != NULL);
  for (size_t cut = 0; cut < sizeof text - 2; cut++)
    for (size_t r = 0; r < 2; r++) {
      f.limits.read_size = r ? 1 : SIZE_MAX;
      fixture_bytes(&f, "t", text, cut);
      fixture_forget(&f);
      records_of(&f, &spec, &out);
      char *failed = strstr(out.p, "failed");
      ck_assert_msg(failed != NULL && f.n_said > 0, "cut at %zu: %s", cut, out.p);
      ck_assert_int_eq(memcmp(whole.p, out.p, (size_t)(failed - out.p)), 0);
    }
  vitk_buffer_free(&whole);
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(lines_are_exact_over_many_records) {
  struct fixture f;
  struct vitk_buffer text = {.maximum = LARGE};
  struct vitk_tree *tree;
  const struct vitk_node *record;
  fixture_begin(&f);
  vitk_buffer_printf(&text, "{\"foods\":[\n");
  for (int i = 0; i < 300000; i++)
    vitk_buffer_printf(&text, "%s{\"id\":%d,\n\"k\":null}\n", i ? "," : "", i);
  vitk_buffer_printf(&text, "]}\n");
  fixture_bytes(&f, "t", text.p, text.n);
  struct vitk_tree_spec spec = spec_of("foods/*");
  ck_assert_int_eq(vitk_tree_open(&f.input, &spec, &tree), VITK_OK);
  for (unsigned i = 0; i < 300000; i++) {
    ck_assert_int_eq(vitk_tree_next(tree, &record), VITK_OK);
    ck_assert_uint_eq(record->line, 2 * i + 2);
    ck_assert_uint_eq(record->child->next->line, 2 * i + 3);
  }
  ck_assert_int_eq(vitk_tree_next(tree, &record), VITK_END);
  vitk_tree_close(tree);
  vitk_buffer_free(&text);
  fixture_end(&f);
}
END_TEST

START_TEST(a_path_goes_through_arrays_to_the_first_node) {
  struct vitk_json_value *value;
  const struct vitk_node *root;
  vitk_str text = vitk_str_of("{\"n\":[{\"x\":1},{\"c\":[2,{\"d\":3}]},{\"c\":{\"d\":4}}]}");
  ck_assert_int_eq(vitk_json_read(text, &vitk_default_limits, &value, &root), VITK_OK);
  ck_assert_uint_eq(vitk_node_find(root, vitk_str_of("n"))->kind, VITK_ARRAY);
  ck_assert(vitk_str_is(vitk_node_find(root, vitk_str_of("n/c/d"))->text, "3"));
  ck_assert_ptr_null(vitk_node_find(root, vitk_str_of("n/d")));
  vitk_json_value_free(value);
}
END_TEST

START_TEST(a_cell_is_one_value_or_none) {
  static const char *const good[] = {"[{\"K\xC5\x9F\":\"K-1\"}]", " {} ", "1", "\"x\"", "null", "[[1]]"};
  static const char *const bad[] = {"",      " ",  "{",           "[1,]",       "1 2",
                                    "{} {}", "K1", "\"\\ud800\"", "[\"\xFF\"]", "{\"a\":1}x"};
  struct vitk_json_value *value;
  const struct vitk_node *root;
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    ck_assert_int_eq(vitk_json_read(vitk_str_of(good[i]), &vitk_default_limits, &value, &root), VITK_OK);
    ck_assert_msg(root != NULL, "%s", good[i]);
    ck_assert_uint_eq(root->line, 1);
    vitk_json_value_free(value);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    ck_assert_int_eq(vitk_json_read(vitk_str_of(bad[i]), &vitk_default_limits, &value, &root), VITK_OK);
    ck_assert_msg(root == NULL, "%s", bad[i]);
    vitk_json_value_free(value);
  }
}
END_TEST

/* Records below `record` in a file of ../shared, and how many of them have a node at `path` with `text`. */
static void in_shared(const char *name, const char *record, unsigned records, const char *path, const char *text,
                      unsigned with) {
  char file[300];
  struct fixture f;
  struct vitk_tree *tree;
  const struct vitk_node *node;
  unsigned n = 0;
  snprintf(file, sizeof file, "%s/data/%s", VITK_SHARED, name);
  if (!fixture_has_shared(file))
    return;
  for (unsigned pass = 0; pass < 2; pass++) {
    struct vitk_where where = {path, text, 0, VITK_ONE_OF};
    struct vitk_tree_spec spec = spec_of(record);
    spec.where = &where;
    spec.n_where = pass;
    spec.where_stride = sizeof where;
    fixture_begin(&f);
    ck_assert_int_eq(fixture_open(&f, file), VITK_OK);
    ck_assert_int_eq(vitk_tree_open(&f.input, &spec, &tree), VITK_OK);
    int code;
    for (n = 0; (code = vitk_tree_next(tree, &node)) == VITK_OK; n++)
      ;
    ck_assert_int_eq(code, VITK_END);
    ck_assert_uint_eq(n, pass ? with : records);
    ck_assert_uint_eq(f.n_said, 0);
    vitk_tree_close(tree);
    fixture_end(&f);
  }
}

START_TEST(real_files_give_their_records) {
  in_shared("usda-fdc-json/foundation_9foods_from_data_js.json", "FoundationFoods/*", 9,
            "foodNutrients/nutrient/number", "428|429|430", 4);
  in_shared("usda-fdc-json/cheddar-cheese.search-foundation.json", "foods", 10, "foodNutrients/nutrientNumber",
            "428|429|430", 4);
  in_shared("usda-fdc-json/food-328637.detail-abridged.json", "", 1, "foodNutrients/number", "429", 1);
  in_shared("dsld/label_214224.json", "", 1, "ingredientRows/name", "Vitamin D3", 1);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("json");
  TCase *tests = tcase_create("json");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, records_come_whole_with_their_lines_and_kinds);
  tcase_add_test(tests, an_array_stands_for_its_elements);
  tcase_add_test(tests, rows_that_are_arrays_are_records);
  tcase_add_test(tests, json_lines_and_values_in_a_row_are_records);
  tcase_add_test(tests, numbers_are_kept_as_they_stand);
  tcase_add_test(tests, any_order_of_keys_and_keys_given_twice_are_kept);
  tcase_add_test(tests, escapes_and_charsets_become_utf8);
  tcase_add_test(tests, half_a_character_is_refused_with_its_line);
  tcase_add_test(tests, what_is_not_well_formed_ends_with_its_line);
  tcase_add_test(tests, the_first_byte_tells_the_format);
  tcase_add_test(tests, conditions_go_through_arrays);
  tcase_add_test(tests, a_record_comes_without_what_does_not_hold);
  tcase_add_test(tests, limits_on_depth_nodes_and_bytes_hold);
  tcase_add_test(tests, a_text_that_does_not_end_is_refused_also_outside_of_records);
  tcase_add_test(tests, a_document_cut_anywhere_gives_no_record_that_the_whole_lacks);
  tcase_add_test(tests, lines_are_exact_over_many_records);
  tcase_add_test(tests, a_path_goes_through_arrays_to_the_first_node);
  tcase_add_test(tests, a_cell_is_one_value_or_none);
  tcase_add_test(tests, real_files_give_their_records);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
