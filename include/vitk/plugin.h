/* plugin.h - the interface between vitk and its importers and exporters, ABI 1. SPDX-License-Identifier: BSD-3-Clause
 * The only header a plugin includes; it links against nothing of vitk: all that it may call is in `struct vitk_host`.
 * Structs that cross the boundary start with their size, set by who makes them, and arrays bear a stride; fields are
 * only ever appended, so older and newer plugins load (docs/plugins.md tells more).
 * An importer says what its source says: component, the amount's own text, unit, basis, place. It converts nothing and
 * opens no file: the host does both. Text is UTF-8. Unless said otherwise a pointer that the host gives is valid until
 * the next call on the same table or tree (else: the same context), and the host copies whatever it is given. */
#ifndef VITK_PLUGIN_H
#define VITK_PLUGIN_H

#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define VITK_ABI_MAJOR 1 /* part of the entry's name: another major does not load */
#define VITK_ABI_MINOR 1 /* counts what was appended since */

typedef struct {
  const char *p; /* not NUL-terminated; NULL: not there */
  size_t n;
} vitk_str;

/* END: nothing more. FAILED: this source can't be read on, and a diag said why. FATAL: nor can any other. */
enum { VITK_OK = 0, VITK_END = 1, VITK_FAILED = -1, VITK_FATAL = -2, VITK_NOMEM = -3, VITK_CANCELLED = -4 };

struct vitk_context; /* one run of a plugin over one bundle or one target; given to every host call */
struct vitk_table;
struct vitk_tree;
struct vitk_output;

/* A problem becomes a message and a row of the ledger. REJECT: a statement that can't be used. */
enum { VITK_NOTE = 1, VITK_WARNING, VITK_REJECT, VITK_ERROR };
struct vitk_diag {
  size_t size;
  uint32_t severity, reserved;
  const char *code;       /* stable and short: "dangling-key" */
  vitk_str file, field;   /* where: member, and column or path within the record */
  uint64_t line;          /* line of a text, row of a sheet; 0: the file as a whole */
  vitk_str message, hint; /* what was found and what was expected; what to do about it */
  vitk_str excerpt;       /* the text that caused it */
};

/* ---- What a source states. Status; AS_WRITTEN: what the amount's text says, through the tokens below. */
enum { VITK_AS_WRITTEN, VITK_VALUE, VITK_ASSUMED_ZERO, VITK_TRACE, VITK_BELOW_LIMIT, VITK_PRESENT, VITK_MISSING };
enum { VITK_ORIGIN_UNKNOWN, VITK_ANALYSED, VITK_CALCULATED, VITK_ESTIMATED, VITK_BORROWED, VITK_LABEL, VITK_ASSUMED };
enum { VITK_PER_100G, VITK_PER_100ML, VITK_PER_SERVING }; /* 100 g of the edible portion */
enum { VITK_AS_MASS, VITK_AS_MK4, VITK_AS_K1 };           /* equivalents, see docs/dataset.md */

/* A text that stands for a status where a number is expected: "-", "traces", "N". "" is the blank
 * cell, which states nothing unless a token says otherwise. Compared trimmed, case matters. */
struct vitk_token {
  const char *text;
  uint32_t status, origin;
};

/* How a source writes numbers: "(5)" and "[0.1]" are estimates; "1 234,5"; "12.3±0.4" is mean ± standard deviation. */
enum { VITK_PARENTHESES_ESTIMATE = 1, VITK_SPACES_GROUP = 2, VITK_PLUS_MINUS_SD = 4 };
struct vitk_source { /* `source_id` names database and release: "ciqual-2025" */
  size_t size;
  vitk_str source_id, title, release, publisher, country, language, licence, attribution, url;
  vitk_str total_definition;       /* what VITK means in this source, or that it has none */
  const struct vitk_token *tokens; /* must outlive the run */
  uint32_t n_tokens, token_stride;
  uint32_t decimal_mark, number_flags; /* '.' (also 0) or ','; VITK_PARENTHESES_ESTIMATE … */
};
struct vitk_food { /* codes are text: leading zeros live */
  size_t size;
  vitk_str food_id, name, language, name_en, scientific_name, food_group;
};
struct vitk_statement {
  size_t size;
  vitk_str food_id, component; /* component: an INFOODS tagname, VITK1, MK7 (docs/components.md) */
  vitk_str amount, unit;       /* as they stand in the file */
  uint32_t status;             /* other than AS_WRITTEN where another column says it, as for an assumed zero */
  uint32_t basis, origin, equivalents;
  vitk_str limit, serving_g;   /* BELOW_LIMIT: where a column of its own states it; PER_SERVING: its mass in g */
  vitk_str n, sd, min, max;    /* number of samples; in the amount's unit; blank where not stated */
  vitk_str method, confidence; /* the source's own codes, verbatim */
  vitk_str flags;              /* words of the source worth keeping, space between */
  vitk_str file, field;
  uint64_t line;
};

