/* container.c - Avro object container files, in blocks, through an output of the host.
 *
 * libavro writes containers to files of its own and draws their sync marker by chance. Here a container goes to the
 * host's output and has one marker always, so that the same dataset gives the same bytes. The framing is written as the
 * specification describes it: header and blocks are records themselves, which libavro encodes.
 */
#include "export_avro.h"

#include <errno.h>
#define ZLIB_CONST
#include <zlib.h>

enum { SYNC = 16, BLOCK = 64 * 1024, LARGEST_BLOCK = 256 * 1024 * 1024, FRAME = 64 };
static const char sync_marker[SYNC + 1] = "vitk\xE2\x8B\xAF"
                                          "avro\xF0\x9F\xA5\xAC\x1A";
/* A schema with one value of it. */
struct typed {
  avro_schema_t schema;
  avro_value_iface_t *iface;
  avro_value_t value;
};

struct avro_container {
  const struct vitk_host *host;
  struct vitk_context *context;
  struct vitk_output *output;
  struct typed record, block;
  avro_writer_t writer; /* over `bytes` */
  char *bytes;          /* of the block at hand */
  size_t capacity;
  int64_t count; /* of records in it */
  bool deflate;
};

int vitk_avro_failed(const struct vitk_host *host, struct vitk_context *context, const char *what, int error) {
  if (error == ENOMEM)
    return VITK_NOMEM;
  char message[400];
  int n = snprintf(message, sizeof message, "%s: %s", what, avro_strerror());
  struct vitk_diag diag = {.size = sizeof diag, .severity = VITK_ERROR, .code = "avro"};
  diag.message.p = message;
  diag.message.n = n < 0 ? 0 : (size_t)n < sizeof message ? (size_t)n : sizeof message - 1;
  int code = host->diag(context, &diag);
  return code < 0 ? code : VITK_FAILED;
}

/* --- values of a schema */

/* Takes the schema over. VITK_NOMEM: nothing but memory can lack. */
static int typed_new(struct typed *typed, avro_schema_t schema) {
  typed->schema = schema;
  typed->iface = schema ? avro_generic_class_from_schema(schema) : NULL;
  return typed->iface != NULL && avro_generic_value_new(typed->iface, &typed->value) == 0 ? VITK_OK : VITK_NOMEM;
}

static void typed_free(struct typed *typed) {
  if (typed->value.iface != NULL)
    avro_value_decref(&typed->value);
  if (typed->iface != NULL)
    avro_value_iface_decref(typed->iface);
  if (typed->schema != NULL)
    avro_schema_decref(typed->schema);
  memset(typed, 0, sizeof *typed);
}

/* A header or a block is a record of three parts. */
enum { PARTS = 3 };
struct avro_part {
  const char *name;
  avro_type_t type;
  int64_t size; /* of what is fixed */
};

static avro_schema_t part_schema(const struct avro_part *part) {
  if (part->type == AVRO_FIXED)
    return avro_schema_fixed(part->name, part->size);
  if (part->type == AVRO_INT64)
    return avro_schema_long();
  avro_schema_t bytes = avro_schema_bytes();
  if (part->type == AVRO_BYTES)
    return bytes;
  avro_schema_t map = avro_schema_map(bytes);
  avro_schema_decref(bytes);
  return map;
}

/* Not from JSON: the parser of JSON that libavro uses opens a file, which an exporter has no business to. */
static avro_schema_t frame_schema(const char *name, const struct avro_part parts[PARTS]) {
  avro_schema_t record = avro_schema_record(name, NULL);
  for (int i = 0; record != NULL && i < PARTS; i++)
    record = vitk_avro_add_to_record(record, parts[i].name, part_schema(&parts[i]));
  return record;
}

