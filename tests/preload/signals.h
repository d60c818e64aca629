/*
 * tests/preload/signals.h - handlers that take a mutex, and signals that come when it is free.
 *
 * Signals are sent to the process, by kill: when one returns, and the signal is open in this thread
 * alone, its handler has run.
 */
#ifndef TESTS_PRELOAD_SIGNALS_H
#define TESTS_PRELOAD_SIGNALS_H

#include <signal.h>

#include "preload/scenario.h"

static pthread_mutex_t s_mutex = PTHREAD_MUTEX_INITIALIZER;

static inline void lock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_lock(mutex));
}

static inline void unlock(pthread_mutex_t *mutex)
{
    CHECK(pthread_mutex_unlock(mutex));
}

static inline void use_mutex(void)
{
    lock(&s_mutex);
    unlock(&s_mutex);
}

static inline void in_handler(int signal)
{
    (void)signal;
    lock(&s_mutex);
    unlock(&s_mutex);
}

static inline void handle_with(int signal, void (*handler)(int), int flags, int also_blocked)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    (void)sigemptyset(&action.sa_mask);
    if (also_blocked) {
        (void)sigaddset(&action.sa_mask, also_blocked);
    }
    EXPECT(sigaction(signal, &action, NULL) == 0);
}

static inline void handle(int signal, void (*handler)(int))
{
    handle_with(signal, handler, 0, 0);
}

static inline void in_handler_with_info(int signal, siginfo_t *info, void *context)
{
    (void)info, (void)context;
    in_handler(signal);
}

static inline void handle_with_info(int signal, int also_blocked)
{
    struct sigaction action = {.sa_sigaction = in_handler_with_info, .sa_flags = SA_SIGINFO};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaddset(&action.sa_mask, also_blocked);
    EXPECT(sigaction(signal, &action, NULL) == 0);
}

static inline void change_mask(int how, int signal)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, signal);
    CHECK(pthread_sigmask(how, &set, NULL));
}

static inline void send(int signal)
{
    EXPECT(kill(getpid(), signal) == 0);
}

static inline void handle_once(void (*handler)(int))
{
    handle(SIGUSR1, handler);
    send(SIGUSR1);
}

static inline void use(pthread_mutex_t *mutex)
{
    lock(mutex);
    unlock(mutex);
}

static inline void start_and_join(void *(*run)(void *))
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, run, NULL));
    CHECK(pthread_join(thread, NULL));
}

#endif
