#include "read/valgrind_kind.h"

#include <string.h>

static bool has(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

static enum rg_kind drd_mutex_kind(const char *what)
{
    return has(what, "not locked by calling thread") && !has(what, "recursion count 0")
               ? RG_KIND_UNLOCK_NOT_OWNER
           : has(what, "ot locked")                     ? RG_KIND_UNLOCK_NOT_LOCKED
           : has(what, "Recursive locking not allowed") ? RG_KIND_SELF_DEADLOCK
           : has(what, "Destroying locked")             ? RG_KIND_DESTROY_HELD
                                                        : RG_KIND_BAD_LOCK;
}

/* Helgrind's Misc and PthAPIerror, told apart by their text. */
static enum rg_kind helgrind_text_kind(const char *what)
{
    static const struct {
        const char *part;
        enum rg_kind kind;
    } rows[] = {
        {"Attempt to re-lock a non-recursive lock", RG_KIND_SELF_DEADLOCK},
        {"pthread_mutex_destroy of a locked mutex", RG_KIND_DESTROY_HELD},
        {"pthread_rwlock_destroy of a locked", RG_KIND_DESTROY_HELD},
        {"pthread_mutex_destroy with invalid", RG_KIND_BAD_LOCK},
        {"Exiting thread still holds", RG_KIND_EXIT_HOLDING},
        {"associated lock is not held", RG_KIND_COND_NOT_HELD},
        {"cond is associated with a different mutex", RG_KIND_COND_TWO_MUTEXES},
        {"pthread_cond_{timed}wait called with un-held mutex", RG_KIND_COND_NOT_HELD},
        {"pthread_cond_{timed}wait called with", RG_KIND_COND_MISUSE},
        {"pthread_cond_destroy", RG_KIND_COND_MISUSE},
        {"pthread_barrier", RG_KIND_BARRIER_MISUSE},
        {"pthread_rwlock", RG_KIND_RWLOCK_MISUSE},
        {"sem_", RG_KIND_SEMAPHORE_MISUSE},
        {"when unlocking", RG_KIND_UNLOCK_NOT_LOCKED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (has(what, rows[i].part)) {
            return rows[i].kind;
        }
    }
    return RG_KIND_API_ERROR;
}

enum rg_kind rg_valgrind_kind(const char *kind, const char *what)
{
    static const struct {
        const char *name;
        enum rg_kind kind;
    } rows[] = {
        {"Race", RG_KIND_DATA_RACE},
        {"ConflictingAccess", RG_KIND_DATA_RACE},
        {"LockOrder", RG_KIND_LOCK_ORDER},
        {"UnlockForeign", RG_KIND_UNLOCK_NOT_OWNER},
        {"UnlockUnlocked", RG_KIND_UNLOCK_NOT_LOCKED},
        {"UnlockBogus", RG_KIND_BAD_LOCK},
        {"CondErr", RG_KIND_COND_MISUSE},
        {"CondRaceErr", RG_KIND_COND_NOT_HELD},
        {"CondDestrErr", RG_KIND_COND_MISUSE},
        {"SemaphoreErr", RG_KIND_SEMAPHORE_MISUSE},
        {"BarrierErr", RG_KIND_BARRIER_MISUSE},
        {"RwlockErr", RG_KIND_RWLOCK_MISUSE},
        {"HoldtimeErr", RG_KIND_HOLD_TIME},
    };
    for (size_t i = 0; kind != NULL && i < sizeof(rows) / sizeof(*rows); i++) {
        if (strcmp(rows[i].name, kind) == 0) {
            return rows[i].kind;
        }
    }
    if (kind != NULL && strcmp(kind, "MutexErr") == 0) {
        return drd_mutex_kind(what);
    }
    if (has(kind, "Misc") || has(kind, "PthAPIerror") || has(kind, "Dubious")) {
        return helgrind_text_kind(what);
    }
    return RG_KIND_OTHER;
}

static enum rg_role lock_order_role(size_t index, const char *title)
{
    if (index == 0 || has(title, "followed by a later acquisition")) {
        return RG_ROLE_WANTS;
    }
    return has(title, "was first observed") ? RG_ROLE_CREATED_LOCK : RG_ROLE_HOLDS;
}

enum rg_role rg_valgrind_role(enum rg_kind kind, size_t index, const char *title)
{
    if (has(title, "block of size") || has(title, "Allocation context") || has(title, "alloc'd")) {
        return RG_ROLE_ALLOCATED;
    }
    if (kind == RG_KIND_LOCK_ORDER) {
        return lock_order_role(index, title);
    }
    if (kind == RG_KIND_DATA_RACE) {
        return index == 0 || has(title, "conflicts with a previous") ? RG_ROLE_ACCESS
                                                                     : RG_ROLE_NOTE;
    }
    return index == 0                         ? RG_ROLE_SITE
           : has(title, "was first observed") ? RG_ROLE_CREATED_LOCK
                                              : RG_ROLE_NOTE;
}

void rg_valgrind_object(struct rg_report *report, struct rg_pool *pool, const char *text)
{
    static const char *const before_name[] = {"inside data symbol \"", "inside global var \"",
                                              "inside static var \"", NULL};
    for (const char *const *mark = before_name; *mark != NULL; mark++) {
        const char *found = strstr(text, *mark);
        if (found != NULL) {
            found += strlen(*mark);
            report->object = rg_pool_copy(pool, found, strcspn(found, "\""));
            report->object_text = rg_pool_string(pool, text);
            return;
        }
    }
    /* With --read-var-info=yes: Location 0x10c0 is 0 bytes inside counter[3].x, a global variable
     */
    const char *inside = strstr(text, " bytes inside ");
    const char *global = strstr(text, "a global variable");
    if (inside != NULL && global != NULL && global > inside) {
        inside += strlen(" bytes inside ");
        report->object = rg_pool_copy(pool, inside, strcspn(inside, ".[,"));
        report->object_text = rg_pool_string(pool, text);
    } else if (report->object_text == NULL &&
               (has(text, "block of size") || has(text, "Allocation context") ||
                has(text, "on thread"))) {
        report->object_text = rg_pool_string(pool, text);
    }
}