/* Encodes a header or a block, whose bytes make up most of it, and sends it on. */
static int send_frame(struct avro_container *c, avro_value_t *frame) {
  size_t size = 0;
  int error = avro_value_sizeof(frame, &size);
  if (error != 0)
    return vitk_avro_failed(c->host, c->context, "an Avro block can't be measured", error);
  char *bytes = malloc(size + FRAME);
  avro_writer_t writer = bytes ? avro_writer_memory(bytes, (int64_t)(size + FRAME)) : NULL;
  int code;
  error = writer ? avro_value_write(writer, frame) : ENOMEM;
  if (error != 0)
    code = vitk_avro_failed(c->host, c->context, "an Avro block can't be written", error);
  else
    code = c->host->output_write(c->output, bytes, (size_t)avro_writer_tell(writer));
  if (writer != NULL)
    avro_writer_free(writer);
  free(bytes);
  return code;
}

/* libavro's setters copy from pointers that they don't declare const. */
static void *only_read(const void *bytes) {
  union {
    const void *given;
    void *taken;
  } pointer = {bytes};
  return pointer.taken;
}

static int set_meta(avro_value_t *meta, const char *key, const char *bytes, size_t n) {
  avro_value_t value;
  int code = avro_value_add(meta, key, &value, NULL, NULL);
  return code == 0 ? avro_value_set_bytes(&value, only_read(bytes), n) : code;
}

static int fill_header(avro_value_t *header, const struct text_out *schema, bool deflate) {
  avro_value_t part;
  const char *codec = deflate ? "deflate" : "null";
  int code = avro_value_get_by_index(header, 0, &part, NULL);
  code = code ? code : avro_value_set_fixed(&part, only_read("Obj\x01"), 4);
  code = code ? code : avro_value_get_by_index(header, 1, &part, NULL);
  code = code ? code : set_meta(&part, "avro.codec", codec, strlen(codec));
  code = code ? code : set_meta(&part, "avro.schema", schema->p, schema->n);
  code = code ? code : avro_value_get_by_index(header, 2, &part, NULL);
  return code ? code : avro_value_set_fixed(&part, only_read(sync_marker), SYNC);
}

static int write_header(struct avro_container *c, const struct text_out *schema) {
  static const struct avro_part parts[] = {{"magic", AVRO_FIXED, 4}, {"meta", AVRO_MAP, 0}, {"sync", AVRO_FIXED, SYNC}};
  struct typed header = {0};
  int code = typed_new(&header, frame_schema("Header", parts));
  int error = code == VITK_OK ? fill_header(&header.value, schema, c->deflate) : 0;
  if (error != 0)
    code = vitk_avro_failed(c->host, c->context, "the header of an Avro file can't be made", error);
  else if (code == VITK_OK)
    code = send_frame(c, &header.value);
  typed_free(&header);
  return code;
}

int vitk_avro_open(const struct vitk_host *host, struct vitk_context *context, const char *name,
                   const struct text_out *schema, avro_schema_t record, bool deflate, struct avro_container **out) {
  static const struct avro_part parts[] = {
      {"count", AVRO_INT64, 0}, {"data", AVRO_BYTES, 0}, {"sync", AVRO_FIXED, SYNC}};
  struct avro_container *c = calloc(1, sizeof *c);
  *out = c;
  if (c == NULL) {
    if (record != NULL)
      avro_schema_decref(record);
    return VITK_NOMEM;
  }
  int code = typed_new(&c->record, record);
  if (code == VITK_OK)
    code = typed_new(&c->block, frame_schema("Block", parts));
  if (code != VITK_OK || schema->no_memory)
    return VITK_NOMEM;
  c->host = host;
  c->context = context;
  c->deflate = deflate;
  c->capacity = BLOCK;
  c->bytes = calloc(1, c->capacity);
  c->writer = c->bytes ? avro_writer_memory(c->bytes, BLOCK) : NULL;
  if (c->writer == NULL)
    return VITK_NOMEM;
  code = host->output_open(context, name, &c->output);
  return code == VITK_OK ? write_header(c, schema) : code;
}

