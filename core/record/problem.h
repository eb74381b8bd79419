/* problem.h - every kind of problem that vitk itself reports: the one table of them, for docs and tests. Plugins add
 * their own codes. */
#ifndef VITK_RECORD_PROBLEM_H
#define VITK_RECORD_PROBLEM_H

struct vitk_problem_kind {
  const char *code, *severity, *meaning;
};

/* `code` NULL after the last. */
extern const struct vitk_problem_kind vitk_problem_kinds[];

#endif
