/* loads.c - no plugin: its entry has another name. */
#include <vitk/plugin.h>

VITK_EXPORT int the_entry_of_another_program(void);
int the_entry_of_another_program(void) {
  return 0;
}
