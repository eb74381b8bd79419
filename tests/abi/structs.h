/* structs.h - each struct of vitk/plugin.h that crosses the boundary, with its last field: the one list of them. */
#define VITK_ABI_STRUCTS(X)                                                                                            \
  X(vitk_diag, excerpt)                                                                                                \
  X(vitk_token, origin)                                                                                                \
  X(vitk_source, number_flags)                                                                                         \
  X(vitk_food, food_group)                                                                                             \
  X(vitk_statement, line)                                                                                              \
  X(vitk_member, bytes)                                                                                                \
  X(vitk_column, optional)                                                                                             \
  X(vitk_where, kind)                                                                                                  \
  X(vitk_table_spec, where_stride)                                                                                     \
  X(vitk_cell, flags)                                                                                                  \
  X(vitk_row, cell_stride)                                                                                             \
  X(vitk_tree_spec, where_stride)                                                                                      \
  X(vitk_node, next)                                                                                                   \
  X(vitk_field, flags)                                                                                                 \
  X(vitk_schema, field_stride)                                                                                         \
  X(vitk_datum, reserved)                                                                                              \
  X(vitk_output_info, sha256)                                                                                          \
  X(vitk_host, row)                                                                                                    \
  X(vitk_format, media_types)                                                                                          \
  X(vitk_option, max)                                                                                                  \
  X(vitk_verdict, evidence)                                                                                            \
  X(vitk_importer, close)                                                                                              \
  X(vitk_exporter, abort)                                                                                              \
  X(vitk_plugin, reserved)
