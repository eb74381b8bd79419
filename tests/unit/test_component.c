/* The table of components: every fact that can be checked is. */
#include "core/record/component.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* IUPAC 2021, abridged. */
static double atomic_weight(char element) {
  return element == 'C' ? 12.011 : element == 'H' ? 1.008 : element == 'O' ? 15.999 : (double)NAN;
}

static double mass_of(const char *formula) {
  double mass = 0;
  while (*formula) {
    char element = *formula++;
    char *end;
    long n = strtol(formula, &end, 10);
    mass += atomic_weight(element) * (double)(end == formula ? 1 : n);
    formula = end;
  }
  return mass;
}

START_TEST(molar_mass_is_that_of_the_formula) {
  for (uint32_t i = 0; i < vitk_n_components; i++) {
    const struct vitk_component *c = &vitk_components[i];
    ck_assert_msg(fabs(mass_of(c->formula) - c->molar_mass) <= 0.01, "%s: %f", c->id, mass_of(c->formula));
  }
}
END_TEST

START_TEST(sums_have_no_formula_and_vitamers_have_one) {
  for (uint32_t i = 0; i < vitk_n_components; i++) {
    const struct vitk_component *c = &vitk_components[i];
    bool sum = strcmp(c->kind, "sum") == 0;
    ck_assert(sum || strcmp(c->kind, "vitamer") == 0);
    ck_assert_msg(sum == (c->formula[0] == '\0'), "%s", c->id);
    ck_assert_msg(!sum || (c->inchikey[0] == '\0' && c->pubchem_cid[0] == '\0'), "%s", c->id);
  }
}
END_TEST

START_TEST(a_menaquinone_has_the_formula_of_its_isoprene_units) {
  int found = 0;
  for (uint32_t i = 0; i < vitk_n_components; i++) {
    const struct vitk_component *c = &vitk_components[i];
    bool named = strncmp(c->id, "MK", 2) == 0;
    ck_assert_msg(named == (c->isoprene_units > 0), "%s", c->id);
    if (!named)
      continue;
    char formula[40], name[40];
    unsigned n = c->isoprene_units;
    ck_assert_uint_eq(n, strtoul(c->id + 2, NULL, 10));
    snprintf(formula, sizeof formula, "C%uH%uO2", 5 * n + 11, 8 * n + 8);
    ck_assert_str_eq(c->formula, formula);
    snprintf(name, sizeof name, "menaquinone-%u", n);
    ck_assert_int_eq(strncmp(c->name, name, strlen(name)), 0);
    found++;
  }
  ck_assert_int_eq(found, 10);
}
END_TEST

/* The last digit of a CAS number is the sum of the others, each times its place from the right, modulo 10. */
START_TEST(cas_numbers_have_their_check_digit) {
  int found = 0;
  for (uint32_t i = 0; i < vitk_n_components; i++) {
    const char *cas = vitk_components[i].cas;
    int digits[20], n = 0, sum = 0;
    if (cas[0] == '\0')
      continue;
    for (const char *p = cas; *p; p++)
      if (*p != '-')
        digits[n++] = *p - '0';
    for (int j = 0; j < n - 1; j++)
      sum += digits[j] * (n - 1 - j);
    ck_assert_msg(n > 4 && sum % 10 == digits[n - 1], "%s", cas);
    found++;
  }
  ck_assert_int_eq(found, 4);
}
END_TEST

START_TEST(inchikeys_have_their_shape) {
  int found = 0;
  for (uint32_t i = 0; i < vitk_n_components; i++) {
    const char *key = vitk_components[i].inchikey;
    if (key[0] == '\0')
      continue;
    ck_assert_uint_eq(strlen(key), 27);
    for (int j = 0; j < 27; j++)
      ck_assert_msg(j == 14 || j == 25 ? key[j] == '-' : key[j] >= 'A' && key[j] <= 'Z', "%s", key);
    ck_assert_msg(key[23] == 'S' && key[24] == 'A', "%s is not a standard InChIKey", key);
    for (uint32_t k = 0; k < i; k++)
      ck_assert_str_ne(key, vitk_components[k].inchikey);
    found++;
  }
  ck_assert_int_eq(found, 11);
}
END_TEST

