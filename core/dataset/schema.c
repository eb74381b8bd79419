#include "core/dataset/schema.h"

#define TABLE(id, name, description) static const struct vitk_field fields_of_##id[] = {
#define COLUMN(id, column, type_, flags_, unit_, reference_, choices_, description_)                                   \
  {.name = #column,                                                                                                    \
   .unit = (unit_),                                                                                                    \
   .description = (description_),                                                                                      \
   .reference = (reference_),                                                                                          \
   .choices = (choices_),                                                                                              \
   .type = VITK_##type_,                                                                                               \
   .flags = (flags_)},
#define END(id)                                                                                                        \
  }                                                                                                                    \
  ;
#include "core/dataset/columns.def"

#define TABLE(id, name_, description_)                                                                                 \
  [VITK_##id] = {.size = sizeof(struct vitk_schema),                                                                   \
                 .name = (name_),                                                                                      \
                 .description = (description_),                                                                        \
                 .fields = fields_of_##id,                                                                             \
                 .n_fields = (uint32_t)(sizeof fields_of_##id / sizeof fields_of_##id[0]),                             \
                 .field_stride = (uint32_t)sizeof(struct vitk_field)},
#define COLUMN(id, column, type_, flags_, unit_, reference_, choices_, description_)
#define END(id)
const struct vitk_schema vitk_schemas[VITK_N_TABLES] = {
#include "core/dataset/columns.def"
};