/* ---- Input: members, tables, trees. */
struct vitk_member {
  size_t size;
  vitk_str name;
  uint64_t bytes; /* UINT64_MAX: not known before it is read */
};

/* Header cells are compared without white space, in one case, with full-width forms and the
 * spellings of µ made one. `name`: spellings parted by '|', each may end in '*' for any rest. */
struct vitk_column {
  const char *name;
  uint32_t position; /* column from 1, where the table has no header; `name` then labels it */
  uint32_t optional; /* 0: a table without it is refused */
};
/* Joined by AND, maybe applied before parsing. ONE_OF: the text is one of `values`, parted by '|'. MENTIONED: it is a
 * food_id that a statement named. NOT_BLANK (minor 1; tables): of several one is enough. HOLDS (minor 1; trees): one of
 * `values`, "430*" with any rest, is at the path or below; the record has that alone. If all foods are wanted: any. */
enum { VITK_ONE_OF = 1, VITK_MENTIONED, VITK_NOT_BLANK, VITK_HOLDS };
struct vitk_where {
  const char *path, *values; /* path, in trees: below the record, "const_code" or "nutrient/number" */
  uint32_t column, kind;     /* column, in tables: index into `columns` */
};
#define VITK_HEADER_FIND UINT32_MAX /* the first row that names each column that is not optional */
/* LINES: no delimiter, no quotes, a row is a line of one cell. FOOD_ROWS: a row or record is a food, read also where a
 * `where` skips it. RAGGED: rows are of any length. MEND: a tree is mended, each mend a problem. ROWS_APART (minor 1):
 * a row states and tells the same without the others, but for what is told once: shards part its table. */
enum { VITK_LINES = 1, VITK_FOOD_ROWS = 2, VITK_RAGGED = 4, VITK_MEND = 8, VITK_ROWS_APART = 16 };
struct vitk_table_spec {
  size_t size;
  uint32_t member, flags;
  const char *charset;       /* "utf-8" (also NULL), "windows-1252", "utf-8|windows-1252": the first that fits */
  const char *sheet;         /* of a workbook, its name or spellings as in vitk_column; NULL: the first */
  uint32_t delimiter, quote; /* one byte each; delimiter 0: found out; quote 0: none */
  uint32_t header_row;       /* from 1; 0: none */
  uint32_t first_row;        /* of the data; 0: the one after the header */
  const struct vitk_column *columns;
  const struct vitk_where *where;
  uint32_t n_columns, column_stride, n_where, where_stride;
};

enum { VITK_CELL_TEXT, VITK_CELL_NUMBER };           /* NUMBER: a workbook's numeric cell */
enum { VITK_CELL_ESTIMATE = 1, VITK_CELL_DATE = 2 }; /* its format shows it in parentheses; as a date or time */
struct vitk_cell {
  vitk_str text; /* trimmed, but of a SQLite file; p NULL: no such column */
  uint32_t kind, flags;
};
struct vitk_row {
  size_t size;
  vitk_str file;
  uint64_t line;                 /* where the record begins */
  const struct vitk_cell *cells; /* in the order of `columns` */
  uint32_t n_cells, cell_stride;
};
struct vitk_tree_spec {
  size_t size;
  uint32_t member, flags;
  const char *charset; /* NULL: as the document declares */
  const char *record;  /* its path from the root, "TABLE/ALIM"; '*': any one name; of JSON "": each value or element */
  const struct vitk_where *where;
  uint32_t n_where, where_stride;
};

/* A node of XML, JSON or a map file; attributes come first among the children. */
enum { VITK_ELEMENT = 1, VITK_ATTRIBUTE, VITK_OBJECT, VITK_ARRAY, VITK_STRING, VITK_NUMBER, VITK_BOOLEAN, VITK_NULL };
struct vitk_node {
  size_t size;
  uint32_t kind, reserved;
  uint64_t line;
  vitk_str name, text; /* text: trimmed; of an element its own text */
  const struct vitk_node *child, *next;
};

