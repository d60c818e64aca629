#include "read/valgrind_kind.h"

#include <string.h>

static bool has(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

struct phrase {
    const char *part;
    enum rg_kind kind;
};

/* The first phrase that is in `what`; `otherwise` when none is. */
static enum rg_kind kind_by_phrase(const struct phrase *phrases, const char *what,
                                   enum rg_kind otherwise)
{
    for (; phrases->part != NULL; phrases++) {
        if (has(what, phrases->part)) {
            return phrases->kind;
        }
    }
    return otherwise;
}

/* DRD names the object in the XML kind, and what was done to it in the text. */
static const struct phrase s_drd[] = {
    {"Mutex reinitialization", RG_KIND_INIT_AGAIN},
    {"recursion count 0", RG_KIND_UNLOCK_NOT_LOCKED},
    {"not locked by calling thread: rwlock", RG_KIND_UNLOCK_NOT_LOCKED},
    {"not locked by calling thread", RG_KIND_UNLOCK_NOT_OWNER},
    {"Mutex not locked:", RG_KIND_UNLOCK_NOT_LOCKED},
    {"Recursive locking not allowed", RG_KIND_SELF_DEADLOCK},
    {"Recursive writer locking not allowed", RG_KIND_SELF_DEADLOCK},
    {"Already locked for writing by", RG_KIND_SELF_DEADLOCK},
    {"Destroying locked ", RG_KIND_DESTROY_HELD},
    {"still locked at thread exit", RG_KIND_EXIT_HOLDING},
    {"ot a mutex", RG_KIND_MUTEX_INVALID},
    {"Probably a race condition: condition", RG_KIND_COND_NOT_HELD},
    {"Inconsistent association of condition", RG_KIND_COND_TWO_MUTEXES},
    {"condition variable that is being waited", RG_KIND_COND_DESTROY_WAITED},
    {NULL, RG_KIND_OTHER},
};

/* Helgrind's Misc and PthAPIerror, told apart by their text. */
static const struct phrase s_helgrind[] = {
    {"sem_wait succeeded on semaphore without", RG_KIND_SEM_MISUSE},
    {"'s call to ", RG_KIND_API_ERROR},
    {"Bug in libpthread: ", RG_KIND_API_ERROR},
    {"Attempt to re-lock a non-recursive lock", RG_KIND_SELF_DEADLOCK},
    {"destroy of a locked mutex", RG_KIND_DESTROY_HELD},
    {"destroy with invalid argument", RG_KIND_MUTEX_INVALID},
    {"Exiting thread still holds", RG_KIND_EXIT_HOLDING},
    {"associated lock is not held", RG_KIND_COND_NOT_HELD},
    {"called with un-held mutex", RG_KIND_COND_NOT_HELD},
    {"called with mutex held by a different", RG_KIND_COND_NOT_HELD},
    {"is associated with a different mutex", RG_KIND_COND_TWO_MUTEXES},
    {"condition variable being waited upon", RG_KIND_COND_DESTROY_WAITED},
    {"pthread_cond_", RG_KIND_COND_MISUSE},
    {"pthread_barrier", RG_KIND_BARRIER_MISUSE},
    {"barrier_", RG_KIND_BARRIER_MISUSE},
    {"pthread_rwlock", RG_KIND_RWLOCK_MISUSE},
    {"sem_", RG_KIND_SEM_MISUSE},
    {NULL, RG_KIND_OTHER},
};

enum rg_kind rg_valgrind_kind(const char *kind, const char *what)
{
    static const struct {
        const char *name;
        enum rg_kind kind;
        const struct phrase *phrases; /* that tell more; NULL: the kind says it all */
    } rows[] = {
        {"Race", RG_KIND_DATA_RACE, NULL},
        {"ConflictingAccess", RG_KIND_DATA_RACE, NULL},
        {"LockOrder", RG_KIND_LOCK_ORDER, NULL},
        {"UnlockForeign", RG_KIND_UNLOCK_NOT_OWNER, NULL},
        {"UnlockUnlocked", RG_KIND_UNLOCK_NOT_LOCKED, NULL},
        {"UnlockBogus", RG_KIND_MUTEX_INVALID, NULL},
        {"MutexErr", RG_KIND_MUTEX_INVALID, s_drd},
        {"CondErr", RG_KIND_COND_MISUSE, s_drd},
        {"CondRaceErr", RG_KIND_COND_NOT_HELD, s_drd},
        {"CondDestrErr", RG_KIND_COND_DESTROY_WAITED, NULL},
        {"CondWaitErr", RG_KIND_COND_TWO_MUTEXES, NULL},
        {"SemaphoreErr", RG_KIND_SEM_MISUSE, NULL},
        {"BarrierErr", RG_KIND_BARRIER_MISUSE, NULL},
        {"RwlockErr", RG_KIND_RWLOCK_MISUSE, s_drd},
        {"HoldtimeErr", RG_KIND_LONG_HOLD, NULL},
        {"PthAPIerror", RG_KIND_API_ERROR, s_helgrind},
        {"Misc", RG_KIND_API_ERROR, s_helgrind},
        {"Dubious", RG_KIND_API_ERROR, s_helgrind},
    };
    for (size_t i = 0; kind != NULL && i < sizeof(rows) / sizeof(*rows); i++) {
        if (strcmp(rows[i].name, kind) == 0) {
            return rows[i].phrases == NULL ? rows[i].kind
                                           : kind_by_phrase(rows[i].phrases, what, rows[i].kind);
        }
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
    if (has(title, "block of size") || has(title, RG_VALGRIND_ALLOCATED) || has(title, "alloc'd")) {
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
