#include "CSystemd.h"

#include <errno.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

uint64_t csystemd_watchdog(void) {
    uint64_t microseconds = 0;
    return sd_watchdog_enabled(1, &microseconds) > 0 ? microseconds : 0;
}

int csystemd_take_sockets(void) {
    int count = sd_listen_fds(1);
    return count > 0 ? count : 0;
}

int csystemd_listens(int fd) { return sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) > 0; }

int csystemd_notify(const char *state) {
    int result = sd_notify(0, state);
    return result < 0 ? -result : result == 0 ? ENOENT : 0;
}
