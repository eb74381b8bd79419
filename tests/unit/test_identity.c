/* What is said of a bundle holds of the same bundle, and of no other; and what is no such words harms nothing. */
#include "core/input/identity.h"
#include "input_fixture.h"

enum { MEMBERS = 5 };

/* A folder of five members, "a" to "e", in the fixture. */
static void open_folder(struct fixture *f) {
  char path[300];
  for (char name[] = "in/a"; name[3] < 'a' + MEMBERS; name[3]++)
    fixture_write(f, name, name, sizeof name);
  fixture_path(f, "in", path);
  ck_assert_int_eq(fixture_open(f, path), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_count(f->bundle), MEMBERS);
}

static void take_words(struct fixture *f, const char *seen, struct vitk_buffer *words) {
  unsigned char flags[MEMBERS];
  *words = (struct vitk_buffer){.maximum = 1000};
  for (size_t i = 0; i < MEMBERS; i++)
    flags[i] = seen[i] == 'r';
  ck_assert_int_eq(vitk_identity_of(f->bundle, flags, words), VITK_OK);
}

static bool holds(struct fixture *f, vitk_str words) {
  char path[300];
  bool answer = false;
  fixture_path(f, "in", path);
  ck_assert_int_eq(fixture_open(f, path), VITK_OK); /* anew: checksums that are known are not taken again */
  ck_assert_int_eq(vitk_identity_holds(f->bundle, words, &answer), VITK_OK);
  return answer;
}

START_TEST(the_words_hold_of_the_bundle_whatever_was_read_of_it) {
  static const char *const seen[] = {".....", "rrrrr", "r....", "....r", "r.r.r", ".rrr."};
  struct fixture f;
  struct vitk_buffer words;
  fixture_begin(&f);
  open_folder(&f);
  for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
    take_words(&f, seen[i], &words);
    ck_assert_msg(holds(&f, vitk_buffer_str(&words)), "%s", seen[i]);
    vitk_buffer_free(&words);
  }
  ck_assert_uint_eq(f.n_said, 0);
  fixture_end(&f);
}
END_TEST

START_TEST(they_hold_no_more_when_what_was_read_changes) {
  struct fixture f;
  struct vitk_buffer words;
  fixture_begin(&f);
  open_folder(&f);
  take_words(&f, "r.r..", &words);
  fixture_write(&f, "in/b", "in/B", 5); /* not read */
  ck_assert(holds(&f, vitk_buffer_str(&words)));
  fixture_write(&f, "in/c", "in/C", 5);
  ck_assert(!holds(&f, vitk_buffer_str(&words)));
  fixture_write(&f, "in/c", "in/c", 5);
  ck_assert(holds(&f, vitk_buffer_str(&words)));
  fixture_write(&f, "in/b", "longer than it was", 18);
  ck_assert(!holds(&f, vitk_buffer_str(&words)));
  vitk_buffer_free(&words);
  fixture_end(&f);
}
END_TEST

START_TEST(two_members_that_change_their_contents_are_noticed) {
  struct fixture f;
  struct vitk_buffer words;
  fixture_begin(&f);
  open_folder(&f);
  take_words(&f, "rr...", &words);
  fixture_write(&f, "in/a", "in/b", 5);
  fixture_write(&f, "in/b", "in/a", 5);
  ck_assert(!holds(&f, vitk_buffer_str(&words)));
  vitk_buffer_free(&words);
  fixture_end(&f);
}
END_TEST

/* Every cut of the words, and every byte of them changed, holds of nothing and reads past nothing. */
START_TEST(words_that_were_spoilt_hold_of_nothing) {
  struct fixture f;
  struct vitk_buffer words;
  fixture_begin(&f);
  open_folder(&f);
  take_words(&f, "r.rr.", &words);
  for (size_t n = 0; n < words.n; n++) {
    char *cut = malloc(n ? n : 1); /* its own, so that a read past its end is seen */
    ck_assert_ptr_nonnull(cut);
    memcpy(cut, words.p, n);
    ck_assert(!holds(&f, (vitk_str){cut, n}));
    free(cut);
    for (const char *byte = "09-, \n"; *byte != '\0'; byte++) {
      char was = words.p[n];
      words.p[n] = *byte;
      ck_assert_msg(*byte == was || !holds(&f, vitk_buffer_str(&words)), "byte %zu as '%c'", n, *byte);
      words.p[n] = was;
    }
  }
  vitk_buffer_free(&words);
  fixture_end(&f);
}
END_TEST

START_TEST(a_pipe_has_no_identity) {
  struct fixture f;
  struct vitk_buffer words = {.maximum = 1000};
  const unsigned char seen = 1;
  bool answer = true;
  char path[300], command[400];
  fixture_begin(&f);
  fixture_path(&f, "pipe", path);
  ck_assert_int_eq(mkfifo(path, 0600), 0);
  snprintf(command, sizeof command, "echo 'a;b' > %s &", path);
  ck_assert_int_eq(system(command), 0);
  ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
  ck_assert_int_eq(vitk_identity_of(f.bundle, &seen, &words), VITK_END);
  ck_assert_int_eq(vitk_identity_holds(f.bundle, vitk_str_of("members 1"), &answer), VITK_OK);
  ck_assert(!answer);
  vitk_buffer_free(&words);
  fixture_end(&f);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("identity");
  TCase *tests = tcase_create("identity");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, the_words_hold_of_the_bundle_whatever_was_read_of_it);
  tcase_add_test(tests, they_hold_no_more_when_what_was_read_changes);
  tcase_add_test(tests, two_members_that_change_their_contents_are_noticed);
  tcase_add_test(tests, words_that_were_spoilt_hold_of_nothing);
  tcase_add_test(tests, a_pipe_has_no_identity);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
