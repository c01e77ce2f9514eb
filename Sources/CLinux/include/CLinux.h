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

// Goes through the lines of Caddy's logs and picks those that need to be read as JSON: a byte test at a speed that
// Swift's checked buffers do not reach. Every line is counted in one of the counts, or given to the caller, which calls
// again until the end. `bytes` are whole lines; `next` begins at 0.
struct clinux_log_scan {
    uint64_t levels[5];     // Entries that need no reading: debug, info, warn, error, other.
    uint64_t unparsed;      // Lines that begin as JSON and do not end so.
    uint64_t untrusted;     // Lines of text.
    size_t next;            // Where the next line begins.
    size_t line, length;    // The line that was given, without its end.
    size_t time, time_length;  // The value of `ts` of the last entry that was counted; empty when there was none.
    int follows_entry;      // Whether the last line that was counted or given before this one was JSON.
    int trust;              // One of those below; a line of a console encoder makes an unknown log a console's.
};

// What a log is trusted to be. A client can make a console encoder write whole lines of its own, JSON included.
enum { CLINUX_LOG_CONSOLE, CLINUX_LOG_UNKNOWN, CLINUX_LOG_JSON };

enum {
    CLINUX_LOG_END,    // The piece is over.
    CLINUX_LOG_ENTRY,  // A line of JSON that may tell of an error; it is not counted.
    CLINUX_LOG_TEXT,   // A line of text that may tell of a log that cannot be written; it is not counted.
};

int clinux_scan_log(const void *bytes, size_t length, struct clinux_log_scan *scan);

// Site roots, looked at as a file server would (Probe.c): openat2, statx and getdents64 are not in Swift's Glibc module.
struct clinux_status {
    uint64_t device, inode, size;
    // When it was made; 0 where the file system does not know.
    int64_t born_seconds;
    uint32_t born_nanoseconds;
    int is_file;
};

struct clinux_mount {
    // As in mountinfo; the kernel gives it to another mount later.
    uint64_t number;
    // Never given again; 0 before Linux 6.8.
    uint64_t unique;
    // As the kernel has it cached.
    uint64_t inode;
};

// Opens a directory, as a handle that only names it, or a file for reading, without waiting for a pipe's other end.
// With a process other than 0 the path, absolute links on its way and `..` all begin at its root directory and stay in it;
// ENOSYS before Linux 5.6.
int clinux_open_below(int process, const char *path, int is_handle, int *fd);

// Asks the file system.
int clinux_status(int fd, struct clinux_status *out);

// Tells the mount without asking the file system, which may be dead. ENOSYS before Linux 5.8.
int clinux_cached_mount(int fd, struct clinux_mount *out);

// Opens the directory behind a handle for reading.
int clinux_open_listing(int fd, int *listing);

// Calls `visit` with the entries that one system call gives, `type` being one of the DT_ constants.
int clinux_read_entries(int fd, void (*visit)(const char *name, int type, void *argument), void *argument);

// What there is to know of a file that is followed: `mode` with the type, `modified` in nanoseconds since 1970.
struct clinux_file {
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
int clinux_status_of(const char *path, int follow, struct clinux_file *status);
int clinux_status_of_open(int fd, struct clinux_file *status);
int clinux_open_log(const char *path, int follow, int *fd, struct clinux_file *status);

// Reads what there is from `offset` on, until `length` bytes are there or the end.
int clinux_read_at(int fd, uint64_t offset, void *bytes, size_t length, size_t *done);

// Where an open file is now, as the kernel knows it: ` (deleted)` behind it when it has no name any more. ERANGE.
int clinux_path_of_open(int fd, char *path, size_t capacity);

// Where a link leads to, and a path with all links followed. ERANGE.
int clinux_read_link(const char *path, char *target, size_t capacity);
int clinux_real_path(const char *path, char *real, size_t capacity);

// Replaces a file as a whole, and waits until its content is on the disk, so that a machine that crashes has the old or
// the new one; it is its owner's alone.
int clinux_replace_file(const char *path, const char *temporary, const void *bytes, size_t length);

// Tells of what is written, made, renamed and removed in a directory. `clinux_next_changes` does not wait, and calls
// `visit` with the watch and the name; `watch` -1: changes were missed.
int clinux_watch_open(int *fd);
int clinux_watch_directory(int fd, const char *path, int *watch);
int clinux_unwatch(int fd, int watch);
int clinux_next_changes(int fd, void (*visit)(int watch, const char *name, void *argument), void *argument);

// How many bytes there are up to the last newline, that one included: 0 when there is none.
size_t clinux_after_last_newline(const void *bytes, size_t length);

// How many NULs there are at the beginning.
size_t clinux_hole_length(const void *bytes, size_t length);

// How many bytes there are up to the first newline with a NUL behind it, that newline included: all when there is none.
size_t clinux_before_hole(const void *bytes, size_t length);

#endif
