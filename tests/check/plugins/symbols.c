/* symbols.c - shows a symbol that is nobody's business. */
#include "list.h"

VITK_EXPORT int stray_symbol(void);
int stray_symbol(void) {
  return 0;
}
