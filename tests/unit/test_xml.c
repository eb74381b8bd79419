#include "tree_fixture.h"

START_TEST(records_come_whole_with_their_lines) {
  struct vitk_tree_spec spec = spec_of("TABLE/ALIM");
  gives("<?xml version='1.0'?>\n<TABLE>\n <ALIM>\n  <code> 01 </code><nom/>\n </ALIM>\r\n\n"
        "<ALIM><code>2</code></ALIM><GRP><ALIM/></GRP></TABLE>\n",
        &spec, "3:ALIM(code=01 nom);7:ALIM(code=2);end", NULL);
}
END_TEST

START_TEST(attributes_come_first_and_own_text_is_joined) {
  struct vitk_tree_spec spec = spec_of("t/r");
  gives("<t><r a=' 1 ' b='x &amp; &lt;y&#62; &#38;'>p<i>in</i>q<![CDATA[ <&> ]]><!-- no --></r></t>", &spec,
        "1:r=pq <&>(@a=1 @b=x & <y> & i=in);end", NULL);
}
END_TEST

START_TEST(a_star_is_any_one_name_and_the_root_can_be_the_record) {
  struct vitk_tree_spec spec = spec_of("*/f");
  gives("<a><f>1</f><g/><h><f>no</f></h></a>", &spec, "1:f=1;end", NULL);
  spec = spec_of("a/*");
  gives("<a><f>1</f><g/></a>", &spec, "1:f=1;1:g;end", NULL);
  spec = spec_of("a");
  gives("<a><f>1</f></a>", &spec, "1:a(f=1);end", NULL);
  spec = spec_of("b/f");
  gives("<a><f>1</f></a>", &spec, "end", NULL);
}
END_TEST

START_TEST(namespaces_are_left_out_of_names) {
  struct vitk_tree_spec spec = spec_of("t/r");
  gives("<t xmlns='http://a' xmlns:x='http://b'><x:r x:a='1'><q/></x:r></t>", &spec, "1:r(@a=1 q);end", NULL);
  gives("<t><y:r>undeclared</y:r></t>", &spec, "1:r=undeclared;end", NULL);
}
END_TEST

START_TEST(the_charset_is_declared_or_named) {
  struct vitk_tree_spec spec = spec_of("t/r");
  gives("<?xml version=\"1.0\" encoding=\"windows-1252\" ?><t><r>\xB5g \x92</r></t>", &spec, "1:r=µg ’;end", NULL);
  gives("\xEF\xBB\xBF<?xml version='1.0' encoding='windows-1252'?><t><r>µ</r></t>", &spec, "1:r=µ;end", NULL);
  gives("<t><r>µ</r></t>", &spec, "1:r=µ;end", NULL);
  gives("<t>\n<r>\xB5</r></t>", &spec, "failed", "4 charset 2 byte 0xB5 at offset 7 is not utf-8");
  static const char wide[] = "\xFF\xFE<\0t\0>\0<\0r\0>\0\xB5\0<\0/\0r\0>\0<\0/\0t\0>\0";
  gives_n(wide, sizeof wide - 1, &spec, "1:r=µ;end", NULL);
  gives_n(wide + 2, sizeof wide - 3, &spec, "failed", "4 binary");
  gives("<?xml version='1.0' encoding='UTF-16'?><t><r>µ</r></t>", &spec, "1:r=µ;end", NULL);
  gives("<?xml version='1.0' encoding='klingon'?><t/>", &spec, "failed", "4 charset 0 the charset \"klingon\"");
  spec.charset = "windows-1252";
  gives("<?xml version='1.0' encoding='utf-8'?><t><r>\xB5</r></t>", &spec, "1:r=µ;end", NULL);
}
END_TEST

