/*
 * preload/hooks.h - every symbol that we stand in front of, once.
 *
 * HOOK(return type, name, parameters, arguments)
 *
 * A family is its list here and its file of wrappers. Everything else follows from the list: the
 * declarations, the lookup of the real function, the version script's test.
 */
#ifndef LC_PRELOAD_HOOKS_H
#define LC_PRELOAD_HOOKS_H

#include <dlfcn.h>
#include <malloc.h>
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "preload/hooks_blocking.h"

#define LC_HOOKS_MUTEX(HOOK)                                                                       \
    HOOK(int, pthread_mutex_init,                                                                  \
         (pthread_mutex_t * mutex, const pthread_mutexattr_t *attributes), (mutex, attributes))    \
    HOOK(int, pthread_mutex_destroy, (pthread_mutex_t * mutex), (mutex))                           \
    HOOK(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))                              \
    HOOK(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))                           \
    HOOK(int, pthread_mutex_timedlock, (pthread_mutex_t * mutex, const struct timespec *deadline), \
         (mutex, deadline))                                                                        \
    HOOK(int, pthread_mutex_clocklock,                                                             \
         (pthread_mutex_t * mutex, clockid_t clock, const struct timespec *deadline),              \
         (mutex, clock, deadline))                                                                 \
    HOOK(int, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))                            \
    HOOK(int, pthread_mutex_consistent, (pthread_mutex_t * mutex), (mutex))

#define LC_HOOKS_RWLOCK(HOOK)                                                              \
    HOOK(int, pthread_rwlock_init,                                                         \
         (pthread_rwlock_t * rwlock, const pthread_rwlockattr_t *attributes),              \
         (rwlock, attributes))                                                             \
    HOOK(int, pthread_rwlock_destroy, (pthread_rwlock_t * rwlock), (rwlock))               \
    HOOK(int, pthread_rwlock_rdlock, (pthread_rwlock_t * rwlock), (rwlock))                \
    HOOK(int, pthread_rwlock_wrlock, (pthread_rwlock_t * rwlock), (rwlock))                \
    HOOK(int, pthread_rwlock_tryrdlock, (pthread_rwlock_t * rwlock), (rwlock))             \
    HOOK(int, pthread_rwlock_trywrlock, (pthread_rwlock_t * rwlock), (rwlock))             \
    HOOK(int, pthread_rwlock_timedrdlock,                                                  \
         (pthread_rwlock_t * rwlock, const struct timespec *deadline), (rwlock, deadline)) \
    HOOK(int, pthread_rwlock_timedwrlock,                                                  \
         (pthread_rwlock_t * rwlock, const struct timespec *deadline), (rwlock, deadline)) \
    HOOK(int, pthread_rwlock_clockrdlock,                                                  \
         (pthread_rwlock_t * rwlock, clockid_t clock, const struct timespec *deadline),    \
         (rwlock, clock, deadline))                                                        \
    HOOK(int, pthread_rwlock_clockwrlock,                                                  \
         (pthread_rwlock_t * rwlock, clockid_t clock, const struct timespec *deadline),    \
         (rwlock, clock, deadline))                                                        \
    HOOK(int, pthread_rwlock_unlock, (pthread_rwlock_t * rwlock), (rwlock))

#define LC_HOOKS_SPIN(HOOK)                                                                 \
    HOOK(int, pthread_spin_init, (pthread_spinlock_t * spin, int pshared), (spin, pshared)) \
    HOOK(int, pthread_spin_destroy, (pthread_spinlock_t * spin), (spin))                    \
    HOOK(int, pthread_spin_lock, (pthread_spinlock_t * spin), (spin))                       \
    HOOK(int, pthread_spin_trylock, (pthread_spinlock_t * spin), (spin))                    \
    HOOK(int, pthread_spin_unlock, (pthread_spinlock_t * spin), (spin))

