#include "CGfapi.h"

#include "failure.h"

#include <fcntl.h>
#include <glusterfs/api/glfs-handles.h>
#include <glusterfs/api/glfs.h>
#include <string.h>
#include <sys/statvfs.h>

static int start(glfs_t *fs, struct glfs **handle) {
    errno = 0;
    int code = glfs_init(fs) == 0 ? 0 : failure();
    if (code == 0 || code == EIO) {
        *handle = fs;
    }
    return code;
}

// A client heals what it comes across, as far as the volume's options let it: with locks, and by writing. This one
// only looks.
static int heal_nothing(glfs_t *fs) {
    static const char *const options[] = {"data-self-heal", "metadata-self-heal", "entry-self-heal"};
    for (size_t index = 0; index < sizeof options / sizeof *options; index++) {
        if (glfs_set_xlator_option(fs, "*-replicate-*", options[index], "off") != 0) {
            return -1;
        }
    }
    return glfs_set_xlator_option(fs, "*-disperse-*", "background-heals", "0");
}

// What a cache of the client's answers tells nothing of the bricks: that a name is absent, and how much room there is.
static int cache_nothing(glfs_t *fs) {
    if (glfs_set_xlator_option(fs, "*-nl-cache", "pass-through", "true") != 0) {
        return -1;
    }
    return glfs_set_xlator_option(fs, "*-md-cache", "md-cache-statfs", "off");
}

int cgfapi_open_volume(const char *volume, const char *host, int port, const char *ping_timeout, struct glfs **handle) {
    glfs_t *fs = glfs_new(volume);
    if (fs == NULL) {
        return ENOMEM;
    }
    if (glfs_set_logging(fs, "/dev/null", 0) != 0 || glfs_set_volfile_server(fs, "tcp", host, port) != 0
        || glfs_set_xlator_option(fs, "*-client-*", "ping-timeout", ping_timeout) != 0 || heal_nothing(fs) != 0
        || cache_nothing(fs) != 0) {
        return failure();
    }
    return start(fs, handle);
}

int cgfapi_open_volfile(const char *volume, const char *path, struct glfs **handle) {
    glfs_t *fs = glfs_new(volume);
    if (fs == NULL) {
        return ENOMEM;
    }
    if (glfs_set_logging(fs, "/dev/null", 0) != 0 || glfs_set_volfile(fs, path) != 0) {
        return failure();
    }
    return start(fs, handle);
}

int cgfapi_volfile(struct glfs *handle, char *text, size_t capacity, size_t *length) {
    errno = 0;
    ssize_t needed = glfs_get_volfile(handle, NULL, 0);
    if (needed >= 0) {
        return failure();
    }
    *length = (size_t)-needed;
    // It copies as many bytes as it is asked for, even past the end: ask for exactly what there is.
    return capacity != *length || glfs_get_volfile(handle, text, capacity) == (ssize_t)capacity ? 0 : failure();
}

int cgfapi_root(struct glfs *handle, struct glfs_object **root) {
    struct stat stat;
    errno = 0;
    *root = glfs_h_lookupat(handle, NULL, "/", &stat, 0);
    return *root != NULL ? 0 : failure();
}

void cgfapi_release(struct glfs_object *object) {
    glfs_h_close(object);
}

int cgfapi_capacity(struct glfs *handle, struct glfs_object *root, struct cgfapi_capacity *capacity) {
    struct statvfs stat;
    errno = 0;
    if (glfs_h_statfs(handle, root, &stat) != 0) {
        return failure();
    }
    capacity->size_bytes = (uint64_t)stat.f_blocks * stat.f_frsize;
    capacity->free_bytes = (uint64_t)stat.f_bfree * stat.f_frsize;
    capacity->available_bytes = (uint64_t)stat.f_bavail * stat.f_frsize;
    capacity->inodes = stat.f_files;
    capacity->inodes_free = stat.f_ffree;
    return 0;
}

int cgfapi_lookup(struct glfs *handle, const char *absent_name) {
    struct stat stat;
    errno = 0;
    glfs_object_t *object = glfs_h_lookupat(handle, NULL, absent_name, &stat, 0);
    if (object == NULL) {
        return errno == ENOENT ? 0 : failure();
    }
    glfs_h_close(object);
    return 0;
}

int cgfapi_attribute(
    struct glfs *handle, struct glfs_object *root, const char *name, void *value, size_t capacity, size_t *length) {
    errno = 0;
    ssize_t count = glfs_h_getxattrs(handle, root, name, value, capacity);
    if (count < 0) {
        return failure();
    }
    *length = (size_t)count < capacity ? (size_t)count : capacity;
    return 0;
}

int cgfapi_read(struct glfs *handle, const char *path, void *bytes, size_t capacity, size_t *length) {
    errno = 0;
    glfs_fd_t *file = glfs_open(handle, path, O_RDONLY);
    if (file == NULL) {
        return failure();
    }
    ssize_t count = glfs_pread(file, bytes, capacity, 0, 0, NULL);
    int code = count < 0 ? failure() : 0;
    glfs_close(file);
    *length = count < 0 ? 0 : (size_t)count;
    return code;
}

int cgfapi_create(struct glfs *handle, const char *path, struct glfs_fd **file) {
    errno = 0;
    *file = glfs_creat(handle, path, O_RDWR | O_TRUNC, 0600);
    return *file != NULL ? 0 : failure();
}

int cgfapi_write(struct glfs_fd *file, const void *bytes, size_t length) {
    errno = 0;
    return glfs_pwrite(file, bytes, length, 0, 0, NULL, NULL) == (ssize_t)length ? 0 : failure();
}

int cgfapi_sync(struct glfs_fd *file) {
    errno = 0;
    return glfs_fsync(file, NULL, NULL) == 0 ? 0 : failure();
}

int cgfapi_read_back(struct glfs_fd *file, const void *expected, size_t length) {
    char bytes[4096];
    if (length > sizeof bytes) {
        return EINVAL;
    }
    errno = 0;
    ssize_t count = glfs_pread(file, bytes, length, 0, 0, NULL);
    if (count < 0) {
        return failure();
    }
    return (size_t)count == length && memcmp(bytes, expected, length) == 0 ? 0 : EIO;
}

int cgfapi_close(struct glfs_fd *file) {
    errno = 0;
    return glfs_close(file) == 0 ? 0 : failure();
}

int cgfapi_unlink(struct glfs *handle, const char *path) {
    errno = 0;
    return glfs_unlink(handle, path) == 0 ? 0 : failure();
}
