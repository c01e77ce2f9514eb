#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>

// System calls that Swift's Glibc module does not show (variadic, GNU-only) or that read better in C.
// Each function returns 0, or the errno of the call that failed.

// Connects a stream, non-blocking and close-on-exec, within the time given. The caller closes `*fd`.
int clinux_connect_unix(const char *path, int milliseconds, int *fd);
int clinux_connect_tcp(const char *host, uint16_t port, int milliseconds, int *fd);

// Reads or writes what is possible within the time given; ETIMEDOUT when nothing was. `*done` = 0 after a read: the end.
int clinux_receive(int fd, void *bytes, size_t length, int milliseconds, size_t *done);
int clinux_send(int fd, const void *bytes, size_t length, int milliseconds, size_t *done);

// Whether `host` names an address of this machine, one that a socket can be bound to: 0, EADDRNOTAVAIL when it does not,
// any other code when the name could not be resolved.
int clinux_is_local_host(const char *host);

// An anonymous file with the given content, open for reading; its path is /proc/self/fd/N.
int clinux_memory_file(const char *name, const void *bytes, size_t length, int *fd);

// Starts this very program again with two arguments, `socket` as descriptor 3, and nothing else but standard error
// open. Signals are unblocked and at their defaults; those that a terminal sends do not reach it.
int clinux_spawn_self(const char *verb, const char *argument, int socket, int *pid);

// Ends this process when the thread that started it ends; ESRCH when that has already happened.
int clinux_die_with_parent(int parent);

// Gives up every capability for good, and with it whatever a set-user-ID program could give back.
int clinux_drop_privileges(void);

// Starts a detached thread with a small stack.
int clinux_start_thread(void *(*run)(void *), void *argument);

// What `ps -L` calls the calling thread; 15 bytes are kept.
void clinux_name_thread(const char *name);

// Opens the directory itself, not what a link leads to, and says whose it is; the caller closes `*fd`. ENOTDIR, also for
// a link. `clinux_make_directory` makes it for its owner alone; EEXIST when something is there already.
int clinux_open_directory(const char *path, int *fd, uint32_t *owner, uint32_t *mode);
int clinux_make_directory(const char *path);

// Calls `visit` with the name of each entry, `.` and `..` included.
int clinux_list_directory(int directory, void (*visit)(const char *name, void *argument), void *argument);

// Opens a regular file of the directory for reading, and no link; EINVAL when it is anything else.
int clinux_open_file(int directory, const char *name, int *fd, uint64_t *size);
int clinux_read_file(int fd, void *bytes, size_t length, size_t *done);
int clinux_remove_file(int directory, const char *name);

// Whether there is something at the path, be it a link that leads nowhere: 0, or ENOENT, or what kept it from knowing.
int clinux_find(const char *path);

// Whether there is a process with this number: 0, or ESRCH, or EPERM for one of another user.
int clinux_find_process(int pid);

// Lets malloc use so many arenas at most: fewer pages for threads that seldom run at once.
void clinux_limit_arenas(int count);

// What there is to know of a file that is followed: `mode` with the type, `modified` in nanoseconds since 1970.
struct clinux_status {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    int64_t modified;
    uint32_t mode;
    uint32_t owner;
    uint32_t group;
    uint32_t links;
};

// `follow` 0: of a link itself. Opening is for reading and never waits for a writer; the caller closes `*fd`.
int clinux_status_of(const char *path, int follow, struct clinux_status *status);
int clinux_status_of_open(int fd, struct clinux_status *status);
int clinux_open_log(const char *path, int follow, int *fd, struct clinux_status *status);

// Reads what there is from `offset` on, until `length` bytes are there or the end.
int clinux_read_at(int fd, uint64_t offset, void *bytes, size_t length, size_t *done);

// Where an open file is now, as the kernel knows it: ` (deleted)` behind it when it has no name any more. ERANGE.
int clinux_path_of_open(int fd, char *path, size_t capacity);

// Where a link leads to, and a path with all links followed. ERANGE.
int clinux_read_link(const char *path, char *target, size_t capacity);
int clinux_real_path(const char *path, char *real, size_t capacity);

// Replaces a file as a whole; it is its owner's alone.
int clinux_replace_file(const char *path, const char *temporary, const void *bytes, size_t length);

// Tells of what is written, made, renamed and removed in a directory. `clinux_next_changes` does not wait, and calls
// `visit` with the watch and the name; `watch` -1: changes were missed.
int clinux_watch_open(int *fd);
int clinux_watch_directory(int fd, const char *path, int *watch);
int clinux_next_changes(int fd, void (*visit)(int watch, const char *name, void *argument), void *argument);

// How many bytes there are up to the last newline, that one included: 0 when there is none.
size_t clinux_after_last_newline(const void *bytes, size_t length);

#endif
