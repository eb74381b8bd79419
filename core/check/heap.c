/* heap.c - the plugin's own calls of malloc and the like: counted, failed where they are to, and what they took kept
 * account of. They are caught where the plugin finds the functions, its table of relocations, so that nobody else's
 * are.
 */
#include "core/check/faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uthash.h>

struct held {
  void *block;
  UT_hash_handle hh;
};
static struct held *held;

static void let_go(void *block) {
  struct held *found;
  HASH_FIND_PTR(held, &block, found);
  if (found != NULL) {
    HASH_DEL(held, found);
    free(found);
  }
}

static void *hold(void *block) {
  struct held *entry = block ? malloc(sizeof *entry) : NULL;
  if (entry != NULL) {
    entry->block = block;
    HASH_ADD_PTR(held, block, entry);
  }
  return block;
}

static bool fails(void) {
  if (++check_faults.mallocs != check_faults.fail_malloc)
    return false;
  check_faults.told = VITK_NOMEM;
  errno = ENOMEM;
  return true;
}

static void *heap_malloc(size_t n) {
  return fails() ? NULL : hold(malloc(n));
}

static void *heap_calloc(size_t n, size_t size) {
  return fails() ? NULL : hold(calloc(n, size));
}

static void *heap_realloc(void *block, size_t n) {
  if (fails())
    return NULL;
  let_go(block); /* a real failure, which keeps the block, goes unaccounted */
  return hold(realloc(block, n));
}

static void *heap_reallocarray(void *block, size_t n, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes)) {
    errno = ENOMEM;
    return NULL;
  }
  return heap_realloc(block, bytes);
}

static char *heap_strdup(const char *text) {
  return fails() ? NULL : hold(strdup(text));
}

static char *heap_strndup(const char *text, size_t n) {
  return fails() ? NULL : hold(strndup(text, n));
}

static void heap_free(void *block) {
  let_go(block);
  free(block);
}

/* Our function of that name; POSIX lets a function's pointer stand in an object's. */
static void *replacement(const char *name) {
#define INSTEAD(function)                                                                                              \
  { #function, (void (*)(void))heap_##function }
  static const struct {
    const char *name;
    void (*function)(void);
  } all[] = {INSTEAD(malloc), INSTEAD(calloc),  INSTEAD(realloc), INSTEAD(reallocarray),
             INSTEAD(strdup), INSTEAD(strndup), INSTEAD(free)};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    void *object;
    if (strcmp(all[i].name, name) != 0)
      continue;
    memcpy(&object, &all[i].function, sizeof object);
    return object;
  }
  return NULL;
}

static bool write_slot(uintptr_t at, void *function) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = at & ~(page - 1);
  void *start, *slot;
  memcpy(&start, &from, sizeof start);
  memcpy(&slot, &at, sizeof slot);
  if (mprotect(start, at + sizeof function - from, PROT_READ | PROT_WRITE) != 0)
    return false;
  memcpy(slot, &function, sizeof function);
  return true;
}

#if __ELF_NATIVE_CLASS == 64
typedef Elf64_Dyn elf_dynamic;
typedef Elf64_Rela elf_relocation;
typedef Elf64_Sym elf_symbol;
#define SYMBOL_OF(info) ELF64_R_SYM(info)
#else
typedef Elf32_Dyn elf_dynamic;
typedef Elf32_Rela elf_relocation;
typedef Elf32_Sym elf_symbol;
#define SYMBOL_OF(info) ELF32_R_SYM(info)
#endif

static const elf_dynamic *dynamic(const struct link_map *map, int64_t tag) {
  for (const elf_dynamic *d = map->l_ld; d->d_tag != DT_NULL; d++) {
    if (d->d_tag == tag)
      return d;
  }
  return NULL;
}

/* What an entry of the dynamic section points to; the loader has made its address absolute. */
static const char *pointed(const elf_dynamic *entry) {
  const char *at;
  uintptr_t address = entry->d_un.d_ptr;
  memcpy(&at, &address, sizeof at);
  return at;
}

static bool redirect(const struct link_map *map, int64_t table, int64_t bytes) {
  const elf_dynamic *relocations = dynamic(map, table), *size = dynamic(map, bytes);
  const elf_dynamic *symbols = dynamic(map, DT_SYMTAB), *names = dynamic(map, DT_STRTAB);
  if (relocations == NULL || size == NULL || symbols == NULL || names == NULL)
    return true;
  for (size_t i = 0; i < size->d_un.d_val / sizeof(elf_relocation); i++) {
    elf_relocation entry;
    elf_symbol symbol;
    memcpy(&entry, pointed(relocations) + i * sizeof entry, sizeof entry);
    memcpy(&symbol, pointed(symbols) + SYMBOL_OF(entry.r_info) * sizeof symbol, sizeof symbol);
    void *function = symbol.st_shndx == SHN_UNDEF ? replacement(pointed(names) + symbol.st_name) : NULL;
    if (function != NULL && !write_slot(map->l_addr + entry.r_offset, function))
      return false;
  }
  return true;
}

const char *check_heap_watch(void *library) {
  struct link_map *map;
  if (library == NULL || dlinfo(library, RTLD_DI_LINKMAP, &map) != 0 || dynamic(map, DT_REL) != NULL ||
      dynamic(map, DT_SYMTAB) == NULL || dynamic(map, DT_SYMTAB)->d_un.d_ptr < map->l_addr)
    return "the plugin's relocations can't be read on this machine";
  if (!redirect(map, DT_RELA, DT_RELASZ) || !redirect(map, DT_JMPREL, DT_PLTRELSZ))
    return "this system denies writing to the plugin's table of functions";
  return NULL;
}

size_t check_heap_held(void) {
  return HASH_COUNT(held);
}

void check_heap_forget(void) {
  struct held *entry, *next;
  HASH_ITER(hh, held, entry, next) {
    HASH_DEL(held, entry); /* NOLINT(clang-analyzer-unix.Malloc): the entry before was taken out before it was freed */
    free(entry);
  }
}
