#include "CCrypt.h"

#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

// Looks at every byte, so that the time tells nothing of where two texts begin to differ.
static bool equals(const char *left, const char *right) {
    size_t length = strlen(left);
    if (length != strlen(right)) {
        return false;
    }
    unsigned char difference = 0;
    for (size_t i = 0; i < length; i++) {
        difference |= (unsigned char)(left[i] ^ right[i]);
    }
    return difference == 0;
}

int ccrypt_bcrypt_matches(const char *password, const char *hash, bool *matches) {
    if (strncmp(hash, "$2b$", 4) != 0 && strncmp(hash, "$2y$", 4) != 0) {
        return EINVAL;
    }
    struct crypt_data *data = calloc(1, sizeof *data);  // 32 KiB: too much for a small stack.
    if (data == NULL) {
        return ENOMEM;
    }
    errno = EINVAL;
    const char *made = crypt_r(password, hash, data);
    int code = made == NULL || made[0] == '*' ? errno : 0;
    if (code == 0) {
        *matches = equals(made, hash);
    }
    explicit_bzero(data, sizeof *data);
    free(data);
    return code;
}