#define LC_HOOKS_THREAD(HOOK)                                                                \
    HOOK(int, pthread_create,                                                                \
         (pthread_t * thread, const pthread_attr_t *attributes, void *(*start)(void *),      \
          void *argument),                                                                   \
         (thread, attributes, start, argument))                                              \
    HOOK(int, pthread_join, (pthread_t thread, void **value), (thread, value))               \
    HOOK(int, pthread_tryjoin_np, (pthread_t thread, void **value), (thread, value))         \
    HOOK(int, pthread_timedjoin_np,                                                          \
         (pthread_t thread, void **value, const struct timespec *deadline),                  \
         (thread, value, deadline))                                                          \
    HOOK(int, pthread_clockjoin_np,                                                          \
         (pthread_t thread, void **value, clockid_t clock, const struct timespec *deadline), \
         (thread, value, clock, deadline))                                                   \
    HOOK(int, pthread_detach, (pthread_t thread), (thread))                                  \
    HOOK(int, pthread_key_create, (pthread_key_t * key, void (*destructor)(void *)),         \
         (key, destructor))

/*
 * HOOK(return type, our name, symbol, version, parameters, arguments): symbols that exist in more
 * than one version. Version NULL: there is but one here.
 */
#if defined(__x86_64__)
#define LC_COND_VERSION     "GLIBC_2.3.2"
#define LC_COND_VERSION_OLD "GLIBC_2.2.5" /* a condition is a pointer to one */
#else
#define LC_COND_VERSION NULL
#endif

#define LC_HOOKS_COND(HOOK)                                                                 \
    HOOK(int, pthread_cond_init, "pthread_cond_init", LC_COND_VERSION,                      \
         (pthread_cond_t * cond, const pthread_condattr_t *attributes), (cond, attributes)) \
    HOOK(int, pthread_cond_destroy, "pthread_cond_destroy", LC_COND_VERSION,                \
         (pthread_cond_t * cond), (cond))                                                   \
    HOOK(int, pthread_cond_wait, "pthread_cond_wait", LC_COND_VERSION,                      \
         (pthread_cond_t * cond, pthread_mutex_t * mutex), (cond, mutex))                   \
    HOOK(int, pthread_cond_timedwait, "pthread_cond_timedwait", LC_COND_VERSION,            \
         (pthread_cond_t * cond, pthread_mutex_t * mutex, const struct timespec *deadline), \
         (cond, mutex, deadline))                                                           \
    HOOK(int, pthread_cond_signal, "pthread_cond_signal", LC_COND_VERSION,                  \
         (pthread_cond_t * cond), (cond))                                                   \
    HOOK(int, pthread_cond_broadcast, "pthread_cond_broadcast", LC_COND_VERSION,            \
         (pthread_cond_t * cond), (cond))

#ifdef LC_COND_VERSION_OLD
#define LC_HOOKS_COND_OLD(HOOK)                                                             \
    HOOK(int, old_cond_init, "pthread_cond_init", LC_COND_VERSION_OLD,                      \
         (pthread_cond_t * cond, const pthread_condattr_t *attributes), (cond, attributes)) \
    HOOK(int, old_cond_destroy, "pthread_cond_destroy", LC_COND_VERSION_OLD,                \
         (pthread_cond_t * cond), (cond))                                                   \
    HOOK(int, old_cond_wait, "pthread_cond_wait", LC_COND_VERSION_OLD,                      \
         (pthread_cond_t * cond, pthread_mutex_t * mutex), (cond, mutex))                   \
    HOOK(int, old_cond_timedwait, "pthread_cond_timedwait", LC_COND_VERSION_OLD,            \
         (pthread_cond_t * cond, pthread_mutex_t * mutex, const struct timespec *deadline), \
         (cond, mutex, deadline))                                                           \
    HOOK(int, old_cond_signal, "pthread_cond_signal", LC_COND_VERSION_OLD,                  \
         (pthread_cond_t * cond), (cond))                                                   \
    HOOK(int, old_cond_broadcast, "pthread_cond_broadcast", LC_COND_VERSION_OLD,            \
         (pthread_cond_t * cond), (cond))
#else
#define LC_HOOKS_COND_OLD(HOOK)
#endif

