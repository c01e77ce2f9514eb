#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// Waits for `events`; ETIMEDOUT when the time is over.
static int await(int fd, short events, int milliseconds) {
    struct pollfd entry = {.fd = fd, .events = events};
    int count;
    do {
        count = poll(&entry, 1, milliseconds);
    } while (count < 0 && errno == EINTR);
    return count > 0 ? 0 : count == 0 ? ETIMEDOUT : errno;
}

static int connect_to(const struct sockaddr *address, socklen_t length, int milliseconds, int *fd) {
    int stream = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (stream < 0) {
        return errno;
    }
    int code = connect(stream, address, length) == 0 ? 0 : errno;
    if (code == EINPROGRESS) {
        code = await(stream, POLLOUT, milliseconds);
        socklen_t size = sizeof code;
        if (code == 0 && getsockopt(stream, SOL_SOCKET, SO_ERROR, &code, &size) != 0) {
            code = errno;
        }
    }
    if (code != 0) {
        close(stream);
        return code == EAGAIN ? ETIMEDOUT : code;  // A Unix socket whose queue is full.
    }
    *fd = stream;
    return 0;
}

int clinux_connect_unix(const char *path, int milliseconds, int *fd) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        return ENAMETOOLONG;
    }
    strcpy(address.sun_path, path);
    return connect_to((const struct sockaddr *)&address, sizeof address, milliseconds, fd);
}

static int resolve(const char *host, const char *port, struct addrinfo **found) {
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    int code = getaddrinfo(host, port, &hints, found);
    return code == 0 ? 0 : code == EAI_SYSTEM ? errno : code == EAI_AGAIN ? EAGAIN : ENXIO;
}

int clinux_connect_tcp(const char *host, uint16_t port, int milliseconds, int *fd) {
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    struct addrinfo *found = NULL;
    int code = resolve(host, service, &found);
    if (code != 0) {
        return code;
    }
    code = EADDRNOTAVAIL;
    for (struct addrinfo *entry = found; entry != NULL && code != 0; entry = entry->ai_next) {
        code = connect_to(entry->ai_addr, entry->ai_addrlen, milliseconds, fd);
    }
    freeaddrinfo(found);
    return code;
}

int clinux_is_local_host(const char *host) {
    struct addrinfo *found = NULL;
    int code = resolve(host, NULL, &found);
    if (code != 0) {
        return code;
    }
    code = EADDRNOTAVAIL;
    for (struct addrinfo *entry = found; entry != NULL && code != 0; entry = entry->ai_next) {
        int probe = socket(entry->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (probe >= 0) {
            code = bind(probe, entry->ai_addr, entry->ai_addrlen) == 0 ? 0 : errno;
            close(probe);
        }
    }
    freeaddrinfo(found);
    return code;
}

int clinux_receive(int fd, void *bytes, size_t length, int milliseconds, size_t *done) {
    *done = 0;
    int code = await(fd, POLLIN, milliseconds);
    if (code != 0) {
        return code;
    }
    ssize_t count;
    do {
        count = recv(fd, bytes, length, 0);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return errno;
    }
    *done = (size_t)count;
    return 0;
}

int clinux_send(int fd, const void *bytes, size_t length, int milliseconds, size_t *done) {
    *done = 0;
    int code = await(fd, POLLOUT, milliseconds);
    if (code != 0) {
        return code;
    }
    ssize_t count;
    do {
        count = send(fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return errno == EAGAIN ? 0 : errno;
    }
    *done = (size_t)count;
    return 0;
}
