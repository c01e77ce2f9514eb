#ifndef CGFAPI_H
#define CGFAPI_H

#include <stddef.h>
#include <stdint.h>

// libgfapi, as narrow as this project needs it; its public functions only.
//
// <glusterfs/api/glfs.h> redefines _FILE_OFFSET_BITS, and so cannot share a Swift module with Glibc.
// Only CGfapi.c includes it. Each function returns 0, or the errno of the call that failed.
//
// A handle is never closed: glfs_fini may take 20 s, leaks, and corrupts the heap when another handle is opened
// meanwhile. Handles are opened by one thread at a time; once open, any thread may call.

struct glfs;

struct cgfapi_capacity {
    uint64_t size_bytes;
    uint64_t free_bytes;
    uint64_t available_bytes;
    uint64_t inodes;
    uint64_t inodes_free;
};

// Opens a volume, or a graph of our own from a file. EIO: the graph is known and no brick answered; the handle is
// set nevertheless, and comes to life with the first brick. With any other code there is no handle.
int cgfapi_open_volume(const char *volume, const char *host, int port, const char *ping_timeout, struct glfs **handle);
int cgfapi_open_volfile(const char *volume, const char *path, struct glfs **handle);

// The text of the volume's graph. `*length` is what it needs; with a `capacity` that differs nothing is copied.
int cgfapi_volfile(struct glfs *handle, char *text, size_t capacity, size_t *length);

// The root as an object that is kept: asking it takes one call to the bricks, asking the path "/" looks it up first.
struct glfs_object;
int cgfapi_root(struct glfs *handle, struct glfs_object **root);
void cgfapi_release(struct glfs_object *object);

int cgfapi_capacity(struct glfs *handle, struct glfs_object *root, struct cgfapi_capacity *capacity);

// Looks up a name in the root that does not exist: no cache answers, the bricks do.
int cgfapi_lookup(struct glfs *handle, const char *absent_name);

int cgfapi_attribute(
    struct glfs *handle, struct glfs_object *root, const char *name, void *value, size_t capacity, size_t *length);

// What the look at an entry that waits for heal needs: objects by their GFID, without a path, a lock or an open file.
// `*modified_ns` is when it changed last, by the brick's clock, since 1970.
int cgfapi_object(
    struct glfs *handle, const unsigned char gfid[16], struct glfs_object **object, int64_t *modified_ns);

// The GFID of the name in the directory, or ENOENT. Only for directories of Gluster's own, where names are made up: of a
// file without a GFID, a lookup by name makes one with a GFID.
int cgfapi_child(struct glfs *handle, struct glfs_object *directory, const char *name, unsigned char gfid[16]);

// The names in a directory, one by one; an empty one is the end. `name` has 256 bytes.
struct glfs_fd;
int cgfapi_open_directory(struct glfs *handle, struct glfs_object *directory, struct glfs_fd **names);
int cgfapi_next_name(struct glfs_fd *names, char *name);
// The same with a number of the file: the last half of its GFID, UINT64_MAX without one, 0 where that is not known.
int cgfapi_next_file(struct glfs_fd *names, char *name, uint64_t *number);
void cgfapi_close_directory(struct glfs_fd *names);

// Reads the beginning of a file; meant for /.meta.
int cgfapi_read(struct glfs *handle, const char *path, void *bytes, size_t capacity, size_t *length);

// The steps of a probe that writes. `file` is open between create and close.
int cgfapi_create(struct glfs *handle, const char *path, struct glfs_fd **file);
int cgfapi_write(struct glfs_fd *file, const void *bytes, size_t length);
int cgfapi_sync(struct glfs_fd *file);
int cgfapi_read_back(struct glfs_fd *file, const void *expected, size_t length);
int cgfapi_close(struct glfs_fd *file);
int cgfapi_unlink(struct glfs *handle, const char *path);

#endif
