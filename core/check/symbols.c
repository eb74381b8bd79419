/* symbols.c - what the shared object shows and needs, by libelf. */
#include "core/check/check.h"

#ifdef VITK_HAVE_LIBELF
#include <dlfcn.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <unistd.h>

static const char entry_name[] = "vitk_plugin_init_v1";

struct symbols {
  void *library;
  char extra[300], of_vitk[300], of_nobody[300]; /* names, a space before each */
};

static void add_name(char *to, size_t size, const char *name) {
  size_t used = strlen(to);
  snprintf(to + used, size - used, " %s", name);
}

/* Names that begin with '_' are the compiler's and the linker's own. */
static void look_at(struct symbols *s, const char *name, const GElf_Sym *symbol) {
  if (GELF_ST_BIND(symbol->st_info) == STB_LOCAL || name[0] == '_' || name[0] == '\0')
    return;
  if (symbol->st_shndx != SHN_UNDEF) {
    if (strcmp(name, entry_name) != 0)
      add_name(s->extra, sizeof s->extra, name);
  } else if (strncmp(name, "vitk_", 5) == 0)
    add_name(s->of_vitk, sizeof s->of_vitk, name);
  else if (GELF_ST_BIND(symbol->st_info) != STB_WEAK && dlsym(s->library, name) == NULL)
    add_name(s->of_nobody, sizeof s->of_nobody, name); /* neither in it nor in what it is linked with */
}

static bool read_symbols(struct symbols *s, Elf *elf) {
  bool found = false;
  for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section)) != NULL;) {
    GElf_Shdr header;
    Elf_Data *content;
    if (gelf_getshdr(section, &header) == NULL || header.sh_type != SHT_DYNSYM || header.sh_entsize == 0 ||
        (content = elf_getdata(section, NULL)) == NULL)
      continue;
    found = true;
    for (int i = 1; i < (int)(header.sh_size / header.sh_entsize); i++) {
      GElf_Sym symbol;
      const char *name;
      if (gelf_getsym(content, i, &symbol) != NULL && (name = elf_strptr(elf, header.sh_link, symbol.st_name)) != NULL)
        look_at(s, name, &symbol);
    }
  }
  return found;
}

static void tell(struct check *c, const struct symbols *s) {
  if (s->of_vitk[0] != '\0')
    check_fail(c, "it needs of vitk:%s; a plugin calls the host through struct vitk_host alone", s->of_vitk);
  else if (s->of_nobody[0] != '\0')
    check_fail(c, "it is linked with no library that has what it needs:%s", s->of_nobody);
  else if (s->extra[0] != '\0')
    check_fail(c, "it shows besides %s:%s", entry_name, s->extra);
}

void check_symbols(struct check *c) {
  struct symbols s = {.library = c->subject.library};
  if (c->subject.loaded.map != NULL) {
    check_skip(c, "a map has no symbols");
    return;
  }
  int fd = open(c->request->plugin, O_RDONLY | O_CLOEXEC);
  Elf *elf = fd >= 0 && elf_version(EV_CURRENT) != EV_NONE ? elf_begin(fd, ELF_C_READ, NULL) : NULL;
  if (elf == NULL)
    check_fail(c, "%s can't be read", c->request->plugin);
  else if (!read_symbols(&s, elf))
    check_skip(c, "its section headers were stripped, so its symbols can't be listed");
  else
    tell(c, &s);
  elf_end(elf);
  if (fd >= 0)
    close(fd);
}
#else
void check_symbols(struct check *c) {
  check_skip(c, "this vitk was built without libelf");
}
#endif
