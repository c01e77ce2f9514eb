#include "CBuild.h"

const char *cbuild_revision(void) {
    return CBUILD_REVISION;
}
