#include "CMicroHTTPD.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct cmicrohttpd_server {
    struct cmicrohttpd_callbacks callbacks;
    struct MHD_Daemon *daemon;
    int waker;
    pthread_t thread;
};

// The only place where libmicrohttpd (0.9.75) tells of an answer that it gave by itself is its log.
static void overhear(void *context, const char *format, va_list arguments) {
    static const char answered[] = "Error processing request (HTTP response code is %u";
    if (strncmp(format, answered, sizeof answered - 1) == 0) {
        struct cmicrohttpd_server *server = context;
        server->callbacks.answered(server->callbacks.context, va_arg(arguments, unsigned int));
    }
}

// libmicrohttpd has such a loop too, but stops it by a flag that its error answers trip over (NULL dereference).
static void *serve(void *context) {
    struct cmicrohttpd_server *server = context;
    int epoll = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    struct pollfd entries[] = {{.fd = epoll, .events = POLLIN}, {.fd = server->waker, .events = POLLIN}};
    while (entries[1].revents == 0) {
        MHD_run(server->daemon);
        MHD_UNSIGNED_LONG_LONG wait;
        int timed = MHD_get_timeout(server->daemon, &wait) == MHD_YES;
        poll(entries, sizeof entries / sizeof entries[0], !timed ? -1 : wait < INT_MAX ? (int)wait : INT_MAX);
    }
    return NULL;
}

static struct MHD_Daemon *
start_daemon(int listener, struct cmicrohttpd_limits limits, struct cmicrohttpd_server *server) {
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_ERROR_LOG,
        0,
        NULL,
        NULL,
        server->callbacks.answer,
        server->callbacks.context,
        MHD_OPTION_EXTERNAL_LOGGER,  // First, to take the messages about the others too.
        overhear,
        server,
        MHD_OPTION_LISTEN_SOCKET,
        listener,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP,
        1,
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
        MHD_OPTION_URI_LOG_CALLBACK,
        server->callbacks.begin,
        server->callbacks.context,
        MHD_OPTION_END);
}

static int start_thread(struct cmicrohttpd_server *server) {
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int code = pthread_create(&server->thread, NULL, serve, server);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (code == 0) {
        pthread_setname_np(server->thread, "web");
    }
    return code;
}

int cmicrohttpd_start(
    int listener,
    struct cmicrohttpd_limits limits,
    struct cmicrohttpd_callbacks callbacks,
    struct cmicrohttpd_server **server) {
    struct cmicrohttpd_server *new = calloc(1, sizeof *new);
    if (new == NULL) {
        close(listener);
        return ENOMEM;
    }
    new->callbacks = callbacks;
    new->waker = eventfd(0, EFD_CLOEXEC);
    if (new->waker < 0) {
        int code = errno;
        close(listener);
        free(new);
        return code;
    }
    errno = 0;
    new->daemon = start_daemon(listener, limits, new);
    // Without a daemon, the listener may be closed or not: libmicrohttpd does not say.
    int code = new->daemon != NULL ? start_thread(new) : errno != 0 ? errno : EINVAL;
    if (code != 0) {
        if (new->daemon != NULL) {
            MHD_stop_daemon(new->daemon);
        }
        close(new->waker);
        free(new);
        return code;
    }
    *server = new;
    return 0;
}

void cmicrohttpd_stop(struct cmicrohttpd_server *server) {
    eventfd_write(server->waker, 1);
    pthread_join(server->thread, NULL);
    MHD_stop_daemon(server->daemon);
    close(server->waker);
    free(server);
}
