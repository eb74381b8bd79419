/* styles.c - how cells look: one way a status, in colour and in letters, so that none is taken for a number. */
#include "export_xlsx.h"

#define FONT(letters, colour) "<font>" letters "<sz val=\"11\"/>" colour "<name val=\"Calibri\"/></font>"
#define COLOURED(colour)      "<color rgb=\"FF" colour "\"/>"
#define FILL(colour)                                                                                                   \
  "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF" colour                                                  \
  "\"/><bgColor indexed=\"64\"/></patternFill></fill>"
#define XF(format, font, fill, more)                                                                                   \
  "<xf numFmtId=\"" format "\" fontId=\"" font "\" fillId=\"" fill                                                     \
  "\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" "                                                              \
  "applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">" more "</xf>"
#define RIGHT "<alignment horizontal=\"right\"/>"
#define WRAP  "<alignment vertical=\"top\" wrapText=\"1\"/>"

const char xlsx_styles[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
    "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"0&quot; (assumed)&quot;\"/></numFmts>"
    "<fonts count=\"5\">" FONT("", "") FONT("<b/>", "") FONT("<i/>", COLOURED("7F6000")) FONT("<i/>",
                                                                                              COLOURED("1F4E79"))
        FONT("<i/>", COLOURED("7F7F7F")) "</fonts>"
                                         "<fills count=\"8\"><fill><patternFill patternType=\"none\"/></fill>"
                                         "<fill><patternFill patternType=\"gray125\"/></fill>" /* the first two are the
                                                                                                  format's own */
    FILL("D9D9D9") FILL("FFF2CC") FILL("DDEBF7") FILL("E2EFDA") FILL("FCE4D6")
        FILL("F2F2F2") "</fills>"
                       "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
                       "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
                       "borderId=\"0\"/></cellStyleXfs>"
                       "<cellXfs count=\"9\">" XF("0", "0", "0", "") XF("0", "1", "2", WRAP) XF("0", "1", "0", "")
                           XF("164", "2", "3", RIGHT) XF("0", "3", "4", RIGHT) XF("0", "3", "5", RIGHT)
                               XF("0", "3", "6", RIGHT) XF("0", "4", "7", RIGHT)
                                   XF("0", "0", "0", WRAP) "</cellXfs>"
                                                           "<cellStyles count=\"1\"><cellStyle name=\"Normal\" "
                                                           "xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

uint32_t xlsx_style_of(vitk_str status) {
  static const struct {
    const char *status;
    uint32_t style;
  } styles[] = {{"assumed_zero", XLSX_ASSUMED_ZERO},
                {"trace", XLSX_TRACE},
                {"below_limit", XLSX_BELOW_LIMIT},
                {"present", XLSX_PRESENT},
                {"missing", XLSX_MISSING}};
  for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
    if (status.n == strlen(styles[i].status) && memcmp(status.p, styles[i].status, status.n) == 0)
      return styles[i].style;
  return XLSX_PLAIN;
}