/* ---- Output: rows of the six tables, as docs/dataset.md describes them. */
enum { VITK_SOURCE, VITK_FILE, VITK_COMPONENT, VITK_FOOD, VITK_VALUES, VITK_PROBLEM, VITK_N_TABLES };
enum { VITK_TEXT = 1, VITK_INTEGER, VITK_REAL };
enum { VITK_KEY = 1, VITK_REQUIRED = 2 };
struct vitk_field {
  const char *name, *unit, *description; /* unit "" where it has none */
  const char *reference, *choices;       /* table it points into by the same name; values parted by '|'; or "" */
  uint32_t type, flags;
};
struct vitk_schema {
  size_t size;
  const char *name, *description;
  const struct vitk_field *fields;
  uint32_t n_fields, field_stride;
};
struct vitk_datum {
  vitk_str text;
  int64_t integer;
  double real;
  uint32_t is_null, reserved; /* is_null goes before the rest; `text` has a number's exact decimal too: never format */
};
enum { VITK_TO_FILE = 1, VITK_TO_FOLDER, VITK_TO_STDOUT, VITK_TO_URL };
struct vitk_output_info {
  size_t size;
  uint64_t bytes;
  char sha256[72]; /* hex, NUL-terminated */
};

/* ---- The host's services. Codes: VITK_OK or one of the above; a code below 0 is to be returned at once. */
struct vitk_host {
  size_t size;
  uint32_t abi_major, abi_minor;
  /* both kinds; memory is zeroed, and freed by the host after close, finish or abort */
  void *(*alloc)(struct vitk_context *, size_t bytes);
  int (*diag)(struct vitk_context *, const struct vitk_diag *);
  int (*cancelled)(struct vitk_context *); /* non-zero: return VITK_CANCELLED soon */
  /* options, parsed and checked, of a name in the descriptor; CHAR: also as integer (none: 0) */
  vitk_str (*option_text)(struct vitk_context *, const char *name);
  int64_t (*option_integer)(struct vitk_context *, const char *name);             /* and booleans */
  const struct vitk_node *(*option_map)(struct vitk_context *, const char *name); /* lives as long as the context */
  /* importers: in probe, open and read; members are sorted by name. The head of a workbook (xlsx, xls, ods) is text:
   * for each sheet a line of "\f" and its name, then its first rows, a line each, with TAB between cells. */
  uint32_t (*member_count)(struct vitk_context *);
  int (*member)(struct vitk_context *, uint32_t index, struct vitk_member *out);
  int (*head)(struct vitk_context *, uint32_t index, vitk_str *out); /* 64 KiB at most, decompressed, no charset */
  /* importers: in open and read */
  int (*table_open)(struct vitk_context *, const struct vitk_table_spec *, struct vitk_table **out);
  int (*table_next)(struct vitk_table *, struct vitk_row *out);  /* VITK_END after the last */
  vitk_str (*table_field)(struct vitk_table *, uint32_t column); /* header cell as it stands */
  void (*table_close)(struct vitk_table *);                      /* NULL is fine, here and below */
  int (*tree_open)(struct vitk_context *, const struct vitk_tree_spec *, struct vitk_tree **out);
  int (*tree_next)(struct vitk_tree *, const struct vitk_node **out);
  void (*tree_close)(struct vitk_tree *);
  /* importers: source() first, and again to go on to another. A food that no statement names before the next food is
   * stated is counted and let go: state a food right before its values, or after them. */
  int (*source)(struct vitk_context *, const struct vitk_source *);
  int (*food)(struct vitk_context *, const struct vitk_food *);
  int (*food_code)(struct vitk_context *, vitk_str food_id, const char *scheme, vitk_str code); /* "langual", "A0143" */
  int (*statement)(struct vitk_context *, const struct vitk_statement *); /* OK also where the host rejected it */
  /* exporters */
  int (*schema)(uint32_t table, struct vitk_schema *out);
  int (*target)(struct vitk_context *, uint32_t *kind, vitk_str *text);
  int (*output_open)(struct vitk_context *, const char *name, struct vitk_output **out); /* NULL: the target itself */
  int (*output_write)(struct vitk_output *, const void *bytes, size_t n);
  int (*output_close)(struct vitk_output *, struct vitk_output_info *out); /* out may be NULL */
  /* importers again; the header cell at `index` from 0 as it stands; VITK_END after the last */
  int (*table_header)(struct vitk_table *, uint32_t index, vitk_str *out);
  /* a cell that is JSON, as a tree until the next call of this; *out NULL: it is none */
  int (*json_parse)(struct vitk_context *, vitk_str text, const struct vitk_node **out);
  /* also in probe: the name of a workbook's sheet; VITK_END after the last, and at once where the member is none */
  int (*table_sheets)(struct vitk_context *, uint32_t member, uint32_t index, vitk_str *name);
  /* importers: a row of the dataset's own table as it stands, its first n columns in the order of `schema`; of a datum
   * only `text` and is_null count. A source's own row comes before its others. One that breaks a rule is rejected. */
  int (*row)(struct vitk_context *, uint32_t table, const struct vitk_datum *row, uint32_t n, uint32_t stride);
};

