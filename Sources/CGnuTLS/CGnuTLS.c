#include "CGnuTLS.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>
#include <time.h>

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int read_certificate(const gnutls_datum_t *bytes, gnutls_x509_crt_fmt_t format, struct cgnutls_certificate *to) {
    gnutls_x509_crt_t certificate;
    memset(to, 0, sizeof *to);
    if (gnutls_x509_crt_init(&certificate) != GNUTLS_E_SUCCESS) {
        return ENOMEM;
    }
    int code = gnutls_x509_crt_import(certificate, bytes, format) == GNUTLS_E_SUCCESS ? 0 : EPROTO;
    if (code == 0) {
        to->not_before = gnutls_x509_crt_get_activation_time(certificate);
        to->not_after = gnutls_x509_crt_get_expiration_time(certificate);
        code = to->not_before == (time_t)-1 || to->not_after == (time_t)-1 ? EPROTO : 0;
        size_t size = sizeof to->issuer;
        const char *name = GNUTLS_OID_X520_COMMON_NAME;
        if (gnutls_x509_crt_get_issuer_dn_by_oid(certificate, name, 0, 0, to->issuer, &size) < 0) {
            to->issuer[0] = '\0';
        }
        size = sizeof to->subject;
        if (gnutls_x509_crt_get_dn_by_oid(certificate, name, 0, 0, to->subject, &size) < 0) {
            to->subject[0] = '\0';
        }
    }
    gnutls_x509_crt_deinit(certificate);
    return code;
}

// Until it is done, has failed, or the time is over.
static int shake_hands(gnutls_session_t session, int socket, int milliseconds) {
    int64_t end = now() + milliseconds;
    int code;
    while ((code = gnutls_handshake(session)) < 0 && gnutls_error_is_fatal(code) == 0) {
        int64_t rest = end - now();
        if (rest <= 0) {
            return ETIMEDOUT;
        }
        struct pollfd entry = {.fd = socket, .events = gnutls_record_get_direction(session) == 0 ? POLLIN : POLLOUT};
        if (poll(&entry, 1, (int)rest) < 0 && errno != EINTR) {
            return errno;
        }
    }
    return code < 0 ? EPROTO : 0;
}

static int set(gnutls_session_t session, gnutls_certificate_credentials_t credentials, const char *name) {
    if (name != NULL && gnutls_server_name_set(session, GNUTLS_NAME_DNS, name, strlen(name)) < 0) {
        return EINVAL;
    }
    int code = gnutls_set_default_priority(session);
    return code < 0 || gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials) < 0 ? EPROTO : 0;
}

int cgnutls_shake_hands(int socket, const char *name, int milliseconds, struct cgnutls_certificate *leaf) {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    if (gnutls_certificate_allocate_credentials(&credentials) < 0) {
        return ENOMEM;
    }
    if (gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0) {
        gnutls_certificate_free_credentials(credentials);
        return ENOMEM;
    }
    int code = set(session, credentials, name);
    if (code == 0) {
        gnutls_transport_set_int(session, socket);
        code = shake_hands(session, socket, milliseconds);
        // A server that wants a certificate of ours ends the handshake, but only once it has shown its own.
        unsigned int count = 0;
        const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
        if (chain != NULL && count > 0) {
            code = read_certificate(chain, GNUTLS_X509_FMT_DER, leaf);
        } else if (code == 0) {
            code = EPROTO;
        }
    }
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    return code;
}

int cgnutls_read_pem(const void *text, size_t length, struct cgnutls_certificate *certificate) {
    if (length > UINT32_MAX) {
        return EINVAL;
    }
    gnutls_datum_t bytes = {.data = (unsigned char *)text, .size = (unsigned int)length};
    return read_certificate(&bytes, GNUTLS_X509_FMT_PEM, certificate);
}