START_TEST(components_come_in_the_order_of_the_outputs) {
  static const char *const order[] = {"VITK", "VITK1", "VITK1D", "VITK2", "MK4",  "MK5",  "MK6",
                                      "MK7",  "MK8",   "MK9",    "MK10",  "MK11", "MK12", "MK13"};
  ck_assert_uint_eq(vitk_n_components, sizeof order / sizeof order[0]);
  for (uint32_t i = 0; i < vitk_n_components; i++) {
    ck_assert_str_eq(vitk_components[i].id, order[i]);
    ck_assert_int_eq(vitk_component_find(vitk_str_of(order[i])), (int)i);
  }
}
END_TEST

START_TEST(potassium_and_other_spellings_are_no_components) {
  static const char *const none[] = {"K", "NA", "vitk", "VITK3", "MK14", "MK3", "MK-4", "", "VITK1 "};
  for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
    ck_assert_msg(vitk_component_find(vitk_str_of(none[i])) == -1, "%s", none[i]);
  ck_assert_int_eq(vitk_component_find((vitk_str){NULL, 0}), -1);
}
END_TEST

START_TEST(no_field_is_null) {
  for (uint32_t i = 0; i < vitk_n_components; i++) {
    const struct vitk_component *c = &vitk_components[i];
    ck_assert(c->id && c->name && c->kind && c->formula && c->cas && c->inchikey && c->chebi && c->pubchem_cid &&
              c->usda_nutrient && c->note);
  }
}
END_TEST

/* Rows "| MK4 | name | formula | g/mol | InChIKey | CAS | ChEBI | PubChem | USDA |" of the reference. */
static int check_row(char *line) {
  char *cell[9], *rest = line + 1;
  for (int i = 0; i < 9; i++) {
    char *end = strchr(rest, '|');
    if (end == NULL)
      return 0;
    *end = '\0';
    vitk_str trimmed = vitk_str_trim(vitk_str_of(rest));
    cell[i] = rest + (trimmed.p - rest);
    cell[i][trimmed.n] = '\0';
    rest = end + 1;
  }
  int index = vitk_component_find(vitk_str_of(cell[0]));
  if (index < 0)
    return 0;
  const struct vitk_component *c = &vitk_components[index];
  char mass[20], usda[20] = "";
  snprintf(mass, sizeof mass, "%.2f", c->molar_mass);
  cell[6][strcspn(cell[6], " ")] = '\0'; /* "16374 (class)" */
  snprintf(usda, sizeof usda, "%.*s", (int)strcspn(cell[8], " "), cell[8]);
  ck_assert_str_eq(c->name, cell[1]);
  ck_assert_str_eq(c->formula, cell[2]);
  ck_assert_str_eq(c->molar_mass > 0 ? mass : "", cell[3]);
  ck_assert_str_eq(c->inchikey, cell[4]);
  ck_assert_str_eq(c->cas, cell[5]);
  ck_assert_str_eq(c->chebi, cell[6]);
  ck_assert_str_eq(c->pubchem_cid, cell[7]);
  ck_assert_str_eq(c->usda_nutrient, usda);
  return 1;
}

START_TEST(the_table_is_that_of_the_reference) {
  FILE *file = fopen(VITK_SHARED "/docs/components.md", "r");
  char line[1000];
  int rows = 0;
  if (file == NULL) {
    puts("skipped: no ../shared");
    return;
  }
  while (fgets(line, sizeof line, file))
    if (line[0] == '|')
      rows += check_row(line);
  fclose(file);
  ck_assert_int_eq(rows, (int)vitk_n_components);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("component");
  TCase *facts = tcase_create("facts");
  tcase_add_test(facts, molar_mass_is_that_of_the_formula);
  tcase_add_test(facts, sums_have_no_formula_and_vitamers_have_one);
  tcase_add_test(facts, a_menaquinone_has_the_formula_of_its_isoprene_units);
  tcase_add_test(facts, cas_numbers_have_their_check_digit);
  tcase_add_test(facts, inchikeys_have_their_shape);
  tcase_add_test(facts, components_come_in_the_order_of_the_outputs);
  tcase_add_test(facts, potassium_and_other_spellings_are_no_components);
  tcase_add_test(facts, no_field_is_null);
  tcase_add_test(facts, the_table_is_that_of_the_reference);
  suite_add_tcase(suite, facts);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
