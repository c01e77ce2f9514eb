#include "CYaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

struct cyaml_reader {
    yaml_parser_t parser;
    yaml_event_t event;
    unsigned char bytes[];
};

int cyaml_open(const void *bytes, size_t length, struct cyaml_reader **reader) {
    struct cyaml_reader *opened = calloc(1, sizeof(*opened) + length);
    if (opened == NULL) {
        return ENOMEM;
    }
    if (!yaml_parser_initialize(&opened->parser)) {
        free(opened);
        return ENOMEM;
    }
    if (length > 0) {
        memcpy(opened->bytes, bytes, length);
    }
    yaml_parser_set_encoding(&opened->parser, YAML_UTF8_ENCODING);  // Else a mark at the start may choose UTF-16.
    yaml_parser_set_input_string(&opened->parser, opened->bytes, length);
    *reader = opened;
    return 0;
}

static int fail(const struct cyaml_reader *reader, struct cyaml_problem *problem) {
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR) {
        return ENOMEM;
    }
    problem->message = parser->problem == NULL ? "unknown problem" : parser->problem;
    problem->line = parser->problem_mark.line + 1;
    problem->column = parser->problem_mark.column + 1;
    if (parser->error == YAML_READER_ERROR) {  // It has an offset in bytes, and no mark.
        problem->line = problem->column = 1;
        for (size_t i = 0; i < parser->problem_offset; i++) {
            bool is_break = reader->bytes[i] == '\n';
            problem->line += is_break;
            problem->column = is_break ? 1 : problem->column + 1;
        }
    }
    return EINVAL;
}

static void set_text(struct cyaml_event *event, const yaml_event_t *raw) {
    event->text = (const char *)raw->data.scalar.value;
    event->length = raw->data.scalar.length;
    event->is_plain = raw->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    event->has_anchor = raw->data.scalar.anchor != NULL;
    event->has_tag = raw->data.scalar.tag != NULL;
}

int cyaml_next(struct cyaml_reader *reader, struct cyaml_event *event, struct cyaml_problem *problem) {
    const yaml_event_t *raw = &reader->event;
    do {
        yaml_event_delete(&reader->event);
        if (!yaml_parser_parse(&reader->parser, &reader->event)) {
            return fail(reader, problem);
        }
    } while (raw->type == YAML_STREAM_START_EVENT || raw->type == YAML_DOCUMENT_END_EVENT);

    *event = (struct cyaml_event){.line = raw->start_mark.line + 1, .column = raw->start_mark.column + 1};
    switch (raw->type) {
    case YAML_DOCUMENT_START_EVENT:
        event->kind = CYAML_DOCUMENT_START;
        break;
    case YAML_SCALAR_EVENT:
        event->kind = CYAML_SCALAR;
        set_text(event, raw);
        break;
    case YAML_SEQUENCE_START_EVENT:
        event->kind = CYAML_SEQUENCE_START;
        event->has_anchor = raw->data.sequence_start.anchor != NULL;
        event->has_tag = raw->data.sequence_start.tag != NULL;
        break;
    case YAML_SEQUENCE_END_EVENT:
        event->kind = CYAML_SEQUENCE_END;
        break;
    case YAML_MAPPING_START_EVENT:
        event->kind = CYAML_MAPPING_START;
        event->has_anchor = raw->data.mapping_start.anchor != NULL;
        event->has_tag = raw->data.mapping_start.tag != NULL;
        break;
    case YAML_MAPPING_END_EVENT:
        event->kind = CYAML_MAPPING_END;
        break;
    case YAML_ALIAS_EVENT:
        event->kind = CYAML_ALIAS;
        break;
    default:
        event->kind = CYAML_STREAM_END;
        break;
    }
    return 0;
}

void cyaml_close(struct cyaml_reader *reader) {
    yaml_event_delete(&reader->event);
    yaml_parser_delete(&reader->parser);
    free(reader);
}

int cyaml_read_file(const char *path, void *bytes, size_t capacity, size_t *length) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    int code = 0;
    *length = 0;
    while (*length < capacity) {
        ssize_t count = read(fd, (char *)bytes + *length, capacity - *length);
        if (count > 0) {
            *length += (size_t)count;
        } else if (count == 0) {
            break;
        } else if (errno != EINTR) {
            code = errno;
            break;
        }
    }
    close(fd);
    return code;
}
