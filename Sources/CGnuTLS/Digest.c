#include "CGnuTLS.h"

#include <errno.h>
#include <gnutls/crypto.h>

int cgnutls_authenticate(const void *key, size_t key_length, const void *bytes, size_t length, uint8_t *code) {
    return gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key_length, bytes, length, code) < 0 ? EPROTO : 0;
}
