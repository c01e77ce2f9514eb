#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

int clinux_memory_file(const char *name, const void *bytes, size_t length, int *fd) {
    int file = memfd_create(name, MFD_CLOEXEC);
    if (file < 0) {
        return errno;
    }
    for (size_t done = 0; done < length;) {
        ssize_t count = write(file, (const char *)bytes + done, length - done);
        if (count < 0 && errno != EINTR) {
            int code = errno;
            close(file);
            return code;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    *fd = file;
    return 0;
}

int clinux_spawn_self(const char *verb, const char *argument, int socket, int *pid) {
    char *arguments[] = {program_invocation_short_name, (char *)verb, (char *)argument, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);

    int code = posix_spawn_file_actions_init(&files);
    if (code != 0) {
        return code;
    }
    code = posix_spawnattr_init(&attributes);
    if (code != 0) {
        posix_spawn_file_actions_destroy(&files);
        return code;
    }
    (void)(
        (code = posix_spawn_file_actions_adddup2(&files, socket, 3))
        || (code = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0))
        || (code = posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0))
        || (code = posix_spawn_file_actions_addclosefrom_np(&files, 4))
        || (code = posix_spawnattr_setsigmask(&attributes, &none))
        || (code = posix_spawnattr_setsigdefault(&attributes, &all))
        || (code = posix_spawnattr_setpgroup(&attributes, 0))
        || (code = posix_spawnattr_setflags(
                &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        || (code = posix_spawn(pid, "/proc/self/exe", &files, &attributes, arguments, environ)));
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return code;
}

int clinux_die_with_parent(int parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        return errno;
    }
    return getppid() == parent ? 0 : ESRCH;  // The parent may have ended before the call.
}

int clinux_drop_privileges(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct nothing[2];
    memset(nothing, 0, sizeof nothing);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return errno;
    }
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 && errno != EINVAL) {
        return errno;
    }
    return syscall(SYS_capset, &header, nothing) == 0 ? 0 : errno;
}

int clinux_start_thread(void *(*run)(void *), void *argument) {
    pthread_attr_t attributes;
    pthread_t thread;
    int code = pthread_attr_init(&attributes);
    if (code != 0) {
        return code;
    }
    pthread_attr_setstacksize(&attributes, 1 << 20);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    code = pthread_create(&thread, &attributes, run, argument);
    pthread_attr_destroy(&attributes);
    return code;
}

void clinux_name_thread(const char *name) {
    (void)prctl(PR_SET_NAME, name);
}

void clinux_limit_arenas(int count) {
    (void)mallopt(M_ARENA_MAX, count);
}
