/* view.c - the view food_k in PostgreSQL's SQL: the rules of core/dataset/view.c, and the tests hold both to each
 * other.
 */
#include "export_postgres.h"

/* "+MK4+MK7": each MK-n that `condition` holds for, in the order of chain length; "" where it holds for none. */
#define MK(n, condition)                                                                                               \
  " ||\n      coalesce(max('+MK" #n "'::text) FILTER (WHERE component_id = 'MK" #n "' AND " condition "), '')"
#define MK4_TO_MK8(condition)  MK(4, condition) MK(5, condition) MK(6, condition) MK(7, condition) MK(8, condition)
#define MK9_TO_MK13(condition) MK(9, condition) MK(10, condition) MK(11, condition) MK(12, condition) MK(13, condition)
#define NAMES_OF_MK(condition) "''" MK4_TO_MK8(condition) MK9_TO_MK13(condition)

/* The amount and bounds of one component, as columns named after `to`. */
#define PICK(component, to)                                                                                            \
  "    max(amount) FILTER (WHERE component_id = '" component "') AS " to "_ug,\n"                                      \
  "    max(lower) FILTER (WHERE component_id = '" component "') AS " to "_lower,\n"                                    \
  "    max(upper) FILTER (WHERE component_id = '" component "') AS " to "_upper,\n"                                    \
  "    bool_or(component_id = '" component "') AS has_" to ",\n"

/* As numeric it is rounded in decimals, which a double can't be. */
#define ROUNDED(sum) "round((" sum ")::numeric, 9)::double precision"
#define A_FOOD       "source_id, food_id, basis, serving_g, equivalents"

const char *const postgres_view_food_k[] = {
    "CREATE OR REPLACE VIEW @.food_k AS\n"
    "WITH stated AS (\n"
    "  SELECT source_id, food_id, basis, CASE WHEN basis = 'serving' THEN serving_g END AS serving_g, equivalents,\n"
    "    component_id, component_id LIKE 'MK%' AS is_mk,\n"
    "    CASE WHEN count(amount_ug) = count(*) AND min(amount_ug) = max(amount_ug) THEN min(amount_ug) END AS "
    "amount,\n"
    "    CASE WHEN count(lower_ug) = count(*) THEN min(lower_ug) END AS lower,\n"
    "    CASE WHEN count(upper_ug) = count(*) THEN max(upper_ug) END AS upper\n"
    "  FROM @.value\n"
    "  GROUP BY 1, 2, 3, 4, 5, 6),\n"
    "food_stated AS (\n"
    "  SELECT " A_FOOD ",\n",
    PICK("VITK1", "k1"),
    PICK("VITK1D", "k1d"),
    PICK("VITK2", "own_k2"),
    PICK("VITK", "own_total"),
    "    CASE WHEN count(*) FILTER (WHERE is_mk) = count(amount) FILTER (WHERE is_mk)\n"
    "      THEN " ROUNDED(
        "sum(amount) FILTER (WHERE is_mk)") " END AS mk_ug,\n"
                                            "    " ROUNDED(
                                                "sum(lower) FILTER (WHERE is_mk)") " AS mk_lower,\n"
                                                                                   "    CASE WHEN count(upper) FILTER "
                                                                                   "(WHERE is_mk) = 10\n"
                                                                                   "      THEN " ROUNDED(
                                                                                       "sum(upper) FILTER (WHERE "
                                                                                       "is_mk)") " END AS mk_upper,\n",
    "    " NAMES_OF_MK("lower IS NOT NULL"),
    " AS mk_summed,\n    " NAMES_OF_MK("true"),
    " AS mk_stated\n"
    "  FROM stated\n"
    "  GROUP BY " A_FOOD "),\n"
    "with_source_of_k2 AS (\n"
    "  SELECT *, CASE WHEN own_k2_lower IS NOT NULL THEN 'VITK2' WHEN mk_summed <> '' THEN substr(mk_summed, 2)\n"
    "    WHEN has_own_k2 THEN 'VITK2' WHEN mk_stated <> '' THEN substr(mk_stated, 2) END AS k2_from\n"
    "  FROM food_stated),\n"
    "with_k2 AS (\n"
    "  SELECT *,\n"
    "    CASE WHEN k2_from = 'VITK2' THEN own_k2_ug ELSE mk_ug END AS k2_ug,\n"
    "    CASE WHEN k2_from = 'VITK2' THEN own_k2_lower ELSE mk_lower END AS k2_lower,\n"
    "    CASE WHEN k2_from = 'VITK2' THEN own_k2_upper ELSE mk_upper END AS k2_upper,\n"
    "    has_own_total AND (own_total_lower IS NOT NULL OR coalesce(k1_lower, own_k2_lower, mk_lower) IS NULL)\n"
    "      AS total_is_own\n"
    "  FROM with_source_of_k2)\n"
    "SELECT " A_FOOD ",\n"
    "  k1_ug, k1_lower, k1_upper,\n"
    "  k1d_ug, k1d_lower, k1d_upper,\n"
    "  k2_ug, k2_lower, k2_upper, k2_from,\n"
    "  CASE WHEN total_is_own THEN own_total_ug\n"
    "    WHEN k2_from = 'VITK2' THEN " ROUNDED("k1_ug + k2_ug") " END AS total_ug,\n"
                                                                "  CASE WHEN total_is_own THEN own_total_lower WHEN "
                                                                "coalesce(k1_lower, k2_lower) IS NOT NULL\n"
                                                                "    THEN " ROUNDED(
                                                                    "coalesce(k1_lower, 0.0) + coalesce(k2_lower, "
                                                                    "0.0)") " END AS total_lower,\n"
                                                                            "  CASE WHEN total_is_own THEN "
                                                                            "own_total_upper ELSE " ROUNDED(
                                                                                "k1_upper + k2_upper") " END AS "
                                                                                                       "total_upper,\n"
                                                                                                       "  CASE WHEN "
                                                                                                       "total_is_own "
                                                                                                       "THEN 'VITK' "
                                                                                                       "WHEN has_k1 "
                                                                                                       "AND k2_from "
                                                                                                       "IS NOT NULL "
                                                                                                       "THEN 'VITK1+' "
                                                                                                       "|| k2_from\n"
                                                                                                       "    WHEN "
                                                                                                       "has_k1 THEN "
                                                                                                       "'VITK1' ELSE "
                                                                                                       "k2_from END "
                                                                                                       "AS "
                                                                                                       "total_from\n"
                                                                                                       "FROM with_k2",
    NULL};
