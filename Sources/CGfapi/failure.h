#include <errno.h>

// The errno of a call that failed; some leave it at 0.
static inline int failure(void) {
    return errno != 0 ? errno : EIO;
}
