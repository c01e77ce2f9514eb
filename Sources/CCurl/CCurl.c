#include "CCurl.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Interim answers and trailers included.
enum { HEADER_LIMIT = 64 << 10 };

struct transfer {
    struct ccurl_reply *reply;
    size_t limit, capacity, headers;
    int is_too_large;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode initialised;

static void initialise(void) {
    initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *argument) {
    struct transfer *transfer = argument;
    struct ccurl_reply *reply = transfer->reply;
    size_t length = size * count;
    if (length == 0) {
        return 0;
    }
    if (length > transfer->limit - reply->length) {
        transfer->is_too_large = 1;
        return CURL_WRITEFUNC_ERROR;
    }
    size_t needed = reply->length + length;
    if (needed > transfer->capacity) {
        size_t capacity = transfer->capacity < 16384 ? 16384 : transfer->capacity * 2;
        capacity = capacity < needed ? needed : capacity;
        uint8_t *grown = realloc(reply->bytes, capacity);
        if (grown == NULL) {
            return CURL_WRITEFUNC_ERROR;
        }
        reply->bytes = grown;
        transfer->capacity = capacity;
    }
    memcpy(reply->bytes + reply->length, bytes, length);
    reply->length = needed;
    return length;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *argument) {
    (void)bytes;
    struct transfer *transfer = argument;
    transfer->headers += size * count;
    if (transfer->headers > HEADER_LIMIT) {
        transfer->is_too_large = 1;
        return CURL_WRITEFUNC_ERROR;
    }
    return size * count;
}

static enum ccurl_failure failure_of(CURLcode code) {
    switch (code) {
    case CURLE_OK:
        return CCURL_NONE;
    case CURLE_COULDNT_RESOLVE_HOST:
        return CCURL_RESOLVE;
    case CURLE_COULDNT_CONNECT:
        return CCURL_CONNECT;
    case CURLE_OPERATION_TIMEDOUT:
        return CCURL_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return CCURL_TLS;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_BAD_CONTENT_ENCODING:
        return CCURL_PROTOCOL;
    default:
        return CCURL_OTHER;
    }
}

static CURLcode set(CURL *curl, const struct ccurl_request *request, struct curl_slist *headers, struct transfer *to) {
    CURLcode code;
    (void)(
        (code = curl_easy_setopt(curl, CURLOPT_URL, request->url))
        || (code = curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L))
        || (code = curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers))
        || (code = curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, request->unix_path))
        || (code = curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https"))
        || (code = curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1))
        || (code = curl_easy_setopt(curl, CURLOPT_PROXY, ""))
        || (code = curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L))
        || (code = curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip"))
        || (code = curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L))
        || (code = curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L))  // A resolver that hangs is not waited for.
        || (code = curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->milliseconds))
        || (code = curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, to->reply->message))
        || (code = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body))
        || (code = curl_easy_setopt(curl, CURLOPT_WRITEDATA, to))
        || (code = curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header))
        || (code = curl_easy_setopt(curl, CURLOPT_HEADERDATA, to)));
    return code;
}

// Takes what came of the transfer out of the handle.
static int finish(CURL *curl, CURLcode code, struct transfer *transfer) {
    struct ccurl_reply *reply = transfer->reply;
    if (code == CURLE_OK) {
        char *type = NULL;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
        if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type != NULL) {
            strncpy(reply->content_type, type, sizeof reply->content_type - 1);
        }
        reply->message[0] = '\0';
        return 0;
    }
    reply->failure = transfer->is_too_large ? CCURL_TOO_LARGE : failure_of(code);
    if (reply->message[0] == '\0') {
        strncpy(reply->message, curl_easy_strerror(code), sizeof reply->message - 1);
    }
    long system = 0;
    if (reply->failure == CCURL_CONNECT || reply->failure == CCURL_PROTOCOL) {
        curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &system);
    }
    return reply->failure == CCURL_TIMEOUT ? ETIMEDOUT : system > 0 ? (int)system : EPROTO;
}

int ccurl_get(const struct ccurl_request *request, struct ccurl_reply *reply) {
    memset(reply, 0, sizeof *reply);
    pthread_once(&once, initialise);
    struct transfer transfer = {.reply = reply, .limit = request->limit};
    CURL *curl = initialised == CURLE_OK ? curl_easy_init() : NULL;
    struct curl_slist *host = curl_slist_append(NULL, request->host_header);
    struct curl_slist *headers = host != NULL ? curl_slist_append(host, request->accept_header) : NULL;
    int result = ENOMEM;
    if (curl != NULL && headers != NULL) {
        CURLcode code = set(curl, request, headers, &transfer);
        result = finish(curl, code == CURLE_OK ? curl_easy_perform(curl) : code, &transfer);
    } else {
        reply->failure = CCURL_OTHER;
    }
    curl_easy_cleanup(curl);
    curl_slist_free_all(host);
    return result;
}

void ccurl_free(struct ccurl_reply *reply) {
    free(reply->bytes);
    reply->bytes = NULL;
    reply->length = 0;
}
