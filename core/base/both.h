/* both.h - two pieces of work at the same time. */
#ifndef VITK_BASE_BOTH_H
#define VITK_BASE_BOTH_H

/* a(of_a) in a thread of its own, where one is to be had, and b(of_b) meanwhile in this one; both are done then. */
void vitk_do_both(void (*a)(void *), void *of_a, void (*b)(void *), void *of_b);

#endif
