#include "ServerCredentials.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "ServerVerification.h"

struct cgnutls_server *cgnutls_server_new(void) {
    struct cgnutls_server *server = calloc(1, sizeof *server);
    if (server != NULL && gnutls_certificate_allocate_credentials(&server->credentials) < 0) {
        free(server);
        return NULL;
    }
    return server;
}

void cgnutls_server_free(struct cgnutls_server *server) {
    gnutls_certificate_free_credentials(server->credentials);
    if (server->priorities != NULL) {
        gnutls_priority_deinit(server->priorities);
    }
    for (size_t i = 0; i < server->name_count; i++) {
        free(server->names[i]);
    }
    free(server->names);
    free(server);
}

// GnuTLS wants the key to come first, but people put their certificate and EC parameters before it.
static gnutls_datum_t key_block(const unsigned char *text, size_t length) {
    static const char end[] = "PRIVATE KEY-----", begin[] = "-----BEGIN ";
    const unsigned char *found = memmem(text, length, end, sizeof end - 1);
    const unsigned char *start = found;
    while (start != NULL && start > text && *start != '\n') {
        start--;
    }
    if (start != NULL && *start == '\n') {
        start++;
    }
    if (start == NULL || (size_t)(found - start) < sizeof begin - 1 || memcmp(start, begin, sizeof begin - 1) != 0) {
        start = text;
    }
    return (gnutls_datum_t){.data = (unsigned char *)start, .size = (unsigned int)(length - (size_t)(start - text))};
}

static int read_key(gnutls_x509_privkey_t key, const void *text, size_t length, enum cgnutls_part *part) {
    gnutls_datum_t block = key_block(text, length);
    *part = CGNUTLS_KEY;
    int code = gnutls_x509_privkey_import2(key, &block, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN);
    if (code == GNUTLS_E_DECRYPTION_FAILED) {
        *part = CGNUTLS_KEY_ENCRYPTED;
    }
    return code;
}

int cgnutls_server_set_certificate(
    struct cgnutls_server *server,
    const void *certificate,
    size_t certificate_length,
    const void *key,
    size_t key_length,
    enum cgnutls_part *part) {
    *part = CGNUTLS_CREDENTIALS;
    if (certificate_length > UINT32_MAX || key_length > UINT32_MAX) {
        return GNUTLS_E_INVALID_REQUEST;
    }
    gnutls_datum_t text = {.data = (unsigned char *)certificate, .size = (unsigned int)certificate_length};
    gnutls_x509_crt_t *chain = NULL;
    unsigned int count = 0;
    gnutls_x509_privkey_t read = NULL;
    *part = CGNUTLS_CERTIFICATE;
    int code = gnutls_x509_crt_list_import2(&chain, &count, &text, GNUTLS_X509_FMT_PEM, 0);
    if (code >= 0 && (code = gnutls_x509_privkey_init(&read)) >= 0) {
        code = read_key(read, key, key_length, part);
    }
    if (code >= 0) {
        code = gnutls_certificate_set_x509_key(server->credentials, chain, (int)count, read);
        *part = code == GNUTLS_E_CERTIFICATE_KEY_MISMATCH ? CGNUTLS_KEY_OF_ANOTHER : CGNUTLS_CREDENTIALS;
    }
    gnutls_x509_privkey_deinit(read);
    for (unsigned int i = 0; i < count; i++) {
        gnutls_x509_crt_deinit(chain[i]);
    }
    gnutls_free(chain);
    return code < 0 ? code : 0;
}

int cgnutls_server_set_authorities(struct cgnutls_server *server, const void *text, size_t length) {
    if (length > UINT32_MAX) {
        return GNUTLS_E_INVALID_REQUEST;
    }
    gnutls_datum_t bytes = {.data = (unsigned char *)text, .size = (unsigned int)length};
    int count = gnutls_certificate_set_x509_trust_mem(server->credentials, &bytes, GNUTLS_X509_FMT_PEM);
    return count < 0 ? count : count == 0 ? GNUTLS_E_NO_CERTIFICATE_FOUND : 0;
}

int cgnutls_server_set_priorities(struct cgnutls_server *server, const char *priorities) {
    return gnutls_priority_init(&server->priorities, priorities, NULL);
}

void cgnutls_server_ask_clients(struct cgnutls_server *server, enum cgnutls_client_certificate what) {
    server->client_certificate = what;
}

int cgnutls_server_allow_name(struct cgnutls_server *server, const char *name) {
    char **names = realloc(server->names, (server->name_count + 1) * sizeof *names);
    if (names == NULL) {
        return GNUTLS_E_MEMORY_ERROR;
    }
    server->names = names;
    names[server->name_count] = strdup(name);
    if (names[server->name_count] == NULL) {
        return GNUTLS_E_MEMORY_ERROR;
    }
    server->name_count += 1;
    return 0;
}

static bool is_supported(unsigned int version) {
    for (const gnutls_protocol_t *entry = gnutls_protocol_list(); *entry != 0; entry++) {
        if (*entry == version) {
            return true;
        }
    }
    return false;
}

unsigned int cgnutls_server_versions(const struct cgnutls_server *server) {
    const unsigned int *list;
    int count = gnutls_priority_protocol_list(server->priorities, &list);
    unsigned int versions = 0;
    for (int i = 0; i < count; i++) {
        if (list[i] >= GNUTLS_TLS1_0 && list[i] <= GNUTLS_TLS1_3 && is_supported(list[i])) {
            versions |= 1u << (list[i] - GNUTLS_TLS1_0);
        }
    }
    return versions;
}

uint16_t cgnutls_server_suite(const struct cgnutls_server *server, unsigned int index) {
    unsigned int suite, found = 0;
    for (unsigned int i = 0;; i++) {
        int code = gnutls_priority_get_cipher_suite_index(server->priorities, i, &suite);
        if (code == GNUTLS_E_UNKNOWN_CIPHER_SUITE) {
            continue;  // A combination of algorithms that nobody has made a suite of.
        }
        unsigned char number[2];
        if (code < 0 || gnutls_cipher_suite_info(suite, number, NULL, NULL, NULL, NULL) == NULL) {
            return 0;
        }
        if (found++ == index) {
            return (uint16_t)(number[0] << 8 | number[1]);
        }
    }
}

// A list of groups keeps the curves that the system has forbidden.
static bool is_known_curve(const char *name) {
    for (const gnutls_ecc_curve_t *entry = gnutls_ecc_curve_list(); *entry != 0; entry++) {
        const char *known = gnutls_ecc_curve_get_name(*entry);
        if (known != NULL && strcmp(known, name) == 0) {
            return true;
        }
    }
    return false;
}

bool cgnutls_server_has_curve(const struct cgnutls_server *server, const char *name) {
    const unsigned int *list;
    int count = gnutls_priority_group_list(server->priorities, &list);
    for (int i = 0; i < count; i++) {
        const char *known = gnutls_group_get_name((gnutls_group_t)list[i]);
        if (known != NULL && strcmp(known, name) == 0) {
            return is_known_curve(name);
        }
    }
    return false;
}

const char *cgnutls_words(int code) {
    return gnutls_strerror(code);
}
