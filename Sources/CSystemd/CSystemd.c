#include "CSystemd.h"

#include <errno.h>
#include <string.h>
#include <systemd/sd-journal.h>

// The handle is libsystemd's own under a name of ours, so that its header stays here.
static sd_journal *own(struct csystemd_journal *journal) { return (sd_journal *)(void *)journal; }

static int code_of(int result) { return result < 0 ? -result : 0; }

int csystemd_journal_open(const char *directory, const char *match, struct csystemd_journal **journal) {
    sd_journal *opened;
    int result = directory != NULL ? sd_journal_open_directory(&opened, directory, 0)
                                   : sd_journal_open(&opened, SD_JOURNAL_LOCAL_ONLY);
    if (result < 0) {
        return -result;
    }
    result = sd_journal_set_data_threshold(opened, 0);
    if (result >= 0) {
        result = sd_journal_add_match(opened, match, strlen(match));
    }
    if (result < 0) {
        sd_journal_close(opened);
        return -result;
    }
    *journal = (struct csystemd_journal *)(void *)opened;
    return 0;
}

void csystemd_journal_close(struct csystemd_journal *journal) { sd_journal_close(own(journal)); }

int csystemd_journal_seek_head(struct csystemd_journal *journal) { return code_of(sd_journal_seek_head(own(journal))); }

int csystemd_journal_seek_tail(struct csystemd_journal *journal) { return code_of(sd_journal_seek_tail(own(journal))); }

int csystemd_journal_seek_cursor(struct csystemd_journal *journal, const char *cursor) {
    return code_of(sd_journal_seek_cursor(own(journal), cursor));
}

int csystemd_journal_next(struct csystemd_journal *journal, int *moved) {
    int result = sd_journal_next(own(journal));
    *moved = result > 0;
    return code_of(result);
}

int csystemd_journal_previous(struct csystemd_journal *journal, int *moved) {
    int result = sd_journal_previous(own(journal));
    *moved = result > 0;
    return code_of(result);
}

int csystemd_journal_is_at(struct csystemd_journal *journal, const char *cursor, int *same) {
    int result = sd_journal_test_cursor(own(journal), cursor);
    *same = result > 0;
    return code_of(result);
}

int csystemd_journal_cursor(struct csystemd_journal *journal, char **cursor) {
    return code_of(sd_journal_get_cursor(own(journal), cursor));
}

int csystemd_journal_field(struct csystemd_journal *journal, const char *field, const void **value, size_t *length) {
    const void *data;
    size_t size;
    int result = sd_journal_get_data(own(journal), field, &data, &size);
    if (result < 0) {
        return -result;
    }
    size_t name = strlen(field) + 1;
    if (size < name) {
        return EBADMSG;
    }
    *value = (const char *)data + name;
    *length = size - name;
    return 0;
}

int csystemd_journal_descriptor(struct csystemd_journal *journal, int *fd) {
    int result = sd_journal_get_fd(own(journal));
    *fd = result;
    return code_of(result);
}

int csystemd_journal_process(struct csystemd_journal *journal, int *invalidated) {
    int result = sd_journal_process(own(journal));
    *invalidated = result == SD_JOURNAL_INVALIDATE;
    return code_of(result);
}
