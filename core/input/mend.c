#include "core/input/mend.h"

#include "core/base/str.h"

#include <stdlib.h>

/* Bytes on each side of a mend that are shown; those after it are also what a reference is told by. */
enum { CONTEXT = VITK_MENDER_AHEAD - 1, COMPACT = 4096 };

enum place { IN_TEXT, IN_TAG, IN_COMMENT, IN_CDATA, IN_INSTRUCTION, IN_DECLARATION };

struct vitk_mender {
  vitk_str file;
  const struct vitk_sink_of_diags *diags;
  struct vitk_mender_sink sink;
  struct vitk_buffer held; /* from CONTEXT before `at` to the last byte fed */
  size_t at;
  uint64_t line;
  enum place place;
  char quote; /* IN_TAG: the one that is open, or 0 */
};

struct vitk_mender *vitk_mender_new(vitk_str file, const struct vitk_sink_of_diags *diags,
                                    struct vitk_mender_sink sink) {
  struct vitk_mender *mender = calloc(1, sizeof *mender);
  if (mender != NULL)
    *mender = (struct vitk_mender){.file = file, .diags = diags, .sink = sink, .held.maximum = SIZE_MAX / 4, .line = 1};
  return mender;
}

void vitk_mender_free(struct vitk_mender *mender) {
  if (mender == NULL)
    return;
  vitk_buffer_free(&mender->held);
  free(mender);
}

static bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static bool is_name_char(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool is_digit(char c, bool hex) {
  return (c >= '0' && c <= '9') || (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
}

/* Does the text, which follows an '&', finish a reference? */
static bool is_reference(vitk_str s) {
  size_t i = 0, start;
  if (s.n > 0 && s.p[0] == '#') {
    bool hex = s.n > 1 && s.p[1] == 'x';
    start = i = hex ? 2 : 1;
    while (i < s.n && is_digit(s.p[i], hex))
      i++;
    return i > start && i < s.n && s.p[i] == ';';
  }
  if (s.n == 0 || !is_name_start(s.p[0]))
    return false;
  while (i < s.n && is_name_char(s.p[i]))
    i++;
  return i < s.n && s.p[i] == ';';
}

static bool starts_with(vitk_str s, const char *text) {
  size_t n = strlen(text);
  return s.n >= n && memcmp(s.p, text, n) == 0;
}

/* What a '<' begins; IN_TEXT: nothing, it is text. */
static enum place markup_at(vitk_str s) {
  static const struct {
    const char *start;
    enum place place;
  } markups[] = {
      {"<!--", IN_COMMENT}, {"<![CDATA[", IN_CDATA}, {"<!", IN_DECLARATION}, {"<?", IN_INSTRUCTION}, {"</", IN_TAG}};
  if (s.n > 1 && is_name_start(s.p[1]))
    return IN_TAG;
  for (size_t i = 0; i < sizeof markups / sizeof markups[0]; i++)
    if (starts_with(s, markups[i].start))
      return markups[i].place;
  return IN_TEXT;
}

/* The text around a mend, within its line and in whole characters. */
static vitk_str excerpt_of(const struct vitk_mender *mender) {
  const struct vitk_buffer *held = &mender->held;
  size_t from = mender->at, to = mender->at + 1;
  while (from > 0 && mender->at - from < CONTEXT && held->p[from - 1] != '\n')
    from--;
  while (to < held->n && to - mender->at < CONTEXT && held->p[to] != '\n' && held->p[to] != '\r')
    to++;
  while (from < mender->at && ((unsigned char)held->p[from] & 0xC0) == 0x80)
    from++;
  while (to < held->n && to > mender->at + 1 && ((unsigned char)held->p[to] & 0xC0) == 0x80)
    to--;
  return vitk_str_trim((vitk_str){held->p + from, to - from});
}

static int mend(struct vitk_mender *mender, const char *by, const char *what, struct vitk_buffer *out) {
  int code = vitk_buffer_add(out, by, strlen(by));
  if (code != VITK_OK)
    return VITK_NOMEM;
  code = mender->sink.take(mender->sink.self, out);
  if (code != VITK_OK)
    return code;
  code = vitk_report(mender->diags, VITK_WARNING, "mended",
                     (struct vitk_place){.file = mender->file, .line = mender->line}, excerpt_of(mender),
                     "tell the publisher; the text is read as it was meant", "%s: read as \"%s\"", what, by);
  mender->at++;
  return code < 0 ? code : VITK_OK;
}

/* Copies `n` bytes as they are. */
static int copy(struct vitk_mender *mender, size_t n, struct vitk_buffer *out) {
  for (size_t i = 0; i < n; i++)
    mender->line += mender->held.p[mender->at + i] == '\n';
  int code = vitk_buffer_add(out, mender->held.p + mender->at, n);
  mender->at += n;
  return code == VITK_OK ? VITK_OK : VITK_NOMEM;
}

/* Where a tag, comment, CDATA section or instruction ends. */
static void leave(struct vitk_mender *mender, vitk_str s) {
  static const char *const ends[] = {
      [IN_COMMENT] = "-->", [IN_CDATA] = "]]>", [IN_INSTRUCTION] = "?>", [IN_DECLARATION] = ">"};
  char c = s.p[0];
  if (mender->place != IN_TAG) {
    /* the last byte of the end is still to be copied: it can't begin anything */
    if (starts_with(s, ends[mender->place]))
      mender->place = IN_TEXT;
  } else if (mender->quote != 0) {
    if (c == mender->quote)
      mender->quote = 0;
  } else if (c == '"' || c == '\'') {
    mender->quote = c;
  } else if (c == '>') {
    mender->place = IN_TEXT;
  }
}

static int step(struct vitk_mender *mender, struct vitk_buffer *out) {
  vitk_str s = {mender->held.p + mender->at, mender->held.n - mender->at};
  if (mender->place != IN_TEXT) {
    leave(mender, s);
    return copy(mender, 1, out);
  }
  if (s.p[0] == '<') {
    enum place place = markup_at(s);
    if (place == IN_TEXT)
      return mend(mender, "&lt;", "a \"<\" in text that starts no tag", out);
    mender->place = place;
    /* past the start, so that "<!-->" is no comment by itself */
    return copy(mender, place == IN_COMMENT ? 4 : place == IN_CDATA ? 9 : 1, out);
  }
  if (s.p[0] == '&' && !is_reference((vitk_str){s.p + 1, s.n - 1 < CONTEXT ? s.n - 1 : CONTEXT}))
    return mend(mender, "&amp;", "an \"&\" in text that starts no reference", out);
  return copy(mender, 1, out);
}

/* Text without markup goes in one piece, and so does what is between the quotes and ends of a tag. */
static size_t plain_bytes(const struct vitk_mender *mender, size_t end) {
  const char *p = mender->held.p + mender->at;
  size_t n = 0, most = end - mender->at;
  if (mender->place == IN_TEXT)
    while (n < most && p[n] != '<' && p[n] != '&')
      n++;
  else if (mender->place == IN_TAG)
    while (n < most && p[n] != '>' && p[n] != '"' && p[n] != '\'')
      n++;
  return n;
}

static void compact(struct vitk_mender *mender) {
  if (mender->at < COMPACT)
    return;
  size_t from = mender->at - CONTEXT;
  memmove(mender->held.p, mender->held.p + from, mender->held.n - from);
  mender->held.n -= from;
  mender->at -= from;
}

/* Judges what is held up to `end`. */
static int judge(struct vitk_mender *mender, size_t end, struct vitk_buffer *out) {
  int code = VITK_OK;
  while (code == VITK_OK && mender->at < end) {
    size_t plain = plain_bytes(mender, end);
    code = plain ? copy(mender, plain, out) : step(mender, out);
  }
  return code;
}

int vitk_mender_feed(struct vitk_mender *mender, const char *text, size_t n, struct vitk_buffer *out) {
  if (vitk_buffer_add(&mender->held, text, n) != VITK_OK)
    return VITK_NOMEM;
  /* CONTEXT bytes after it are known for each byte that is judged, except at the end of the text */
  size_t end = n == 0 ? mender->held.n : mender->held.n > CONTEXT + 1 ? mender->held.n - CONTEXT - 1 : 0;
  int code = judge(mender, end, out);
  compact(mender);
  return code;
}

int vitk_mender_settle(struct vitk_mender *mender, const char *ahead, struct vitk_buffer *out) {
  size_t end = mender->held.n;
  if (vitk_buffer_add(&mender->held, ahead, VITK_MENDER_AHEAD) != VITK_OK)
    return VITK_NOMEM;
  int code = judge(mender, end, out);
  mender->held.n = end;
  compact(mender);
  return code;
}

bool vitk_mender_in_text(const struct vitk_mender *mender) {
  return mender->place == IN_TEXT && mender->at == mender->held.n;
}

int vitk_mender_pass(struct vitk_mender *mender, const char *text, size_t n, uint64_t lines) {
  size_t shown = n < CONTEXT ? n : CONTEXT;
  if (vitk_buffer_add(&mender->held, text + n - shown, shown) != VITK_OK)
    return VITK_NOMEM;
  mender->at = mender->held.n;
  mender->line += lines;
  compact(mender);
  return VITK_OK;
}
