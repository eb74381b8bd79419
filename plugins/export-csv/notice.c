/* notice.c - NOTICE: whose the data in a folder are, under which terms, and where these forbid to pass them on. */
#include "export_csv.h"

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

void vitk_csv_notice_source(struct text_out *to, const struct csv_terms *terms) {
  if (to->n == 0)
    text_add(to, opening);
  text_add(to, "\n");
  text_bytes(to, terms->source_id.p, terms->source_id.n);
  text_add(to, "\n");
  line(to, "title", terms->title);
  line(to, "release", terms->release);
  line(to, "publisher", terms->publisher);
  line(to, "published at", terms->url);
  line(to, "to be cited as", terms->attribution);
  if (terms->licence.n == 0)
    text_add(to, "    licence: not known. Ask the publisher before you pass its data on.\n");
  line(to, "licence", terms->licence);
  if (forbids(terms->licence))
    text_add(to, "    PASSING ON IS FORBIDDEN by these terms: take this source out of what you give to others.\n");
}
