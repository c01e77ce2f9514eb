#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

// What Swift cannot call of libmicrohttpd, as starting a daemon and asking about it takes a variable list of arguments,
// and the listening sockets. Each function returns 0, or the errno of the call that failed, unless it says otherwise.

struct cmicrohttpd_limits {
    unsigned int connections;
    unsigned int idle_seconds;
    size_t connection_memory_bytes;
};

// Called within `cmicrohttpd_run`, `cmicrohttpd_add` and `cmicrohttpd_stop`.
struct cmicrohttpd_callbacks {
    void *context;  // Given to each of them.
    MHD_NotifyConnectionCallback connection;
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_AccessHandlerCallback answer;
    MHD_RequestCompletedCallback completed;
    // libmicrohttpd answers some malformed requests by itself, with this status.
    void (*answered)(void *context, unsigned int status);
};

struct cmicrohttpd_server;

// A server without a thread and without a listening socket. An encrypted one has no certificate: whoever is told of a
// connection gives its session credentials.
int cmicrohttpd_start(
    bool is_encrypted,
    struct cmicrohttpd_limits limits,
    struct cmicrohttpd_callbacks callbacks,
    struct cmicrohttpd_server **server);

// Takes over a connected socket, which does not block, whether it fails or not.
int cmicrohttpd_add(
    struct cmicrohttpd_server *server, int socket, const struct sockaddr *address, socklen_t address_length);

// Something to read: there is work to do.
int cmicrohttpd_descriptor(const struct cmicrohttpd_server *server);

// Does what there is to do without waiting. Milliseconds until there may be more without anything to read; -1: never.
int cmicrohttpd_run(struct cmicrohttpd_server *server);

// Closes everything. No connection may be suspended. Not to be called from a callback.
void cmicrohttpd_stop(struct cmicrohttpd_server *server);

// What `connection` left in its socket context.
void *cmicrohttpd_context(struct MHD_Connection *connection);

// The `gnutls_session_t` of a connection; NULL when it is not encrypted.
void *cmicrohttpd_session(struct MHD_Connection *connection);

// The bytes of a request from its method to the end of its headers, with the empty line.
size_t cmicrohttpd_head_size(struct MHD_Connection *connection);

// A listening socket. The caller owns `descriptor`, which does not block.
struct cmicrohttpd_listener {
    int descriptor;
    uint16_t port;   // 0: a Unix socket.
    ino_t inode;     // Of a Unix socket's file.
};

// Listens on a numeric address or a name; on every address, of IPv6 too where there is any, when `host` is NULL.
// A negative code is one of getaddrinfo.
int cmicrohttpd_listen(const char *host, uint16_t port, struct cmicrohttpd_listener *listener);

// Listens on a Unix socket of this mode and group, in place of a file that nobody listens on; EADDRINUSE when somebody
// does, EEXIST when the file is no socket.
int cmicrohttpd_listen_unix(const char *path, mode_t mode, gid_t group, struct cmicrohttpd_listener *listener);

// The name of a group, or its number in digits; ENOENT when there is none.
int cmicrohttpd_group(const char *name, gid_t *group);

// Accepts a connection that does not block; EAGAIN when nobody waits. `network` tells the network of its other side:
// an IPv4 address, the first half of an IPv6 address, or 0 for a Unix socket, whose `family` is AF_UNIX.
struct cmicrohttpd_peer {
    int socket;
    int family;
    uint64_t network;
    socklen_t address_length;
    struct sockaddr_storage address;
};
int cmicrohttpd_accept(int listener, struct cmicrohttpd_peer *peer);

#endif
