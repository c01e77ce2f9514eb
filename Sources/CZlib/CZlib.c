#include "CZlib.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

size_t czlib_bound(size_t length) {
    return compressBound(length) + 16;  // Room for the flush marker of Z_FULL_FLUSH.
}

int czlib_deflate_piece(
    const uint8_t *bytes, size_t length, int level, uint8_t *piece, size_t capacity, size_t *piece_length) {
    *piece_length = 0;
    if (length > UINT32_MAX || capacity > UINT32_MAX || capacity < czlib_bound(length)) {
        return EINVAL;
    }
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (deflateInit2(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return ENOMEM;
    }
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)length;
    stream.next_out = piece;
    stream.avail_out = (uInt)capacity;
    int result = deflate(&stream, Z_FULL_FLUSH);
    int complete = result == Z_OK && stream.avail_in == 0 && stream.avail_out > 0;
    *piece_length = stream.total_out;
    deflateEnd(&stream);  // Says Z_DATA_ERROR, as the stream was not finished: intended.
    return complete ? 0 : EINVAL;
}

uint32_t czlib_crc32(const uint8_t *bytes, size_t length) {
    return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, length);
}

uint32_t czlib_crc32_combine(uint32_t first, uint32_t second, size_t second_length) {
    return (uint32_t)crc32_combine(first, second, (z_off_t)second_length);
}
