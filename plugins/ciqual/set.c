/* set.c - the XML set: const_ for units, alim_grp_ for the names of groups, compo_ for what is stated, then alim_ for
 * the foods that were named. Each is a TABLE of flat records; an empty element is `<min missing=" " />`. */
#include "ciqual.h"

enum { RECORDS_A_STEP = 1000 };

static const struct vitk_node *child(const struct vitk_node *record, const char *name) {
  vitk_str wanted = slice(name); /* measured once, not for each child */
  for (const struct vitk_node *node = record->child; node != NULL; node = node->next)
    if (node->kind == VITK_ELEMENT && slice_same(node->name, wanted))
      return node;
  return NULL;
}

static vitk_str text(const struct vitk_node *record, const char *name) {
  const struct vitk_node *node = child(record, name);
  return node == NULL ? (vitk_str){NULL, 0} : node->text;
}

static uint32_t constituent_of(vitk_str code) {
  uint32_t i = 0;
  while (i < CQ_N_CONSTITUENTS && !slice_equal(code, vitk_cq_constituents[i].code))
    i++;
  return i;
}

static int const_record(struct cq *cq, vitk_str file, const struct vitk_node *record) {
  uint32_t i = constituent_of(text(record, "const_code"));
  vitk_str french = text(record, "const_nom_fr"), english = text(record, "const_nom_eng");
  if (i == CQ_N_CONSTITUENTS)
    return VITK_OK;
  const struct cq_constituent *constituent = &vitk_cq_constituents[i];
  vitk_str name = french.n > 0 ? french : english;
  struct tell_place place = {.file = file, .field = slice("const_nom_fr"), .line = record->line, .excerpt = name};
  if (!vitk_cq_has_word(french, constituent->words) && !vitk_cq_has_word(english, constituent->words)) {
    (void)tell(cq->host, cq->context, VITK_ERROR, "constituent-changed", place,
               "This is not a set as Anses publishes it; import it with a map file",
               "constituent %s is \"%.*s\", and not %s as in every known release", constituent->code, TELL_SLICE(name),
               constituent->component);
    return VITK_FAILED;
  }
  vitk_str unit = vitk_cq_unit_of(name);
  cq->stated_total = cq->stated_total || slice_equal(slice(constituent->component), "VITK");
  return unit.n == 0 || slice_keep(cq->host, cq->context, unit, &cq->unit[i]) ? VITK_OK : VITK_NOMEM;
}

static struct cq_group_codes codes_of(const struct vitk_node *record) {
  return (struct cq_group_codes){
      {text(record, "alim_grp_code"), text(record, "alim_ssgrp_code"), text(record, "alim_ssssgrp_code")}};
}

static int group_record(struct cq *cq, vitk_str file, const struct vitk_node *record) {
  struct cq_group_codes codes = codes_of(record);
  const vitk_str names[3] = {text(record, "alim_grp_nom_fr"), text(record, "alim_ssgrp_nom_fr"),
                             text(record, "alim_ssssgrp_nom_fr")};
  return vitk_cq_group_add(cq, (struct tell_place){.file = file, .line = record->line}, &codes, names);
}

static int compo_record(struct cq *cq, vitk_str file, const struct vitk_node *record) {
  uint32_t i = constituent_of(text(record, "const_code"));
  const struct vitk_node *amount = child(record, "teneur");
  /* An empty teneur states nothing; "-" states that there is no value. */
  if (i == CQ_N_CONSTITUENTS || amount == NULL || amount->text.n == 0)
    return VITK_OK;
  struct vitk_statement statement = {.size = sizeof statement,
                                     .food_id = text(record, "alim_code"),
                                     .component = slice(vitk_cq_constituents[i].component),
                                     .amount = amount->text,
                                     .unit = cq->unit[i],
                                     .basis = VITK_PER_100G,
                                     .min = text(record, "min"),
                                     .max = text(record, "max"),
                                     .method = text(record, "source_code"),
                                     .confidence = text(record, "code_confiance"),
                                     .file = file,
                                     .field = slice("teneur"),
                                     .line = amount->line};
  return cq->host->statement(cq->context, &statement);
}

