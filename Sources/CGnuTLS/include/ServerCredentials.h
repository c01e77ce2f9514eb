#ifndef CGNUTLS_SERVER_CREDENTIALS_H
#define CGNUTLS_SERVER_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the sessions of a server have in common: its certificate, how it may be spoken with, and by whom.
struct cgnutls_server;

// A session of GnuTLS, `gnutls_session_t`.
struct gnutls_session_int;

// As Go's tls.ClientAuthType.
enum cgnutls_client_certificate {
    CGNUTLS_NONE,
    CGNUTLS_REQUEST,
    CGNUTLS_REQUIRE_ANY,
    CGNUTLS_VERIFY_IF_GIVEN,
    CGNUTLS_REQUIRE_AND_VERIFY,
};

enum cgnutls_part {
    CGNUTLS_CERTIFICATE,
    CGNUTLS_KEY,
    CGNUTLS_KEY_ENCRYPTED,
    CGNUTLS_KEY_OF_ANOTHER,
    CGNUTLS_CREDENTIALS,
};

// NULL without memory. Free it when none of its sessions is left.
struct cgnutls_server *cgnutls_server_new(void);
void cgnutls_server_free(struct cgnutls_server *server);

// The setters are for the time before the first session. They return 0 or a code of GnuTLS.

// PEM texts: the certificate, then those that it leads to; its key, without a password, other blocks beside it or not.
// `part` is what was wrong.
int cgnutls_server_set_certificate(
    struct cgnutls_server *server,
    const void *certificate,
    size_t certificate_length,
    const void *key,
    size_t key_length,
    enum cgnutls_part *part);

// A PEM text: who signs certificates of clients.
int cgnutls_server_set_authorities(struct cgnutls_server *server, const void *text, size_t length);

int cgnutls_server_set_priorities(struct cgnutls_server *server, const char *priorities);

void cgnutls_server_ask_clients(struct cgnutls_server *server, enum cgnutls_client_certificate what);

// A certificate that a client gives must have one of the names that are added.
int cgnutls_server_allow_name(struct cgnutls_server *server, const char *name);

// What became of the priorities, as the system may have forbidden something of them.

// Bit n stands for TLS 1.n.
unsigned int cgnutls_server_versions(const struct cgnutls_server *server);

// The number that IANA gave to a cipher suite; 0 when there are no more.
uint16_t cgnutls_server_suite(const struct cgnutls_server *server, unsigned int index);

bool cgnutls_server_has_curve(const struct cgnutls_server *server, const char *name);

// Takes over a server's session on which nothing was sent or received. If something fails, it has no certificate, and
// its handshake fails. The session's slot of gnutls_db_set_ptr is taken.
void cgnutls_server_adopt(const struct cgnutls_server *server, struct gnutls_session_int *session);

// What a code of GnuTLS means.
const char *cgnutls_words(int code);

#endif
