#ifndef CCURL_H
#define CCURL_H

#include <stddef.h>
#include <stdint.h>

// One GET by libcurl, whose options are variadic and its callbacks C: neither can be written in Swift. What cannot be
// said here cannot be done: another method, a proxy, a redirect, a protocol other than HTTP.

// What went wrong, as far as libcurl can tell.
enum ccurl_failure {
    CCURL_NONE,
    CCURL_RESOLVE,
    CCURL_CONNECT,
    CCURL_TIMEOUT,
    CCURL_TOO_LARGE,
    CCURL_TLS,
    CCURL_PROTOCOL,
    CCURL_OTHER,
};

struct ccurl_request {
    const char *url;
    // NULL for TCP.
    const char *unix_path;
    // "Host: name", or "Host;" for one without a name.
    const char *host_header;
    // "Accept: types".
    const char *accept_header;
    // For all of it, from resolving the name to the last byte.
    long milliseconds;
    // Of the body, as it is when it has been inflated.
    size_t limit;
};

struct ccurl_reply {
    enum ccurl_failure failure;
    // In libcurl's words; empty without a failure.
    char message[256];
    long status;
    char content_type[256];
    // Released by `ccurl_free`, after a failure too.
    uint8_t *bytes;
    size_t length;
};

// Blocks until the deadline at most. 0, or the errno of what failed; EPROTO when there is none, with `failure` set.
int ccurl_get(const struct ccurl_request *request, struct ccurl_reply *reply);
void ccurl_free(struct ccurl_reply *reply);

#endif
