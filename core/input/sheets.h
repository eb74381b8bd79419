/* sheets.h - the sheets of a workbook, by name. */
#ifndef VITK_INPUT_SHEETS_H
#define VITK_INPUT_SHEETS_H

#include "core/input/rows.h"

/* The index of the sheet that plan->spec.sheet asks for among those that `sheet` names: the one of exactly that name,
 * else the first that fits one of the spellings (parted by '|', '*' at an end), compared as columns are. NULL: the
 * first. VITK_FAILED after a diag "missing-sheet" that lists what there is. */
int vitk_sheet_find(const struct vitk_input *, const struct vitk_table_plan *plan, vitk_sheet_name *sheet,
                    uint32_t *index);

#endif
