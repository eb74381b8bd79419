/* definitions.c - the nutrients, food groups and references of a FoodCASE export. */
#include "matvaretabellen.h"

static bool keep(struct mt *mt, const struct vitk_node *node, const char *name, vitk_str *out) {
  return slice_keep(mt->host, mt->context, node_text(node, name), out);
}

static int too_many(struct mt *mt, const struct vitk_node *node, const char *what, int most) {
  (void)tell(mt->host, mt->context, VITK_ERROR, "limit",
             (struct tell_place){.file = mt->members.name[MT_DEFINITIONS], .line = node->line},
             "Is this the export of FoodCASE?", "more than %d %s", most, what);
  return VITK_FAILED;
}

/* Units differ from nutrient to nutrient, µg here and mg there: each is read. */
int vitk_mt_nutrient(struct mt *mt, const struct vitk_node *node) {
  vitk_str component = eurofir_component(node_text(node, "euroFIR"));
  if (component.n == 0)
    return VITK_OK;
  if (mt->n_nutrients == MT_NUTRIENTS_MAX)
    return too_many(mt, node, "nutrients of vitamin K", MT_NUTRIENTS_MAX);
  struct mt_nutrient *nutrient = &mt->nutrients[mt->n_nutrients++];
  nutrient->component = component;
  return keep(mt, node, "id", &nutrient->id) && keep(mt, node, "unit", &nutrient->unit) ? VITK_OK : VITK_NOMEM;
}

int vitk_mt_group(struct mt *mt, const struct vitk_node *node) {
  if (mt->groups == NULL && (mt->groups = mt->host->alloc(mt->context, MT_GROUPS_MAX * sizeof *mt->groups)) == NULL)
    return VITK_NOMEM;
  if (mt->n_groups == MT_GROUPS_MAX)
    return too_many(mt, node, "food groups", MT_GROUPS_MAX);
  struct mt_group *group = &mt->groups[mt->n_groups++];
  return keep(mt, node, "id", &group->id) && keep(mt, node, "name", &group->name) ? VITK_OK : VITK_NOMEM;
}

int vitk_mt_reference(struct mt *mt, const struct vitk_node *node) {
  if (mt->references == NULL &&
      (mt->references = mt->host->alloc(mt->context, MT_REFERENCES_MAX * sizeof *mt->references)) == NULL)
    return VITK_NOMEM;
  if (mt->n_references == MT_REFERENCES_MAX)
    return too_many(mt, node, "references", MT_REFERENCES_MAX);
  struct mt_reference *reference = &mt->references[mt->n_references++];
  if (!keep(mt, node, "id", &reference->id) || !keep(mt, node, "acquisitionType", &reference->acquisition))
    return VITK_NOMEM;
  vitk_str *code = &reference->acquisition;
  for (size_t i = 0; i < code->n; i++)
    if (code->p[i] == ' ')
      code->n = i;
  return VITK_OK;
}
