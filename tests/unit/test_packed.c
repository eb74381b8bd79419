/* Members of archives by the fast inflater and by libarchive alone: the same bytes, the same problems, at the same
 * place, whatever is in the archive and however it is read. */
#include "core/input/member.h"
#include "core/input/stream.h"
#include "core/input/zip.h"
#include "input_fixture.h"
#include "random.h"

#include <archive.h>
#include <archive_entry.h>
#include <pthread.h>

enum { ROUNDS = 300, CONTENT_MAX = 1500000, ROOM = 1 << 23, PEEKS = 16, MEMBERS = 4 };

static char content[CONTENT_MAX], packed[ROOM];
static size_t packed_n;
static bool is_stored; /* the zip that was packed last */

/* As good to pack as it comes: digits alone, lines again and again, long runs, any bytes. */
static size_t fill_content(void) {
  static const uint32_t most[] = {1, 100, 5000, 300000, CONTENT_MAX};
  size_t n = below(most[below(5)] + 1);
  uint32_t kinds = 1 + below(4), row = 1 + below(500);
  for (size_t i = 0; i < n;) {
    size_t end = i + 1 + below(below(4) == 0 ? 200000 : 300);
    uint32_t kind = below(kinds);
    for (; i < n && i < end; i++)
      content[i] = (char)(kind == 0              ? '0' + (int)below(10)
                          : kind == 1 && i > row ? content[i - row]
                          : kind == 2            ? 'x'
                                                 : (int)below(256));
  }
  return n;
}

static void add_member(struct archive *a, const char *name, bool knows_size) {
  size_t n = fill_content();
  struct archive_entry *entry = archive_entry_new();
  archive_entry_set_pathname(entry, name);
  archive_entry_set_filetype(entry, AE_IFREG);
  if (knows_size) /* else the lengths come after the data too */
    archive_entry_set_size(entry, (la_int64_t)n);
  ck_assert_int_eq(archive_write_header(a, entry), ARCHIVE_OK);
  ck_assert_int_eq(archive_write_data(a, content, n), (la_ssize_t)n);
  archive_entry_free(entry);
}

static void finish(struct archive *a) {
  ck_assert_int_eq(archive_write_close(a), ARCHIVE_OK);
  archive_write_free(a);
}

static void pack_zip(void) {
  struct archive *a = archive_write_new();
  char level[2] = {(char)('0' + below(10)), '\0'};
  archive_write_set_format_zip(a);
  is_stored = level[0] == '0';
  ck_assert_int_eq(archive_write_set_format_option(a, "zip", "compression", is_stored ? "store" : "deflate"),
                   ARCHIVE_OK);
  archive_write_set_format_option(a, "zip", "compression-level", level);
  if (below(4) == 0)
    archive_write_set_format_option(a, "zip", "zip64", "1");
  ck_assert_int_eq(archive_write_open_memory(a, packed, ROOM, &packed_n), ARCHIVE_OK);
  uint32_t members = 1 + below(MEMBERS);
  bool knows_size = below(3) > 0;
  for (uint32_t i = 0; i < members; i++)
    add_member(a, (const char[2]){(char)('a' + i), '\0'}, knows_size);
  finish(a);
}

/* One or more gzip members, and at times something `after` them. */
static void pack_gzip(bool after) {
  size_t all = 0;
  for (uint32_t members = below(4) ? 1U : 1 + below(4); members > 0; members--) {
    struct archive *a = archive_write_new();
    char level[2] = {(char)('0' + below(10)), '\0'};
    archive_write_set_format_raw(a);
    archive_write_add_filter_gzip(a);
    archive_write_set_filter_option(a, "gzip", "compression-level", level);
    ck_assert_int_eq(archive_write_open_memory(a, packed + all, ROOM - all, &packed_n), ARCHIVE_OK);
    add_member(a, "a", false);
    finish(a);
    all += packed_n;
  }
  size_t added = after && below(4) == 0 ? below(40) : 0;
  bool begins = below(2);
  for (size_t i = 0; i < added; i++)
    packed[all + i] = begins ? packed[i] : (char)below(256);
  if (begins && added > 3)
    packed[all + 3] = (char)below(32); /* parts of a header, which then may be cut */
  packed_n = all + added;
}

enum damage { NONE, CUT, FLIPPED };

