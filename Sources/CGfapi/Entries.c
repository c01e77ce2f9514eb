#include "CGfapi.h"

#include "failure.h"

#include <glusterfs/api/glfs-handles.h>
#include <glusterfs/api/glfs.h>
#include <string.h>

// Since 1970. A brick's clock may say anything: what is too far away is the last moment that there is, or the first.
static int64_t nanoseconds(const struct timespec *time) {
    int64_t value;
    if (__builtin_mul_overflow(time->tv_sec, 1000000000, &value)
        || __builtin_add_overflow(value, time->tv_nsec, &value)) {
        return time->tv_sec < 0 ? INT64_MIN : INT64_MAX;
    }
    return value;
}

int cgfapi_object(
    struct glfs *handle, const unsigned char gfid[16], struct glfs_object **object, int64_t *modified_ns) {
    unsigned char key[16];
    struct stat stat;
    memcpy(key, gfid, sizeof key);
    errno = 0;
    *object = glfs_h_create_from_handle(handle, key, sizeof key, &stat);
    if (*object == NULL) {
        return failure();
    }
    *modified_ns = nanoseconds(&stat.st_mtim);
    return 0;
}

int cgfapi_child(struct glfs *handle, struct glfs_object *directory, const char *name, unsigned char gfid[16]) {
    struct stat stat;
    errno = 0;
    struct glfs_object *child = glfs_h_lookupat(handle, directory, name, &stat, 0);
    if (child == NULL) {
        return failure();
    }
    int code = glfs_h_extract_handle(child, gfid, 16) == 16 ? 0 : failure();
    glfs_h_close(child);
    return code;
}

int cgfapi_open_directory(struct glfs *handle, struct glfs_object *directory, struct glfs_fd **names) {
    errno = 0;
    *names = glfs_h_opendir(handle, directory);
    return *names != NULL ? 0 : failure();
}

// `entry` is NULL at the end, or after a failure.
static int take_name(const struct dirent *entry, char *name) {
    if (entry == NULL) {
        name[0] = '\0';
        return errno;
    }
    strncpy(name, entry->d_name, 255);
    name[255] = '\0';
    return 0;
}

int cgfapi_next_name(struct glfs_fd *names, char *name) {
    errno = 0;
    return take_name(glfs_readdir(names), name);
}

int cgfapi_next_file(struct glfs_fd *names, char *name, uint64_t *number) {
    struct stat stat;
    memset(&stat, 0, sizeof stat);
    errno = 0;
    int code = take_name(glfs_readdirplus(names, &stat), name);
    *number = stat.st_ino;
    return code;
}

void cgfapi_close_directory(struct glfs_fd *names) {
    glfs_closedir(names);
}