START_TEST(what_is_not_well_formed_ends_with_its_line) {
  struct vitk_tree_spec spec = spec_of("t/r");
  gives("<t>\n<r>1</r>\n<r>a < b</r>\n</t>", &spec, "2:r=1;failed", "4 not-well-formed 3 ");
  gives("<t>\n<r>1</r>\n<r>a &b; c</r>\n</t>", &spec, "2:r=1;failed", "4 not-well-formed 3 ");
  gives("<t>\n<r>1</r>\n</s>", &spec, "2:r=1;failed", "4 not-well-formed 3 ");
  gives("<t>\n<r>1</r>\n<r>2", &spec, "2:r=1;failed", "4 not-well-formed");
  gives("<t><r/></t><t/>", &spec, "1:r;failed", "4 not-well-formed 1 ");
  gives("", &spec, "failed", "4 not-well-formed");
  gives("id,name\n1,a\n", &spec, "failed", "4 not-well-formed 1 ");
}
END_TEST

START_TEST(raw_signs_in_text_are_mended_each_with_a_warning) {
  struct vitk_tree_spec spec = spec_of("t/r");
  spec.flags = VITK_MEND;
  gives(
      "<t>\n<r>Panach\xC3\xA9 (<1\xC2\xB0 alc.)</r></t>", &spec, "2:r=Panaché (<1° alc.);end",
      "2 mended 2 a \"<\" in text that starts no tag: read as \"&lt;\" [tell the publisher; the text is read as it was "
      "meant] {<r>Panaché (<1° alc.)</r></t>}");
  gives("<t><r>A & B &</r><r>&#; &#x; &#xG; &1; &a b;</r></t>", &spec, "1:r=A & B &;1:r=&#; &#x; &#xG; &1; &a b;;end",
        "2 mended 1 an \"&\"");
  gives("<t><r>a <</r></t>", &spec, "1:r=a <;end", "2 mended");
}
END_TEST

START_TEST(what_is_well_formed_is_not_mended) {
  struct vitk_tree_spec spec = spec_of("t/r");
  static const char text[] =
      "<?xml version='1.0'?><!-- < & --><?pi < & ?><t a=\"x > ' y\" b='\">'><r>&amp; &#49; &#x32; "
      "&lt;<![CDATA[ < & ]]]]><!----></r></t>";
  spec.flags = VITK_MEND;
  gives(text, &spec, "1:r=& 1 2 < < & ]];end", NULL);
  spec.flags = 0;
  gives(text, &spec, "1:r=& 1 2 < < & ]];end", NULL);
}
END_TEST

START_TEST(what_can_not_be_mended_is_refused) {
  struct vitk_tree_spec spec = spec_of("t/r");
  spec.flags = VITK_MEND;
  gives("<t>\n<r>a <b c</r></t>", &spec, "failed", "4 not-well-formed 2 ");
  gives("<t>\n<r>&eacute;</r></t>", &spec, "failed", "4 not-well-formed 2 ");
}
END_TEST

START_TEST(a_document_type_is_refused) {
  struct vitk_tree_spec spec = spec_of("t/r");
  gives("<?xml version='1.0'?>\n<!DOCTYPE t [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>\n"
        "<t><r>&c;</r></t>",
        &spec, "failed", "4 dtd 2 ");
  gives("<!DOCTYPE t SYSTEM 'file:///etc/passwd'><t><r/></t>", &spec, "failed", "4 dtd 1 ");
  gives("<!DOCTYPE t [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><t><r>&e;</r></t>", &spec, "failed", "4 dtd 1 ");
  spec.flags = VITK_MEND;
  gives("<!DOCTYPE t [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><t><r>&e;</r></t>", &spec, "failed", "4 dtd 1 ");
}
END_TEST

