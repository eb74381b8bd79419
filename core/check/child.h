/* child.h - a check in a process of its own, so that a crash or a hang is a finding. */
#ifndef VITK_CHECK_CHILD_H
#define VITK_CHECK_CHILD_H

#include "core/check/check.h"

/* Forks, loads the plugin there and runs the check; sets shared->outcome and detail from what became of it. A run
 * within that takes longer than request->seconds has hung. VITK_OK, VITK_NOMEM, VITK_FAILED (no process could be made),
 * or VITK_CANCELLED. The caller has no other threads that hold locks: the child goes on in a copy of its memory. */
int check_in_child(struct check *);

#endif
