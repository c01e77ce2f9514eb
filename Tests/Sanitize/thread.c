// A preloaded library that tells ThreadSanitizer of order which it cannot see: Swift's own libraries are not built for
// it.
//
//  - A `Mutex` that is free is taken and given back within our code. One that others wait for is handed on by the
//    kernel, from within libswiftSynchronization.
//  - What is initialised once, a global or a static, is so within libswiftCore.
//
// Each function does what it did, and says afterwards, or before, what came before what. In a program without the
// sanitizer it only does what it did.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

// The names as `nm -D libswiftSynchronization.so` shows them: `swift-demangle` reads them.
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define TRY "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"

typedef SWIFT void lock_function(uint32_t, SELF void *);
typedef SWIFT void unlock_function(SELF void *);
typedef SWIFT _Bool try_function(SELF void *);
typedef void once_function(intptr_t *, void (*)(void *), void *);

static void *next(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) {
        abort();
    }
    return found;
}

static void acquire(void *place) {
    if (__tsan_acquire != NULL) {
        __tsan_acquire(place);
    }
}

static void release(void *place) {
    if (__tsan_release != NULL) {
        __tsan_release(place);
    }
}

lock_function lock_slow __asm__(LOCK);
unlock_function unlock_slow __asm__(UNLOCK);
try_function try_lock_slow __asm__(TRY);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
    static _Atomic(lock_function *) known;
    lock_function *original = known;
    if (original == NULL) {
        known = original = (lock_function *)next(LOCK);
    }
    original(thread, mutex);
    acquire(mutex);
}

SWIFT void unlock_slow(SELF void *mutex) {
    static _Atomic(unlock_function *) known;
    unlock_function *original = known;
    if (original == NULL) {
        known = original = (unlock_function *)next(UNLOCK);
    }
    release(mutex);
    original(mutex);
}

SWIFT _Bool try_lock_slow(SELF void *mutex) {
    static _Atomic(try_function *) known;
    try_function *original = known;
    if (original == NULL) {
        known = original = (try_function *)next(TRY);
    }
    _Bool locked = original(mutex);
    if (locked) {
        acquire(mutex);
    }
    return locked;
}

struct initialisation {
    void (*run)(void *);
    void *context;
    intptr_t *once;
};

static void initialise(void *argument) {
    const struct initialisation *what = argument;
    what->run(what->context);
    release(what->once);
}

void swift_once(intptr_t *once, void (*run)(void *), void *context) {
    static _Atomic(once_function *) known;
    once_function *original = known;
    if (original == NULL) {
        known = original = (once_function *)next("swift_once");
    }
    struct initialisation what = {run, context, once};
    original(once, initialise, &what);
    acquire(once);
}
