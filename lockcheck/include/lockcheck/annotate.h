/*
 * lockcheck/annotate.h - tells lockcheck about locks that it cannot see, and what it cannot know.
 *
 * For locks that a program builds itself from atomics or futexes, for hand-overs that order
 * threads, for objects that nobody else knows yet, and for names. Nothing to link: the header finds
 * the preloaded library by a weak symbol. Without the library each call is a load and a branch; in
 * a statically linked program, where the library cannot be, as well.
 *
 *     void my_lock(struct my_lock *lock)
 *     {
 *         lockcheck_will_lock(lock, LOCKCHECK_WRITE);
 *         while (atomic_exchange(&lock->taken, 1)) { wait … }
 *         lockcheck_locked(lock, LOCKCHECK_WRITE);
 *     }
 *     bool my_trylock(struct my_lock *lock)
 *     {
 *         bool taken = !atomic_exchange(&lock->taken, 1);
 *         if (taken) {
 *             lockcheck_locked(lock, LOCKCHECK_WRITE);     no lockcheck_will_lock: it never waits
 *         }
 *         return taken;
 *     }
 *     void my_unlock(struct my_lock *lock)
 *     {
 *         lockcheck_will_unlock(lock);
 *         atomic_store(&lock->taken, 0);
 *     }
 *
 * The rules below hold for every function:
 *   Address:   a lock, an object or a token is known by its address alone, which is never followed.
 *              Freeing the memory (free, munmap) ends what was said about it.
 *   Threads:   any call may overlap any other.
 *   Signals:   may be called from a handler.
 *   Start:     may be called before main, from constructors.
 *   fork:      the child keeps the locks it holds; names and the rest are to be said again.
 *   Errors:    none. When lockcheck is short of memory the end of its report says so.
 *   Languages: C11 and C++11 and later, gcc and clang, on Linux.
 */
#ifndef LOCKCHECK_ANNOTATE_H
#define LOCKCHECK_ANNOTATE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Readers share a lock with readers; a writer has it alone. A lock of one kind is for writing. */
enum lockcheck_mode { LOCKCHECK_WRITE = 0, LOCKCHECK_READ = 1 };

/* What the library offers; use the functions below. New members go to the end. */
struct lockcheck_calls {
    void (*lock_created)(const volatile void *lock, const char *name);
    void (*lock_destroyed)(const volatile void *lock);
    void (*will_lock)(const volatile void *lock, enum lockcheck_mode mode);
    void (*locked)(const volatile void *lock, enum lockcheck_mode mode);
    void (*will_unlock)(const volatile void *lock);
    void (*unpublished)(const volatile void *object, size_t bytes);
    void (*published)(const volatile void *object);
    void (*happens_before)(const volatile void *token);
    void (*happens_after)(const volatile void *token);
    void (*name_lock)(const volatile void *lock, const char *name);
    void (*name_class)(const volatile void *lock, const char *name);
};

extern const struct lockcheck_calls lockcheck_calls_1 __attribute__((weak));

/*
 * The library's functions, or NULL. Through the global offset table by hand where we know how: a
 * compiler that builds a position-dependent program takes a weak address for a constant, 0.
 */
static inline const struct lockcheck_calls *lockcheck_library(void)
{
    const struct lockcheck_calls *calls;
#if defined(__x86_64__) && defined(__LP64__)
    __asm__(".weak lockcheck_calls_1\n\tmovq lockcheck_calls_1@GOTPCREL(%%rip), %0" : "=r"(calls));
#elif defined(__aarch64__) && defined(__LP64__)
    __asm__(".weak lockcheck_calls_1\n\t"
            "adrp %0, :got:lockcheck_calls_1\n\t"
            "ldr %0, [%0, :got_lo12:lockcheck_calls_1]"
            : "=r"(calls));
#else
    calls = &lockcheck_calls_1;
#endif
    return calls;
}

