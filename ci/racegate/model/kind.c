#include "model/kind.h"

#include <string.h>

static const struct rg_kind_row s_rows[RG_KIND_COUNT] = {
    [RG_KIND_DATA_RACE] = {"data-race", "RG1001", "Data race",
                           "Guard both accesses with the same lock, or make the object atomic.",
                           RG_SHAPE_PAIR, false},
    [RG_KIND_USE_AFTER_FREE] = {"use-after-free", "RG1002", "Use after free between threads",
                                "Let the last user free it: join, or count the references.",
                                RG_SHAPE_PAIR, false},
    [RG_KIND_LOCK_ORDER] = {"lock-order", "RG1003", "Locks taken in opposite orders",
                            "Take these locks in one order everywhere.", RG_SHAPE_RING, true},
    [RG_KIND_DEADLOCK] = {"deadlock", "RG1004", "Deadlock",
                          "Break the circle: one order for these locks, or one lock less.",
                          RG_SHAPE_RING, true},
    [RG_KIND_SELF_DEADLOCK] = {"self-deadlock", "RG1005", "A thread waits for its own lock",
                               "Split the function into one that locks and one that expects it.",
                               RG_SHAPE_SITE, true},
    [RG_KIND_RWLOCK_UPGRADE] = {"rwlock-upgrade", "RG1006",
                                "Read lock asked to become a write lock",
                                "Take the write lock first, or release before asking again.",
                                RG_SHAPE_SITE, true},
    [RG_KIND_JOIN_HOLDING] = {"join-holding", "RG1007", "Joins a thread that needs a held lock",
                              "Release the lock before joining.", RG_SHAPE_SITE, true},
    [RG_KIND_UNLOCK_NOT_OWNER] = {"unlock-not-owner", "RG1008",
                                  "Unlock by a thread that is not the owner",
                                  "Unlock in the thread that locked, or use a semaphore.",
                                  RG_SHAPE_SITE, false},
    [RG_KIND_UNLOCK_NOT_LOCKED] = {"unlock-not-locked", "RG1009", "Unlock of a lock nobody holds",
                                   "Pair every unlock with one lock.", RG_SHAPE_SITE, false},
    [RG_KIND_MUTEX_INVALID] = {"mutex-invalid", "RG1010", "Not a valid lock",
                               "Initialise the lock before its first use and keep it alive.",
                               RG_SHAPE_SITE, false},
    [RG_KIND_DESTROY_HELD] = {"destroy-held", "RG1011", "Lock destroyed while held",
                              "Destroy it after its last user has let go.", RG_SHAPE_SITE, false},
    [RG_KIND_FREE_HELD] = {"free-held", "RG1012", "Memory of a held lock freed",
                           "Unlock before the object dies.", RG_SHAPE_SITE, false},
    [RG_KIND_EXIT_HOLDING] = {"exit-holding", "RG1013", "Thread ends with a lock held",
                              "Unlock on every way out of the thread.", RG_SHAPE_SITE, false},
    [RG_KIND_FORK_HOLDING] = {"fork-holding", "RG1014", "Fork while another thread holds a lock",
                              "Use pthread_atfork, or only exec in the child.", RG_SHAPE_SITE,
                              true},
    [RG_KIND_COND_NOT_HELD] = {"cond-not-held", "RG1015", "Condition used without its mutex",
                               "Hold the mutex of the condition here.", RG_SHAPE_SITE, false},
    [RG_KIND_COND_TWO_MUTEXES] = {"cond-two-mutexes", "RG1016", "Condition used with two mutexes",
                                  "Use one mutex with one condition.", RG_SHAPE_SITE, false},
    [RG_KIND_COND_MISUSE] = {"cond-misuse", "RG1017", "Condition variable misused",
                             "Check the life and the mutex of this condition.", RG_SHAPE_SITE,
                             false},
    [RG_KIND_NESTED_MONITOR] = {"nested-monitor", "RG1018",
                                "Waits holding a lock the signaller needs",
                                "Release the outer lock before waiting.", RG_SHAPE_SITE, true},
    [RG_KIND_HOLD_WHILE_BLOCKING] = {"hold-while-blocking", "RG1019", "Blocks with a lock held",
                                     "Do slow things outside the lock.", RG_SHAPE_SITE, false},
    [RG_KIND_SIGNAL_LOCK] = {"signal-lock", "RG1020", "Lock taken in a signal handler and outside",
                             "Do not lock in a handler: set a flag or write to a pipe.",
                             RG_SHAPE_SITE, true},
    [RG_KIND_SIGNAL_UNSAFE] = {"signal-unsafe", "RG1021", "Unsafe in a signal handler",
                               "Call only async-signal-safe functions, and keep errno.",
                               RG_SHAPE_SITE, false},
    [RG_KIND_ROBUST_INCONSISTENT] = {"robust-inconsistent", "RG1022",
                                     "Robust mutex left inconsistent",
                                     "Call pthread_mutex_consistent after EOWNERDEAD.",
                                     RG_SHAPE_SITE, false},
    [RG_KIND_THREAD_LEAK] = {"thread-leak", "RG1023", "Thread neither joined nor detached",
                             "Join it or detach it.", RG_SHAPE_SITE, false},
    [RG_KIND_BARRIER_MISUSE] = {"barrier-misuse", "RG1024", "Barrier misused",
                                "Let every waiter leave before the barrier is destroyed or reused.",
                                RG_SHAPE_SITE, false},
    [RG_KIND_RWLOCK_MISUSE] = {"rwlock-misuse", "RG1025", "Read-write lock misused",
                               "Unlock what this thread has locked.", RG_SHAPE_SITE, false},
    [RG_KIND_SEM_MISUSE] = {"sem-misuse", "RG1026", "Semaphore misused",
                            "Check the life of this semaphore.", RG_SHAPE_SITE, false},
    [RG_KIND_LONG_HOLD] = {"long-hold", "RG1027", "Lock held for long", "Do less under this lock.",
                           RG_SHAPE_SITE, false},
    [RG_KIND_API_ERROR] = {"api-error", "RG1028", "A thread function failed",
                           "Check the result of this call.", RG_SHAPE_SITE, false},
    [RG_KIND_SIGNAL_ERRNO] = {"signal-errno", "RG1029", "A signal handler changes errno",
                              "Save errno at its start and put it back at its end.", RG_SHAPE_SITE,
                              false},
    [RG_KIND_COND_DESTROY_WAITED] = {"cond-destroy-waited", "RG1030",
                                     "Destroyed while a thread waits at it",
                                     "Let every waiter return before the object dies.",
                                     RG_SHAPE_SITE, false},
    [RG_KIND_GLOBAL_DEADLOCK] = {"global-deadlock", "RG1031",
                                 "Every thread sleeps and nobody is left to wake one",
                                 "Look for the wake-up that never came, or came too early.",
                                 RG_SHAPE_SITE, true},
    [RG_KIND_LONG_WAIT] = {"long-wait", "RG1032", "Lock waited for for long",
                           "Do less under this lock.", RG_SHAPE_SITE, false},
    [RG_KIND_INIT_AGAIN] = {"init-again", "RG1033", "Initialised a second time",
                            "Initialise it once, before any thread may use it.", RG_SHAPE_SITE,
                            false},
    [RG_KIND_READ_AGAIN] = {"read-again", "RG1034", "Read lock taken twice, with a writer between",
                            "Let the inner function expect the lock to be held.", RG_SHAPE_SITE,
                            true},
    [RG_KIND_OWNER_DIED] = {"owner-died", "RG1035", "The owner of a shared lock is dead",
                            "Make the mutex robust, and repair the data after EOWNERDEAD.",
                            RG_SHAPE_SITE, true},
    [RG_KIND_LIVELOCK] = {"livelock", "RG1036", "Threads refuse each other locks, over and over",
                          "Take these locks in one order, or rest for a random time after a try.",
                          RG_SHAPE_RING, true},
    [RG_KIND_OTHER] = {"other", "RG1099", "Reported by a tool", "Read the tool's own words.",
                       RG_SHAPE_SITE, false},
};

