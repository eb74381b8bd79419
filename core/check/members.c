/* members.c - a folder with a copy of a sample's members, to be damaged. */
#include "core/check/outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool make_folders(const char *path) {
  char copy[sizeof((struct check_member *)0)->path];
  snprintf(copy, sizeof copy, "%s", path);
  for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdir(copy, 0700) != 0 && errno != EEXIST)
      return false;
    *slash = '/';
  }
  return true;
}

bool check_write_member(struct check *c, const struct check_member *member, size_t n) {
  int fd = open(member->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool good = fd >= 0;
  for (size_t at = 0; good && at < n;) {
    ssize_t put = write(fd, member->bytes + at, n - at);
    good = put > 0;
    at += good ? (size_t)put : 0;
  }
  good = fd >= 0 && close(fd) == 0 && good;
  if (!good)
    check_fail(c, "%s: %s", member->path, strerror(errno));
  return good;
}

static bool read_member(struct vitk_bundle *bundle, uint32_t index, struct check_member *member) {
  struct vitk_stream *stream;
  struct vitk_buffer all = {.maximum = (size_t)1 << 30};
  char block[65536];
  size_t got = 0;
  if (vitk_bundle_stream(bundle, index, &stream) != VITK_OK)
    return false;
  int code;
  while ((code = vitk_stream_read(stream, block, sizeof block, &got)) == VITK_OK && got > 0 &&
         (code = vitk_buffer_add(&all, block, got)) == VITK_OK)
    ;
  vitk_stream_close(stream);
  member->bytes = (unsigned char *)all.p;
  member->n = all.n;
  return code == VITK_OK;
}

static bool copy_one(struct check *c, struct vitk_bundle *bundle, uint32_t index, struct check_member *member) {
  vitk_str name = vitk_bundle_name(bundle, index);
  int length = snprintf(member->path, sizeof member->path, "%s/%.*s", c->folder, VITK_STR_ARG(name));
  return length > 0 && (size_t)length < sizeof member->path && make_folders(member->path) &&
         read_member(bundle, index, member) && check_write_member(c, member, member->n);
}

bool check_copy_members(struct check *c, const struct outcome *whole, struct check_member **out) {
  const struct vitk_bundle_settings settings = {.limits = &vitk_default_limits};
  struct vitk_bundle *bundle = NULL;
  *out = calloc(whole->n_members + 1, sizeof **out);
  bool good = *out != NULL && vitk_bundle_open(c->sample, &settings, &vitk_silent_diags, &bundle) == VITK_OK;
  for (uint32_t i = 0; good && i < vitk_bundle_count(bundle); i++) {
    struct check_member member = {.name = NULL};
    good = copy_one(c, bundle, i, &member);
    vitk_str name = vitk_bundle_name(bundle, i);
    const char *read = whole->members.p;
    for (size_t j = 0; good && j < whole->n_members; j++, read += strlen(read) + 1) {
      if (member.name == NULL && vitk_str_is(name, read)) { /* of two sources a member is read once */
        member.name = read;
        (*out)[j] = member;
      }
    }
    if (member.name == NULL)
      free(member.bytes);
  }
  vitk_bundle_close(bundle);
  if (!good)
    check_fail(c, "the sample's members can't be copied to %s", c->folder);
  return good;
}

void check_members_free(struct check_member *members, size_t n) {
  for (size_t i = 0; members != NULL && i < n; i++)
    free(members[i].bytes);
  free(members);
}
