#include "core/input/text.h"

#include "core/input/charset.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  BLOCK = 262144,
  CANDIDATES_MAX = 8,
  RUN = 32,
  MARK_MAX = 3,
  KEEP = 40,
  AFTER = 20 /* bytes before and after `start`, for excerpts */
};

enum mode { NOT_BEGUN, ASCII_SO_FAR, UTF8, CONVERTED };

struct vitk_text {
  struct vitk_stream *stream;
  const struct vitk_sink_of_diags *diags;
  vitk_str file; /* lives as long as the bundle */
  char *names;   /* the list of charsets, a copy, with a NUL after each */
  const char *candidates[CANDIDATES_MAX];
  size_t n_candidates;
  enum mode mode;
  const char *charset;
  iconv_t converter; /* CONVERTED; else NULL */
  bool flushed;      /* CONVERTED: what the converter held back at the end was given */
  bool ended;        /* the stream is at its end */
  int failure;
  size_t start, end;         /* of `raw` */
  size_t checked;            /* of raw[start..]: valid, to be given as they are */
  size_t out_start, out_end; /* of `out` */
  uint64_t before;           /* bytes of the stream before raw[0] */
  uint64_t line_feeds, returns;
  char raw[BLOCK];
  char out[BLOCK]; /* CONVERTED */
};

/* A converter to UTF-8; NULL: none for that name. */
static iconv_t open_converter(const char *name) {
  iconv_t converter = iconv_open("UTF-8", name);
  return (intptr_t)converter == -1 ? NULL : converter;
}

/* Text of old Macs has lone carriage returns and no line feed. */
static uint64_t line_of(const struct vitk_text *text) {
  return 1 + (text->line_feeds ? text->line_feeds : text->returns);
}

/* Of raw[start] in the stream. */
static uint64_t offset_of(const struct vitk_text *text) {
  return text->before + text->start;
}

/* The bytes around raw[start], those that are not printable ASCII as \xHH. */
static vitk_str excerpt_of(const struct vitk_text *text, char *to, size_t room) {
  size_t from = text->start > KEEP ? text->start - KEEP : 0, n = 0;
  for (size_t i = from; i < text->end && i < text->start + AFTER && n + 5 < room; i++) {
    unsigned char c = (unsigned char)text->raw[i];
    if (c == '\n' || c == '\r') {
      if (i >= text->start)
        break;
      n = 0;
      continue;
    }
    n += (size_t)snprintf(to + n, room - n, c >= ' ' && c < 0x7F ? "%c" : "\\x%02X", c);
  }
  return (vitk_str){to, n};
}

static int fill_to(struct vitk_text *text, size_t n);

static int bad_byte(struct vitk_text *text, const char *what) {
  char excerpt[VITK_EXCERPT_MAX];
  if (fill_to(text, AFTER) == VITK_NOMEM) /* however the reads fell, the excerpt is the same */
    return VITK_NOMEM;
  const char *hint = vitk_is_utf8_name(vitk_str_of(text->charset))
                         ? "name the file's charset in the map or the importer's option, as \"windows-1252\""
                         : "name the file's charset in the map or the importer's option, as \"utf-8\"";
  vitk_report(text->diags, VITK_ERROR, "charset", (struct vitk_place){.file = text->file, .line = line_of(text)},
              excerpt_of(text, excerpt, sizeof excerpt), hint, "byte 0x%02X at offset %llu %s %s",
              (unsigned)(unsigned char)text->raw[text->start], (unsigned long long)offset_of(text), what,
              text->charset);
  return VITK_FAILED;
}

static int unknown_charset(const struct vitk_text *text, const char *name, const char *why) {
  vitk_report(text->diags, VITK_ERROR, "charset", (struct vitk_place){.file = text->file}, vitk_str_of(name),
              "use a name that `iconv -l` lists, as \"utf-8\" or \"windows-1252\"", "the charset \"%s\" %s", name, why);
  return VITK_FAILED;
}

static int check_candidate(struct vitk_text *text, const char *name) {
  if (vitk_is_utf8_name(vitk_str_of(name)))
    return VITK_OK;
  iconv_t converter = open_converter(name);
  if (name[0] == '\0' || strchr(name, '/') != NULL || converter == NULL) {
    if (converter != NULL)
      iconv_close(converter);
    return unknown_charset(text, name, "is not known");
  }
  bool has_ascii = vitk_charset_has_ascii(converter, vitk_str_of(name));
  if (has_ascii) {
    iconv_close(converter);
    return VITK_OK;
  }
  if (text->n_candidates > 1) {
    iconv_close(converter);
    return unknown_charset(text, name, "can't be told from others by its first bytes: name it alone");
  }
  text->converter = converter; /* decided: it has to read each byte */
  text->charset = name;
  return VITK_OK;
}

