#define _GNU_SOURCE
#include "ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
  CURLcode (*global_init)(long);
  CURL *(*init)(void);
  CURLcode (*setopt)(CURL *, CURLoption, ...);
  CURLcode (*perform)(CURL *);
  CURLcode (*getinfo)(CURL *, CURLINFO, ...);
  void (*cleanup)(CURL *);
  struct curl_slist *(*append)(struct curl_slist *, const char *);
  void (*free_list)(struct curl_slist *);
  const char *(*strerror)(CURLcode);
} lib;

static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int find(void *library, const char *name, void *function) {
  void *symbol = dlsym(library, name);
  memcpy(function, &symbol, sizeof symbol);
  return symbol != NULL;
}

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return;
  is_loaded = find(library, "curl_global_init", &lib.global_init) && find(library, "curl_easy_init", &lib.init) &&
              find(library, "curl_easy_setopt", &lib.setopt) && find(library, "curl_easy_perform", &lib.perform) &&
              find(library, "curl_easy_getinfo", &lib.getinfo) &&
              find(library, "curl_easy_cleanup", &lib.cleanup) &&
              find(library, "curl_slist_append", &lib.append) &&
              find(library, "curl_slist_free_all", &lib.free_list) &&
              find(library, "curl_easy_strerror", &lib.strerror) && lib.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

struct sink {
  ccurl_answer *answer;
  size_t limit;
};

static size_t receive(char *data, size_t size, size_t count, void *context) {
  struct sink *sink = context;
  size_t length = size * count;
  // Fewer bytes than came end the transfer.
  if (length > sink->limit - sink->answer->length) return 0;
  unsigned char *body = realloc(sink->answer->body, sink->answer->length + length + 1);
  if (body == NULL) return 0;
  memcpy(body + sink->answer->length, data, length);
  sink->answer->body = body;
  sink->answer->length += length;
  return length;
}

int ccurl_post(
    const char *url, const char *const *headers, size_t header_count, const void *body, size_t length,
    long connect_milliseconds, long milliseconds, size_t limit, ccurl_answer *answer) {
  memset(answer, 0, sizeof *answer);
  pthread_once(&once, load);
  if (!is_loaded) return -1;
  CURL *handle = lib.init();
  if (handle == NULL) return 0;
  struct curl_slist *list = NULL;
  for (size_t i = 0; i < header_count; i++) {
    struct curl_slist *longer = lib.append(list, headers[i]);
    if (longer != NULL) list = longer;
  }
  struct sink sink = {answer, limit};
  lib.setopt(handle, CURLOPT_URL, url);
  lib.setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  lib.setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  lib.setopt(handle, CURLOPT_NOSIGNAL, 1L);
  lib.setopt(handle, CURLOPT_HTTPHEADER, list);
  lib.setopt(handle, CURLOPT_POST, 1L);
  lib.setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  lib.setopt(handle, CURLOPT_POSTFIELDS, body);
  lib.setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_milliseconds);
  lib.setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds);
  lib.setopt(handle, CURLOPT_WRITEFUNCTION, receive);
  lib.setopt(handle, CURLOPT_WRITEDATA, &sink);
  CURLcode code = lib.perform(handle);
  if (code == CURLE_OK) {
    lib.getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
  } else {
    snprintf(answer->error, sizeof answer->error, "%s", lib.strerror(code));
  }
  lib.free_list(list);
  lib.cleanup(handle);
  return code == CURLE_OK;
}

void ccurl_free(ccurl_answer *answer) {
  free(answer->body);
  memset(answer, 0, sizeof *answer);
}
