/* release.c - which edition it is. A workbook of 2023 and after says when it was updated, and the name of a file as it
 * was downloaded begins with a date; none says the edition. */
#include "japan_stfcj.h"

/* The files that are known: a corrected one is still of its edition. Any other is called by its year. */
static const struct {
  const char *date, *edition;
} files[] = {{"2020-12-25", "2020"}, {"2023-04-28", "2023"}, {"2026-03-27", "2023"}};

static const struct {
  const char *edition, *title;
} titles[] = {{"2020", "日本食品標準成分表2020年版（八訂）"}, {"2023", "日本食品標準成分表（八訂）増補2023年"}};

const char *vitk_jp_title(const struct jp_release *release) {
  for (uint32_t i = 0; i < N_OF(titles); i++)
    if (strcmp(release->edition, titles[i].edition) == 0)
      return titles[i].title;
  return "日本食品標準成分表";
}

static void set_year(struct jp_release *out, unsigned year) {
  (void)snprintf(out->text, sizeof out->text, "%04u", year % 10000);
  (void)snprintf(out->edition, sizeof out->edition, "%04u", year % 10000);
}

static bool set_date(struct jp_release *out, unsigned year, unsigned month, unsigned day) {
  if (year < 1950 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31)
    return false;
  set_year(out, year);
  (void)snprintf(out->text, sizeof out->text, "%04u-%02u-%02u", year, month, day);
  for (uint32_t i = 0; i < N_OF(files); i++)
    if (strcmp(out->text, files[i].date) == 0)
      (void)snprintf(out->edition, sizeof out->edition, "%s", files[i].edition);
  return true;
}

bool vitk_jp_release_of_cell(vitk_str cell, struct jp_release *out) {
  unsigned year, month, day;
  if (!headcells_take(&cell, "更新日"))
    return false;
  (void)headcells_take(&cell, ":");
  return headcells_take_number(&cell, 4, 4, &year) && headcells_take(&cell, "年") &&
         headcells_take_number(&cell, 1, 2, &month) && headcells_take(&cell, "月") &&
         headcells_take_number(&cell, 1, 2, &day) && set_date(out, year, month, day);
}

void vitk_jp_release_of_name(vitk_str name, struct jp_release *out) {
  vitk_str folder, base = slice_base(name, &folder);
  *out = (struct jp_release){.text = ""};
  for (size_t at = 0; at < base.n; at++) {
    vitk_str rest = slice_from(base, at);
    unsigned date;
    if (!slice_digit(base.p[at]) || (at > 0 && slice_digit(base.p[at - 1])))
      continue;
    if (headcells_take_number(&rest, 8, 8, &date) && set_date(out, date / 10000, date / 100 % 100, date % 100))
      return;
  }
  for (size_t at = 0; at < base.n; at++) {
    vitk_str rest = slice_from(base, at);
    unsigned year;
    if (!slice_digit(base.p[at]) || (at > 0 && slice_digit(base.p[at - 1])))
      continue;
    if (headcells_take_number(&rest, 4, 4, &year) && year >= 1950 && year <= 2100) {
      set_year(out, year);
      return;
    }
  }
}

bool vitk_jp_release_given(vitk_str option, struct jp_release *out) {
  unsigned year, month, day;
  if (!headcells_take_number(&option, 4, 4, &year))
    return false;
  if (option.n == 0) {
    set_year(out, year);
    return true;
  }
  return headcells_take(&option, "-") && headcells_take_number(&option, 2, 2, &month) && headcells_take(&option, "-") &&
         headcells_take_number(&option, 2, 2, &day) && option.n == 0 && set_date(out, year, month, day);
}