static int set_candidates(struct vitk_text *text, const char *charsets) {
  text->names = strdup(charsets ? charsets : "utf-8");
  if (text->names == NULL)
    return VITK_NOMEM;
  char *at = text->names;
  while (at != NULL) {
    char *bar = strchr(at, '|');
    if (bar != NULL)
      *bar = '\0';
    if (text->n_candidates == CANDIDATES_MAX)
      return unknown_charset(text, at, "is one too many: name eight at most");
    text->candidates[text->n_candidates++] = at;
    at = bar ? bar + 1 : NULL;
  }
  for (size_t i = 0; i < text->n_candidates; i++) {
    int code = check_candidate(text, text->candidates[i]);
    if (code != VITK_OK)
      return code;
  }
  return VITK_OK;
}

int vitk_text_open(struct vitk_stream *stream, vitk_str file, const char *charsets, const struct vitk_limits *limits,
                   const struct vitk_sink_of_diags *diags, struct vitk_text **out) {
  (void)limits; /* the stream keeps to them */
  *out = NULL;
  struct vitk_text *text = malloc(sizeof *text);
  if (text == NULL) {
    vitk_stream_close(stream);
    return VITK_NOMEM;
  }
  memset(text, 0, offsetof(struct vitk_text, raw));
  text->stream = stream;
  text->diags = diags;
  text->file = file;
  text->charset = "utf-8";
  int code = set_candidates(text, charsets);
  if (code != VITK_OK) {
    vitk_text_close(text);
    return code;
  }
  *out = text;
  return VITK_OK;
}

void vitk_text_close(struct vitk_text *text) {
  if (text == NULL)
    return;
  if (text->converter != NULL)
    iconv_close(text->converter);
  vitk_stream_close(text->stream);
  free(text->names);
  free(text);
}

const char *vitk_text_charset(const struct vitk_text *text) {
  return text->charset;
}

/* One more read into `raw`. Some bytes before `start` stay for excerpts. */
static int fill(struct vitk_text *text) {
  if (text->end == BLOCK) {
    size_t from = text->start > KEEP ? text->start - KEEP : 0;
    memmove(text->raw, text->raw + from, text->end - from);
    text->before += from;
    text->start -= from;
    text->end -= from;
  }
  size_t got = 0;
  int code = vitk_stream_read(text->stream, text->raw + text->end, BLOCK - text->end, &got);
  text->end += got;
  text->ended = code == VITK_OK && got == 0;
  return code;
}

static int fill_to(struct vitk_text *text, size_t n) {
  int code = VITK_OK;
  while (code == VITK_OK && !text->ended && text->end - text->start < n)
    code = fill(text);
  return code;
}

static int set_charset(struct vitk_text *text, const char *name) {
  if (text->converter != NULL)
    iconv_close(text->converter);
  text->converter = NULL;
  text->charset = name;
  text->mode = UTF8;
  if (vitk_is_utf8_name(vitk_str_of(name)))
    return VITK_OK;
  text->mode = CONVERTED;
  text->converter = open_converter(name);
  return text->converter == NULL ? VITK_NOMEM : VITK_OK;
}

static int begin(struct vitk_text *text) {
  int code = fill_to(text, MARK_MAX);
  if (code != VITK_OK)
    return code;
  size_t length;
  const char *marked = vitk_charset_of_mark(text->raw, text->end, &length);
  text->start = length;
  text->mode = text->converter != NULL ? CONVERTED : ASCII_SO_FAR;
  return marked ? set_charset(text, marked) : VITK_OK;
}

/* At the first byte that is not ASCII: the run of such bytes says which charset it is. */
static int decide(struct vitk_text *text) {
  int code = fill_to(text, RUN);
  if (code != VITK_OK)
    return code;
  char *run = text->raw + text->start;
  size_t n = 0, most = text->end - text->start < RUN ? text->end - text->start : RUN;
  while (n < most && (unsigned char)run[n] >= 0x80)
    n++;
  bool cut = n == most && !text->ended;
  for (size_t i = 0; i < text->n_candidates; i++) {
    bool fits;
    if (vitk_is_utf8_name(vitk_str_of(text->candidates[i]))) {
      bool broken;
      fits = (vitk_utf8_prefix(run, n, &broken) == n || cut) && !broken;
    } else {
      iconv_t converter = open_converter(text->candidates[i]);
      if (converter == NULL)
        return VITK_NOMEM;
      fits = vitk_charset_fits(converter, run, n);
      iconv_close(converter);
    }
    if (fits)
      return set_charset(text, text->candidates[i]);
  }
  return set_charset(text, text->candidates[0]); /* which will say what is wrong */
}

static size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

/* How many bytes of raw[start..] can be given as they are; 0 at the end or where the mode changes. */
static int plain_bytes(struct vitk_text *text, size_t *n) {
  bool broken;
  *n = 0;
  int code = fill_to(text, 1);
  size_t have = text->end - text->start;
  if (code != VITK_OK || have == 0)
    return code;
  const char *p = text->raw + text->start;
  size_t whole = vitk_utf8_prefix(p, have, &broken);
  if (text->mode == UTF8) {
    while (whole == 0 && !broken && !text->ended && code == VITK_OK) {
      code = fill_to(text, text->end - text->start + 1);
      p = text->raw + text->start;
      whole = vitk_utf8_prefix(p, text->end - text->start, &broken);
    }
    *n = whole;
    return code != VITK_OK || whole > 0 ? code : bad_byte(text, "is not");
  }
  *n = vitk_ascii_prefix(p, whole);
  return *n > 0 ? VITK_OK : decide(text);
}

