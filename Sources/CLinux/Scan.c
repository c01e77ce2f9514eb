#include "CLinux.h"

#include <string.h>

enum { STEP = 32 };

// Whether the needle may begin at one of the next STEP places, by three of its bytes; a compiler makes vectors of this.
static inline int may_begin(const uint8_t *at, const char *needle, size_t length) {
    uint8_t first = (uint8_t)needle[1], middle = (uint8_t)needle[length / 2], last = (uint8_t)needle[length - 1];
    uint8_t found = 0;
    for (size_t i = 0; i < STEP; i++) {
        found |= (at[i + 1] == first) & (at[i + length / 2] == middle) & (at[i + length - 1] == last);
    }
    return found;
}

static inline const uint8_t *find(const uint8_t *at, const uint8_t *end, const char *needle, size_t length) {
    for (; (size_t)(end - at) >= STEP + length; at += STEP) {
        if (may_begin(at, needle, length)) {
            for (size_t i = 0; i < STEP; i++) {
                if (memcmp(at + i, needle, length) == 0) {
                    return at + i;
                }
            }
        }
    }
    for (; (size_t)(end - at) >= length; at++) {
        if (memcmp(at, needle, length) == 0) {
            return at;
        }
    }
    return NULL;
}

static inline const uint8_t *find_last(const uint8_t *begin, const uint8_t *end, const char *needle, size_t length) {
    if ((size_t)(end - begin) < length) {
        return NULL;
    }
    const uint8_t *at = end - length + 1;  // Whatever begins at or after it has been looked at.
    for (; at - begin >= STEP; at -= STEP) {
        if (may_begin(at - STEP, needle, length)) {
            for (size_t i = 1; i <= STEP; i++) {
                if (memcmp(at - i, needle, length) == 0) {
                    return at - i;
                }
            }
        }
    }
    while (at > begin) {
        at--;
        if (memcmp(at, needle, length) == 0) {
            return at;
        }
    }
    return NULL;
}

#define FIND(at, end, text) find(at, end, text, sizeof(text) - 1)
#define FIND_LAST(begin, end, text) find_last(begin, end, text, sizeof(text) - 1)
#define STARTS(at, end, text) ((size_t)((end) - (at)) >= sizeof(text) - 1 && memcmp(at, text, sizeof(text) - 1) == 0)

static int is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

// The number that begins here and ends with `stop`: 0 when there is none, or one too large.
static int number(const uint8_t *at, const uint8_t *end, uint8_t stop, uint64_t *value) {
    const uint8_t *begin = at;
    for (*value = 0; at < end && is_digit(*at); at++) {
        *value = *value * 10 + (uint64_t)(*at - '0');
    }
    return at > begin && at - begin < 19 && at < end && *at == stop;
}

// The number of `"size":N,` right before the status, as every Caddy writes it.
static int size_before(const uint8_t *begin, const uint8_t *status, uint64_t *size) {
    const uint8_t *digits = status;
    if (digits == begin || *--digits != ',') {
        return 0;
    }
    while (digits > begin && is_digit(digits[-1])) {
        digits--;
    }
    return digits - begin >= 7 && memcmp(digits - 7, "\"size\":", 7) == 0 && number(digits, status, ',', size);
}

// Whether an access entry may be a 5xx, or shorter than announced. No client can write an unescaped quotation mark, so
// that a key in quotation marks is a key; but not always one of the outermost object: where in doubt, JSON decides.
static int may_tell(const uint8_t *begin, const uint8_t *end) {
    const uint8_t *status = FIND_LAST(begin, end, "\"status\":");
    if (status == NULL) {
        return 0;
    }
    const uint8_t *value = status + sizeof("\"status\":") - 1;
    uint64_t code, size, announced;
    int has_size = size_before(begin, status, &size);
    if (!has_size && FIND_LAST(begin, status, "\"status\":") != NULL) {
        return 1;
    }
    if (!number(value, end, ',', &code) && !number(value, end, '}', &code)) {
        return 1;
    }
    if (code != 200 && code != 206) {
        return code >= 500;
    }
    const uint8_t *length = FIND(value, end, "\"Content-Length\":[\"");
    if (length == NULL) {
        return 0;
    }
    if (!has_size) {
        return FIND_LAST(begin, end, "\"size\":") != NULL;
    }
    if (!number(length + sizeof("\"Content-Length\":[\"") - 1, end, '"', &announced)) {
        return 1;
    }
    if (size >= announced) {
        return 0;
    }
    const uint8_t *method = FIND(begin, end, "\"method\":\"");
    return method == NULL || !STARTS(method, end, "\"method\":\"HEAD\"");
}

static int is_word(const uint8_t *at, const uint8_t *end, const char *word, size_t length) {
    if ((size_t)(end - at) != length) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if ((at[i] | 0x20) != (uint8_t)word[i]) {
            return 0;
        }
    }
    return 1;
}

#define IS_WORD(at, end, word) is_word(at, end, word, sizeof(word) - 1)