static int alim_record(struct cq *cq, vitk_str file, const struct vitk_node *record) {
  char group[400];
  struct cq_group_codes codes = codes_of(record);
  vitk_str deepest = vitk_cq_deepest(&codes), food_id = text(record, "alim_code");
  bool known = vitk_cq_group_name(cq, &codes, group);
  struct vitk_food food = {.size = sizeof food,
                           .food_id = food_id,
                           .name = text(record, "alim_nom_fr"),
                           .language = slice("fr"),
                           .name_en = text(record, "alim_nom_eng"),
                           .scientific_name = text(record, "alim_nom_sci"),
                           .food_group = slice(group)};
  int code = cq->host->food(cq->context, &food);
  if (code == VITK_OK && !known && cq->members.index[CQ_ALIM_GRP] != CQ_ABSENT)
    code = tell(cq->host, cq->context, VITK_WARNING, "dangling-key",
                (struct tell_place){.file = file, .line = record->line, .field = slice("alim_grp_code")},
                "Check that alim_grp is of the same release", "food %.*s is of group %.*s, which alim_grp lacks",
                TELL_SLICE(food_id), TELL_SLICE(deepest));
  if (code == VITK_OK && deepest.n > 0)
    code = cq->host->food_code(cq->context, food_id, "ciqual-group", deepest);
  return code;
}

/* What is read, in this order. `done` comes after it, also where the file is not there. */
static const struct step {
  enum cq_file file;
  uint32_t flags;
  const char *record;
  struct vitk_where where;
  uint32_t n_where;
  int (*take)(struct cq *, vitk_str file, const struct vitk_node *);
  int (*done)(struct cq *);
} steps[] = {
    {CQ_CONST, 0, "TABLE/CONST", {"const_code", vitk_cq_codes, 0, VITK_ONE_OF}, 1, const_record, NULL},
    {CQ_ALIM_GRP, 0, "TABLE/ALIM_GRP", {NULL, NULL, 0, 0}, 0, group_record, vitk_cq_source},
    {CQ_COMPO, 0, "TABLE/COMPO", {"const_code", vitk_cq_codes, 0, VITK_ONE_OF}, 1, compo_record, NULL},
    {CQ_ALIM, VITK_FOOD_ROWS, "TABLE/ALIM", {"alim_code", NULL, 0, VITK_MENTIONED}, 1, alim_record, NULL},
};

static int read_records(struct cq *cq, const struct step *step) {
  int code = VITK_OK;
  for (int i = 0; i < RECORDS_A_STEP && code == VITK_OK; i++) {
    const struct vitk_node *record = NULL;
    code = cq->host->tree_next(cq->tree, &record);
    if (code == VITK_OK)
      code = step->take(cq, cq->members.name[step->file], record);
  }
  return code;
}

int vitk_cq_read_set(struct cq *cq) {
  if (cq->step == N_OF(steps))
    return VITK_END;
  const struct step *step = &steps[cq->step];
  int code = VITK_END;
  if (cq->members.index[step->file] != CQ_ABSENT) {
    struct vitk_tree_spec spec = {.size = sizeof spec,
                                  .member = (uint32_t)cq->members.index[step->file],
                                  .flags = step->flags | VITK_MEND,
                                  .record = step->record,
                                  .where = &step->where,
                                  .n_where = step->n_where,
                                  .where_stride = sizeof step->where};
    code = cq->tree == NULL ? cq->host->tree_open(cq->context, &spec, &cq->tree) : VITK_OK;
    if (code == VITK_OK)
      code = read_records(cq, step);
  }
  if (code != VITK_END)
    return code;
  cq->host->tree_close(cq->tree);
  cq->tree = NULL;
  cq->step++;
  return step->done == NULL ? VITK_OK : step->done(cq);
}
