/* skim.h - tells without a parser that a record is well-formed, and where it ends, so that a record in which nothing is
 * sought can be passed over. Skimmers know a part of XML and JSON, in which there is one way to spell a text; what is
 * beyond it is a doubt, and the parser's. */
#ifndef VITK_INPUT_SKIM_H
#define VITK_INPUT_SKIM_H

#include "core/input/needle.h"
#include "core/input/where.h"

enum vitk_skim {
  VITK_SKIM_PASS,  /* well-formed, and each text stands in it as it is */
  VITK_SKIM_PARSE, /* well-formed, but the parser has to see it */
  VITK_SKIM_DOUBT,
  VITK_SKIM_CUT /* p[0 … n) ends before the record, and is no cause for doubt */
};

struct vitk_skimmed { /* of a record that was PASS or PARSE */
  size_t n;
  uint64_t lines; /* line breaks in it */
};

/* What any record must hold that meets the conditions. *out NULL: there is no such text. *ascii: the texts are.
 * VITK_OK or VITK_NOMEM. */
int vitk_sought(const struct vitk_where_plan *, struct vitk_needles **out, bool *ascii);
/* The same where HOLDS comes first: records without it may count as read, and who passes over them counts them. */
int vitk_sought_held(const struct vitk_where_plan *, struct vitk_needles **out, bool *ascii);

/* Of XML: with the white space before each record. */
struct vitk_xml_skimmed {
  size_t n;
  uint64_t lines, returns; /* line feeds and carriage returns in it */
  bool is_ascii;           /* true: it is, and has no NUL */
};

/* Elements of `name`, which has no prefix, of `most` bytes at most; both texts live longer. sought NULL: all of them
 * are. NULL: out of memory. */
struct vitk_xml_skimmer;
struct vitk_xml_skimmer *vitk_xml_skimmer_new(vitk_str name, size_t most, const struct vitk_needles *sought);
void vitk_xml_skimmer_free(struct vitk_xml_skimmer *);
/* Skims with the variant from now on, which vitk_simd_has; the best one unless said. */
void vitk_xml_skimmer_use(struct vitk_xml_skimmer *, enum vitk_simd variant);
enum { VITK_XML_SKIM_DEPTH = 8, VITK_XML_ATTRIBUTES_MAX = 16 }; /* of a record that is not a doubt: levels; of a tag */
enum { VITK_XML_SKIM_PADDING = 128 };
/* Passes over records from p on, up to the first that is PARSE, DOUBT or CUT; p[n … n + VITK_XML_SKIM_PADDING) can be
 * read. PARSE: it is sought, or has a name that is new, and *out is of it. The parser is given what is a doubt. CUT is
 * also one that is longer than `most`, or that fewer than `ahead` bytes come after. PASS: `records` were passed over.
 */
enum vitk_skim vitk_xml_skim(struct vitk_xml_skimmer *, const char *p, size_t n, size_t ahead, size_t records,
                             struct vitk_xml_skimmed *passed, struct vitk_xml_skimmed *out);
/* The record that it last told to parse is given to the parser now. */
void vitk_xml_skimmer_obeyed(struct vitk_xml_skimmer *);
/* How many names it met; and all of them are new again. */
unsigned vitk_xml_skimmer_names(const struct vitk_xml_skimmer *);
void vitk_xml_skimmer_forget(struct vitk_xml_skimmer *);

/* Objects, a step of 64 bytes at a time. What is sought lives longer. `ascii`: it is ASCII, so that it can't be hidden
 * in an escape of another character. `items`: the key of an array, of which objects without it need not be parsed; n 0:
 * none. NULL: out of memory. */
struct vitk_json_skimmer;
struct vitk_json_skimmer *vitk_json_skimmer_new(const struct vitk_needles *sought, bool ascii, vitk_str items);
void vitk_json_skimmer_free(struct vitk_json_skimmer *);
void vitk_json_skimmer_use(struct vitk_json_skimmer *, enum vitk_simd variant);
enum { VITK_JSON_SKIM_DEPTH = 24 };
/* p is where its '{' is expected. PASS: nothing that is sought is in it. */
enum vitk_skim vitk_json_skim(struct vitk_json_skimmer *, const char *p, size_t n, struct vitk_skimmed *out);

/* Parts of the record that was skimmed last, without which it is well-formed too: p[from … to), of so many lines. */
struct vitk_json_cut {
  size_t from, to;
  uint64_t lines;
};
const struct vitk_json_cut *vitk_json_skimmer_cuts(const struct vitk_json_skimmer *, size_t *n);

#endif