/* Fills `out` with converted text; leaves it empty at the end alone. */
static int convert(struct vitk_text *text) {
  int code = fill_to(text, 1);
  text->out_start = text->out_end = 0;
  while (code == VITK_OK && text->out_end == 0 && !text->flushed) {
    char *in = text->raw + text->start, *out = text->out;
    size_t left = text->end - text->start, room = BLOCK;
    text->flushed = left == 0; /* a converter may hold a letter back for the accent that could follow */
    size_t result = iconv(text->converter, left ? &in : NULL, left ? &left : NULL, &out, &room);
    int error = result == (size_t)-1 ? errno : 0;
    text->start = text->end - left;
    text->out_end = BLOCK - room;
    if (error == EILSEQ && text->out_end == 0)
      return bad_byte(text, "is not");
    if (error == EINVAL && text->out_end == 0 && text->ended)
      return bad_byte(text, "begins a character that the end of the file cuts in");
    if (text->out_end == 0 && !text->ended)
      code = error == EINVAL ? fill_to(text, left + 1) : fill_to(text, 1);
  }
  return code;
}

/* Counts lines and stops before a NUL, which is no text. */
static int give(struct vitk_text *text, const char *from, size_t n, char *to, size_t *got) {
  const char *nul = memchr(from, '\0', n);
  if (nul == from) {
    char where[48] = ""; /* converted text has lost it */
    if (text->mode != CONVERTED)
      snprintf(where, sizeof where, " at offset %llu", (unsigned long long)offset_of(text));
    vitk_report(text->diags, VITK_ERROR, "binary", (struct vitk_place){.file = text->file, .line = line_of(text)},
                (vitk_str){NULL, 0},
                "check that it is the text file that is meant; UTF-16 without a byte order mark has to be named",
                "a NUL byte%s: this is not text", where);
    return VITK_FAILED;
  }
  n = nul ? (size_t)(nul - from) : n;
  memcpy(to, from, n);
  text->line_feeds += vitk_count_byte(from, n, '\n');
  if (text->line_feeds == 0)
    text->returns += vitk_count_byte(from, n, '\r');
  *got = n;
  return VITK_OK;
}

static int read_text(struct vitk_text *text, char *to, size_t n, size_t *got) {
  int code = text->mode == NOT_BEGUN ? begin(text) : VITK_OK;
  while (code == VITK_OK && text->mode != CONVERTED) {
    if (text->checked == 0)
      code = plain_bytes(text, &text->checked);
    if (code == VITK_OK && text->checked > 0)
      code = give(text, text->raw + text->start, smaller(text->checked, n), to, got);
    text->start += *got;
    text->checked -= *got;
    if (*got > 0 || (text->ended && text->start == text->end))
      return code;
  }
  if (code == VITK_OK && text->out_start == text->out_end)
    code = convert(text);
  if (code == VITK_OK && text->out_end > text->out_start)
    code = give(text, text->out + text->out_start, smaller(text->out_end - text->out_start, n), to, got);
  text->out_start += *got;
  return code;
}

int vitk_text_read(struct vitk_text *text, char *to, size_t n, size_t *got) {
  *got = 0;
  if (text->failure == VITK_OK && n > 0)
    text->failure = read_text(text, to, n, got);
  return text->failure;
}

struct vitk_stream *vitk_text_at_rest(struct vitk_text *text) {
  bool as_it_is = text->mode == ASCII_SO_FAR || text->mode == UTF8;
  return as_it_is && text->start == text->end && !text->ended && text->failure == VITK_OK ? text->stream : NULL;
}

bool vitk_text_takes_utf8(struct vitk_text *text, const char *p, size_t n) {
  if (text->mode != ASCII_SO_FAR)
    return text->mode == UTF8;
  size_t start = 0;
  while (start < n && (unsigned char)p[start] < 0x80)
    start++;
  size_t end = start;
  while (end < n && (unsigned char)p[end] >= 0x80)
    end++;
  bool sees_run = text->n_candidates == 1 || end < n;
  if (sees_run && vitk_is_utf8_name(vitk_str_of(text->candidates[0])))
    text->mode = UTF8;
  return text->mode == UTF8;
}

void vitk_text_skip(struct vitk_text *text, const char *p, size_t n, uint64_t line_feeds, uint64_t returns) {
  size_t added = smaller(n, KEEP), kept = smaller(text->end, KEEP - added);
  memmove(text->raw, text->raw + text->end - kept, kept);
  memcpy(text->raw + kept, p + n - added, added);
  text->before += text->end + n - kept - added;
  text->start = text->end = kept + added;
  text->line_feeds += line_feeds;
  if (text->line_feeds == 0)
    text->returns += returns;
}
