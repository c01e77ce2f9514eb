#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

// zlib, as narrow as this project needs it: pieces of a deflate stream that can be put one after the other.
//
// deflateInit2 is a macro, which Swift does not import.

// The most bytes that czlib_deflate_piece may write for `length` bytes.
size_t czlib_bound(size_t length);

// Compresses into a piece that ends on a byte boundary and is not the last of its stream.
// Returns 0, ENOMEM, or EINVAL when `capacity` is less than czlib_bound(length).
int czlib_deflate_piece(
    const uint8_t *bytes, size_t length, int level, uint8_t *piece, size_t capacity, size_t *piece_length);

uint32_t czlib_crc32(const uint8_t *bytes, size_t length);
uint32_t czlib_crc32_combine(uint32_t first, uint32_t second, size_t second_length);

#endif