const struct rg_kind_row *rg_kind_row(enum rg_kind kind)
{
    return &s_rows[kind];
}

/* lockcheck's words for what other tools had a name for first: one bug has one kind. */
static const struct {
    const char *name;
    enum rg_kind kind;
} s_other_names[] = {
    {"not-initialised", RG_KIND_MUTEX_INVALID}, {"destroy-awaited", RG_KIND_COND_DESTROY_WAITED},
    {"signal-not-held", RG_KIND_COND_NOT_HELD}, {"contention", RG_KIND_LONG_HOLD},
    {"sem-overpost", RG_KIND_SEM_MISUSE},
};

static enum rg_kind kind_of_other_name(const char *name)
{
    for (size_t i = 0; i < sizeof(s_other_names) / sizeof(s_other_names[0]); i++) {
        if (strcmp(s_other_names[i].name, name) == 0) {
            return s_other_names[i].kind;
        }
    }
    return RG_KIND_OTHER;
}

enum rg_kind rg_kind_from_name(const char *name)
{
    for (int kind = 0; name != NULL && kind < RG_KIND_COUNT; kind++) {
        if (strcmp(s_rows[kind].name, name) == 0) {
            return (enum rg_kind)kind;
        }
    }
    return name ? kind_of_other_name(name) : RG_KIND_OTHER;
}
