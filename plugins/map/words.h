/* words.h - the words that a map's settings take, and the nearest of them to a wrong one. */
#ifndef VITK_MAP_WORDS_H
#define VITK_MAP_WORDS_H

#include <vitk/plugin.h>

#include <stdbool.h>

struct vitk_map_word {
  const char *word;
  uint32_t meaning;
};

/* Lists that end in a NULL word. */
extern const struct vitk_map_word vitk_map_statuses[], vitk_map_origins[], vitk_map_bases[], vitk_map_equivalents[];
extern const struct vitk_map_word vitk_map_components[], vitk_map_byte_names[];

/* The word's meaning, or -1. */
int64_t vitk_map_word_find(const struct vitk_map_word *, vitk_str word);

/* "missing, trace, …" into `to`, cut where it would not fit. */
void vitk_map_words_list(const struct vitk_map_word *, char *to, size_t n);

/* How many letters must be put in, taken out or replaced to make `word` of `text`; UINT32_MAX if either is long. */
uint32_t vitk_map_distance(vitk_str text, const char *word);

/* One byte, or its name: "tab". -1: neither. "none" is 0. */
int32_t vitk_map_byte(vitk_str text);

enum { VITK_MAP_UNIT_OK, VITK_MAP_UNIT_UNKNOWN, VITK_MAP_UNIT_IU };

/* Is it spelled like a mass, alone or per amount of food? *basis: the one that the unit itself states, else -1. The
 * conversion is the host's; this finds a map's slip before anything is read. */
int vitk_map_unit(vitk_str text, int32_t *basis);

#endif
