/* The library's side of <lockcheck/annotate.h>. */
#include "lockcheck/annotate.h"

#include "preload/tell.h"
#include "preload/wrap.h"
#include "runtime/annotation.h"
#include "runtime/ask.h"
#include "runtime/held.h"
#include "runtime/holder.h"
#include "runtime/locks.h"

_Static_assert((int)LOCKCHECK_WRITE == (int)LC_MODE_WRITE, "modes are the same");
_Static_assert((int)LOCKCHECK_READ == (int)LC_MODE_READ, "modes are the same");

static void *plain(const volatile void *address)
{
    return (void *)(uintptr_t)address;
}

static void name_lock(const volatile void *lock, const char *name)
{
    struct lc_thread *self = lc_thread_self();
    if (self && name) {
        lc_annotation_name(self, plain(lock), LC_NAME_LOCK, name);
    }
}

static void name_class(const volatile void *lock, const char *name)
{
    struct lc_thread *self = lc_thread_self();
    if (self && name) {
        lc_annotation_name(self, plain(lock), LC_NAME_LOCK_CLASS, name);
    }
}

static void lock_created(const volatile void *lock, const char *name)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_tell_if_held(self, plain(lock), LC_LOCK_CUSTOM, LC_SITE(), LC_DEPTH());
        lc_lifetime_may_end(self, plain(lock), LC_GONE_REINITIALISED);
        lc_lock_init_remember(plain(lock), lc_stack_of_site(self, LC_SITE(), LC_DEPTH()));
        name_lock(lock, name);
    }
}

static void lock_destroyed(const volatile void *lock)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_tell_if_held(self, plain(lock), LC_LOCK_CUSTOM, LC_SITE(), LC_DEPTH());
        lc_lifetime_may_end(self, plain(lock), LC_GONE_DESTROYED);
    }
}

/* Without a slot among the held: between here and `locked` the program may lock other things. */
static void will_lock(const volatile void *lock, enum lockcheck_mode mode)
{
    struct lc_thread *self = lc_thread_self();
    if (!self) {
        return;
    }
    uint32_t count = lc_held_count(self);
    uint32_t stack = lc_stack_of_site(self, LC_SITE(), LC_DEPTH());
    uint64_t hash;
    if (count != 0 && !lc_is_known(self, count, plain(lock), mode, &hash)) {
        lc_dependency_new(self, plain(lock), LC_LOCK_CUSTOM, mode, stack, hash);
    }
    lc_ask_begin(self, plain(lock), mode, stack);
}

static void locked(const volatile void *lock, enum lockcheck_mode mode)
{
    struct lc_thread *self = lc_thread_self();
    if (!self) {
        return;
    }
    bool asked = lc_load_relaxed(&self->ask.lock) == lock;
    lc_ask_end(self);
    int i = lc_held_find(self, plain(lock));
    if (LC_UNLIKELY(i >= 0)) {
        self->held[i].info += LC_HELD_ONCE;
        return;
    }
    uint32_t index =
        lc_taking(self, plain(lock), LC_LOCK_CUSTOM, mode, asked, LC_SITE(), LC_DEPTH());
    lc_taken(self, index, plain(lock));
}

static void will_unlock(const volatile void *lock)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_ask_end(self); /* whatever it asked for, it does not wait now */
    }
    if (self && LC_UNLIKELY(!lc_released(self, plain(lock), LC_DEPTH()))) {
        bool is_locked = lc_holder_tid(self, plain(lock)) != 0;
        lc_tell_foreign_unlock(self, plain(lock), LC_LOCK_CUSTOM, is_locked, LC_SITE(), LC_DEPTH());
    }
}

static void unpublished(const volatile void *object, size_t bytes)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_annotation_unpublished(self, (uintptr_t)object, bytes);
    }
}

static void published(const volatile void *object)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_annotation_published(self, (uintptr_t)object);
    }
}

static void happens_before(const volatile void *token)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_annotation_happens_before(self, plain(token));
    }
}

static void happens_after(const volatile void *token)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        lc_annotation_happens_after(self, plain(token));
    }
}

LC_EXPORT const struct lockcheck_calls lockcheck_calls_1 = {
    .lock_created = lock_created,
    .lock_destroyed = lock_destroyed,
    .will_lock = will_lock,
    .locked = locked,
    .will_unlock = will_unlock,
    .unpublished = unpublished,
    .published = published,
    .happens_before = happens_before,
    .happens_after = happens_after,
    .name_lock = name_lock,
    .name_class = name_class,
};
