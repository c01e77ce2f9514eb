#include "CMicroHTTPD.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int new_socket(int family, int *descriptor) {
    *descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return *descriptor < 0 ? errno : 0;
}

static int listen_at(const struct sockaddr *address, socklen_t length, struct cmicrohttpd_listener *listener) {
    int fd;
    int code = new_socket(address->sa_family, &fd);
    if (code != 0) {
        return code;
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
        code = errno;
        close(fd);
        return code;
    }
    uint16_t port = ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
    *listener = (struct cmicrohttpd_listener){.descriptor = fd, .port = port};
    return 0;
}

static int listen_everywhere(uint16_t port, struct cmicrohttpd_listener *listener) {
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any};
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_ANY)};
    int code = listen_at((const struct sockaddr *)&v6, sizeof v6, listener);
    if (code != EAFNOSUPPORT && code != EADDRNOTAVAIL) {
        return code;
    }
    return listen_at((const struct sockaddr *)&v4, sizeof v4, listener);
}

int cmicrohttpd_listen(const char *host, uint16_t port, struct cmicrohttpd_listener *listener) {
    if (host == NULL) {
        return listen_everywhere(port, listener);
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
                code = listen_at(entry->ai_addr, entry->ai_addrlen, listener);
                freeaddrinfo(found);
                return code;
            }
        }
    }
    freeaddrinfo(found);
    return EAI_NONAME;
}

static int name_socket(const char *path, const char *suffix, struct sockaddr_un *name) {
    *name = (struct sockaddr_un){.sun_family = AF_UNIX};
    int length = snprintf(name->sun_path, sizeof name->sun_path, "%s%s", path, suffix);
    return length < (int)sizeof name->sun_path ? 0 : ENAMETOOLONG;
}

// 0 when a new socket may take the place of whatever is there.
static int check_place(const struct sockaddr_un *name) {
    struct stat status;
    if (lstat(name->sun_path, &status) != 0) {
        return errno == ENOENT ? 0 : errno;
    }
    if (!S_ISSOCK(status.st_mode)) {
        return EEXIST;
    }
    int fd;
    int code = new_socket(AF_UNIX, &fd);
    if (code != 0) {
        return code;
    }
    // A full queue is somebody's too.
    code = connect(fd, (const struct sockaddr *)name, sizeof *name) == 0 ? EADDRINUSE : errno;
    close(fd);
    return code == ECONNREFUSED || code == ENOENT ? 0 : code == EAGAIN ? EADDRINUSE : code;
}

// Bound under another name first, and renamed when its mode is right: nobody finds it half made, and it takes the place
// of a dead one at once.
int cmicrohttpd_listen_unix(const char *path, mode_t mode, gid_t group, struct cmicrohttpd_listener *listener) {
    struct sockaddr_un name, draft;
    struct stat status;
    int fd;
    int code = name_socket(path, "", &name);
    code = code != 0 ? code : check_place(&name);
    code = code != 0 ? code : name_socket(path, "~", &draft);
    code = code != 0 ? code : check_place(&draft);
    code = code != 0 ? code : new_socket(AF_UNIX, &fd);
    if (code != 0) {
        return code;
    }
    unlink(draft.sun_path);  // What a process left that ended before the end of this.
    if (bind(fd, (const struct sockaddr *)&draft, sizeof draft) != 0) {
        code = errno;
        close(fd);
        return code;
    }
    if ((group != (gid_t)-1 && chown(draft.sun_path, (uid_t)-1, group) != 0) || chmod(draft.sun_path, mode) != 0
        || listen(fd, SOMAXCONN) != 0 || lstat(draft.sun_path, &status) != 0
        || rename(draft.sun_path, path) != 0) {
        code = errno;
        unlink(draft.sun_path);
        close(fd);
        return code;
    }
    *listener = (struct cmicrohttpd_listener){.descriptor = fd, .inode = status.st_ino};
    return 0;
}

int cmicrohttpd_group(const char *name, gid_t *group) {
    char *end;
    unsigned long number = strtoul(name, &end, 10);
    if (*name >= '0' && *name <= '9' && *end == '\0' && number < (gid_t)-1) {
        *group = (gid_t)number;
        return 0;
    }
    struct group entry, *found;
    size_t size = 4096;
    for (;;) {
        char *buffer = malloc(size);
        if (buffer == NULL) {
            return ENOMEM;
        }
        int code = getgrnam_r(name, &entry, buffer, size, &found);
        if (code == 0 && found != NULL) {
            *group = entry.gr_gid;
        }
        free(buffer);
        if (code != ERANGE || size > 1 << 20) {
            return code != 0 ? code : found == NULL ? ENOENT : 0;
        }
        size *= 2;
    }
}

static uint64_t first_half(const uint8_t *bytes) {
    uint64_t half = 0;
    for (int i = 0; i < 8; i++) {
        half = half << 8 | bytes[i];
    }
    return half;
}

int cmicrohttpd_accept(int listener, struct cmicrohttpd_peer *peer) {
    *peer = (struct cmicrohttpd_peer){.address_length = sizeof peer->address};
    peer->socket = accept4(
        listener, (struct sockaddr *)&peer->address, &peer->address_length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (peer->socket < 0) {
        return errno;
    }
    peer->family = peer->address.ss_family;
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&peer->address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&peer->address;
    if (peer->family == AF_INET) {
        peer->network = ntohl(v4->sin_addr.s_addr);
    } else if (peer->family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
        peer->family = AF_INET;
        peer->network = first_half(v6->sin6_addr.s6_addr + 8) & UINT32_MAX;
    } else if (peer->family == AF_INET6) {
        peer->network = first_half(v6->sin6_addr.s6_addr);
    }
    return 0;
}
