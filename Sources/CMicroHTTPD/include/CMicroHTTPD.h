#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>

// What Swift cannot call of libmicrohttpd, as starting a daemon takes a variable list of options, and what goes
// around it: the listening socket and the thread. Each function returns 0, or the errno of the call that failed.

struct cmicrohttpd_limits {
    unsigned int connections;
    unsigned int idle_seconds;
    size_t connection_memory_bytes;
};

// Called on the thread of the server.
struct cmicrohttpd_callbacks {
    void *context;  // Given to each of them.
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_AccessHandlerCallback answer;
    // libmicrohttpd answers some malformed requests by itself, with this status.
    void (*answered)(void *context, unsigned int status);
};

struct cmicrohttpd_server;

// Listens on a numeric address or a name; on every address, of IPv6 too where there is any, when `host` is NULL.
// A negative code is one of getaddrinfo. The caller owns `*listener`, which does not block.
int cmicrohttpd_listen(const char *host, uint16_t port, int *listener, uint16_t *bound_port);

// Serves on one thread, which takes no signals. The server owns the listener, even when it fails to start.
int cmicrohttpd_start(
    int listener,
    struct cmicrohttpd_limits limits,
    struct cmicrohttpd_callbacks callbacks,
    struct cmicrohttpd_server **server);

// Waits for the callback that is running, and closes everything. Not to be called from a callback.
void cmicrohttpd_stop(struct cmicrohttpd_server *server);

#endif
