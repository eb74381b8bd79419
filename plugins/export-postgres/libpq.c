#include "libpq.h"

#include <dlfcn.h>
#include <string.h>

static const char file[] = "libpq.so.5"; /* its ABI, which has been this one since PostgreSQL 8.2 */

struct libpq libpq;

/* C has no conversion from an object's pointer to a function's; POSIX promises this one. */
static bool find(void *library, const char *name, void *function, size_t size) {
  void *symbol = dlsym(library, name);
  memcpy(function, &symbol, size);
  return symbol != NULL;
}

const char *libpq_load(void) {
  static void *library;
  if (library == NULL)
    library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  bool whole = library != NULL;
#define LIBPQ_FIND(name) whole = whole && find(library, #name, &libpq.name, sizeof libpq.name);
  LIBPQ_FUNCTIONS(LIBPQ_FIND)
#undef LIBPQ_FIND
  return whole ? NULL : dlerror();
}