#define LC_HOOKS_COND_CLOCK(HOOK)                                          \
    HOOK(int, pthread_cond_clockwait,                                      \
         (pthread_cond_t * cond, pthread_mutex_t * mutex, clockid_t clock, \
          const struct timespec *deadline),                                \
         (cond, mutex, clock, deadline))

#define LC_HOOKS_C11(HOOK)                                                                        \
    HOOK(int, thrd_create, (thrd_t * thread, thrd_start_t routine, void *argument),               \
         (thread, routine, argument))                                                             \
    HOOK(int, thrd_join, (thrd_t thread, int *value), (thread, value))                            \
    HOOK(int, tss_create, (tss_t * key, tss_dtor_t destructor), (key, destructor))                \
    HOOK(int, thrd_detach, (thrd_t thread), (thread))                                             \
    HOOK(int, mtx_init, (mtx_t * mutex, int type), (mutex, type))                                 \
    HOOK(int, mtx_lock, (mtx_t * mutex), (mutex))                                                 \
    HOOK(int, mtx_timedlock, (mtx_t * mutex, const struct timespec *deadline), (mutex, deadline)) \
    HOOK(int, mtx_trylock, (mtx_t * mutex), (mutex))                                              \
    HOOK(int, mtx_unlock, (mtx_t * mutex), (mutex))                                               \
    HOOK(int, cnd_init, (cnd_t * cond), (cond))                                                   \
    HOOK(int, cnd_signal, (cnd_t * cond), (cond))                                                 \
    HOOK(int, cnd_broadcast, (cnd_t * cond), (cond))                                              \
    HOOK(int, cnd_wait, (cnd_t * cond, mtx_t * mutex), (cond, mutex))                             \
    HOOK(int, cnd_timedwait, (cnd_t * cond, mtx_t * mutex, const struct timespec *deadline),      \
         (cond, mutex, deadline))

#define LC_HOOKS_BARRIER(HOOK)                                                                   \
    HOOK(int, pthread_barrier_init,                                                              \
         (pthread_barrier_t * barrier, const pthread_barrierattr_t *attributes, unsigned count), \
         (barrier, attributes, count))                                                           \
    HOOK(int, pthread_barrier_destroy, (pthread_barrier_t * barrier), (barrier))                 \
    HOOK(int, pthread_barrier_wait, (pthread_barrier_t * barrier), (barrier))

#define LC_HOOKS_ONCE(HOOK) \
    HOOK(int, pthread_once, (pthread_once_t * control, void (*routine)(void)), (control, routine))

#define LC_HOOKS_SEM(HOOK)                                                                    \
    HOOK(int, sem_init, (sem_t * sem, int shared, unsigned value), (sem, shared, value))      \
    HOOK(int, sem_destroy, (sem_t * sem), (sem))                                              \
    HOOK(int, sem_close, (sem_t * sem), (sem))                                                \
    HOOK(int, sem_wait, (sem_t * sem), (sem))                                                 \
    HOOK(int, sem_trywait, (sem_t * sem), (sem))                                              \
    HOOK(int, sem_timedwait, (sem_t * sem, const struct timespec *deadline), (sem, deadline)) \
    HOOK(int, sem_clockwait, (sem_t * sem, clockid_t clock, const struct timespec *deadline), \
         (sem, clock, deadline))                                                              \
    HOOK(int, sem_post, (sem_t * sem), (sem))

/* Its arguments depend on the flags: real.c has its stub. */
#define LC_HOOKS_SEM_OPEN(HOOK) HOOK(sem_t *, sem_open, (const char *name, int flags, ...), )

