#include "CZlib.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

struct czlib_inflater {
    z_stream stream;
    int ended;  // At the end of a member: what follows is another one, or nothing.
};

int czlib_inflate_start(struct czlib_inflater **inflater) {
    struct czlib_inflater *made = calloc(1, sizeof *made);
    if (made == NULL || inflateInit2(&made->stream, 15 + 16) != Z_OK) {
        free(made);
        return ENOMEM;
    }
    *inflater = made;
    return 0;
}

int czlib_inflate(
    struct czlib_inflater *inflater, const uint8_t *bytes, size_t length, size_t *consumed, uint8_t *plain,
    size_t capacity, size_t *produced, int *whole) {
    z_stream *stream = &inflater->stream;
    *consumed = 0;
    *produced = 0;
    *whole = inflater->ended;
    if (length > UINT32_MAX || capacity > UINT32_MAX) {
        return EINVAL;
    }
    if (inflater->ended) {
        if (length == 0) {
            return 0;
        }
        if (inflateReset(stream) != Z_OK) {
            return EINVAL;
        }
        inflater->ended = 0;
    }
    stream->next_in = (Bytef *)bytes;
    stream->avail_in = (uInt)length;
    stream->next_out = plain;
    stream->avail_out = (uInt)capacity;
    int result = inflate(stream, Z_NO_FLUSH);
    *consumed = length - stream->avail_in;
    *produced = capacity - stream->avail_out;
    inflater->ended = result == Z_STREAM_END;
    *whole = inflater->ended;
    return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR ? 0
        : result == Z_MEM_ERROR                                              ? ENOMEM
                                                                             : EBADMSG;
}

void czlib_inflate_end(struct czlib_inflater *inflater) {
    inflateEnd(&inflater->stream);
    free(inflater);
}
