#ifndef CSYSTEMD_H
#define CSYSTEMD_H

#include <stddef.h>
#include <stdint.h>

// libsystemd, as narrow as this project needs it: the journal, and the service manager. Its functions return negative
// codes; these return 0 or an errno. A journal belongs to one thread at a time.

struct csystemd_journal;

// This machine's journal when `directory` is NULL, else the files there. Only entries with the field `match`
// (`_SYSTEMD_UNIT=caddy.service`). That there are files which may not be read is no error.
int csystemd_journal_open(const char *directory, const char *match, struct csystemd_journal **journal);
void csystemd_journal_close(struct csystemd_journal *journal);

int csystemd_journal_seek_head(struct csystemd_journal *journal);
int csystemd_journal_seek_tail(struct csystemd_journal *journal);
int csystemd_journal_seek_cursor(struct csystemd_journal *journal, const char *cursor);

// One entry on or back; `*moved` = 0: there is none.
int csystemd_journal_next(struct csystemd_journal *journal, int *moved);
int csystemd_journal_previous(struct csystemd_journal *journal, int *moved);

// Whether the entry is the one that the cursor names.
int csystemd_journal_is_at(struct csystemd_journal *journal, const char *cursor, int *same);

// The entry's cursor; the caller frees it.
int csystemd_journal_cursor(struct csystemd_journal *journal, char **cursor);

// What stands behind `FIELD=`, valid until the next call; ENOENT when the entry has no such field.
int csystemd_journal_field(struct csystemd_journal *journal, const char *field, const void **value, size_t *length);

// A descriptor that has something to read when the journal changed; to be told with `csystemd_journal_process`, which
// says whether files came or went.
int csystemd_journal_descriptor(struct csystemd_journal *journal, int *fd);
int csystemd_journal_process(struct csystemd_journal *journal, int *invalidated);

// The service manager, in Service.c. What it has put into the environment is taken out of it, but for the address that
// `csystemd_notify` needs; so the first two are called once, before there are other threads.

// How often it wants to hear of us, in microseconds; 0: it does not.
uint64_t csystemd_watchdog(void);

// How many descriptors it has handed over, from 3 on; programs that are started do not inherit them. 0: none.
int csystemd_take_sockets(void);

// Whether a descriptor is a stream socket that listens.
int csystemd_listens(int fd);

// Lines like `READY=1`. ENOENT: there is nobody to tell.
int csystemd_notify(const char *state);

#endif
