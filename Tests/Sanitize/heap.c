// A preloaded library: at SIGUSR2 a program that is built with AddressSanitizer writes down what it has on its heap, by
// the places where it was taken. Of two such lists growth.py tells what has grown.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>

extern void __sanitizer_print_memory_profile(size_t percent, size_t contexts) __attribute__((weak));
extern void __sanitizer_report_error_summary(const char *text) __attribute__((weak));

static sem_t asked;

static void ask(int number) {
    (void)number;
    int code = errno;
    sem_post(&asked);
    errno = code;
}

static void *serve(void *nothing) {
    for (;;) {
        if (sem_wait(&asked) == 0) {
            __sanitizer_report_error_summary("heap: begin");
            __sanitizer_print_memory_profile(100, 100000);
            __sanitizer_report_error_summary("heap: end");
        }
    }
    return nothing;
}

__attribute__((constructor)) static void begin(void) {
    if (__sanitizer_print_memory_profile == NULL || __sanitizer_report_error_summary == NULL) {
        return;
    }
    pthread_t thread;
    struct sigaction action = {.sa_handler = ask, .sa_flags = SA_RESTART};
    sem_init(&asked, 0, 0);
    if (pthread_create(&thread, NULL, serve, NULL) == 0) {
        pthread_detach(thread);
        sigaction(SIGUSR2, &action, NULL);
    }
}
