/* export_avro.h - the Avro exporter: rows of the dataset become records in container files. */
#ifndef VITK_EXPORT_AVRO_H
#define VITK_EXPORT_AVRO_H

#include <common/text_out.h>
#include <stdbool.h>

#include <avro.h>

/* A failure of libavro, which returned `error`: VITK_NOMEM, or VITK_FAILED after a diag that names what was tried. */
int vitk_avro_failed(const struct vitk_host *, struct vitk_context *, const char *what, int error);

/* A container file, as the Avro specification describes it: its schema, then blocks of records. `record` is the one
 * at hand, to be filled in and appended. Memory is bounded by a block, which grows only for a record larger than it. */
struct avro_container;
/* `schema`: its JSON, as the file states it; `record`: the same as libavro has it, NULL: no memory. Taken over. */
int vitk_avro_open(const struct vitk_host *, struct vitk_context *, const char *name, const struct text_out *schema,
                   avro_schema_t record, bool deflate, struct avro_container **out);
avro_value_t *vitk_avro_record(struct avro_container *);
int vitk_avro_append(struct avro_container *);
int vitk_avro_close(struct avro_container *, struct vitk_output_info *); /* the caller frees it still */
void vitk_avro_free(struct avro_container *);                            /* NULL is fine */

/* One field of a record, and where in the dataset it comes from. Schema and record agree by making both from this. */
struct avro_field {
  const char *name;
  const struct vitk_field *field;
  const char *table; /* whose field it is */
  bool nullable;
};

/* The schema of a record as JSON. */
void vitk_avro_schema(struct text_out *, const char *name, const char *description, const struct avro_field *,
                      uint32_t n);

/* The same for libavro, without descriptions and units; NULL: no memory. */
avro_schema_t vitk_avro_record_schema(const char *name, const struct avro_field *, uint32_t n);
/* The record with one more field, whose type is taken over; NULL: no memory, and the record is gone. */
avro_schema_t vitk_avro_add_to_record(avro_schema_t record, const char *name, avro_schema_t type);

/* Field `index` of the record from a datum; NULL: null. `text` is at hand for mending. VITK_AVRO_DAMAGED: the text is
 * none of its choices, or not there and must be; else an error of libavro, see vitk_avro_failed. */
enum { VITK_AVRO_DAMAGED = -1 };
int vitk_avro_set(avro_value_t *record, uint32_t index, const struct avro_field *, const struct vitk_datum *,
                  struct text_out *text);

#endif
