#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

int clinux_open_directory(const char *path, int *fd, uint32_t *owner, uint32_t *mode) {
    struct stat status;
    int file = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) {
        return errno == ELOOP ? ENOTDIR : errno;
    }
    if (fstat(file, &status) != 0) {
        int code = errno;
        close(file);
        return code;
    }
    *fd = file;
    *owner = status.st_uid;
    *mode = status.st_mode & 07777;
    return 0;
}

int clinux_make_directory(const char *path) {
    return mkdir(path, 0700) == 0 ? 0 : errno;
}

int clinux_list_directory(int directory, void (*visit)(const char *name, void *argument), void *argument) {
    int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);  // A position of its own.
    if (copy < 0) {
        return errno;
    }
    DIR *entries = fdopendir(copy);
    if (entries == NULL) {
        int code = errno;
        close(copy);
        return code;
    }
    struct dirent *entry;
    while (errno = 0, (entry = readdir(entries)) != NULL) {
        visit(entry->d_name, argument);
    }
    int code = errno;
    closedir(entries);
    return code;
}

int clinux_open_file(int directory, const char *name, int *fd, uint64_t *size) {
    struct stat status;
    int file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        return errno;
    }
    int code = fstat(file, &status) != 0 ? errno : S_ISREG(status.st_mode) ? 0 : EINVAL;
    if (code != 0) {
        close(file);
        return code;
    }
    *fd = file;
    *size = (uint64_t)status.st_size;
    return 0;
}

int clinux_read_file(int fd, void *bytes, size_t length, size_t *done) {
    for (*done = 0; *done < length;) {
        ssize_t count = read(fd, (char *)bytes + *done, length - *done);
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

int clinux_remove_file(int directory, const char *name) {
    return unlinkat(directory, name, 0) == 0 ? 0 : errno;
}

int clinux_find(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0 ? 0 : errno;
}

int clinux_find_process(int pid) {
    return kill(pid, 0) == 0 ? 0 : errno;
}
