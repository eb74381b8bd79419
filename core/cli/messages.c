/* messages.c - problems as a person reads them: place, what, and what to do; the first few of a kind. */
#include "core/base/steer.h"
#include "core/cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN_OF_A_KIND = 3, KINDS = 64, CODE_MAX = 48, CHARACTER_MAX = 4 };

/* One session a process: the command's. */
static struct messages {
  bool quiet, verbose, colour, progress_shown;
  size_t n_kinds;
  struct {
    char code[CODE_MAX];
    uint64_t n;
  } kinds[KINDS];
} said;

static volatile sig_atomic_t interrupted;

static void note_signal(int signal_number) {
  (void)signal_number;
  interrupted = 1;
}

void cli_catch_signals(void) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action = {.sa_handler = note_signal}; /* no SA_RESTART: a read that waits is to end */
  struct sigaction before;
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
    if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* as nohup has it */
      sigaction(signals[i], &action, NULL);
}

bool cli_interrupted(void) {
  return interrupted != 0;
}

static int is_cancelled(void *user) {
  (void)user;
  return interrupted;
}

/* Has this kind been shown often enough? Counts it. */
static bool enough_of(const char *code) {
  for (size_t i = 0; i < said.n_kinds; i++)
    if (strncmp(said.kinds[i].code, code, CODE_MAX - 1) == 0)
      return ++said.kinds[i].n > SHOWN_OF_A_KIND;
  if (said.n_kinds == KINDS)
    return true;
  snprintf(said.kinds[said.n_kinds].code, CODE_MAX, "%s", code);
  said.kinds[said.n_kinds++].n = 1;
  return false;
}

static void clear_progress(void) {
  if (said.progress_shown)
    fputs("\r\033[K", stderr);
  said.progress_shown = false;
}

/* Standard error is not buffered: what is written at once is one system call. */
static void print_str(const char *before, vitk_str text, const char *after) {
  char plain[512];
  if (text.n == 0)
    return;
  fputs(before, stderr);
  for (size_t done = 0, n; done < text.n; done += n) {
    n = text.n - done < sizeof plain ? text.n - done : sizeof plain;
    for (int i = 1; i < CHARACTER_MAX && n < text.n - done && ((unsigned char)text.p[done + n] & 0xC0) == 0x80; i++)
      n--; /* to a character's start */
    memcpy(plain, text.p + done, n);
    vitk_make_plain(plain, n);
    fwrite(plain, 1, n, stderr);
  }
  fputs(after, stderr);
}

static void tell(void *user, const struct vitk_diag *diag) {
  static const struct {
    const char *word, *colour;
  } severities[] = {[VITK_NOTE] = {"note", "\033[36m"},
                    [VITK_WARNING] = {"warning", "\033[33m"},
                    [VITK_REJECT] = {"reject", "\033[35m"},
                    [VITK_ERROR] = {"error", "\033[31m"}};
  (void)user;
  uint32_t severity = diag->severity >= VITK_NOTE && diag->severity <= VITK_ERROR ? diag->severity : VITK_ERROR;
  if (said.quiet && severity != VITK_ERROR)
    return;
  const char *code = diag->code ? diag->code : "unnamed";
  if (severity != VITK_ERROR && !said.verbose && enough_of(code))
    return;
  clear_progress();
  fprintf(stderr, "vitk: %s%s%s: ", said.colour ? severities[severity].colour : "", severities[severity].word,
          said.colour ? "\033[0m" : "");
  print_str("", diag->file, "");
  if (diag->line > 0)
    fprintf(stderr, ":%llu", (unsigned long long)diag->line);
  print_str(diag->file.n ? ", " : "", diag->field, "");
  fputs(diag->file.n || diag->field.n ? ": " : "", stderr);
  print_str("", diag->message, "");
  fprintf(stderr, " [%s]\n", code);
  print_str("      ", diag->hint, "\n");
}

static void show_progress(void *user, const char *input, uint64_t statements) {
  (void)user;
  fputs("\r\033[K", stderr);
  print_str("", (vitk_str){input, strlen(input)}, "");
  fprintf(stderr, ": %llu statements", (unsigned long long)statements);
  said.progress_shown = true;
}

int cli_check_isolation(const struct cli_command *command, const struct cli_isolation *isolation) {
  const char *word = isolation->isolate;
  if (word == NULL || strcmp(word, "on") == 0 || strcmp(word, "off") == 0)
    return -1;
  return cli_usage(command, "--isolate takes on or off, and this is \"%s\"", word);
}

int cli_open(const struct cli_common *common, struct vitk **session) {
  const struct cli_isolation standard = CLI_ISOLATION_STANDARD;
  return cli_open_isolated(common, &standard, session);
}

/* 0 asks for no limit, which the library's settings spell otherwise. */
static uint64_t limit_of(uint64_t given, uint64_t unit) {
  return given == 0 || given > UINT64_MAX / unit ? UINT64_MAX : given * unit;
}

int cli_open_isolated(const struct cli_common *common, const struct cli_isolation *isolation, struct vitk **session) {
  bool terminal = isatty(STDERR_FILENO) == 1;
  const char *no_colour = getenv("NO_COLOR");
  said = (struct messages){.quiet = common->quiet,
                           .verbose = common->verbose,
                           .colour = terminal && (no_colour == NULL || no_colour[0] == '\0')};
  cli_catch_signals();
  struct vitk_settings settings = {.size = sizeof settings,
                                   .plugin_folders = common->plugin_dirs.texts,
                                   .n_plugin_folders = common->plugin_dirs.n,
                                   .in_process = isolation->isolate != NULL && strcmp(isolation->isolate, "off") == 0,
                                   .jobs = isolation->jobs > UINT32_MAX ? UINT32_MAX : (uint32_t)isolation->jobs,
                                   .memory = limit_of(isolation->memory_mib, (uint64_t)1 << 20),
                                   .timeout = limit_of(isolation->timeout, 1),
                                   .listener = tell,
                                   .cancelled = is_cancelled,
                                   .progress = terminal && !common->quiet ? show_progress : NULL,
                                   .step = cli_progress_step};
  int code = vitk_open(&settings, session);
  if (code != VITK_OK)
    fputs("vitk: error: out of memory\n", stderr);
  return code;
}

void cli_close(struct vitk *session) {
  clear_progress();
  for (size_t i = 0; i < said.n_kinds; i++)
    if (said.kinds[i].n > SHOWN_OF_A_KIND)
      fprintf(stderr, "vitk: and %llu more of [%s]; -v shows them all\n",
              (unsigned long long)(said.kinds[i].n - SHOWN_OF_A_KIND), said.kinds[i].code);
  said.n_kinds = 0;
  vitk_close(session);
}
