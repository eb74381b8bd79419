/* notice.c - NOTICE: whose the data in a folder are, under which terms, and where these forbid to pass them on. */
#include "notice.h"

const char *const notice_columns[NOTICE_COLUMNS] = {"source_id", "title",       "release", "publisher",
                                                    "licence",   "attribution", "url"};

static const char opening[] =
    "The tables in this folder hold what the databases below state about vitamin K. The data are theirs, each under\n"
    "terms of its own, which bind whoever gets them from you too.\n";

/* Do the words of the licence say that the data must not be passed on? In one case, as licences come in any. */
static bool forbids(vitk_str licence) {
  static const char *const words[] = {"no redistribution", "not be redistributed", "redistribution is not allowed",
                                      "redistribution forbidden"};
  for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
    size_t n = strlen(words[w]);
    for (size_t at = 0; at + n <= licence.n; at++) {
      size_t same = 0;
      while (same < n &&
             ((licence.p[at + same] >= 'A' && licence.p[at + same] <= 'Z' ? licence.p[at + same] | 0x20
                                                                          : licence.p[at + same]) == words[w][same]))
        same++;
      if (same == n)
        return true;
    }
  }
  return false;
}

static void line(struct text_out *to, const char *label, vitk_str text) {
  if (text.n == 0)
    return;
  text_add(to, "    ");
  text_add(to, label);
  text_add(to, ": ");
  for (size_t i = 0; i < text.n; i++) /* a line stays one */
    text_bytes(to, (unsigned char)text.p[i] < ' ' ? " " : text.p + i, 1);
  text_add(to, "\n");
}

void notice_texts(const struct vitk_datum *row, uint32_t stride, const uint32_t at[NOTICE_COLUMNS],
                  vitk_str texts[NOTICE_COLUMNS]) {
  for (uint32_t i = 0; i < NOTICE_COLUMNS; i++) {
    const struct vitk_datum *datum = text_datum(row, stride, at[i]);
    texts[i] = datum->is_null ? (vitk_str){"", 0} : datum->text;
  }
}

void notice_source(struct text_out *to, const vitk_str texts[NOTICE_COLUMNS]) {
  if (to->n == 0)
    text_add(to, opening);
  text_add(to, "\n");
  text_slice(to, texts[NOTICE_ID]);
  text_add(to, "\n");
  line(to, "title", texts[NOTICE_TITLE]);
  line(to, "release", texts[NOTICE_RELEASE]);
  line(to, "publisher", texts[NOTICE_PUBLISHER]);
  line(to, "published at", texts[NOTICE_URL]);
  line(to, "to be cited as", texts[NOTICE_ATTRIBUTION]);
  if (texts[NOTICE_LICENCE].n == 0)
    text_add(to, "    licence: not known. Ask the publisher before you pass its data on.\n");
  line(to, "licence", texts[NOTICE_LICENCE]);
  if (forbids(texts[NOTICE_LICENCE]))
    text_add(to, "    PASSING ON IS FORBIDDEN by these terms: take this source out of what you give to others.\n");
}

int notice_write(const struct vitk_host *host, struct vitk_context *context, const struct text_out *notice) {
  struct vitk_output *output = NULL;
  int code = notice->no_memory ? VITK_NOMEM : host->output_open(context, "NOTICE", &output);
  if (code == VITK_OK)
    code = host->output_write(output, notice->p, notice->n);
  return code >= 0 && output != NULL ? host->output_close(output, NULL) : code;
}
