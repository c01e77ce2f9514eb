#include "CMicroHTTPD.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct cmicrohttpd_server {
    struct cmicrohttpd_callbacks callbacks;
    struct MHD_Daemon *daemon;
    int descriptor;
};

// The only place where libmicrohttpd (0.9.75) tells of an answer that it gave by itself is its log.
static void overhear(void *context, const char *format, va_list arguments) {
    static const char answered[] = "Error processing request (HTTP response code is %u";
    if (strncmp(format, answered, sizeof answered - 1) == 0) {
        struct cmicrohttpd_server *server = context;
        server->callbacks.answered(server->callbacks.context, va_arg(arguments, unsigned int));
    }
}

// Without certificates of its own libmicrohttpd wants to know where to get one. It is never asked: each session has
// credentials by then.
static int no_certificate(
    gnutls_session_t session,
    const gnutls_datum_t *authorities,
    int authority_count,
    const gnutls_pk_algorithm_t *algorithms,
    int algorithm_count,
    gnutls_pcert_st **chain,
    unsigned int *chain_length,
    gnutls_privkey_t *key) {
    (void)session, (void)authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
    (void)chain, (void)chain_length, (void)key;
    return -1;
}

static struct MHD_Daemon *
start_daemon(bool is_encrypted, struct cmicrohttpd_limits limits, struct cmicrohttpd_server *server) {
    const struct MHD_OptionItem encryption[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)no_certificate},
        {MHD_OPTION_END, 0, NULL},
    };
    const struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG
            | (is_encrypted ? MHD_USE_TLS : 0),
        0,
        NULL,
        NULL,
        server->callbacks.answer,
        server->callbacks.context,
        MHD_OPTION_EXTERNAL_LOGGER,  // First, to take the messages about the others too.
        overhear,
        server,
        MHD_OPTION_ARRAY,
        is_encrypted ? encryption : none,
        MHD_OPTION_CONNECTION_LIMIT,
        limits.connections,
        MHD_OPTION_CONNECTION_TIMEOUT,
        limits.idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        limits.connection_memory_bytes,
        // No spaces in names of headers. What 1 adds is done in Swift: libmicrohttpd sends the head of its answers to
        // that twice.
        MHD_OPTION_STRICT_FOR_CLIENT,
        -1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP,
        1,
        MHD_OPTION_NOTIFY_CONNECTION,
        server->callbacks.connection,
        server->callbacks.context,
        MHD_OPTION_URI_LOG_CALLBACK,
        server->callbacks.begin,
        server->callbacks.context,
        MHD_OPTION_NOTIFY_COMPLETED,
        server->callbacks.completed,
        server->callbacks.context,
        MHD_OPTION_END);
}

int cmicrohttpd_start(
    bool is_encrypted,
    struct cmicrohttpd_limits limits,
    struct cmicrohttpd_callbacks callbacks,
    struct cmicrohttpd_server **server) {
    struct cmicrohttpd_server *new = calloc(1, sizeof *new);
    if (new == NULL) {
        return ENOMEM;
    }
    new->callbacks = callbacks;
    errno = 0;
    new->daemon = start_daemon(is_encrypted, limits, new);
    if (new->daemon == NULL) {
        int code = errno != 0 ? errno : EINVAL;
        free(new);
        return code;
    }
    new->descriptor = MHD_get_daemon_info(new->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    *server = new;
    return 0;
}

int cmicrohttpd_add(
    struct cmicrohttpd_server *server, int socket, const struct sockaddr *address, socklen_t address_length) {
    errno = 0;
    return MHD_add_connection(server->daemon, socket, address, address_length) == MHD_YES ? 0
        : errno != 0                                                                   ? errno
                                                                                       : ENOBUFS;
}

int cmicrohttpd_descriptor(const struct cmicrohttpd_server *server) {
    return server->descriptor;
}

int cmicrohttpd_run(struct cmicrohttpd_server *server) {
    MHD_run(server->daemon);
    MHD_UNSIGNED_LONG_LONG wait;
    if (MHD_get_timeout(server->daemon, &wait) != MHD_YES) {
        return -1;
    }
    return wait < INT_MAX ? (int)wait : INT_MAX;
}

void cmicrohttpd_stop(struct cmicrohttpd_server *server) {
    MHD_stop_daemon(server->daemon);
    free(server);
}

void *cmicrohttpd_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

void *cmicrohttpd_session(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info == NULL ? NULL : info->tls_session;
}

size_t cmicrohttpd_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}