avro_value_t *vitk_avro_record(struct avro_container *c) {
  return &c->record.value;
}

/* --- blocks */

/* Raw deflate, as Avro has it: without a header and a checksum. malloc'ed. */
static int deflated(const char *bytes, size_t n, char **out, size_t *out_n) {
  z_stream stream = {0};
  *out = NULL;
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return VITK_NOMEM;
  uLong most = deflateBound(&stream, (uLong)n);
  *out = malloc(most);
  int code = VITK_NOMEM;
  if (*out != NULL) {
    stream.next_in = (const Bytef *)bytes;
    stream.avail_in = (uInt)n;
    stream.next_out = (Bytef *)*out;
    stream.avail_out = (uInt)most;
    code = deflate(&stream, Z_FINISH) == Z_STREAM_END ? VITK_OK : VITK_NOMEM;
    *out_n = stream.total_out;
  }
  deflateEnd(&stream);
  return code;
}

static int fill_block(struct avro_container *c, const char *bytes, size_t n) {
  avro_value_t *block = &c->block.value, part;
  int code = avro_value_get_by_index(block, 0, &part, NULL);
  code = code ? code : avro_value_set_long(&part, c->count);
  code = code ? code : avro_value_get_by_index(block, 1, &part, NULL);
  code = code ? code : avro_value_set_bytes(&part, only_read(bytes), n);
  code = code ? code : avro_value_get_by_index(block, 2, &part, NULL);
  return code ? code : avro_value_set_fixed(&part, only_read(sync_marker), SYNC);
}

/* Sends the first n bytes of the block on, and begins another one. */
static int end_block(struct avro_container *c, size_t n) {
  const char *bytes = c->bytes;
  char *compressed = NULL;
  int code = VITK_OK;
  if (c->count == 0)
    return VITK_OK;
  if (c->deflate) {
    code = deflated(c->bytes, n, &compressed, &n);
    bytes = compressed;
  }
  int error = code == VITK_OK ? fill_block(c, bytes, n) : 0;
  if (error != 0)
    code = vitk_avro_failed(c->host, c->context, "an Avro block can't be made", error);
  else if (code == VITK_OK)
    code = send_frame(c, &c->block.value);
  free(compressed);
  c->count = 0;
  avro_writer_reset(c->writer);
  return code;
}

static int grow(struct avro_container *c) {
  size_t capacity = c->capacity * 2;
  char *bytes = capacity > LARGEST_BLOCK ? NULL : realloc(c->bytes, capacity);
  if (bytes == NULL)
    return VITK_NOMEM;
  c->bytes = bytes;
  c->capacity = capacity;
  avro_writer_memory_set_dest(c->writer, bytes, (int64_t)capacity);
  avro_writer_reset(c->writer);
  return VITK_OK;
}

int vitk_avro_append(struct avro_container *c) {
  for (;;) {
    int64_t before = avro_writer_tell(c->writer);
    int failed = avro_value_write(c->writer, &c->record.value);
    if (failed == 0) {
      c->count++;
      return VITK_OK;
    }
    if (failed != ENOSPC)
      return vitk_avro_failed(c->host, c->context, "a record can't be written as Avro", failed);
    int code = c->count > 0 ? end_block(c, (size_t)before) : grow(c); /* and the record once more */
    if (code != VITK_OK)
      return code;
  }
}

int vitk_avro_close(struct avro_container *c, struct vitk_output_info *info) {
  int code = end_block(c, (size_t)avro_writer_tell(c->writer));
  return code == VITK_OK ? c->host->output_close(c->output, info) : code;
}

void vitk_avro_free(struct avro_container *c) {
  if (c == NULL)
    return;
  if (c->writer != NULL)
    avro_writer_free(c->writer);
  typed_free(&c->record);
  typed_free(&c->block);
  free(c->bytes);
  free(c);
}
