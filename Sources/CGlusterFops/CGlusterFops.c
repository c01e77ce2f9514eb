#include "CGlusterFops.h"

#define GF_LINUX_HOST_OS 1  // What the header asks of whoever includes it: Gluster's own build says it so.

#include <glusterfs/glusterfs-fops.h>
#include <stddef.h>

const char *cglusterfops_name(int number) {
    switch (number) {
    case GF_FOP_STAT: return "stat";
    case GF_FOP_READLINK: return "readlink";
    case GF_FOP_MKNOD: return "mknod";
    case GF_FOP_MKDIR: return "mkdir";
    case GF_FOP_UNLINK: return "unlink";
    case GF_FOP_RMDIR: return "rmdir";
    case GF_FOP_SYMLINK: return "symlink";
    case GF_FOP_RENAME: return "rename";
    case GF_FOP_LINK: return "link";
    case GF_FOP_TRUNCATE: return "truncate";
    case GF_FOP_OPEN: return "open";
    case GF_FOP_READ: return "read";
    case GF_FOP_WRITE: return "write";
    case GF_FOP_STATFS: return "statfs";
    case GF_FOP_FLUSH: return "flush";
    case GF_FOP_FSYNC: return "fsync";
    case GF_FOP_SETXATTR: return "setxattr";
    case GF_FOP_GETXATTR: return "getxattr";
    case GF_FOP_REMOVEXATTR: return "removexattr";
    case GF_FOP_OPENDIR: return "opendir";
    case GF_FOP_FSYNCDIR: return "fsyncdir";
    case GF_FOP_ACCESS: return "access";
    case GF_FOP_CREATE: return "create";
    case GF_FOP_FTRUNCATE: return "ftruncate";
    case GF_FOP_FSTAT: return "fstat";
    case GF_FOP_LK: return "lk";
    case GF_FOP_LOOKUP: return "lookup";
    case GF_FOP_READDIR: return "readdir";
    case GF_FOP_INODELK: return "inodelk";
    case GF_FOP_FINODELK: return "finodelk";
    case GF_FOP_ENTRYLK: return "entrylk";
    case GF_FOP_FENTRYLK: return "fentrylk";
    case GF_FOP_XATTROP: return "xattrop";
    case GF_FOP_FXATTROP: return "fxattrop";
    case GF_FOP_FGETXATTR: return "fgetxattr";
    case GF_FOP_FSETXATTR: return "fsetxattr";
    case GF_FOP_RCHECKSUM: return "rchecksum";
    case GF_FOP_SETATTR: return "setattr";
    case GF_FOP_FSETATTR: return "fsetattr";
    case GF_FOP_READDIRP: return "readdirp";
    case GF_FOP_FORGET: return "forget";
    case GF_FOP_RELEASE: return "release";
    case GF_FOP_RELEASEDIR: return "releasedir";
    case GF_FOP_GETSPEC: return "getspec";
    case GF_FOP_FREMOVEXATTR: return "fremovexattr";
    case GF_FOP_FALLOCATE: return "fallocate";
    case GF_FOP_DISCARD: return "discard";
    case GF_FOP_ZEROFILL: return "zerofill";
    case GF_FOP_IPC: return "ipc";
    case GF_FOP_SEEK: return "seek";
    case GF_FOP_LEASE: return "lease";
    case GF_FOP_COMPOUND: return "compound";
    case GF_FOP_GETACTIVELK: return "getactivelk";
    case GF_FOP_SETACTIVELK: return "setactivelk";
    case GF_FOP_PUT: return "put";
    case GF_FOP_ICREATE: return "icreate";
    case GF_FOP_NAMELINK: return "namelink";
    case GF_FOP_COPY_FILE_RANGE: return "copy_file_range";
    default: return NULL;
    }
}