static enum damage damage(bool zip) {
  enum damage kind = below(3);
  if (kind == CUT && (zip || packed_n < 2))
    kind = NONE;
  if (kind == CUT)
    packed_n -= below((uint32_t)packed_n);
  for (uint32_t flips = kind == FLIPPED ? 1 + below(3) : 0U; flips > 0; flips--) {
    uint32_t last = packed_n < 300 || below(2) ? (uint32_t)packed_n : 300; /* where a zip's list is, or a CRC */
    packed[packed_n - 1 - below(last)] ^= (char)(1 << below(8));
  }
  return kind;
}

/* What came of reading a member, and how it was read. */
struct reading {
  struct vitk_buffer bytes;
  int code;
};
struct manner {
  size_t read, peek; /* bytes at a time; peek 0: no peeks */
  uint32_t peeks, taken;
  uint32_t starts; /* how many reads come before peeks */
};

struct peeking {
  struct vitk_stream *stream;
  size_t block;
  uint64_t first;
  uint32_t next, end;
  size_t n[PEEKS];
  char *bytes[PEEKS];
  pthread_mutex_t mutex;
};

static void *peek(void *self) {
  struct peeking *peeking = self;
  for (;;) {
    pthread_mutex_lock(&peeking->mutex);
    uint32_t i = peeking->next;
    peeking->next += i < peeking->end;
    pthread_mutex_unlock(&peeking->mutex);
    if (i == peeking->end)
      return NULL;
    peeking->n[i] = vitk_stream_peek(peeking->stream, peeking->bytes[i], peeking->block,
                                     peeking->first + (uint64_t)i * peeking->block);
  }
}

/* Two threads peek, and the reader takes some of what they found. */
static int take_peeks(struct vitk_stream *stream, const struct manner *manner, struct vitk_buffer *out) {
  struct peeking peeking = {stream, manner->peek, vitk_stream_offset(stream), .end = manner->peeks};
  pthread_t threads[2];
  int code = VITK_OK;
  pthread_mutex_init(&peeking.mutex, NULL);
  for (uint32_t i = 0; i < PEEKS; i++)
    peeking.bytes[i] = malloc(manner->peek);
  for (int i = 0; i < 2; i++)
    ck_assert_int_eq(pthread_create(&threads[i], NULL, peek, &peeking), 0);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  for (uint32_t i = 0; code == VITK_OK && i < manner->taken && i < manner->peeks; i++) {
    vitk_stream_sum(stream, peeking.bytes[i], peeking.n[i], vitk_stream_offset(stream));
    code = vitk_stream_advance(stream, peeking.n[i]);
    if (code == VITK_OK)
      ck_assert_int_eq(vitk_buffer_add(out, peeking.bytes[i], peeking.n[i]), VITK_OK);
    if (peeking.n[i] < manner->peek)
      break;
  }
  for (uint32_t i = 0; i < PEEKS; i++)
    free(peeking.bytes[i]);
  pthread_mutex_destroy(&peeking.mutex);
  return code == VITK_END ? VITK_OK : code;
}

static void read_member(struct fixture *f, uint32_t member, const struct manner *manner, struct reading *out) {
  struct vitk_stream *stream;
  size_t got = 1;
  bool peeked = manner->peek == 0;
  out->bytes = (struct vitk_buffer){.maximum = SIZE_MAX / 2};
  out->code = vitk_bundle_stream(f->bundle, member, &stream);
  if (out->code != VITK_OK)
    return;
  for (uint32_t reads = 0; out->code == VITK_OK && got > 0; reads++) {
    if (!peeked && reads >= manner->starts && vitk_stream_can_peek(stream)) {
      peeked = true;
      out->code = take_peeks(stream, manner, &out->bytes);
    }
    ck_assert_int_eq(vitk_buffer_reserve(&out->bytes, manner->read), VITK_OK);
    if (out->code == VITK_OK)
      out->code = vitk_stream_read(stream, out->bytes.p + out->bytes.n, manner->read, &got);
    out->bytes.n += out->code == VITK_OK ? got : 0;
  }
  vitk_stream_close(stream);
}

static void set_limits(struct vitk_limits *limits) {
  static const uint64_t threads_from[] = {0, 40000, 300000, 1 << 22};
  static const size_t blocks[] = {1, 10000, 100000, 524288};
  limits->threads = below(4) ? 2 : 1;
  limits->threads_from = threads_from[below(4)];
  limits->thread_block = blocks[below(4)];
  if (below(4) == 0)
    limits->member_bytes = below(CONTENT_MAX);
}

