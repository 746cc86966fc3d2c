// One HTTP request with libcurl, which is loaded at the first call: programs that ask no shop do not pay for the
// thirty libraries that it brings.
#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>

typedef struct {
  /// HTTP status, 0 when there was no answer.
  long status;
  /// malloc'ed; NULL when there is none.
  unsigned char *body;
  size_t length;
  /// What went wrong, empty when an answer came.
  char error[256];
} ccurl_answer;

/// POSTs `body`. Only http and https, no redirects, at most `limit` bytes of answer.
/// Returns 1 when an answer came, 0 when not, -1 when libcurl is not installed.
int ccurl_post(
    const char *url, const char *const *headers, size_t header_count, const void *body, size_t length,
    long connect_milliseconds, long milliseconds, size_t limit, ccurl_answer *answer);

void ccurl_free(ccurl_answer *answer);

#endif
