#include "CMicroHTTPD.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_at(const struct sockaddr *address, socklen_t length, int *listener, uint16_t *bound_port) {
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return errno;
    }
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } bound;
    socklen_t size = sizeof bound;
    int on = 1, off = 0;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || (address->sa_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) != 0)
        || bind(fd, address, length) != 0 || listen(fd, SOMAXCONN) != 0
        || getsockname(fd, &bound.any, &size) != 0) {
        int code = errno;
        close(fd);
        return code;
    }
    *bound_port = ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
    *listener = fd;
    return 0;
}

static int listen_everywhere(uint16_t port, int *listener, uint16_t *bound_port) {
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any};
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY)};
    int code = listen_at((const struct sockaddr *)&v6, sizeof v6, listener, bound_port);
    if (code != EAFNOSUPPORT && code != EADDRNOTAVAIL) {
        return code;
    }
    return listen_at((const struct sockaddr *)&v4, sizeof v4, listener, bound_port);
}

int cmicrohttpd_listen(const char *host, uint16_t port, int *listener, uint16_t *bound_port) {
    if (host == NULL) {
        return listen_everywhere(port, listener, bound_port);
    }
    char service[8];
    snprintf(service, sizeof service, "%u", port);
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found;
    int code = getaddrinfo(host, service, &hints, &found);
    if (code != 0) {
        return code == EAI_SYSTEM ? errno : code;
    }
    // One socket for one name. IPv4 first, as Go's exporters do it: most scrapers of "localhost" mean 127.0.0.1.
    const int families[] = {AF_INET, AF_INET6};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        for (const struct addrinfo *entry = found; entry != NULL; entry = entry->ai_next) {
            if (entry->ai_family == families[i]) {
                code = listen_at(entry->ai_addr, entry->ai_addrlen, listener, bound_port);
                freeaddrinfo(found);
                return code;
            }
        }
    }
    freeaddrinfo(found);
    return EAI_NONAME;
}
