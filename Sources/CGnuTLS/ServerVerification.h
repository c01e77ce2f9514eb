#ifndef CGNUTLS_SERVER_VERIFICATION_H
#define CGNUTLS_SERVER_VERIFICATION_H

#include <gnutls/gnutls.h>

#include "ServerCredentials.h"

struct cgnutls_server {
    gnutls_certificate_credentials_t credentials;
    gnutls_priority_t priorities;
    enum cgnutls_client_certificate client_certificate;
    char **names;
    size_t name_count;
};

#endif
