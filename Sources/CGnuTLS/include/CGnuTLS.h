#ifndef CGNUTLS_H
#define CGNUTLS_H

#include <stddef.h>
#include <stdint.h>

#include "ServerCredentials.h"

// When certificates are valid: the calls of GnuTLS that lead there want pointers to pointers and unions, which Swift
// shows badly. Each function returns 0 or an errno; EPROTO when GnuTLS failed.

// HMAC-SHA256 (Digest.c); `code` has 32 bytes.
int cgnutls_authenticate(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t *code);

struct cgnutls_certificate {
    // Seconds since 1970.
    int64_t not_before, not_after;
    // Common names; empty where there is none.
    char issuer[256], subject[256];
};

// Shakes hands over a connected, non-blocking socket, and says what the server's own certificate holds. Nothing is
// verified: a certificate that is not valid is what one wants to know about. `name` is sent as the server's name unless
// it is NULL. ETIMEDOUT after so many milliseconds.
int cgnutls_shake_hands(int socket, const char *name, int milliseconds, struct cgnutls_certificate *leaf);

// The first certificate of a PEM text.
int cgnutls_read_pem(const void *text, size_t length, struct cgnutls_certificate *certificate);

#endif
