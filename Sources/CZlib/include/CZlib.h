#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

// zlib, as narrow as this project needs it: pieces of a deflate stream that can be put one after the other, and
// gzip files read as a stream.
//
// deflateInit2 and inflateInit2 are macros, which Swift does not import.

// The most bytes that czlib_deflate_piece may write for `length` bytes.
size_t czlib_bound(size_t length);

// Compresses into a piece that ends on a byte boundary and is not the last of its stream.
// Returns 0, ENOMEM, or EINVAL when `capacity` is less than czlib_bound(length).
int czlib_deflate_piece(
    const uint8_t *bytes, size_t length, int level, uint8_t *piece, size_t capacity, size_t *piece_length);

uint32_t czlib_crc32(const uint8_t *bytes, size_t length);
uint32_t czlib_crc32_combine(uint32_t first, uint32_t second, size_t second_length);

// Reads gzip, also several members one after the other. Each call takes some bytes and gives some; `*whole`: whether the
// stream could end here. Returns 0, ENOMEM, EINVAL, or EBADMSG for what is no gzip.
struct czlib_inflater;
int czlib_inflate_start(struct czlib_inflater **inflater);
int czlib_inflate(
    struct czlib_inflater *inflater, const uint8_t *bytes, size_t length, size_t *consumed, uint8_t *plain,
    size_t capacity, size_t *produced, int *whole);
void czlib_inflate_end(struct czlib_inflater *inflater);

#endif
