/* input_fixture.h - what the tests of core/input share: a folder of one's own, collected diags, inputs of given bytes.
 */
#ifndef VITK_TESTS_INPUT_FIXTURE_H
#define VITK_TESTS_INPUT_FIXTURE_H

#include "core/base/buffer.h"
#include "core/base/str.h"
#include "core/input/input.h"

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
  char folder[32];
  struct vitk_limits limits;
  struct vitk_sink_of_diags diags;
  struct vitk_buffer said; /* "severity code line message [hint] {excerpt}\n" of each diag */
  unsigned n_said;
  struct vitk_bundle *bundle;
  struct vitk_input input;
  const char *mentioned; /* parted by '|' */
  uint64_t skipped;
};

static inline int fixture_emit(void *self, const struct vitk_diag *diag) {
  struct fixture *f = self;
  f->n_said++;
  return vitk_buffer_printf(&f->said, "%u %s %llu %.*s [%.*s] {%.*s}\n", diag->severity, diag->code,
                            (unsigned long long)diag->line, VITK_STR_ARG(diag->message), VITK_STR_ARG(diag->hint),
                            VITK_STR_ARG(diag->excerpt));
}

static inline bool fixture_mentioned(void *self, vitk_str food) {
  const struct fixture *f = self;
  vitk_str rest = vitk_str_of(f->mentioned), one;
  while (vitk_str_alternative(&rest, &one))
    if (vitk_str_equal(one, food))
      return true;
  return false;
}

static inline void fixture_skipped(void *self, uint64_t n) {
  ((struct fixture *)self)->skipped += n;
}

static inline void fixture_begin(struct fixture *f) {
  *f = (struct fixture){.folder = "/tmp/vitk-test-XXXXXX", .limits = vitk_default_limits, .said.maximum = 1 << 24};
  ck_assert_ptr_nonnull(mkdtemp(f->folder));
  f->diags = (struct vitk_sink_of_diags){fixture_emit, f};
}

static inline int fixture_remove(const char *path, const struct stat *status, int type, struct FTW *walk) {
  (void)status, (void)type, (void)walk;
  return remove(path);
}

static inline void fixture_end(struct fixture *f) {
  vitk_bundle_close(f->bundle);
  f->bundle = NULL;
  vitk_buffer_free(&f->said);
  nftw(f->folder, fixture_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* Was it said? */
static inline bool fixture_heard(struct fixture *f, const char *text) {
  return f->said.n > 0 && memmem(f->said.p, f->said.n, text, strlen(text)) != NULL;
}
#define ck_assert_heard(f, text)                                                                                       \
  ck_assert_msg(fixture_heard(f, text), "not heard: %s; heard: %.*s", text, (int)(f)->said.n,                          \
                (f)->said.p ? (f)->said.p : "")

static inline void fixture_path(const struct fixture *f, const char *name, char out[300]) {
  snprintf(out, 300, "%s/%s", f->folder, name);
}

/* A file with these bytes in the fixture's folder; folders in `name` are made. */
static inline void fixture_write(const struct fixture *f, const char *name, const void *bytes, size_t n) {
  char path[300];
  fixture_path(f, name, path);
  for (char *slash = path + strlen(f->folder) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
    *slash = '\0';
    mkdir(path, 0700);
    *slash = '/';
  }
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
  ck_assert_int_eq(fclose(file), 0);
}

static inline int fixture_open(struct fixture *f, const char *path) {
  vitk_bundle_close(f->bundle);
  f->bundle = NULL;
  struct vitk_bundle_settings settings = {.limits = &f->limits};
  int code = vitk_bundle_open(path, &settings, &f->diags, &f->bundle);
  f->input = (struct vitk_input){f->bundle, &f->limits, &f->diags, fixture_mentioned, fixture_skipped, f, false, NULL};
  f->skipped = 0;
  return code;
}

/* An input of one member "name" with these bytes. */
static inline void fixture_bytes(struct fixture *f, const char *name, const void *bytes, size_t n) {
  char path[300];
  fixture_write(f, name, bytes, n);
  fixture_path(f, name, path);
  ck_assert_int_eq(fixture_open(f, path), VITK_OK);
  ck_assert_uint_eq(vitk_bundle_count(f->bundle), 1);
}

static inline void fixture_forget(struct fixture *f) {
  f->said.n = 0;
  f->n_said = 0;
}

static inline bool fixture_has_shared(const char *path) {
  if (access(path, R_OK) == 0)
    return true;
  puts("skipped: no ../shared");
  return false;
}

static inline int fixture_run(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
