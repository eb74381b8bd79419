/* component.h - the molecules and totals of vitamin K: the one table of them. */
#ifndef VITK_RECORD_COMPONENT_H
#define VITK_RECORD_COMPONENT_H

#include "core/base/str.h"

struct vitk_component {
  const char *id; /* INFOODS tagname */
  const char *name;
  const char *kind;        /* "vitamer" or "sum" */
  uint32_t isoprene_units; /* of the side chain of a menaquinone, MK-n: n; 0: not a menaquinone */
  const char *formula;     /* "" for sums, as all below that is not known */
  double molar_mass;       /* g/mol, from the formula with the IUPAC 2021 standard atomic weights; 0: none */
  const char *cas, *inchikey, *chebi, *pubchem_cid;
  const char *usda_nutrient; /* the nutrient number of USDA's tables, "430" */
  const char *note;
};

/* In the order in which every output lists them: VITK, VITK1, VITK1D, VITK2, MK4 … MK13. */
extern const struct vitk_component vitk_components[];
extern const uint32_t vitk_n_components;

/* Index of the tagname (case matters), or -1. */
int vitk_component_find(vitk_str id);

#endif
