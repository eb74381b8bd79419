/* test_loader.c - the plugins are those of tests/unit/plugins, each of which is right or wrong in one way. */
#include "core/plugin/loader.h"
#include "tests/unit/diags.h"

#include <check.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT(number)  #number
#define OURS_OF(a, b) TEXT(a) "." TEXT(b)
#define OURS          OURS_OF(VITK_ABI_MAJOR, VITK_ABI_MINOR) /* as messages name it */

static const struct vitk_host host = {.size = sizeof host, .abi_major = VITK_ABI_MAJOR, .abi_minor = VITK_ABI_MINOR};
static struct vitk_loader loader;
static char folder[PATH_MAX], second[PATH_MAX];

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where) {
  (void)status;
  (void)kind;
  (void)where;
  return remove(path);
}

static void begin(void) {
  snprintf(folder, sizeof folder, "/tmp/vitk-test-XXXXXX");
  snprintf(second, sizeof second, "/tmp/vitk-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  ck_assert_ptr_nonnull(mkdtemp(second));
  unsetenv("VITK_PLUGIN_PATH");
}

static void end(void) {
  vitk_loader_close(&loader);
  nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
  nftw(second, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

/* Puts a plugin for tests into a folder. */
static void put(const char *where, const char *plugin) {
  char from[PATH_MAX + 64], to[PATH_MAX + 64];
  snprintf(from, sizeof from, "%s/%s.so", VITK_TEST_PLUGINS, plugin);
  snprintf(to, sizeof to, "%s/%s.so", where, plugin);
  ck_assert_int_eq(symlink(from, to), 0);
}

static void write_file(const char *where, const char *name, const char *text) {
  char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/%s", where, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

static void open_folders(const char *one, const char *two) {
  const char *folders[] = {one, two};
  ck_assert_int_eq(vitk_loader_open(&loader, folders, two ? 2 : one ? 1 : 0, &host), VITK_OK);
}

/* Loads that one plugin, which is in trouble, and gives its text. */
static const char *trouble_of(const char *plugin) {
  put(folder, plugin);
  open_folders(folder, NULL);
  const struct vitk_loaded *loaded = vitk_loader_troubled(&loader, plugin);
  ck_assert_ptr_nonnull(loaded);
  ck_assert_ptr_null(loaded->plugin);
  ck_assert_ptr_eq(vitk_loader_importer(&loader, plugin), loaded);
  ck_assert_ptr_null(vitk_loader_exporter(&loader, plugin));
  ck_assert_msg(strstr(loaded->trouble, loaded->path) != NULL, "'%s' lacks the path", loaded->trouble);
  return loaded->trouble;
}

static void check_trouble(const char *plugin, const char *what) {
  const char *trouble = trouble_of(plugin);
  ck_assert_msg(strstr(trouble, what) != NULL, "'%s' lacks '%s'", trouble, what);
}

START_TEST(a_good_plugin_loads) {
  put(folder, "good");
  open_folders(folder, NULL);
  const struct vitk_loaded *good = vitk_loader_importer(&loader, "good");
  ck_assert_ptr_nonnull(good);
  ck_assert_ptr_null(good->trouble);
  ck_assert_str_eq(good->summary, "reads nothing");
  ck_assert_str_eq(good->plugin->licence, "");
  ck_assert_str_eq(good->plugin->importer->country, "");
  ck_assert_uint_eq(good->plugin->n_options, 2);
  ck_assert_ptr_null(vitk_loader_exporter(&loader, "good"));
  ck_assert_ptr_null(vitk_loader_importer(&loader, "no-such"));
}
END_TEST

START_TEST(a_relative_folder_is_found) {
  put(folder, "good");
  ck_assert_int_eq(chdir(folder), 0);
  open_folders(".", NULL);
  ck_assert_int_eq(chdir("/"), 0);
  ck_assert_ptr_nonnull(vitk_loader_importer(&loader, "good"));
  ck_assert_int_eq(vitk_loader_importer(&loader, "good")->path[0], '/');
}
END_TEST

START_TEST(the_environment_names_folders_too) {
  char text[2 * PATH_MAX + 8];
  put(second, "good");
  snprintf(text, sizeof text, "::%s:%s:", folder, second);
  setenv("VITK_PLUGIN_PATH", text, 1);
  open_folders(NULL, NULL);
  ck_assert_ptr_nonnull(vitk_loader_importer(&loader, "good"));
}
END_TEST

START_TEST(the_first_folder_wins) {
  put(folder, "good");
  put(second, "good");
  char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/good.so", second);
  open_folders(second, folder);
  ck_assert_uint_eq(loader.n, 1);
  ck_assert_str_eq(vitk_loader_importer(&loader, "good")->path, path);
}
END_TEST

START_TEST(an_older_shorter_descriptor_loads_with_zeroes) {
  put(folder, "shorter");
  open_folders(folder, NULL);
  const struct vitk_loaded *loaded = vitk_loader_importer(&loader, "shorter");
  ck_assert_ptr_nonnull(loaded->plugin);
  ck_assert_uint_eq(loaded->plugin->size, sizeof(struct vitk_plugin));
  ck_assert_uint_eq(loaded->plugin->threads, VITK_SERIAL);
  ck_assert_uint_eq(loaded->plugin->reserved, 0);
}
END_TEST

START_TEST(a_newer_longer_descriptor_loads_through_its_stride) {
  put(folder, "longer");
  open_folders(folder, NULL);
  const struct vitk_loaded *loaded = vitk_loader_importer(&loader, "longer");
  ck_assert_ptr_nonnull(loaded->plugin);
  ck_assert_uint_eq(loaded->plugin->abi_minor, VITK_ABI_MINOR + 7);
  ck_assert_uint_eq(loaded->plugin->option_stride, sizeof(struct vitk_option));
  ck_assert_str_eq(loaded->plugin->options[1].name, "second");
  ck_assert_str_eq(loaded->plugin->options[1].choices, "a|b");
}
END_TEST

START_TEST(another_abis_entry_is_told_with_both_versions) {
  const char *trouble = trouble_of("other_major");
  ck_assert_ptr_nonnull(strstr(trouble, "ABI 2"));
  ck_assert_ptr_nonnull(strstr(trouble, "this vitk of " OURS));
  ck_assert_ptr_nonnull(strstr(trouble, "rebuild"));
}
END_TEST

START_TEST(another_major_version_is_told_with_the_remedy) {
  const char *trouble = trouble_of("wrong_major");
  ck_assert_ptr_nonnull(strstr(trouble, "ABI 7.3"));
  ck_assert_ptr_nonnull(strstr(trouble, OURS));
  ck_assert_ptr_nonnull(strstr(trouble, "rebuild"));
}
END_TEST

START_TEST(a_size_that_cannot_be_is_told) {
  check_trouble("lying_size", "12 bytes");
}
END_TEST

START_TEST(a_plugin_without_a_name_is_told) {
  check_trouble("no_name", "its name ''");
}
END_TEST

START_TEST(a_plugin_that_refuses_is_told) {
  check_trouble("null", "returned NULL");
}
END_TEST

START_TEST(a_missing_function_is_told) {
  check_trouble("no_read", "lacks read");
}
END_TEST

START_TEST(a_default_that_is_no_value_is_told) {
  check_trouble("bad_default", "level takes a whole number from 1 to 9, but its default is '10'");
}
END_TEST

START_TEST(a_file_that_is_no_library_costs_no_other) {
  put(folder, "good");
  write_file(folder, "text.so", "not a library\n");
  open_folders(folder, NULL);
  ck_assert_uint_eq(loader.n, 2);
  ck_assert_ptr_nonnull(strstr(vitk_loader_troubled(&loader, "text")->trouble, "can't be loaded"));
  ck_assert_ptr_nonnull(vitk_loader_importer(&loader, "good"));
}
END_TEST

START_TEST(a_library_that_is_no_plugin_is_told) {
  check_trouble("no_plugin", "no plugin of vitk");
}
END_TEST

START_TEST(a_named_folder_that_is_missing_is_told) {
  open_folders("/no/such/folder", NULL);
  ck_assert_uint_eq(loader.n, 1);
  ck_assert_ptr_nonnull(strstr(loader.loaded[0].trouble, "No such file or directory"));
}
END_TEST

START_TEST(a_map_is_an_importer_of_its_own_name) {
  put(folder, "good");
  write_file(folder, "lab.map", "format = \"good\";\nsource = { title = \"Our laboratory\"; };\n");
  open_folders(folder, NULL);
  const struct vitk_loaded *lab = vitk_loader_importer(&loader, "lab");
  ck_assert_ptr_nonnull(lab);
  ck_assert_str_eq(lab->summary, "Our laboratory");
  ck_assert_str_eq(lab->plugin->name, "good");
  ck_assert_str_eq(lab->map, lab->path);
  ck_assert_str_eq(loader.loaded[0].name, "good");
  ck_assert_str_eq(loader.loaded[1].name, "lab");
}
END_TEST

START_TEST(a_map_may_stand_in_a_folder_before_its_importers) {
  write_file(folder, "lab.map", "format = \"good\";\n");
  put(second, "good");
  open_folders(folder, second);
  ck_assert_ptr_nonnull(vitk_loader_importer(&loader, "lab")->plugin);
}
END_TEST

START_TEST(a_broken_map_is_told_with_its_line) {
  write_file(folder, "lab.map", "format = \"good\";\nsource = ;\n");
  open_folders(folder, NULL);
  ck_assert_ptr_nonnull(strstr(vitk_loader_troubled(&loader, "lab")->trouble, "lab.map:2: syntax error"));
}
END_TEST

START_TEST(a_map_for_an_importer_that_is_not_there_is_told) {
  write_file(folder, "lab.map", "format = \"xlsx\";\n");
  write_file(folder, "raw.map", "x = 1;\n");
  open_folders(folder, NULL);
  ck_assert_ptr_nonnull(strstr(vitk_loader_troubled(&loader, "lab")->trouble, "no importer 'xlsx'"));
  ck_assert_ptr_nonnull(strstr(vitk_loader_troubled(&loader, "raw")->trouble, "lacks format"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("loader");
  TCase *all = tcase_create("all");
  tcase_add_checked_fixture(all, begin, end);
  tcase_add_test(all, a_good_plugin_loads);
  tcase_add_test(all, a_relative_folder_is_found);
  tcase_add_test(all, the_environment_names_folders_too);
  tcase_add_test(all, the_first_folder_wins);
  tcase_add_test(all, an_older_shorter_descriptor_loads_with_zeroes);
  tcase_add_test(all, a_newer_longer_descriptor_loads_through_its_stride);
  tcase_add_test(all, another_abis_entry_is_told_with_both_versions);
  tcase_add_test(all, another_major_version_is_told_with_the_remedy);
  tcase_add_test(all, a_size_that_cannot_be_is_told);
  tcase_add_test(all, a_plugin_without_a_name_is_told);
  tcase_add_test(all, a_plugin_that_refuses_is_told);
  tcase_add_test(all, a_missing_function_is_told);
  tcase_add_test(all, a_default_that_is_no_value_is_told);
  tcase_add_test(all, a_file_that_is_no_library_costs_no_other);
  tcase_add_test(all, a_library_that_is_no_plugin_is_told);
  tcase_add_test(all, a_named_folder_that_is_missing_is_told);
  tcase_add_test(all, a_map_is_an_importer_of_its_own_name);
  tcase_add_test(all, a_map_may_stand_in_a_folder_before_its_importers);
  tcase_add_test(all, a_broken_map_is_told_with_its_line);
  tcase_add_test(all, a_map_for_an_importer_that_is_not_there_is_told);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
