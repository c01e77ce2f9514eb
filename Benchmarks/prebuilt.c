// The reference of the scrape benchmark: libmicrohttpd with nothing around it. It serves two files, one to those who
// take gzip and one to others, from memory, whatever they ask for.
// Usage: prebuilt PORT CONTENT-TYPE PLAIN-FILE GZIP-FILE
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct responses {
    struct MHD_Response *plain, *gzip;
};

static enum MHD_Result answer(
    void *context,
    struct MHD_Connection *connection,
    const char *url,
    const char *method,
    const char *version,
    const char *upload,
    size_t *upload_size,
    void **state) {
    (void)url, (void)method, (void)version, (void)upload, (void)upload_size;
    // The first call is about the headers; an answer to that one would close the connection.
    static int begun;
    if (*state == NULL) {
        *state = &begun;
        return MHD_YES;
    }
    const struct responses *responses = context;
    const char *encoding = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept-Encoding");
    int zipped = encoding != NULL && strstr(encoding, "gzip") != NULL;
    return MHD_queue_response(connection, MHD_HTTP_OK, zipped ? responses->gzip : responses->plain);
}

static struct MHD_Response *prebuilt(const char *path, const char *type) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    static char bytes[16 << 20];
    size_t count = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    struct MHD_Response *response = MHD_create_response_from_buffer(count, bytes, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Vary", "Accept, Accept-Encoding");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    return response;
}

int main(int count, char **words) {
    if (count != 5) {
        fprintf(stderr, "usage: %s PORT CONTENT-TYPE PLAIN-FILE GZIP-FILE\n", words[0]);
        return 2;
    }
    struct responses responses = {prebuilt(words[3], words[2]), prebuilt(words[4], words[2])};
    MHD_add_response_header(responses.gzip, "Content-Encoding", "gzip");
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG;
    if (MHD_start_daemon(flags, atoi(words[1]), NULL, NULL, answer, &responses, MHD_OPTION_END) == NULL) {
        fprintf(stderr, "cannot listen on port %s\n", words[1]);
        return 1;
    }
    pause();
}
