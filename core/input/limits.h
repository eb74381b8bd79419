/* limits.h - what an input may ask of us: all of it is hostile until read. One table, so that help, docs and tests can
 * name them. */
#ifndef VITK_INPUT_LIMITS_H
#define VITK_INPUT_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VITK_THREADS_MAX = 8 };

struct vitk_limits {
  uint32_t members;        /* files in a bundle */
  uint32_t folder_depth;   /* folders below a bundle's top */
  uint64_t member_bytes;   /* of one member, decompressed: a bomb ends here */
  size_t record_bytes;     /* of a CSV record or a tree's record */
  uint32_t columns;        /* of a table */
  uint32_t depth;          /* of a tree */
  uint32_t record_nodes;   /* of one record of a tree */
  uint64_t workbook_bytes; /* of a workbook's file, which is held in memory */
  uint64_t part_bytes;     /* of one part of it, unpacked */
  size_t strings_bytes;    /* of the texts that its sheets share, in memory */
  uint32_t sheet_rows;     /* of a sheet; `columns` holds for it too */
  uint64_t stdin_archive;  /* bytes of an archive on standard input, which is spooled */
  size_t read_size;        /* most bytes a read of a stream gives; tests set 1 */
  uint32_t threads;        /* that read one large text; 0: as many as processors are there, VITK_THREADS_MAX at most */
  uint64_t threads_from;   /* bytes of a text that is worth them */
  size_t thread_block;     /* bytes that one of them takes at a time; tests set less */
  size_t tree_block;       /* bytes that a parser of XML or JSON is given at a time; tests set less */
  bool read_each_record;   /* no record of a text is passed over unread: the reference for tests */
};

/* 10,000 members, 8 folders deep, 64 GiB, 16 MiB a record, 16,384 columns, 64 levels, 1,000,000 nodes,
 * 256 MiB, 4 GiB, 256 MiB, 1,048,576 rows, 8 GiB, no least read, threads from 4 MiB in blocks of 512 KiB,
 * parsers' blocks of 16 KiB. */
extern const struct vitk_limits vitk_default_limits;

#endif
