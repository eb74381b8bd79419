/* beside.h - files that appear whole: made beside their target, synced, and renamed over it. */
#ifndef VITK_DATASET_BESIDE_H
#define VITK_DATASET_BESIDE_H

#include "core/base/diag.h"

/* What `path` names when its symlinks are followed, whether it exists or not. malloc'ed; NULL with errno set. */
char *vitk_beside_resolve(const char *path);

/* A new, empty file or (folder: true) folder in the folder of `target`: "NAME.vitk-1f0c2b9e". The name in *temporary is
 * malloc'ed. Returns its descriptor, -1 with errno set. A file gets the rights of `target` where that exists, else the
 * usual ones.
 *
 * It bears a lock (flock) while the descriptor, or a dup of it, is open: it is to be kept open until what was made is
 * published. A temporary of this target whose lock is free was left by a run that was killed, and is removed first. */
int vitk_beside_new(const char *target, bool folder, char **temporary);

/* Renames `temporary` to `target` and syncs their folder. 0, or -1 with errno set. */
int vitk_beside_publish(const char *temporary, const char *target);

/* Diag "cannot-write": what could not be done with `path` and the words of `error`, an errno. Returns VITK_FAILED. */
int vitk_cannot_write(const struct vitk_sink_of_diags *, const char *path, const char *what, int error);

#endif