/* ---- Descriptors. */
struct vitk_format {
  const char *id, *label, *extensions, *media_types; /* "csv|txt"; an exporter's "/": a folder, "ftp:": URLs */
};
enum { VITK_OPTION_TEXT = 1, VITK_OPTION_BOOLEAN, VITK_OPTION_INTEGER, VITK_OPTION_CHAR, VITK_OPTION_CHOICE };
enum { VITK_OPTION_MAP = 6 }; /* BOOLEAN: yes or no. CHAR: one byte, or "tab". MAP: a map file, which the host reads. */
struct vitk_option {
  const char *name, *help, *standard, *choices; /* standard: default as text, NULL: none; CHOICE: parted by '|' */
  uint32_t type, reserved;
  int64_t min, max; /* INTEGER; both 0: any */
};
struct vitk_verdict {
  size_t size;
  int32_t score; /* 0 no, 1-19 extension, 20-49 structure, 50-79 a known header, 80-100 exact */
  uint32_t reserved;
  char evidence[240]; /* one sentence, NUL-terminated */
};
struct vitk_importer {
  size_t size;
  const char *database, *country, *components, *data_licence; /* what it reads, for lists and docs; "" where generic */
  int (*probe)(struct vitk_context *, struct vitk_verdict *); /* pure: looks at members and heads only */
  int (*open)(struct vitk_context *, void **handle);
  int (*read)(void *handle); /* one bounded step; OK: call again, END: all was stated */
  void (*close)(void *handle);
};
/* Rows come in this order: components; then for each source itself, its files, its foods each followed by its values,
 * and its problems. Sources and foods come by id, values by component. */
struct vitk_exporter {
  size_t size;
  int (*begin)(struct vitk_context *, void **handle);
  int (*row)(void *handle, uint32_t table, const struct vitk_datum *row, uint32_t datum_stride);
  int (*finish)(void *handle); /* frees the handle, as abort does */
  void (*abort)(void *handle);
};
enum { VITK_SERIAL, VITK_PARALLEL }; /* one context at a time, or several in threads of their own */
struct vitk_plugin {
  size_t size;
  uint32_t abi_major, abi_minor;
  const char *name, *version, *summary, *licence, *homepage;
  const struct vitk_format *formats;
  const struct vitk_option *options;
  uint32_t n_formats, format_stride, n_options, option_stride;
  const struct vitk_importer *importer; /* one of these two, or both */
  const struct vitk_exporter *exporter;
  uint32_t threads, reserved;
};
#if defined(__GNUC__)
#define VITK_EXPORT __attribute__((visibility("default")))
#else
#define VITK_EXPORT
#endif
#define VITK_ENTRY vitk_plugin_init_v1
typedef const struct vitk_plugin *vitk_plugin_init(const struct vitk_host *);
/* VITK_PLUGIN(descriptor): the one symbol that a plugin shows; `vitk` is then the host. */
#define VITK_PLUGIN(descriptor)                                                                                        \
  static const struct vitk_host *vitk;                                                                                 \
  VITK_EXPORT const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *);                                          \
  const struct vitk_plugin *VITK_ENTRY(const struct vitk_host *host) {                                                 \
    vitk = host;                                                                                                       \
    return &(descriptor);                                                                                              \
  }
#define VITK_ARRAY(a) (a), (uint32_t)(sizeof(a) / sizeof((a)[0])), (uint32_t)sizeof((a)[0])
#ifdef __cplusplus
}
#endif
#endif