START_TEST(limits_on_depth_nodes_and_bytes_hold) {
  struct vitk_tree_spec spec = spec_of("t/r");
  struct fixture f;
  struct vitk_buffer out = {.maximum = LARGE}, deep = {.maximum = LARGE};
  fixture_begin(&f);
  for (int i = 0; i < 100000; i++)
    vitk_buffer_printf(&deep, "<d>");
  fixture_bytes(&f, "t.xml", deep.p, deep.n);
  ck_assert_str_eq(records_of(&f, &spec, &out), "failed");
  ck_assert_heard(&f, "4 limit 1 more than 64 levels of depth");
  static const char text[] = "<t><r><a b='1'/>\n</r>\n<r><a/><b c='1'/></r></t>";
  f.limits.record_nodes = 3;
  fixture_bytes(&f, "t.xml", text, sizeof text - 1);
  ck_assert_str_eq(records_of(&f, &spec, &out), "1:r(a(@b=1));failed");
  ck_assert_heard(&f, "4 limit 3 more than 3 nodes");
  static const char long_text[] = "<t><r>12345</r>\n<r>123<a>456</a></r></t>";
  f.limits = vitk_default_limits;
  f.limits.record_bytes = 5;
  fixture_bytes(&f, "t.xml", long_text, sizeof long_text - 1);
  ck_assert_str_eq(records_of(&f, &spec, &out), "1:r=12345;failed");
  ck_assert_heard(&f, "4 limit 2 more than 5 bytes in one record");
  vitk_buffer_free(&out);
  vitk_buffer_free(&deep);
  fixture_end(&f);
}
END_TEST

START_TEST(conditions_leave_records_out_and_skipped_foods_are_counted) {
  static const struct vitk_where where[] = {{"id", NULL, 0, VITK_MENTIONED}, {"n/c", "54101|54104", 0, VITK_ONE_OF}};
  static const char text[] = "<t><r id='1'><n><c>9</c></n><n><c> 54101 </c></n></r><r id='2'><n><c>54104</c></n></r>"
                             "<r id='3'><n><c>541</c></n></r><r id='1'/><r><n><c>54101</c></n></r></t>";
  struct vitk_tree_spec spec = spec_of("t/r");
  spec.where = where;
  spec.n_where = 2;
  spec.where_stride = sizeof where[0];
  spec.flags = VITK_FOOD_ROWS;
  gives(text, &spec, "1:r(@id=1 n(c=9) n(c=54101));end", NULL);
  struct fixture f;
  struct vitk_buffer out = {.maximum = LARGE};
  fixture_begin(&f);
  f.mentioned = "1|3";
  fixture_bytes(&f, "t.xml", text, sizeof text - 1);
  records_of(&f, &spec, &out);
  ck_assert_uint_eq(f.skipped, 2);
  vitk_buffer_free(&out);
  fixture_end(&f);
}
END_TEST

START_TEST(a_path_finds_the_first_node) {
  struct vitk_node leaf = {.name = {"c", 1}}, b2 = {.name = {"b", 1}, .child = &leaf};
  struct vitk_node b1 = {.name = {"b", 1}, .next = &b2}, root = {.name = {"a", 1}, .child = &b1};
  ck_assert_ptr_eq(vitk_node_find(&root, vitk_str_of("b")), &b1);
  ck_assert_ptr_eq(vitk_node_find(&root, vitk_str_of("b/c")), &leaf);
  ck_assert_ptr_null(vitk_node_find(&root, vitk_str_of("c")));
  ck_assert_ptr_eq(vitk_node_find(&root, vitk_str_of("")), &root);
}
END_TEST