/* Opens it twice: with and without the fast inflater. */
static bool open_both(struct fixture f[2], const char *path) {
  int code[2];
  for (int i = 0; i < 2; i++)
    code[i] = fixture_open(&f[i], path);
  ck_assert_int_eq(code[0], code[1]);
  if (code[0] != VITK_OK)
    return false;
  ck_assert_uint_eq(vitk_bundle_count(f[0].bundle), vitk_bundle_count(f[1].bundle));
  for (uint32_t i = 0; i < f[1].bundle->count; i++)
    f[1].bundle->members[i].packed_at = UINT64_MAX;
  return true;
}

/* Reads the member in both ways. What libisal is patient with and zlib is not may
 * be given before the failure. */
static void compare(struct fixture f[2], uint32_t member, const struct manner *manner, bool may_give_more) {
  struct reading readings[2];
  struct vitk_buffer *fast = &readings[0].bytes, *slow = &readings[1].bytes;
  for (int i = 0; i < 2; i++)
    read_member(&f[i], member, manner, &readings[i]);
  ck_assert_int_eq(readings[0].code, readings[1].code);
  ck_assert_msg(vitk_str_equal(vitk_buffer_str(&f[0].said), vitk_buffer_str(&f[1].said)), "%.*s--\n%.*s",
                VITK_STR_ARG(vitk_buffer_str(&f[0].said)), VITK_STR_ARG(vitk_buffer_str(&f[1].said)));
  bool limited = fixture_heard(&f[0], " limit "); /* then the last read's beginning decides, which peeks move */
  size_t both = fast->n < slow->n ? fast->n : slow->n;
  ck_assert(both == 0 || memcmp(fast->p, slow->p, both) == 0);
  ck_assert(fast->n == slow->n || limited || (readings[0].code != VITK_OK && may_give_more && fast->n > slow->n));
  uint64_t bytes[2] = {0, 0};
  vitk_str digests[2] = {{NULL, 0}, {NULL, 0}};
  for (int i = 0; i < 2; i++)
    vitk_bundle_digest(f[i].bundle, member, &bytes[i], &digests[i]);
  ck_assert_uint_eq(bytes[0], bytes[1]);
  ck_assert(vitk_str_equal(digests[0], digests[1]));
  for (int i = 0; i < 2; i++)
    vitk_buffer_free(&readings[i].bytes);
}

static struct manner some_manner(void) {
  static const size_t reads[] = {1000, 16384, 65536, 262104, 1000000}, peeks[] = {0, 5000, 100000, 524288};
  return (struct manner){reads[below(5)], peeks[below(4)], 1 + below(PEEKS), below(PEEKS), below(4)};
}

/* Fast and slow agree on what is in `packed`. */
static void agree(const char *name, enum damage kind, const struct vitk_limits *limits) {
  struct fixture f[2];
  char path[300];
  struct manner manner = some_manner();
  for (int i = 0; i < 2; i++) {
    fixture_begin(&f[i]);
    f[i].limits = *limits;
  }
  fixture_write(&f[0], name, packed, packed_n);
  fixture_path(&f[0], name, path);
  if (open_both(f, path))
    for (uint32_t member = 0; member < f[0].bundle->count; member++)
      compare(f, member, &manner, kind == FLIPPED);
  for (int i = 0; i < 2; i++)
    fixture_end(&f[i]);
}

START_TEST(both_give_the_same_of_whatever_archive) {
  uint64_t rounds = random_rounds(ROUNDS);
  for (uint64_t i = 0; i < rounds; i++) {
    struct vitk_limits limits = vitk_default_limits;
    bool zip = below(2);
    if (zip)
      pack_zip();
    else
      pack_gzip(true);
    set_limits(&limits);
    agree(zip ? "t.zip" : "t.csv.gz", damage(zip), &limits);
  }
}
END_TEST

/* After an ordinary gzip member one with a code with gaps, in which "AAAA" is written: zlib refuses it, libisal reads
 * it, and then its checksum is wrong. */
