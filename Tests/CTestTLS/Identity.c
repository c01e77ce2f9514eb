#include "Identity.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ctesttls_expect(int code, const char *call) {
    if (code < 0) {
        fprintf(stderr, "%s: %s\n", call, gnutls_strerror(code));
        abort();
    }
}

struct ctesttls_identity *ctesttls_prepare(const struct ctesttls_subject *subject) {
    static unsigned int last;
    struct ctesttls_identity *identity = calloc(1, sizeof *identity);
    EXPECT(gnutls_x509_privkey_init(&identity->key));
    switch (subject->kind) {
    case CTESTTLS_EC:
        EXPECT(gnutls_x509_privkey_generate(
            identity->key, GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
        break;
    case CTESTTLS_RSA:
        EXPECT(gnutls_x509_privkey_generate(identity->key, GNUTLS_PK_RSA, 2048, 0));
        break;
    case CTESTTLS_ED25519:
        EXPECT(gnutls_x509_privkey_generate(identity->key, GNUTLS_PK_EDDSA_ED25519, 256, 0));
        break;
    }
    gnutls_x509_crt_t certificate;
    EXPECT(gnutls_x509_crt_init(&certificate));
    unsigned int serial = htonl(__atomic_add_fetch(&last, 1, __ATOMIC_RELAXED));
    EXPECT(gnutls_x509_crt_set_version(certificate, 3));
    EXPECT(gnutls_x509_crt_set_serial(certificate, &serial, sizeof serial));
    EXPECT(gnutls_x509_crt_set_dn_by_oid(
        certificate, GNUTLS_OID_X520_COMMON_NAME, 0, subject->name, (unsigned int)strlen(subject->name)));
    EXPECT(gnutls_x509_crt_set_activation_time(certificate, subject->not_before));
    EXPECT(gnutls_x509_crt_set_expiration_time(certificate, subject->not_after));
    EXPECT(gnutls_x509_crt_set_key(certificate, identity->key));
    EXPECT(gnutls_x509_crt_set_basic_constraints(certificate, subject->is_authority, -1));
    if (subject->purpose != NULL) {
        EXPECT(gnutls_x509_crt_set_key_purpose_oid(certificate, subject->purpose, 0));
    }
    identity->certificate = certificate;
    return identity;
}

void ctesttls_add_name(struct ctesttls_identity *identity, const char *type, const char *name) {
    unsigned char address[16];
    const void *bytes = name;
    size_t length = strlen(name);
    gnutls_x509_subject_alt_name_t kind = GNUTLS_SAN_DNSNAME;
    if (strcmp(type, "EMAIL") == 0) {
        kind = GNUTLS_SAN_RFC822NAME;
    } else if (strcmp(type, "URI") == 0) {
        kind = GNUTLS_SAN_URI;
    } else if (strcmp(type, "IP") == 0) {
        kind = GNUTLS_SAN_IPADDRESS;
        bytes = address;
        length = inet_pton(AF_INET, name, address) == 1 ? 4 : inet_pton(AF_INET6, name, address) == 1 ? 16 : 0;
    }
    EXPECT(gnutls_x509_crt_set_subject_alt_name(
        identity->certificate, kind, bytes, (unsigned int)length, GNUTLS_FSAN_APPEND));
}

void ctesttls_sign(struct ctesttls_identity *identity, const struct ctesttls_identity *issuer) {
    const struct ctesttls_identity *by = issuer == NULL ? identity : issuer;
    identity->issuer = issuer;
    gnutls_digest_algorithm_t digest = GNUTLS_DIG_SHA256;
    if (gnutls_x509_privkey_get_pk_algorithm(by->key) == GNUTLS_PK_EDDSA_ED25519) {
        digest = GNUTLS_DIG_SHA512;
    }
    EXPECT(gnutls_x509_crt_sign2(identity->certificate, by->certificate, by->key, digest, 0));
    // Until it is read anew, GnuTLS makes chains of it whose signatures are invalid.
    gnutls_datum_t bytes;
    EXPECT(gnutls_x509_crt_export2(identity->certificate, GNUTLS_X509_FMT_DER, &bytes));
    gnutls_x509_crt_deinit(identity->certificate);
    EXPECT(gnutls_x509_crt_init(&identity->certificate));
    EXPECT(gnutls_x509_crt_import(identity->certificate, &bytes, GNUTLS_X509_FMT_DER));
    gnutls_free(bytes.data);
}

void ctesttls_free(struct ctesttls_identity *identity) {
    gnutls_x509_crt_deinit(identity->certificate);
    gnutls_x509_privkey_deinit(identity->key);
    free(identity);
}

static size_t hand_over(gnutls_datum_t *text, char *to, size_t room) {
    size_t length = text->size;
    memcpy(to, text->data, length < room ? length : room);
    gnutls_free(text->data);
    return length;
}

size_t ctesttls_certificate(const struct ctesttls_identity *identity, char *to, size_t room) {
    gnutls_datum_t text;
    EXPECT(gnutls_x509_crt_export2(identity->certificate, GNUTLS_X509_FMT_PEM, &text));
    return hand_over(&text, to, room);
}

size_t ctesttls_key(const struct ctesttls_identity *identity, const char *password, char *to, size_t room) {
    gnutls_datum_t text;
    unsigned int flags = password == NULL ? GNUTLS_PKCS_PLAIN : GNUTLS_PKCS_PBES2_AES_128;
    EXPECT(gnutls_x509_privkey_export2_pkcs8(identity->key, GNUTLS_X509_FMT_PEM, password, flags, &text));
    return hand_over(&text, to, room);
}
