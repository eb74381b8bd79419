/* target.c - where an export goes: found out and begun, and published when all of it is whole. */
#include "core/dataset/beside.h"
#include "core/dataset/output_inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MARK_WITHIN = 64 * 1024 };
static const char last_of_all[] = "datapackage.json";

char *vitk_path_in(const char *folder, const char *name) {
  char *path = NULL;
  return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

static uint32_t kind_of(const char *text, const struct stat *existing) {
  size_t n = strlen(text);
  if (strcmp(text, "-") == 0)
    return VITK_TO_STDOUT;
  if (vitk_target_is_url(text))
    return VITK_TO_URL;
  if ((n > 0 && text[n - 1] == '/') || (existing != NULL && S_ISDIR(existing->st_mode)))
    return VITK_TO_FOLDER;
  return VITK_TO_FILE;
}

static bool is_empty_folder(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL)
    return false;
  bool empty = true;
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
    empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
  closedir(folder);
  return empty;
}

static bool is_export_of_ours(const char *folder) {
  char *path = vitk_path_in(folder, last_of_all);
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
  free(path);
  if (fd < 0)
    return false;
  char *head = malloc(MARK_WITHIN);
  ssize_t n = head ? pread(fd, head, MARK_WITHIN, 0) : -1;
  close(fd);
  bool ours = n > 0 && memmem(head, (size_t)n, VITK_OUTPUT_MARK, sizeof VITK_OUTPUT_MARK - 1) != NULL;
  free(head);
  return ours;
}

static int open_folder(struct vitk_target *target, const struct stat *existing) {
  if (existing == NULL) {
    target->lock = vitk_beside_new(target->path, true, &target->temporary);
    if (target->lock < 0)
      return errno == ENOMEM ? VITK_NOMEM : vitk_cannot_write(target->diags, target->shown, "can't make", errno);
    return VITK_OK;
  }
  if (!S_ISDIR(existing->st_mode))
    return vitk_cannot_write(target->diags, target->shown, "can't make the folder", ENOTDIR);
  if (is_empty_folder(target->path) || is_export_of_ours(target->path))
    return VITK_OK;
  return vitk_cannot_write(target->diags, target->shown, "won't write into the folder", ENOTEMPTY);
}

int vitk_target_open(const char *text, const struct vitk_sink_of_diags *diags, struct vitk_target **out) {
  *out = NULL;
  struct vitk_target *target = calloc(1, sizeof *target);
  if (target == NULL)
    return VITK_NOMEM;
  struct stat found;
  const struct stat *existing = stat(text, &found) == 0 ? &found : NULL;
  target->diags = diags;
  target->lock = -1;
  target->kind = kind_of(text, existing);
  target->text = strdup(text);
  target->shown = vitk_target_shown(text);
  int code = target->text && target->shown ? VITK_OK : VITK_NOMEM;
  if (code == VITK_OK && text[0] == '\0')
    code = vitk_cannot_write(diags, target->shown, "can't write to a target without a name", ENOENT);
  if (code == VITK_OK && (target->kind == VITK_TO_FILE || target->kind == VITK_TO_FOLDER)) {
    target->streams = existing != NULL && !S_ISREG(existing->st_mode) && !S_ISDIR(existing->st_mode);
    target->path = target->streams ? strdup(text) : vitk_beside_resolve(text);
    if (target->path == NULL)
      code = errno == ENOMEM ? VITK_NOMEM : vitk_cannot_write(diags, target->shown, "can't follow the links of", errno);
  }
  for (size_t n = target->path ? strlen(target->path) : 0; n > 1 && target->path[n - 1] == '/'; n--)
    target->path[n - 1] = '\0';
  if (code == VITK_OK && target->path != NULL &&
      target->kind == VITK_TO_FOLDER) /* without the '/' at its end a file there is seen too */
    code = open_folder(target, stat(target->path, &found) == 0 ? &found : NULL);
  if (code != VITK_OK)
    vitk_target_abort(target);
  else
    *out = target;
  return code;
}

uint32_t vitk_target_kind(const struct vitk_target *target) {
  return target->kind;
}

vitk_str vitk_target_text(const struct vitk_target *target) {
  return vitk_str_of(target->text);
}

/* --- the end */

static int publish_file(struct vitk_output *output) {
  if (vitk_beside_publish(output->temporary, output->path) != 0)
    return vitk_cannot_write(output->target->diags, output->path, "can't replace", errno);
  free(output->temporary);
  output->temporary = NULL;
  return VITK_OK;
}

static bool comes_last(const struct vitk_output *output) {
  return strcmp(strrchr(output->path, '/') ? strrchr(output->path, '/') + 1 : output->path, last_of_all) == 0;
}

static int publish(struct vitk_target *target) {
  if (target->temporary != NULL) {
    if (vitk_beside_publish(target->temporary, target->path) != 0)
      return vitk_cannot_write(target->diags, target->shown, "can't make", errno);
    free(target->temporary);
    target->temporary = NULL;
    for (struct vitk_output *output = target->outputs; output != NULL; output = output->next) {
      free(output->temporary);
      output->temporary = NULL;
    }
    return VITK_OK;
  }
  int code = VITK_OK;
  for (int last = 0; last <= 1; last++)
    for (struct vitk_output *output = target->outputs; code == VITK_OK && output != NULL; output = output->next)
      if (output->temporary != NULL && comes_last(output) == (last == 1))
        code = publish_file(output);
  return code;
}

int vitk_target_finish(struct vitk_target *target) {
  int code = VITK_OK;
  for (struct vitk_output *output = target->outputs; code == VITK_OK && output != NULL; output = output->next)
    if (vitk_output_is_open(output))
      code = vitk_output_close(output, NULL);
  if (code == VITK_OK)
    code = publish(target);
  vitk_target_abort(target);
  return code;
}

void vitk_target_abort(struct vitk_target *target) {
  if (target == NULL)
    return;
  while (target->outputs != NULL) {
    struct vitk_output *output = target->outputs;
    target->outputs = output->next;
    vitk_output_abort(output);
  }
  if (target->temporary != NULL)
    rmdir(target->temporary);
  if (target->lock >= 0)
    close(target->lock);
  free(target->temporary);
  free(target->path);
  free(target->text);
  free(target->shown);
  free(target);
}
