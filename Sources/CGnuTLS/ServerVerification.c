#include "ServerVerification.h"

#include <arpa/inet.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <string.h>

static bool is_address(const char *name, const gnutls_datum_t *address) {
    unsigned char bytes[16];
    return (address->size == 4 && inet_pton(AF_INET, name, bytes) == 1 && memcmp(bytes, address->data, 4) == 0)
        || (address->size == 16 && inet_pton(AF_INET6, name, bytes) == 1 && memcmp(bytes, address->data, 16) == 0);
}

static bool is_allowed(const struct cgnutls_server *server, unsigned int type, const gnutls_datum_t *name) {
    bool is_text = type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_RFC822NAME || type == GNUTLS_SAN_URI;
    for (size_t i = 0; i < server->name_count; i++) {
        size_t length = strlen(server->names[i]);
        if (type == GNUTLS_SAN_IPADDRESS ? is_address(server->names[i], name)
                                         : is_text && name->size == length
                                               && memcmp(name->data, server->names[i], length) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_allowed_name(const struct cgnutls_server *server, gnutls_x509_crt_t certificate) {
    gnutls_subject_alt_names_t names;
    gnutls_datum_t extension = {0}, name;
    if (gnutls_x509_crt_get_extension_by_oid2(certificate, GNUTLS_X509EXT_OID_SAN, 0, &extension, NULL) < 0) {
        return false;
    }
    bool found = false;
    if (gnutls_subject_alt_names_init(&names) >= 0) {
        unsigned int type;
        if (gnutls_x509_ext_import_subject_alt_names(&extension, names, 0) >= 0) {
            for (unsigned int i = 0; !found && gnutls_subject_alt_names_get(names, i, &type, &name, NULL) >= 0; i++) {
                found = is_allowed(server, type, &name);
            }
        }
        gnutls_subject_alt_names_deinit(names);
    }
    gnutls_free(extension.data);
    return found;
}

static bool is_named(const struct cgnutls_server *server, const gnutls_datum_t *bytes) {
    if (server->name_count == 0) {
        return true;
    }
    gnutls_x509_crt_t certificate;
    if (gnutls_x509_crt_init(&certificate) < 0) {
        return false;
    }
    bool named = gnutls_x509_crt_import(certificate, bytes, GNUTLS_X509_FMT_DER) >= 0
        && has_allowed_name(server, certificate);
    gnutls_x509_crt_deinit(certificate);
    return named;
}

static gnutls_alert_description_t alert_for(unsigned int status) {
    unsigned int unknown = GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA | GNUTLS_CERT_SIGNATURE_FAILURE;
    if ((status & (GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED)) != 0) {
        return GNUTLS_A_CERTIFICATE_EXPIRED;
    }
    return (status & unknown) != 0 ? GNUTLS_A_UNKNOWN_CA : GNUTLS_A_BAD_CERTIFICATE;
}

// libmicrohttpd only closes the connection; with an alert, the client can say why.
static int refuse(gnutls_session_t session, gnutls_alert_description_t alert) {
    gnutls_alert_send(session, GNUTLS_AL_FATAL, alert);
    return GNUTLS_E_CERTIFICATE_ERROR;
}

// Called in the handshake, also when the client gave no certificate. The alerts are those of Go.
static int verify(gnutls_session_t session) {
    const struct cgnutls_server *server = gnutls_db_get_ptr(session);
    if (server == NULL) {
        return GNUTLS_E_CERTIFICATE_ERROR;
    }
    enum cgnutls_client_certificate asked = server->client_certificate;
    unsigned int count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
    if (chain == NULL || count == 0) {
        if (asked != CGNUTLS_REQUIRE_ANY && asked != CGNUTLS_REQUIRE_AND_VERIFY) {
            return 0;
        }
        bool is_new = gnutls_protocol_get_version(session) >= GNUTLS_TLS1_3;
        return refuse(session, is_new ? GNUTLS_A_CERTIFICATE_REQUIRED : GNUTLS_A_HANDSHAKE_FAILURE);
    }
    if (asked == CGNUTLS_VERIFY_IF_GIVEN || asked == CGNUTLS_REQUIRE_AND_VERIFY) {
        unsigned int status = 0;
        gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (void *)GNUTLS_KP_TLS_WWW_CLIENT};
        if (gnutls_certificate_verify_peers(session, &purpose, 1, &status) < 0) {
            return refuse(session, GNUTLS_A_BAD_CERTIFICATE);
        }
        if (status != 0) {
            return refuse(session, alert_for(status));
        }
    }
    return is_named(server, &chain[0]) ? 0 : refuse(session, GNUTLS_A_BAD_CERTIFICATE);
}

void cgnutls_server_adopt(const struct cgnutls_server *server, struct gnutls_session_int *session) {
    gnutls_credentials_clear(session);
    if (gnutls_priority_set(session, server->priorities) < 0) {
        return;
    }
    // A session can be asked for it in the verify function, and libmicrohttpd has the other slot.
    gnutls_db_set_ptr(session, (void *)server);
    // Never GNUTLS_CERT_REQUIRE: then a client without a certificate would be refused without an alert.
    bool asks = server->client_certificate != CGNUTLS_NONE;
    gnutls_certificate_server_set_request(session, asks ? GNUTLS_CERT_REQUEST : GNUTLS_CERT_IGNORE);
    gnutls_session_set_verify_function(session, verify);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, server->credentials);
}
