/* xml_pieces.h - documents of XML out of bytes, for fuzz_xml.c and the test of passing over. */
#ifndef VITK_TESTS_FUZZ_XML_PIECES_H
#define VITK_TESTS_FUZZ_XML_PIECES_H

#include "twice.h"

static const char *const xml_pieces[] = {"<r><a>11</a></r>",
                                         "<r><a>12</a></r>\n",
                                         "<r><a> 3 </a><b x=\"1\"/></r>\n",
                                         "\n <r>\n  <a>4</a>\n  <b>y</b>\n </r>",
                                         "<r>\r\n<a>5</a>\r\n</r>\r\n",
                                         "<r/>",
                                         "<r></r>",
                                         "<r x='1' y=\"2\">z</r>",
                                         "<r><a>&lt; 2</a></r>",
                                         "<r><a>x &amp; y</a></r>",
                                         "<r><a>\xC3\xA9\n\xC3\xA9</a></r>",
                                         "<r><a>13</a><b><c>14</c></b></r>",
                                         "<r>",
                                         "</r>",
                                         "<r >",
                                         "</r >",
                                         "</r\n>",
                                         "<a>",
                                         "</a>",
                                         "<b>",
                                         "</b>",
                                         "<a/>",
                                         "<b x=\"11\" />",
                                         "<b x=\"",
                                         "\"/>",
                                         "\">",
                                         "<c x='1' x='2'/>",
                                         "<c\nx = '1'\n/>",
                                         "<c x='1'y='2'/>",
                                         "<c x='a&lt;b'/>",
                                         "<c x='a\nb'/>",
                                         "<c x='<'/>",
                                         "<c xmlns='u'>",
                                         "</c>",
                                         "<p:c xmlns:p='u'/>",
                                         "<p:r><a>11</a></p:r>",
                                         "<xml:a/>",
                                         "<r xmlns='v'><a>11</a></r>",
                                         "1",
                                         "2",
                                         "11",
                                         "12",
                                         "x",
                                         "x y",
                                         " ",
                                         "  ",
                                         "\n",
                                         "\r",
                                         "\r\n",
                                         "\t",
                                         "<",
                                         ">",
                                         "&",
                                         ";",
                                         "/",
                                         "=",
                                         "'",
                                         "\"",
                                         "&lt;",
                                         "&gt;",
                                         "&quot;",
                                         "&apos;",
                                         "&amp;",
                                         "&#49;",
                                         "&#x31;",
                                         "&e;",
                                         "& ",
                                         "&#",
                                         "<!--",
                                         "-->",
                                         "--",
                                         "<!-- <r><a>11</a></r> -->",
                                         "<![CDATA[",
                                         "]]>",
                                         "<![CDATA[11]]>",
                                         "<r><a>1<![CDATA[1]]></a></r>",
                                         "]]",
                                         "<?p",
                                         "?>",
                                         "<?p <r> ?>",
                                         "<!",
                                         "<?",
                                         "</",
                                         "<1",
                                         "<r><a>1<b/>1</a></r>",
                                         "<r>t<a>2</a></r>",
                                         "<r><a>2</a>t</r>",
                                         "<r><r><a>11</a></r></r>",
                                         "<r><r/></r>",
                                         "<R/>",
                                         "<rr/>",
                                         "<r><a>2</b></r>",
                                         "<r><a>2</r></a>",
                                         "<r><a></a></a></r>",
                                         "\x01",
                                         "\x7F",
                                         "\xC2\x85",
                                         "\xC3\xA9",
                                         "\xEF\xBB\xBF",
                                         "\xEF\xBF\xBE",
                                         "\xEF\xBF\xBD",
                                         "\xED\xA0\x80",
                                         "\xC0",
                                         "\xFF",
                                         "\xF0\x9F\x8D\x8E",
                                         "\xE2\x80\xA8",
                                         "<t>",
                                         "</t>",
                                         "<u>",
                                         "</u>",
                                         "<t><u>",
                                         "</u></t>",
                                         "<!DOCTYPE t>",
                                         "<?xml version='1.0'?>",
                                         "<?xml version='1.1'?>",
                                         "<?xml version='1.0' encoding='windows-1252'?>",
                                         "<r><d1><d2><d3><d4><d5><d6><d7/></d6></d5></d4></d3></d2></d1></r>",
                                         "<r><d1><d2><d3><d4><d5><d6><d7><d8/></d7></d6></d5></d4></d3></d2></d1></r>",
                                         "<1\xC2\xB0>",
                                         "(<2 %)",
                                         "A & B",
                                         "<r><a>a<2 & b</a></r>\n",
                                         "<r><a>6</a><a>7</a><a>8</a></r>\n<r><a>9</a><a>0</a></r>\n",
                                         "<r><a>]]</a></r>",
                                         "<r><a>]]></a></r>",
                                         "<r><a>></a></r>",
                                         "<r>\n<!-- c -->\n<a>2</a></r>"};

/* The first bytes say how it is read. */
static inline bool xml_reads_the_same(const unsigned char *p, size_t n) {
  static const char *const records[] = {"t/r", "t/u/r", "*/r", "r", "t/*", "t/r/r", "t", "t/r"};
  static const char *const paths[][2] = {{"a", "b"}, {"b/x", "a"}};
  static struct vitk_buffer document = {.maximum = 1 << 24};
  struct tried tried;
  if (n < HEAD)
    return true;
  document.n = 0;
  try_as(&tried, p, records[p[0] >> 5], paths[p[0] >> 4 & 1]);
  if (p[2] & 16) { /* nothing to look for */
    tried.spec.where = &tried.where[1];
    tried.spec.n_where = 1;
  }
  bool raw = p[1] & 64, wrapped = p[1] & 128;
  vitk_str text = {(const char *)p + HEAD, n - HEAD};
  if (wrapped)
    vitk_buffer_add(&document, "<t>", 3);
  text = raw ? text : spell(p + HEAD, n - HEAD, xml_pieces, sizeof xml_pieces / sizeof xml_pieces[0], &document);
  if (wrapped && !raw) {
    vitk_buffer_add(&document, "</t>", 4);
    text = vitk_buffer_str(&document);
  }
  return reads_the_same(&tried, text);
}

#endif
