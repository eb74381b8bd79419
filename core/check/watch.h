/* watch.h - a filter of system calls that tells which of them the plugin's own code made.
 *
 * The child asks the kernel to hold each call that opens, connects or starts something and to ask the parent about it:
 * one that the host makes goes on, one that the plugin makes is noted and refused.
 */
#ifndef VITK_CHECK_WATCH_H
#define VITK_CHECK_WATCH_H

#include "core/check/check.h"

struct check_watcher {
  int channel, notifications; /* -1: not there yet */
  char first[200];            /* what the plugin did first; "" nothing */
};

/* In the child: from here on calls are watched. NULL, or why they can't be. */
const char *check_watch_me(int channel);

/* In the parent: answers what is asked within `ms` milliseconds. */
void check_watch_answer(struct check_watcher *, const struct check_shared *, int ms);
void check_watch_end(struct check_watcher *);

#endif
