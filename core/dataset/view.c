/* view.c - the view food_k: K1, K2 and total of each food, with the bounds that make the sums honest. */
#include "core/dataset/ddl.h"

/* "+MK4+MK7": each MK-n that `condition` holds for, in the order of chain length; "" where it holds for none. */
#define MK(n, condition)       " ||\n      max(iif(component_id = 'MK" #n "' AND " condition ", '+MK" #n "', ''))"
#define MK4_TO_MK8(condition)  MK(4, condition) MK(5, condition) MK(6, condition) MK(7, condition) MK(8, condition)
#define MK9_TO_MK13(condition) MK(9, condition) MK(10, condition) MK(11, condition) MK(12, condition) MK(13, condition)
#define NAMES_OF_MK(condition) "''" MK4_TO_MK8(condition) MK9_TO_MK13(condition)

/* The amount and bounds of one component, as columns named after `to`. */
#define PICK(component, to)                                                                                            \
  "    max(amount) FILTER (WHERE component_id = '" component "') AS " to "_ug,\n"                                      \
  "    max(lower) FILTER (WHERE component_id = '" component "') AS " to "_lower,\n"                                    \
  "    max(upper) FILTER (WHERE component_id = '" component "') AS " to "_upper,\n"                                    \
  "    max(component_id = '" component "') AS has_" to ",\n"

#define A_FOOD "source_id, food_id, basis, serving_g, equivalents"

/* Sums are rounded to 1e-9 µg: 0.1 + 0.2 is then 0.3, and in whichever order the rows come. */
const char *const vitk_view_food_k[] = {
    "CREATE VIEW food_k AS\n"
    "WITH\n"
    "-- A component of a food. Stated twice: bounds that hold both, an amount only if they agree.\n"
    "stated AS (\n"
    "  SELECT source_id, food_id, basis, iif(basis = 'serving', serving_g, NULL) AS serving_g, equivalents,\n"
    "    component_id, substr(component_id, 1, 2) = 'MK' AS is_mk,\n"
    "    iif(count(amount_ug) = count(*) AND min(amount_ug) = max(amount_ug), min(amount_ug), NULL) AS amount,\n"
    "    iif(count(lower_ug) = count(*), min(lower_ug), NULL) AS lower,\n"
    "    iif(count(upper_ug) = count(*), max(upper_ug), NULL) AS upper\n"
    "  FROM value\n"
    "  GROUP BY 1, 2, 3, 4, 5, 6),\n"
    "-- A food: what is stated of each vitamer and total, and the sum of its MK-n.\n"
    "food_stated AS (\n"
    "  SELECT " A_FOOD ",\n",
    PICK("VITK1", "k1"),
    PICK("VITK1D", "k1d"),
    PICK("VITK2", "own_k2"),
    PICK("VITK", "own_total"),
    "    iif(sum(is_mk) = count(amount) FILTER (WHERE is_mk),\n"
    "      round(sum(amount) FILTER (WHERE is_mk), 9), NULL) AS mk_ug,\n"
    "    round(sum(lower) FILTER (WHERE is_mk), 9) AS mk_lower,\n"
    "    iif(count(upper) FILTER (WHERE is_mk) = 10, round(sum(upper) FILTER (WHERE is_mk), 9), NULL) AS mk_upper,\n",
    "    " NAMES_OF_MK("lower IS NOT NULL"),
    " AS mk_summed,\n    " NAMES_OF_MK("true"),
    " AS mk_stated\n"
    "  FROM stated\n"
    "  GROUP BY " A_FOOD "),\n"
    "-- K2: the source's own; where it says that it has none, or nothing, what its MK-n add up to.\n"
    "with_source_of_k2 AS (\n"
    "  SELECT *, CASE WHEN own_k2_lower IS NOT NULL THEN 'VITK2' WHEN mk_summed <> '' THEN substr(mk_summed, 2)\n"
    "    WHEN has_own_k2 THEN 'VITK2' WHEN mk_stated <> '' THEN substr(mk_stated, 2) END AS k2_from\n"
    "  FROM food_stated),\n"
    "with_k2 AS (\n"
    "  SELECT *,\n"
    "    iif(k2_from = 'VITK2', own_k2_ug, mk_ug) AS k2_ug,\n"
    "    iif(k2_from = 'VITK2', own_k2_lower, mk_lower) AS k2_lower,\n"
    "    iif(k2_from = 'VITK2', own_k2_upper, mk_upper) AS k2_upper,\n"
    "    has_own_total AND (own_total_lower IS NOT NULL OR coalesce(k1_lower, own_k2_lower, mk_lower) IS NULL)\n"
    "      AS total_is_own\n"
    "  FROM with_source_of_k2)\n"
    "-- Total: the source's own, else K1 + K2, where a part that is not known leaves a lower bound alone.\n"
    "SELECT " A_FOOD ",\n"
    "  k1_ug, k1_lower, k1_upper,\n"
    "  k1d_ug, k1d_lower, k1d_upper,\n"
    "  k2_ug, k2_lower, k2_upper, k2_from,\n"
    "  CASE WHEN total_is_own THEN own_total_ug\n"
    "    WHEN k2_from = 'VITK2' THEN round(k1_ug + k2_ug, 9) END AS total_ug,\n"
    "  CASE WHEN total_is_own THEN own_total_lower WHEN coalesce(k1_lower, k2_lower) IS NOT NULL\n"
    "    THEN round(coalesce(k1_lower, 0.0) + coalesce(k2_lower, 0.0), 9) END AS total_lower,\n"
    "  CASE WHEN total_is_own THEN own_total_upper ELSE round(k1_upper + k2_upper, 9) END AS total_upper,\n"
    "  CASE WHEN total_is_own THEN 'VITK' WHEN has_k1 AND k2_from IS NOT NULL THEN 'VITK1+' || k2_from\n"
    "    WHEN has_k1 THEN 'VITK1' ELSE k2_from END AS total_from\n"
    "FROM with_k2",
    NULL};
