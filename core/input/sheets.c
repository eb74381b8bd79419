#include "core/input/sheets.h"

#include "core/base/fold.h"
#include "core/base/str.h"

enum { LIST_SHOWN = 600, NAME_MAX_BYTES = 4096 };

static int missing(const struct vitk_input *input, const struct vitk_table_plan *plan, vitk_sheet_name *sheet) {
  struct vitk_buffer list = {.maximum = LIST_SHOWN};
  vitk_str name;
  uint32_t n = 0;
  int code;
  while ((code = sheet(input, plan->spec.member, n, &name)) == VITK_OK &&
         vitk_buffer_printf(&list, "%s\"%.*s\"", n ? ", " : "", VITK_STR_ARG(name)) == VITK_OK)
    n++;
  vitk_str text = vitk_buffer_str(&list);
  if (plan->spec.sheet == NULL || n == 0)
    vitk_report(input->diags, VITK_ERROR, "missing-sheet", (struct vitk_place){.file = plan->file}, (vitk_str){NULL, 0},
                "open it in a spreadsheet program and see what it holds", "the workbook has no sheet with rows");
  else
    vitk_report(input->diags, VITK_ERROR, "missing-sheet", (struct vitk_place){.file = plan->file}, (vitk_str){NULL, 0},
                "check that it is the file that is meant; if the sheet was renamed, name it so",
                "no sheet \"%s\" in the workbook, which has %.*s%s", plan->spec.sheet, VITK_STR_ARG(text),
                code == VITK_OK ? ", …" : "");
  vitk_buffer_free(&list);
  return code == VITK_NOMEM ? code : VITK_FAILED;
}

int vitk_sheet_find(const struct vitk_input *input, const struct vitk_table_plan *plan, vitk_sheet_name *sheet,
                    uint32_t *index) {
  struct vitk_buffer folded = {.maximum = NAME_MAX_BYTES};
  vitk_str name;
  int code = VITK_OK;
  bool found = false;
  for (uint32_t i = 0; (code = sheet(input, plan->spec.member, i, &name)) == VITK_OK; i++) {
    bool exact = plan->spec.sheet == NULL || vitk_str_is(name, plan->spec.sheet);
    folded.n = 0;
    if (!exact && (found || vitk_fold(&folded, name) != VITK_OK ||
                   !vitk_fold_matches(vitk_buffer_str(&folded), plan->spec.sheet)))
      continue;
    *index = i;
    found = true;
    if (exact)
      break;
  }
  vitk_buffer_free(&folded);
  if (code != VITK_OK && code != VITK_END)
    return code;
  return found ? VITK_OK : missing(input, plan, sheet);
}
