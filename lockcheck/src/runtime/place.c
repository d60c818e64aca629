#include "runtime/place.h"

#include <pthread.h>
#include <string.h>

#include "runtime/modules.h"
#include "runtime/recent.h"
#include "runtime/sem.h"
#include "runtime/shared.h"
#include "runtime/stack.h"
#include "runtime/thread_list.h"
#include "runtime/word.h"

/* Bits of a glibc mutex's __kind: the type in the lowest two, then these. */
enum {
    KIND_TYPE_MASK = 3,
    KIND_ROBUST = 0x10,
    KIND_PI = 0x20,
    KIND_PP = 0x40,
    KIND_PSHARED = 0x80,
};

static uint16_t mutex_flags(const pthread_mutex_t *mutex)
{
    int kind = mutex->__data.__kind;
    uint16_t flags = 0;
    flags |= (kind & KIND_TYPE_MASK) == PTHREAD_MUTEX_RECURSIVE_NP ? LC_LOCK_FLAG_RECURSIVE : 0;
    flags |= (kind & KIND_TYPE_MASK) == PTHREAD_MUTEX_ERRORCHECK_NP ? LC_LOCK_FLAG_ERRORCHECK : 0;
    flags |= kind & KIND_ROBUST ? LC_LOCK_FLAG_ROBUST : 0;
    flags |= kind & KIND_PI ? LC_LOCK_FLAG_PI : 0;
    flags |= kind & KIND_PP ? LC_LOCK_FLAG_PP : 0;
    flags |= kind & KIND_PSHARED ? LC_LOCK_FLAG_PSHARED : 0;
    return flags;
}

static uint16_t rwlock_flags(const pthread_rwlock_t *rwlock)
{
    bool writer_first = rwlock->__data.__flags == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
    return (uint16_t)((writer_first ? LC_LOCK_FLAG_WRITER_FIRST : 0) |
                      (rwlock->__data.__shared ? LC_LOCK_FLAG_PSHARED : 0));
}

/* A stack that no thread was started on: a coroutine's. Its owner is unknown, its reuse likely. */
enum { NEAR_STACK_BYTES = 256 * 1024 };

static bool is_on_foreign_stack(const struct lc_thread *self, uintptr_t address)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    bool at_home = here >= self->stack_low && here < self->stack_high;
    return self->stack_high && !at_home && address > here && address - here < NEAR_STACK_BYTES;
}

/* Whether a call could have come from right before this address, which is code. */
static bool follows_a_call(uintptr_t address)
{
#if defined(__x86_64__)
    const unsigned char *next = (const unsigned char *)address;
    bool is_direct = next[-5] == 0xe8;
    bool is_through_memory = next[-6] == 0xff && next[-5] == 0x15;
    bool is_through_register = next[-2] == 0xff && (next[-1] & 0xf8) == 0xd0;
    return is_direct || is_through_memory || is_through_register;
#else
    (void)address;
    return true;
#endif
}

/*
 * Who asked for the block. operator new is nobody's allocation: behind a call from the C++ library
 * stands the nearest return address of another module on the stack above it.
 */
static void *allocation_site(const struct lc_recent_found *block)
{
    uint32_t module = lc_module_of_code_locked((uintptr_t)block->site);
    if (!strstr(lc_module_path_locked(module), "c++")) {
        return block->site;
    }
    for (unsigned i = 0; i < LC_ABOVE_WORDS; i++) {
        uint32_t above = lc_module_of_code_locked((uintptr_t)block->above[i]);
        if (above && above != module && follows_a_call((uintptr_t)block->above[i])) {
            return block->above[i];
        }
    }
    return block->site;
}

static bool find_heap_block(struct lc_lock *lock)
{
    struct lc_recent_found block;
    if (!lc_recent_find_locked(lock->address, &block)) {
        return false;
    }
    lock->place = LC_PLACE_HEAP;
    lock->block_start = block.start;
    lock->block_bytes = block.bytes;
    lock->block_stack = lc_stack_of_block_locked(allocation_site(&block));
    return true;
}

static uint16_t sem_flags(const void *sem)
{
    unsigned state = lc_sem_state(sem);
    uint16_t flags = 0;
    if (state == LC_SEM_COUNTS) {
        return flags;
    }
    flags |= lc_sem_is_shared(state) ? LC_LOCK_FLAG_PSHARED : 0;
    flags |= state && !lc_sem_is_proven(state) ? LC_LOCK_FLAG_UNPROVEN : 0;
    return flags;
}

void lc_place_learn_kind_locked(struct lc_lock *lock)
{
    const void *bytes = (const void *)lock->address;
    if (lock->kind == LC_LOCK_MUTEX) {
        bool is_there = lc_word_is_readable(bytes, sizeof(pthread_mutex_t));
        lock->flags |= is_there ? mutex_flags(bytes) : 0;
    } else if (lock->kind == LC_LOCK_RWLOCK) {
        bool is_there = lc_word_is_readable(bytes, sizeof(pthread_rwlock_t));
        lock->flags |= is_there ? rwlock_flags(bytes) : 0;
    } else if (lock->kind == LC_LOCK_SEM) {
        lock->flags |= sem_flags((const void *)lock->address);
        lc_lock_tell_order_locked(lock);
    }
}

void lc_place_find_locked(struct lc_thread *self, struct lc_lock *lock)
{
    lc_place_learn_kind_locked(lock);
    if (lock->flags & LC_LOCK_FLAG_PSHARED) {
        lc_shared_find_locked(lock);
    }
    if (lock->place == LC_PLACE_SHARED) {
        return;
    }
    uint64_t frame = lc_modules_frame_locked(lock->address);
    if (frame >> LC_FRAME_MODULE_SHIFT) {
        lock->place = LC_PLACE_STATIC;
        lock->module = (uint32_t)(frame >> LC_FRAME_MODULE_SHIFT);
        lock->offset = frame & ((UINT64_C(1) << LC_FRAME_MODULE_SHIFT) - 1);
        return;
    }
    const struct lc_thread *owner = lc_thread_of_stack_locked(lock->address);
    if (owner) {
        lock->place = LC_PLACE_STACK;
        lock->stack_owner = owner->id;
    } else if (is_on_foreign_stack(self, lock->address)) {
        lock->place = LC_PLACE_STACK;
        lc_lock_doubt_locked(lock);
    } else if (!find_heap_block(lock) && lock->kind == LC_LOCK_SPIN) {
        lc_shared_find_locked(lock); /* it does not say whether it is shared */
    }
}

/* The owner, or a descendant of its, born while the lock's frame was there. */
static bool may_know(const struct lc_lock *lock, const struct lc_thread *toucher)
{
    while (toucher && toucher->id != lock->stack_owner) {
        if (toucher->creator == lock->stack_owner) {
            return toucher->create_depth && toucher->create_depth < lock->address;
        }
        toucher = lc_thread_find_locked(toucher->creator);
    }
    return toucher != NULL;
}

void lc_place_touched_locked(struct lc_lock *lock, const struct lc_thread *toucher)
{
    if (lock->place == LC_PLACE_STACK && !(lock->flags & LC_LOCK_FLAG_DOUBTFUL) &&
        !may_know(lock, toucher)) {
        lc_lock_doubt_locked(lock);
    }
}
