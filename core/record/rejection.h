/* rejection.h - the words for why a statement can't be used: what was found, what was expected, what to do. */
#ifndef VITK_RECORD_REJECTION_H
#define VITK_RECORD_REJECTION_H

#include "core/record/normalise.h"

/* All return VITK_REJECTED. `hint` must be a constant. */
int vitk_reject(struct vitk_rejection *, const char *code, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int vitk_reject_component(struct vitk_rejection *, vitk_str component);
int vitk_reject_unit(struct vitk_rejection *, int found, vitk_str unit);
int vitk_reject_number(struct vitk_rejection *, const struct vitk_source *rules, vitk_str amount);

/* For printf's %.*s: `text`, short enough for a message. */
vitk_str vitk_brief(vitk_str text);

/* The token of the source that `text` is, NULL: none. Both are compared trimmed. */
const struct vitk_token *vitk_token_find(const struct vitk_source *rules, vitk_str text);

#endif
