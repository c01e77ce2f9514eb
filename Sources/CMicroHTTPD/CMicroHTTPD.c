#include "CMicroHTTPD.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

// The only place where libmicrohttpd (0.9.75) tells of an answer that it gave by itself is its log.
static void overhear(void *context, const char *format, va_list arguments) {
    static const char answered[] = "Error processing request (HTTP response code is %u";
    if (strncmp(format, answered, sizeof answered - 1) == 0) {
        struct cmicrohttpd_callbacks *callbacks = context;
        callbacks->answered(callbacks->context, va_arg(arguments, unsigned int));
    }
}

int cmicrohttpd_start(
    int listener, struct cmicrohttpd_limits limits, struct cmicrohttpd_callbacks *callbacks, struct MHD_Daemon **daemon) {
    errno = 0;
    *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG,
        0,
        NULL,
        NULL,
        callbacks->answer,
        callbacks->context,
        MHD_OPTION_EXTERNAL_LOGGER,  // First, to take the messages about the others too.
        overhear,
        callbacks,
        MHD_OPTION_LISTEN_SOCKET,
        listener,
        MHD_OPTION_CONNECTION_LIMIT,
        limits.connections,
        MHD_OPTION_CONNECTION_TIMEOUT,
        limits.idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        limits.connection_memory_bytes,
        // No spaces in names of headers. What 1 adds is done in Swift, as libmicrohttpd's own answers to it have their
        // head twice.
        MHD_OPTION_STRICT_FOR_CLIENT,
        -1,
        MHD_OPTION_URI_LOG_CALLBACK,
        callbacks->begin,
        callbacks->context,
        MHD_OPTION_END);
    if (*daemon != NULL) {
        return 0;
    }
    return errno != 0 ? errno : EINVAL;
}
