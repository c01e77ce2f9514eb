#include "CTestLinux.h"

#include <errno.h>
#include <sched.h>

int ctestlinux_pin(int processor) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(processor, &only);
    return sched_setaffinity(0, sizeof only, &only) == 0 ? 0 : errno;
}
