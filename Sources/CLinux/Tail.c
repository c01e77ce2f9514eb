#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

// Since 1970. Whoever has a file chooses its time: what is too far away is the last moment that there is, or the first.
static int64_t nanoseconds(const struct timespec *time) {
    int64_t value;
    if (__builtin_mul_overflow(time->tv_sec, 1000000000, &value)
        || __builtin_add_overflow(value, time->tv_nsec, &value)) {
        return time->tv_sec < 0 ? INT64_MIN : INT64_MAX;
    }
    return value;
}

static void copy_status(const struct stat *from, struct clinux_file *to) {
    to->device = from->st_dev;
    to->inode = from->st_ino;
    to->size = from->st_size > 0 ? (uint64_t)from->st_size : 0;
    to->modified = nanoseconds(&from->st_mtim);
    to->mode = from->st_mode;
    to->owner = from->st_uid;
    to->group = from->st_gid;
    to->links = (uint32_t)from->st_nlink;
}

int clinux_status_of(const char *path, int follow, struct clinux_file *status) {
    struct stat found;
    if (fstatat(AT_FDCWD, path, &found, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
        return errno;
    }
    copy_status(&found, status);
    return 0;
}

int clinux_status_of_open(int fd, struct clinux_file *status) {
    struct stat found;
    if (fstat(fd, &found) != 0) {
        return errno;
    }
    copy_status(&found, status);
    return 0;
}

int clinux_open_log(const char *path, int follow, int *fd, struct clinux_file *status) {
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
    if (file < 0) {
        return errno;
    }
    int code = clinux_status_of_open(file, status);
    if (code != 0) {
        close(file);
        return code;
    }
    *fd = file;
    return 0;
}

int clinux_read_at(int fd, uint64_t offset, void *bytes, size_t length, size_t *done) {
    for (*done = 0; *done < length;) {
        ssize_t count = pread(fd, (char *)bytes + *done, length - *done, (off_t)(offset + *done));
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        if (count == 0) {
            break;
        }
        *done += count > 0 ? (size_t)count : 0;
    }
    return 0;
}

int clinux_read_link(const char *path, char *target, size_t capacity) {
    ssize_t length = readlink(path, target, capacity);
    if (length < 0) {
        return errno;
    }
    if ((size_t)length >= capacity) {
        return ERANGE;
    }
    target[length] = 0;
    return 0;
}

int clinux_path_of_open(int fd, char *path, size_t capacity) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    return clinux_read_link(link, path, capacity);
}

int clinux_real_path(const char *path, char *real, size_t capacity) {
    char *found = realpath(path, NULL);
    if (found == NULL) {
        return errno;
    }
    size_t length = strlen(found);
    int code = length < capacity ? 0 : ERANGE;
    if (code == 0) {
        memcpy(real, found, length + 1);
    }
    free(found);
    return code;
}

int clinux_replace_file(const char *path, const char *temporary, const void *bytes, size_t length) {
    if (unlink(temporary) != 0 && errno != ENOENT) {
        return errno;
    }
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) {
        return errno;
    }
    int code = 0;
    for (size_t done = 0; done < length && code == 0;) {
        ssize_t count = write(file, (const char *)bytes + done, length - done);
        if (count < 0 && errno != EINTR) {
            code = errno;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    if (code == 0 && fsync(file) != 0) {
        code = errno;
    }
    if (close(file) != 0 && code == 0) {
        code = errno;
    }
    if (code == 0 && rename(temporary, path) != 0) {
        code = errno;
    }
    if (code != 0) {
        unlink(temporary);
    }
    return code;
}

int clinux_watch_open(int *fd) {
    *fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    return *fd < 0 ? errno : 0;
}

int clinux_watch_directory(int fd, const char *path, int *watch) {
    uint32_t changes = IN_MODIFY | IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_ATTRIB | IN_ONLYDIR;
    *watch = inotify_add_watch(fd, path, changes);
    return *watch < 0 ? errno : 0;
}

int clinux_unwatch(int fd, int watch) {
    return inotify_rm_watch(fd, watch) == 0 ? 0 : errno;
}

int clinux_next_changes(int fd, void (*visit)(int watch, const char *name, void *argument), void *argument) {
    char bytes[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    for (;;) {
        ssize_t count = read(fd, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count == 0 || errno == EAGAIN ? 0 : errno;
        }
        for (ssize_t place = 0; place + (ssize_t)sizeof(struct inotify_event) <= count;) {
            const struct inotify_event *event = (const struct inotify_event *)(bytes + place);
            visit(event->mask & IN_Q_OVERFLOW ? -1 : event->wd, event->len > 0 ? event->name : "", argument);
            place += (ssize_t)(sizeof *event + event->len);
        }
    }
}

// Nothing may stand at no address at all, with which C allows no arithmetic.

size_t clinux_hole_length(const void *bytes, size_t length) {
    if (length == 0) {
        return 0;
    }
    const char *at = bytes, *end = at + length;
    while (at < end && *at == 0) {
        at++;
    }
    return (size_t)(at - (const char *)bytes);
}

size_t clinux_before_hole(const void *bytes, size_t length) {
    if (length == 0) {
        return 0;
    }
    const char *begin = bytes, *end = begin + length, *at = begin;
    while ((at = memchr(at, 0, (size_t)(end - at))) != NULL) {
        if (at > begin && at[-1] == '\n') {
            return (size_t)(at - begin);
        }
        at += clinux_hole_length(at, (size_t)(end - at));
    }
    return length;
}

size_t clinux_after_last_newline(const void *bytes, size_t length) {
    const char *found = length == 0 ? NULL : memrchr(bytes, '\n', length);
    return found == NULL ? 0 : (size_t)(found - (const char *)bytes) + 1;
}
