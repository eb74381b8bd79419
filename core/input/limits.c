#include "core/input/limits.h"

const struct vitk_limits vitk_default_limits = {
    .members = 10000,
    .folder_depth = 8,
    .member_bytes = UINT64_C(64) << 30,
    .record_bytes = (size_t)16 << 20,
    .columns = 16384,
    .depth = 64,
    .record_nodes = 1000000,
    .workbook_bytes = UINT64_C(256) << 20,
    .part_bytes = UINT64_C(4) << 30,
    .strings_bytes = (size_t)256 << 20,
    .sheet_rows = 1048576,
    .stdin_archive = UINT64_C(8) << 30,
    .read_size = SIZE_MAX,
    .threads_from = UINT64_C(4) << 20,
    .thread_block = (size_t)512 << 10,
    .tree_block = (size_t)16 << 10,
};