#define LC_HOOKS_PROCESS(HOOK)                                                                 \
    HOOK(int, execve, (const char *path, char *const arguments[], char *const environment[]),  \
         (path, arguments, environment))                                                       \
    HOOK(int, execv, (const char *path, char *const arguments[]), (path, arguments))           \
    HOOK(int, execvp, (const char *file, char *const arguments[]), (file, arguments))          \
    HOOK(int, execvpe, (const char *file, char *const arguments[], char *const environment[]), \
         (file, arguments, environment))                                                       \
    HOOK(int, fexecve, (int fd, char *const arguments[], char *const environment[]),           \
         (fd, arguments, environment))                                                         \
    HOOK(int, posix_spawn,                                                                     \
         (pid_t * ret_pid, const char *path, const posix_spawn_file_actions_t *actions,        \
          const posix_spawnattr_t *attributes, char *const arguments[],                        \
          char *const environment[]),                                                          \
         (ret_pid, path, actions, attributes, arguments, environment))                         \
    HOOK(int, posix_spawnp,                                                                    \
         (pid_t * ret_pid, const char *file, const posix_spawn_file_actions_t *actions,        \
          const posix_spawnattr_t *attributes, char *const arguments[],                        \
          char *const environment[]),                                                          \
         (ret_pid, file, actions, attributes, arguments, environment))                         \
    HOOK(int, __register_atfork,                                                               \
         (void (*prepare)(void), void (*parent)(void), void (*child)(void), void *object),     \
         (prepare, parent, child, object))

#define LC_HOOKS_SANDBOX(HOOK)                                                                \
    HOOK(int, prctl,                                                                          \
         (int operation, unsigned long a, unsigned long b, unsigned long c, unsigned long d), \
         (operation, a, b, c, d))                                                             \
    HOOK(long, syscall, (long number, long a, long b, long c, long d, long e, long f),        \
         (number, a, b, c, d, e, f))

#define LC_HOOKS_MEMORY(HOOK)                                                                    \
    HOOK(void *, malloc, (size_t bytes), (bytes))                                                \
    HOOK(void *, calloc, (size_t count, size_t bytes), (count, bytes))                           \
    HOOK(void *, realloc, (void *block, size_t bytes), (block, bytes))                           \
    HOOK(void *, reallocarray, (void *block, size_t count, size_t bytes), (block, count, bytes)) \
    HOOK(void *, memalign, (size_t alignment, size_t bytes), (alignment, bytes))                 \
    HOOK(void *, aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))            \
    HOOK(int, posix_memalign, (void **ret_block, size_t alignment, size_t bytes),                \
         (ret_block, alignment, bytes))                                                          \
    HOOK(int, munmap, (void *start, size_t bytes), (start, bytes))                               \
    HOOK(int, dlclose, (void *handle), (handle))

/* Functions that return nothing. */
#define LC_HOOKS_VOID(HOOK)                           \
    HOOK(void, free, (void *block), (block))          \
    HOOK(void, _exit, (int status), (status))         \
    HOOK(void, _Exit, (int status), (status))         \
    HOOK(void, mtx_destroy, (mtx_t * mutex), (mutex)) \
    HOOK(void, cnd_destroy, (cnd_t * cond), (cond))   \
    HOOK(void, call_once, (once_flag * control, void (*routine)(void)), (control, routine))

#define LC_HOOKS(HOOK)        \
    LC_HOOKS_MUTEX(HOOK)      \
    LC_HOOKS_RWLOCK(HOOK)     \
    LC_HOOKS_SPIN(HOOK)       \
    LC_HOOKS_THREAD(HOOK)     \
    LC_HOOKS_COND_CLOCK(HOOK) \
    LC_HOOKS_C11(HOOK)        \
    LC_HOOKS_ONCE(HOOK)       \
    LC_HOOKS_SEM(HOOK)        \
    LC_HOOKS_SEM_OPEN(HOOK)   \
    LC_HOOKS_BLOCKING(HOOK)   \
    LC_HOOKS_FCNTL(HOOK)      \
    LC_HOOKS_BARRIER(HOOK)    \
    LC_HOOKS_PROCESS(HOOK)    \
    LC_HOOKS_SANDBOX(HOOK)    \
    LC_HOOKS_MEMORY(HOOK)

#define LC_HOOKS_VERSIONED(HOOK) \
    LC_HOOKS_COND(HOOK)          \
    LC_HOOKS_COND_OLD(HOOK)

#endif
