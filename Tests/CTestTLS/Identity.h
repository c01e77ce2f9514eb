#ifndef CTESTTLS_IDENTITY_H
#define CTESTTLS_IDENTITY_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "CTestTLS.h"

struct ctesttls_identity {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
    const struct ctesttls_identity *issuer;
};

void ctesttls_expect(int code, const char *call);

#define EXPECT(call) ctesttls_expect(call, #call)

#endif