/* Whether lockcheck watches this process; a hint, for work that only annotations need. */
static inline int lockcheck_is_watching(void)
{
    return lockcheck_library() != NULL;
}

#define LOCKCHECK_CALL(function, arguments)                              \
    do {                                                                 \
        const struct lockcheck_calls *lockcheck_l = lockcheck_library(); \
        if (__builtin_expect(lockcheck_l != NULL, 0)) {                  \
            lockcheck_l->function arguments;                             \
        }                                                                \
    } while (0)

/*
 * A lock begins here. Needed only where memory is used again without being freed, as in a pool.
 * `name` (may be NULL) as in lockcheck_name_lock.
 */
static inline void lockcheck_lock_created(const volatile void *lock, const char *name)
{
    LOCKCHECK_CALL(lock_created, (lock, name));
}

/* A lock ends here. A finding when a thread holds it (destroy-held). */
static inline void lockcheck_lock_destroyed(const volatile void *lock)
{
    LOCKCHECK_CALL(lock_destroyed, (lock));
}

/*
 * The thread asks for the lock in a way that may block. Say it before trying: the order of locks is
 * learnt here, and when the call hangs the rest is never reached: from here to lockcheck_locked the
 * thread counts as waiting. Not for calls that never wait, nor for those that may give up: say
 * lockcheck_locked alone when they have the lock.
 */
static inline void lockcheck_will_lock(const volatile void *lock, enum lockcheck_mode mode)
{
    LOCKCHECK_CALL(will_lock, (lock, mode));
}

/*
 * The thread has the lock, by a call that waited or one that did not. A thread that has it already
 * has it once more, and must give it back as often.
 */
static inline void lockcheck_locked(const volatile void *lock, enum lockcheck_mode mode)
{
    LOCKCHECK_CALL(locked, (lock, mode));
}

/*
 * The thread is about to give the lock back. A finding when it does not have it (unlock-not-owner,
 * unlock-not-locked): what one thread takes and another gives back is no lock.
 */
static inline void lockcheck_will_unlock(const volatile void *lock)
{
    LOCKCHECK_CALL(will_unlock, (lock));
}

/*
 * Only the calling thread knows of this object until it says otherwise: what it does with locks in
 * there, of any kind, blocks nobody and says nothing about their order.
 */
static inline void lockcheck_unpublished(const volatile void *object, size_t bytes)
{
    LOCKCHECK_CALL(unpublished, (object, bytes));
}

/* The same thread, before others learn of the object. Without it the rest of the thread's life
 * counts as unpublished. */
static inline void lockcheck_published(const volatile void *object)
{
    LOCKCHECK_CALL(published, (object));
}

/*
 * Two threads are ordered by something that lockcheck does not see, such as a queue that hands work
 * over: all that threads did before their happens_before(token) comes before all that a thread does
 * after its later happens_after(token), and cannot deadlock with it. A lock must not be a token: to
 * unlock and to lock orders nothing, since the next run may do it the other way round.
 */
static inline void lockcheck_happens_before(const volatile void *token)
{
    LOCKCHECK_CALL(happens_before, (token));
}

static inline void lockcheck_happens_after(const volatile void *token)
{
    LOCKCHECK_CALL(happens_after, (token));
}

/*
 * What reports call this lock, of any kind: a mutex too. The text is copied, up to 63 bytes of it.
 * Say it after the lock was initialised; until the lock ends, the last name counts.
 */
static inline void lockcheck_name_lock(const volatile void *lock, const char *name)
{
    LOCKCHECK_CALL(name_lock, (lock, name));
}

/* What reports call a lock that has no name of its own: the name of its kind, "account.lock". */
static inline void lockcheck_name_class(const volatile void *lock, const char *name)
{
    LOCKCHECK_CALL(name_class, (lock, name));
}

#undef LOCKCHECK_CALL

#ifdef __cplusplus
}
#endif

#endif
