#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000U
#endif
#ifndef STATX_MNT_ID_UNIQUE
#define STATX_MNT_ID_UNIQUE 0x4000U
#endif

// struct statx as the kernel lays it out: glibc's may end before the number of the mount.
struct kernel_statx {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t links, user, group;
    uint16_t mode, padding;
    uint64_t inode, size, blocks, attributes_mask;
    struct {
        int64_t seconds;
        uint32_t nanoseconds;
        int32_t reserved;
    } accessed, born, changed, modified;
    uint32_t special_major, special_minor, major, minor;
    uint64_t mount;
    uint64_t rest[13];
};

static int status_of(int fd, int flags, uint32_t mask, struct kernel_statx *status) {
    memset(status, 0, sizeof *status);
    return syscall(SYS_statx, fd, "", AT_EMPTY_PATH | flags, mask, status) == 0 ? 0 : errno;
}

int clinux_open_below(int process, const char *path, int is_handle, int *fd) {
    int flags = O_CLOEXEC | (is_handle ? O_PATH | O_DIRECTORY : O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (process == 0) {
        int file = open(path, flags);
        *fd = file;
        return file < 0 ? errno : 0;
    }
    char link[32];
    (void)snprintf(link, sizeof link, "/proc/%d/root", process);
    int root = open(link, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        return errno;
    }
    struct open_how how = {.flags = (uint64_t)flags, .resolve = RESOLVE_IN_ROOT};
    long file = syscall(SYS_openat2, root, path, &how, sizeof how);
    int code = file < 0 ? errno : 0;
    close(root);
    *fd = (int)file;
    return code;
}

int clinux_status(int fd, struct clinux_status *out) {
    struct kernel_statx status;
    int code = status_of(fd, 0, STATX_TYPE | STATX_INO | STATX_SIZE | STATX_BTIME, &status);
    if (code == 0) {
        *out = (struct clinux_status){
            .device = (uint64_t)status.major << 32 | status.minor,
            .inode = status.inode,
            .size = status.size,
            .born_seconds = status.mask & STATX_BTIME ? status.born.seconds : 0,
            .born_nanoseconds = status.mask & STATX_BTIME ? status.born.nanoseconds : 0,
            .is_file = S_ISREG(status.mode),
        };
    }
    return code;
}

int clinux_cached_mount(int fd, struct clinux_mount *out) {
    struct kernel_statx status;
    int code = status_of(fd, AT_STATX_DONT_SYNC, STATX_INO | STATX_MNT_ID, &status);
    if (code == 0 && (status.mask & STATX_MNT_ID) == 0) {
        code = ENOSYS;
    }
    if (code != 0) {
        return code;
    }
    *out = (struct clinux_mount){.number = status.mount, .inode = status.inode};
    // One mask may ask for one of the two numbers only.
    if (status_of(fd, AT_STATX_DONT_SYNC, STATX_MNT_ID_UNIQUE, &status) == 0 && status.mask & STATX_MNT_ID_UNIQUE) {
        out->unique = status.mount;
    }
    return 0;
}

int clinux_open_listing(int fd, int *listing) {
    int file = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) {
        return errno;
    }
    *listing = file;
    return 0;
}

int clinux_read_entries(int fd, void (*visit)(const char *name, int type, void *argument), void *argument) {
    _Alignas(struct dirent64) char bytes[8192];
    long count = syscall(SYS_getdents64, fd, bytes, sizeof bytes);
    if (count < 0) {
        return errno;
    }
    for (long offset = 0; offset < count;) {
        const struct dirent64 *entry = (const struct dirent64 *)(bytes + offset);
        visit(entry->d_name, entry->d_type, argument);
        offset += entry->d_reclen;
    }
    return 0;
}
