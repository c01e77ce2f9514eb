#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>

// What Swift cannot call of libmicrohttpd, as starting a daemon takes a variable list of options, and what goes
// before it: the listening socket. Each function returns 0, or the errno of the call that failed.

struct cmicrohttpd_limits {
    unsigned int connections;
    unsigned int idle_seconds;
    size_t connection_memory_bytes;
};

struct cmicrohttpd_callbacks {
    void *context;  // Given to each of them.
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_AccessHandlerCallback answer;
    // libmicrohttpd answers some malformed requests by itself, with this status.
    void (*answered)(void *context, unsigned int status);
};

// Listens on a numeric address or a name; on every address, of IPv6 too where there is any, when `host` is NULL.
// A negative code is one of getaddrinfo. The caller closes `*listener`, which does not block.
int cmicrohttpd_listen(const char *host, uint16_t port, int *listener, uint16_t *bound_port);

// Serves from one epoll thread. The daemon owns the listener from now on, even when it fails to start; the callbacks
// must stay in their place until it is stopped.
int cmicrohttpd_start(
    int listener, struct cmicrohttpd_limits limits, struct cmicrohttpd_callbacks *callbacks, struct MHD_Daemon **daemon);

#endif