START_TEST(what_libisal_alone_reads_does_not_pass_with_a_wrong_checksum) {
  static const char gaps[] = "\x1F\x8B\x08\0\0\0\0\0\0\0" /* header */
                             "\x05\xC0\x81\x08\0\0\0\x80\0\xB6\xFD\xA5\x0E\x40"
                             "BAD!\4\0\0\0"; /* trailer */
  struct vitk_limits limits = vitk_default_limits;
  for (int i = 0; i < 20; i++) {
    pack_gzip(false);
    memcpy(packed + packed_n, gaps, sizeof gaps - 1);
    packed_n += sizeof gaps - 1;
    agree("t.csv.gz", FLIPPED, &limits);
  }
}
END_TEST

/* Else the tests above would compare libarchive with itself. */
START_TEST(what_is_ordinary_is_read_without_libarchive) {
  for (int i = 0; i < 40; i++) {
    struct fixture f;
    char path[300], *to = malloc(CONTENT_MAX);
    size_t got;
    fixture_begin(&f);
    bool zip = below(2);
    if (zip)
      pack_zip();
    else
      pack_gzip(false);
    fixture_write(&f, "t.packed", packed, packed_n);
    fixture_path(&f, "t.packed", path);
    ck_assert_int_eq(fixture_open(&f, path), VITK_OK);
    const struct vitk_bundle_member *member = &f.bundle->members[f.bundle->count - 1];
    struct vitk_deflated deflated = {.at = member->packed_at, .is_gzip = true};
    struct vitk_origin origin = {.fd = f.bundle->fd, .n = packed_n};
    bool is_deflated = !zip || vitk_zip_find(&origin, member->packed_at, member->bytes, &deflated);
    ck_assert(is_deflated || member->bytes == 0 || is_stored);
    deflated.origin = origin;
    struct vitk_inflater *inflater = is_deflated ? vitk_inflater_new(&deflated) : NULL;
    if (inflater != NULL && zip) { /* else built without libisal */
      ck_assert(vitk_inflater_read(inflater, to, CONTENT_MAX, &got));
      ck_assert_uint_eq(got, member->bytes);
      ck_assert(memcmp(to, content, got) == 0);
    }
    vitk_inflater_free(inflater);
    free(to);
    fixture_end(&f);
  }
}
END_TEST

/* A zip of some hundred bytes, each of them changed and cut at each. */
START_TEST(both_give_the_same_of_a_small_archive_with_any_byte_wrong) {
  static const char text[] = "id,name,amount\n1,kale,704.8\n2,spinach,482.9\n2,spinach,482.9\n2,spinach,482.9\n";
  for (int zip = 0; zip < 2; zip++) {
    static char whole[2000];
    size_t n;
    struct archive *a = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    struct vitk_limits limits = vitk_default_limits;
    limits.read_size = 1;
    if (zip)
      archive_write_set_format_zip(a);
    else
      archive_write_set_format_raw(a);
    if (!zip)
      archive_write_add_filter_gzip(a);
    ck_assert_int_eq(archive_write_open_memory(a, whole, sizeof whole, &n), ARCHIVE_OK);
    archive_entry_set_pathname(entry, "food.csv");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, sizeof text - 1);
    archive_write_header(a, entry);
    archive_write_data(a, text, sizeof text - 1);
    archive_entry_free(entry);
    finish(a);
    for (size_t i = 0; i < 8 * n; i += zip && i < 8 * (n - 22) ? 1 : 3) {
      memcpy(packed, whole, n);
      packed_n = n;
      packed[i / 8] ^= (char)(1 << i % 8);
      agree(zip ? "t.zip" : "t.csv.gz", FLIPPED, &limits);
    }
    for (packed_n = 1; packed_n < n; packed_n++) {
      memcpy(packed, whole, n);
      agree(zip ? "t.zip" : "t.csv.gz", CUT, &limits);
    }
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("packed");
  TCase *tests = tcase_create("packed");
  tcase_set_timeout(tests, 0);
  tcase_add_test(tests, both_give_the_same_of_whatever_archive);
  tcase_add_test(tests, what_libisal_alone_reads_does_not_pass_with_a_wrong_checksum);
  tcase_add_test(tests, what_is_ordinary_is_read_without_libarchive);
  tcase_add_test(tests, both_give_the_same_of_a_small_archive_with_any_byte_wrong);
  suite_add_tcase(suite, tests);
  return fixture_run(suite);
}
