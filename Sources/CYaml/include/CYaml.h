#ifndef CYAML_H
#define CYAML_H

#include <stdbool.h>
#include <stddef.h>

// The settings file and libyaml, as narrow as this project needs them.
//
// Yams wraps the same libyaml, and brings the whole of Foundation along (20 MB of memory a process). Here YAML
// is a row of events, handed out one at a time. Each function returns 0, or the errno of what failed.

enum cyaml_kind {
    CYAML_DOCUMENT_START,
    CYAML_SCALAR,
    CYAML_SEQUENCE_START,
    CYAML_SEQUENCE_END,
    CYAML_MAPPING_START,
    CYAML_MAPPING_END,
    CYAML_ALIAS,
    CYAML_STREAM_END,
};

// Lines and columns count from 1. `text` is UTF-8, may contain zero bytes, and lives until the next call.
struct cyaml_event {
    enum cyaml_kind kind;
    size_t line;
    size_t column;
    const char *text;
    size_t length;
    bool is_plain;
    bool has_anchor;
    bool has_tag;
};

struct cyaml_problem {
    const char *message;
    size_t line;
    size_t column;
};

struct cyaml_reader;

// Copies the bytes. The caller closes the reader.
int cyaml_open(const void *bytes, size_t length, struct cyaml_reader **reader);

// EINVAL when the text is not YAML in UTF-8: the problem is then set, and the reader is good for nothing but closing.
int cyaml_next(struct cyaml_reader *reader, struct cyaml_event *event, struct cyaml_problem *problem);

void cyaml_close(struct cyaml_reader *reader);

// Reads a file up to its end, or up to `capacity` bytes of it.
int cyaml_read_file(const char *path, void *bytes, size_t capacity, size_t *length);

#endif
