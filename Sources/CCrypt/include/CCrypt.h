#ifndef CCRYPT_H
#define CCRYPT_H

#include <stdbool.h>
#include <stddef.h>

// libxcrypt's bcrypt, as narrow as this project needs it: one password against one hash.

// Whether `hash` (`$2a$`, `$2b$` or `$2y$`, of any cost) is that of `password`; both end with a zero byte. Takes about
// 50 ms at cost 10, twice as long for each step more, and the same time whether they match or not. Safe on any thread.
// 0, or the errno of what failed: EINVAL for what is no hash of bcrypt, ERANGE for a password of 512 bytes or more.
int ccrypt_bcrypt_matches(const char *password, const char *hash, bool *matches);

// Overwrites a secret; no compiler leaves it out.
void ccrypt_forget(void *bytes, size_t size);

#endif
