/* sqlite_file.h - lets SQLite read a file that has no name: by its descriptor. */
#ifndef VITK_INPUT_SQLITE_FILE_H
#define VITK_INPUT_SQLITE_FILE_H

struct sqlite3;

/* Opens the file at `fd` to read, as one that nobody changes. `fd` stays the caller's and open until sqlite3_close.
 * Returns SQLite's code; *out is to be closed in any case. */
int vitk_sqlite_open_fd(int fd, struct sqlite3 **out);

#endif