// The place of a level in `levels`; capitals and colours (`\u001b[34mINFO\u001b[0m`) make no difference.
static int level(const uint8_t *at, const uint8_t *end) {
    if (STARTS(at, end, "\\u001b[")) {
        const uint8_t *m = memchr(at, 'm', (size_t)(end - at));
        at = m == NULL ? at : m + 1;
        const uint8_t *reset = FIND(at, end, "\\u001b[");
        end = reset == NULL ? end : reset;
    }
    return IS_WORD(at, end, "info") ? 1 : IS_WORD(at, end, "error") ? 3 : IS_WORD(at, end, "warn") ? 2
        : IS_WORD(at, end, "debug") ? 0 : 4;
}

// Whether the entry needs to be read; else it is counted.
static int look(const uint8_t *begin, const uint8_t *end, const uint8_t *bytes, struct clinux_log_scan *scan) {
    if (!STARTS(begin, end, "{\"level\":\"")) {
        return 1;
    }
    const uint8_t *at = begin + sizeof("{\"level\":\"") - 1;
    const uint8_t *quote = memchr(at, '"', (size_t)(end - at));
    if (quote == NULL || !STARTS(quote, end, "\",\"ts\":")) {
        return 1;
    }
    int place = level(at, quote);
    const uint8_t *time = quote + sizeof("\",\"ts\":") - 1;
    if (time == end) {
        return 1;
    }
    at = *time == '"' ? memchr(time + 1, '"', (size_t)(end - time - 1)) : memchr(time, ',', (size_t)(end - time));
    if (at == NULL) {
        return 1;
    }
    at += *at == '"';
    if (STARTS(at, end, ",\"logger\":\"http.log.access")) {
        if (may_tell(at, end)) {
            return 1;
        }
    } else if (STARTS(at, end, ",\"logger\":\"http.log.error")
               || STARTS(at, end, ",\"logger\":\"http.handlers.file_server\"")
               || !(STARTS(at, end, ",\"logger\":\"") || STARTS(at, end, ",\"msg\":\""))) {
        return 1;
    }
    scan->levels[place]++;
    scan->time = (size_t)(time - bytes);
    scan->time_length = (size_t)(at - time);
    return 0;
}

// Whether a level and a tab are here, with colours or without.
static int is_console_level(const uint8_t *at, const uint8_t *end) {
    if (STARTS(at, end, "\x1b[")) {
        const uint8_t *m = memchr(at, 'm', (size_t)(end - at));
        at = m == NULL ? at : m + 1;
    }
    const uint8_t *word = at;
    while (at < end && (*at | 0x20) >= 'a' && (*at | 0x20) <= 'z') {
        at++;
    }
    const uint8_t *after = STARTS(at, end, "\x1b[0m") ? at + 4 : at;
    return after < end && *after == '\t'
        && (IS_WORD(word, at, "info") || IS_WORD(word, at, "error") || IS_WORD(word, at, "warn")
            || IS_WORD(word, at, "debug") || IS_WORD(word, at, "panic") || IS_WORD(word, at, "fatal")
            || IS_WORD(word, at, "dpanic"));
}

// `2026/11/20 20:50:46.051\tERROR\thttp.log.error\t…`, or the same without a time.
static int is_console(const uint8_t *begin, const uint8_t *end) {
    const uint8_t *tab = memchr(begin, '\t', (size_t)(end - begin));
    return is_console_level(begin, end) || (tab != NULL && is_console_level(tab + 1, end));
}

int clinux_scan_log(const void *start, size_t length, struct clinux_log_scan *scan) {
    const uint8_t *bytes = start;
    while (scan->next < length) {
        const uint8_t *begin = bytes + scan->next;
        const uint8_t *newline = memchr(begin, '\n', length - scan->next);
        const uint8_t *end = newline == NULL ? bytes + length : newline;
        scan->next = (size_t)(end - bytes) + (newline != NULL);
        if (end > begin && end[-1] == '\r') {
            end--;
        }
        scan->line = (size_t)(begin - bytes);
        scan->length = (size_t)(end - begin);
        if (scan->trust == CLINUX_LOG_UNKNOWN && *begin != '{' && is_console(begin, end)) {
            scan->trust = CLINUX_LOG_CONSOLE;
        }
        if (scan->trust == CLINUX_LOG_CONSOLE) {
            scan->untrusted++;
        } else if (begin == end || *begin != '{') {
            if (FIND(begin, end, "write error: ") != NULL || FIND(begin, end, ": opening log writer using ") != NULL) {
                return CLINUX_LOG_TEXT;
            }
            scan->untrusted++;
            scan->follows_entry = 0;
        } else if (end[-1] != '}') {
            scan->unparsed++;
        } else {
            scan->follows_entry = 1;
            if (look(begin, end, bytes, scan)) {
                return CLINUX_LOG_ENTRY;
            }
        }
    }
    return CLINUX_LOG_END;
}
