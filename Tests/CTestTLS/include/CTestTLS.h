#ifndef CTESTTLS_H
#define CTESTTLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Certificates, and clients of TLS, for tests. What cannot fail here ends the process when it does.

struct ctesttls_identity;
struct ctesttls_pair;
struct gnutls_session_int;

enum ctesttls_kind { CTESTTLS_EC, CTESTTLS_RSA, CTESTTLS_ED25519 };

struct ctesttls_subject {
    const char *name;  // The common name.
    enum ctesttls_kind kind;
    const char *purpose;  // An OID; NULL for any.
    bool is_authority;
    int64_t not_before, not_after;  // Seconds since 1970.
};

// A key and its certificate, which is signed last: by an issuer, which must live as long, or by itself.
struct ctesttls_identity *ctesttls_prepare(const struct ctesttls_subject *subject);
// `type` is DNS, IP (an address as text), EMAIL or URI.
void ctesttls_add_name(struct ctesttls_identity *identity, const char *type, const char *name);
void ctesttls_sign(struct ctesttls_identity *identity, const struct ctesttls_identity *issuer);
void ctesttls_free(struct ctesttls_identity *identity);

// PEM texts: how long they are, and as much as there is room for.
size_t ctesttls_certificate(const struct ctesttls_identity *identity, char *to, size_t room);
// PKCS 8; encrypted when there is a password.
size_t ctesttls_key(const struct ctesttls_identity *identity, const char *password, char *to, size_t room);

struct ctesttls_outcome {
    // Codes of GnuTLS; 0 when the handshake, and on the client's side a first message from the server, went well.
    int server, client;
    // What the server told the client; -1 when it told nothing.
    int alert;
    // The n of TLS 1.n, the number of its suite (0 in TLS 1.3), the group or an empty text, the server's common name.
    int version;
    uint16_t suite;
    char group[32], name[64];
    // Whether the server asked the client for a certificate.
    bool asked;
};

// A client, which shows its certificate and those of its issuers, and verifies nothing, and a server's session as
// libmicrohttpd makes it, on a pair of sockets.
struct ctesttls_pair *ctesttls_connect(const char *priorities, const struct ctesttls_identity *client);
struct gnutls_session_int *ctesttls_server(const struct ctesttls_pair *pair);
void ctesttls_shake_hands(struct ctesttls_pair *pair, struct ctesttls_outcome *outcome);
void ctesttls_disconnect(struct ctesttls_pair *pair);

#endif
