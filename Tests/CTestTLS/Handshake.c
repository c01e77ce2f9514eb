#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "Identity.h"

struct ctesttls_pair {
    int sockets[2];
    gnutls_session_t server, client;
    gnutls_certificate_credentials_t server_credentials, client_credentials;
};

struct ctesttls_pair *ctesttls_connect(const char *priorities, const struct ctesttls_identity *client) {
    struct ctesttls_pair *pair = calloc(1, sizeof *pair);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair->sockets) != 0) {
        perror("socketpair");
        abort();
    }
    EXPECT(gnutls_certificate_allocate_credentials(&pair->server_credentials));
    EXPECT(gnutls_init(&pair->server, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL));
    EXPECT(gnutls_set_default_priority(pair->server));
    EXPECT(gnutls_credentials_set(pair->server, GNUTLS_CRD_CERTIFICATE, pair->server_credentials));
    gnutls_session_set_ptr(pair->server, pair);
    gnutls_transport_set_int(pair->server, pair->sockets[0]);

    EXPECT(gnutls_certificate_allocate_credentials(&pair->client_credentials));
    if (client != NULL) {
        gnutls_x509_crt_t chain[4];
        int count = 0;
        for (const struct ctesttls_identity *next = client; next != NULL && count < 4; next = next->issuer) {
            chain[count++] = next->certificate;
        }
        EXPECT(gnutls_certificate_set_x509_key(pair->client_credentials, chain, count, client->key));
    }
    EXPECT(gnutls_init(&pair->client, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL | GNUTLS_FORCE_CLIENT_CERT));
    EXPECT(gnutls_priority_set_direct(pair->client, priorities, NULL));
    EXPECT(gnutls_credentials_set(pair->client, GNUTLS_CRD_CERTIFICATE, pair->client_credentials));
    gnutls_transport_set_int(pair->client, pair->sockets[1]);
    return pair;
}

struct gnutls_session_int *ctesttls_server(const struct ctesttls_pair *pair) {
    return pair->server;
}

// 1 while it goes on.
static int step(gnutls_session_t session, int socket, int state) {
    if (state != 1) {
        return state;
    }
    int code = gnutls_handshake(session);
    if (code < 0 && gnutls_error_is_fatal(code) == 0) {
        return 1;
    }
    if (code < 0) {
        shutdown(socket, SHUT_WR);
    }
    return code;
}

static void describe(gnutls_session_t client, struct ctesttls_outcome *outcome) {
    outcome->version = (int)gnutls_protocol_get_version(client) - GNUTLS_TLS1_0;
    unsigned char number[2] = {0};
    gnutls_kx_algorithm_t exchange;
    gnutls_cipher_algorithm_t cipher;
    gnutls_mac_algorithm_t mac;
    for (size_t i = 0; gnutls_cipher_suite_info(i, number, &exchange, &cipher, &mac, NULL) != NULL; i++) {
        if (exchange == gnutls_kx_get(client) && cipher == gnutls_cipher_get(client) && mac == gnutls_mac_get(client)) {
            outcome->suite = (uint16_t)(number[0] << 8 | number[1]);
            break;
        }
    }
    const char *group = gnutls_group_get_name(gnutls_group_get(client));
    snprintf(outcome->group, sizeof outcome->group, "%s", group == NULL ? "" : group);
    unsigned int count = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(client, &count);
    gnutls_x509_crt_t certificate;
    EXPECT(gnutls_x509_crt_init(&certificate));
    size_t size = sizeof outcome->name;
    if (chain != NULL) {
        EXPECT(gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER));
        gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, outcome->name, &size);
    }
    gnutls_x509_crt_deinit(certificate);
}

void ctesttls_shake_hands(struct ctesttls_pair *pair, struct ctesttls_outcome *outcome) {
    memset(outcome, 0, sizeof *outcome);
    outcome->server = outcome->client = 1;
    for (int turn = 0; turn < 100 && (outcome->server == 1 || outcome->client == 1); turn++) {
        outcome->client = step(pair->client, pair->sockets[1], outcome->client);
        outcome->server = step(pair->server, pair->sockets[0], outcome->server);
    }
    outcome->asked = gnutls_certificate_client_get_request_status(pair->client) != 0;
    if (outcome->client == 0) {
        describe(pair->client, outcome);
        if (outcome->server == 0) {
            EXPECT((int)gnutls_record_send(pair->server, "!", 1));
        }
        // In TLS 1.3 the client is done before the server has looked at its certificate.
        char byte;
        ssize_t count = gnutls_record_recv(pair->client, &byte, 1);
        outcome->client = count == 1 ? 0 : count == 0 ? GNUTLS_E_PREMATURE_TERMINATION : (int)count;
    }
    outcome->alert = outcome->client == GNUTLS_E_FATAL_ALERT_RECEIVED ? (int)gnutls_alert_get(pair->client) : -1;
}

void ctesttls_disconnect(struct ctesttls_pair *pair) {
    gnutls_deinit(pair->client);
    gnutls_deinit(pair->server);
    gnutls_certificate_free_credentials(pair->client_credentials);
    gnutls_certificate_free_credentials(pair->server_credentials);
    close(pair->sockets[0]);
    close(pair->sockets[1]);
    free(pair);
}
