/* notice.h - NOTICE, a file in each folder that an exporter writes: whose the data are, and under which terms. */
#ifndef VITK_PLUGINS_NOTICE_H
#define VITK_PLUGINS_NOTICE_H

#include <common/text_out.h>

/* The columns of `source` that it is made from. */
enum {
  NOTICE_ID,
  NOTICE_TITLE,
  NOTICE_RELEASE,
  NOTICE_PUBLISHER,
  NOTICE_LICENCE,
  NOTICE_ATTRIBUTION,
  NOTICE_URL,
  NOTICE_COLUMNS
};
extern const char *const notice_columns[NOTICE_COLUMNS];

/* Adds what is to be told of one source: the texts of those columns, empty where they are null. */
void notice_source(struct text_out *, const vitk_str texts[NOTICE_COLUMNS]);

/* The texts of a row of `source`; `at`: where the columns stand in it. */
void notice_texts(const struct vitk_datum *row, uint32_t stride, const uint32_t at[NOTICE_COLUMNS],
                  vitk_str texts[NOTICE_COLUMNS]);

/* Writes the file. */
int notice_write(const struct vitk_host *, struct vitk_context *, const struct text_out *);

#endif
