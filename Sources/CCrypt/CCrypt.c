#include "CCrypt.h"

#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

// `$2b$10$`, 22 letters of salt, 31 of what the password became.
enum { length = 60, tail = 29 };

// Looks at every byte, so that the time tells nothing of where two texts begin to differ.
static bool equals(const char *left, const char *right, size_t size) {
    unsigned char difference = 0;
    for (size_t i = 0; i < size; i++) {
        difference |= (unsigned char)(left[i] ^ right[i]);
    }
    return difference == 0;
}

int ccrypt_bcrypt_matches(const char *password, const char *hash, bool *matches) {
    char setting[length + 1];
    if (strlen(hash) != length || hash[0] != '$' || hash[1] != '2' || strchr("aby", hash[2]) == NULL) {
        return EINVAL;
    }
    // What libxcrypt makes of `$2a$` guards against a mistake of PHP's, and so differs from everybody else's.
    memcpy(setting, hash, sizeof setting);
    setting[2] = 'b';
    struct crypt_data *data = calloc(1, sizeof *data);  // 32 KiB: too much for a small stack.
    if (data == NULL) {
        return ENOMEM;
    }
    errno = EINVAL;
    const char *made = crypt_r(password, setting, data);
    int code = made == NULL || made[0] == '*' ? errno : 0;
    if (code == 0 && strlen(made) != length) {
        code = EINVAL;
    }
    if (code == 0) {
        *matches = equals(made + tail, hash + tail, length - tail);
    }
    explicit_bzero(data, sizeof *data);
    free(data);
    return code;
}

void ccrypt_forget(void *bytes, size_t size) {
    explicit_bzero(bytes, size);
}
