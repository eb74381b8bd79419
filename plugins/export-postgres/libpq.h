/* libpq.h - PostgreSQL's library, loaded when an export begins. It brings Kerberos, LDAP and TLS: every command that
 * lists the plugins would load them with this one, and take milliseconds for it. */
#ifndef VITK_EXPORT_POSTGRES_LIBPQ_H
#define VITK_EXPORT_POSTGRES_LIBPQ_H

#include <libpq-fe.h>
#include <stdbool.h>

/* What is called of it. */
#define LIBPQ_FUNCTIONS(F)                                                                                             \
  F(PQclear)                                                                                                           \
  F(PQconnectPoll)                                                                                                     \
  F(PQconnectStartParams)                                                                                              \
  F(PQconninfo)                                                                                                        \
  F(PQconninfoFree)                                                                                                    \
  F(PQconninfoParse)                                                                                                   \
  F(PQconsumeInput)                                                                                                    \
  F(PQerrorMessage)                                                                                                    \
  F(PQescapeLiteral)                                                                                                   \
  F(PQfinish)                                                                                                          \
  F(PQflush)                                                                                                           \
  F(PQfreemem)                                                                                                         \
  F(PQgetResult)                                                                                                       \
  F(PQisBusy)                                                                                                          \
  F(PQntuples)                                                                                                         \
  F(PQputCopyData)                                                                                                     \
  F(PQputCopyEnd)                                                                                                      \
  F(PQresultErrorField)                                                                                                \
  F(PQresultStatus)                                                                                                    \
  F(PQsendQuery)                                                                                                       \
  F(PQsendQueryParams)                                                                                                 \
  F(PQsetNoticeReceiver)                                                                                               \
  F(PQsetnonblocking)                                                                                                  \
  F(PQsocket)                                                                                                          \
  F(PQstatus)

struct libpq {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): a member is declared */
#define LIBPQ_MEMBER(name) __typeof__(name) *name;
  LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
#undef LIBPQ_MEMBER
};
extern struct libpq libpq;

/* Loads it, once and for good. NULL, or what is wrong, until the next call of dlerror. */
const char *libpq_load(void);

#endif