START_TEST(a_document_cut_anywhere_gives_no_record_that_the_whole_lacks) {
  static const char text[] = "<?xml version='1.0'?><t a='1'>\n<r b='2'>x &amp; <1 &</r><!-- c --><r><![CDATA[d]]>\n</r>"
                             "<r>\xC2\xB5</r></t>\n";
  struct fixture f;
  struct vitk_buffer whole = {.maximum = LARGE}, out = {.maximum = LARGE};
  fixture_begin(&f);
  struct vitk_tree_spec spec = spec_of("t/r");
  spec.flags = VITK_MEND;
  fixture_bytes(&f, "t.xml", text, sizeof text - 1);
  records_of(&f, &spec, &whole);
  ck_assert(strstr(whole.p, "end") != NULL);
  for (size_t cut = 0; cut < sizeof text - 2; cut++)
    for (size_t r = 0; r < 2; r++) {
      f.limits.read_size = r ? 1 : SIZE_MAX;
      fixture_bytes(&f, "t.xml", text, cut);
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

START_TEST(lines_past_65535_are_exact_and_many_records_take_little_memory) {
  struct fixture f;
  struct vitk_buffer text = {.maximum = LARGE};
  struct vitk_tree *tree;
  const struct vitk_node *record;
  fixture_begin(&f);
  vitk_buffer_printf(&text, "<t>\n");
  for (int i = 0; i < 400000; i++)
    vitk_buffer_printf(&text, "<r>%d</r>\n", i);
  vitk_buffer_printf(&text, "</t>\n");
  fixture_bytes(&f, "t.xml", text.p, text.n);
  struct vitk_tree_spec spec = spec_of("t/r");
  ck_assert_int_eq(vitk_tree_open(&f.input, &spec, &tree), VITK_OK);
  for (unsigned i = 0; i < 400000; i++) {
    ck_assert_int_eq(vitk_tree_next(tree, &record), VITK_OK);
    ck_assert_uint_eq(record->line, i + 2);
  }
  ck_assert_int_eq(vitk_tree_next(tree, &record), VITK_END);
  vitk_tree_close(tree);
  vitk_buffer_free(&text);
  fixture_end(&f);
}
END_TEST

START_TEST(a_spec_without_sense_is_refused) {
  struct vitk_tree_spec spec = spec_of(NULL);
  gives("<t/>", &spec, "failed", "4 bad-call");
  spec = spec_of("t");
  spec.member = 1;
  gives("<t/>", &spec, "failed", "4 bad-call");
}
END_TEST

START_TEST(ciqual_2020_is_mended_and_loses_no_food) {
  static const char path[] = VITK_SHARED "/data/ciqual-2020/alim_2020_07_07.xml";
  struct vitk_tree_spec spec = spec_of("TABLE/ALIM");
  struct fixture f;
  struct vitk_tree *tree;
  const struct vitk_node *record;
  unsigned n = 0, beers = 0;
  if (!fixture_has_shared(path))
    return;
  fixture_begin(&f);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  spec.flags = VITK_MEND;
  ck_assert_int_eq(vitk_tree_open(&f.input, &spec, &tree), VITK_OK);
  int code;
  while ((code = vitk_tree_next(tree, &record)) == VITK_OK) {
    const struct vitk_node *name = vitk_node_find(record, vitk_str_of("alim_nom_fr"));
    ck_assert_ptr_nonnull(name);
    beers += vitk_str_is(name->text, "Panaché préemballé (<1° alc.)");
    n++;
  }
  ck_assert_int_eq(code, VITK_END);
  ck_assert_uint_eq(n, 3185);
  ck_assert_uint_eq(beers, 1);
  ck_assert_heard(&f, "2 mended");
  vitk_tree_close(tree);
  fixture_end(&f);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("xml");
  TCase *tests = tcase_create("xml");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, records_come_whole_with_their_lines);
  tcase_add_test(tests, attributes_come_first_and_own_text_is_joined);
  tcase_add_test(tests, a_star_is_any_one_name_and_the_root_can_be_the_record);
  tcase_add_test(tests, namespaces_are_left_out_of_names);
  tcase_add_test(tests, the_charset_is_declared_or_named);
  tcase_add_test(tests, what_is_not_well_formed_ends_with_its_line);
  tcase_add_test(tests, raw_signs_in_text_are_mended_each_with_a_warning);
  tcase_add_test(tests, what_is_well_formed_is_not_mended);
  tcase_add_test(tests, what_can_not_be_mended_is_refused);
  tcase_add_test(tests, a_document_type_is_refused);
  tcase_add_test(tests, limits_on_depth_nodes_and_bytes_hold);
  tcase_add_test(tests, conditions_leave_records_out_and_skipped_foods_are_counted);
  tcase_add_test(tests, a_path_finds_the_first_node);
  tcase_add_test(tests, a_document_cut_anywhere_gives_no_record_that_the_whole_lacks);
  tcase_add_test(tests, lines_past_65535_are_exact_and_many_records_take_little_memory);
  tcase_add_test(tests, a_spec_without_sense_is_refused);
  tcase_add_test(tests, ciqual_2020_is_mended_and_loses_no_food);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
