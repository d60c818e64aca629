#include "report/kinds.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/compiler.h"
#include "base/nearest.h"
#include "trace/walk.h"

/* In the order of enum lc_finding_kind, from 1. */
static const struct lc_kind s_kinds[] = {
    {LC_FINDING_LOCK_ORDER, "deadlock", false, true, "wants", "asked for at", "at",
     "Threads take the same locks in different orders. With unlucky timing all of them wait for "
     "ever.",
     "take these locks in one order everywhere, or take them together (std::scoped_lock)"},
    {LC_FINDING_DEADLOCK, "deadlock", false, true, "waits for", "waiting at", "at",
     "Each of these threads waits for what the next one holds. None of them can ever go on.",
     "take these locks in one order everywhere, or take them together (std::scoped_lock)"},
    {LC_FINDING_SELF_DEADLOCK, "deadlock", false, false, "wants again", "asked for at", "at",
     "A thread asks for a lock that it holds already. It would wait for itself for ever.",
     "unlock it before, or split off a function that expects the lock to be held; a recursive "
     "mutex only hides the confusion"},
    {LC_FINDING_RWLOCK_UPGRADE, "deadlock", false, false, "wants to write", "asked for at", "at",
     "A thread that holds a read lock asks for the write lock of the same rwlock. It waits for "
     "its own read lock to go away.",
     "unlock the read lock first and look at the data again after taking the write lock, or take "
     "the write lock from the start"},
    {LC_FINDING_JOIN_HOLDING, "deadlock", false, true, "waits for", "waiting at", "waiting at",
     "A thread waits for another one to end while it holds a lock that the other one takes.",
     "release the lock before the join"},
    {LC_FINDING_UNLOCK_NOT_OWNER, "mutex", false, false, "unlocks", "unlocked at", "at",
     "A mutex is unlocked by a thread that does not hold it.",
     "unlock in the thread that locked; to signal another thread use a semaphore or a condition "
     "variable"},
    {LC_FINDING_UNLOCK_NOT_LOCKED, "mutex", false, false, "unlocks", "unlocked at", "at",
     "A mutex is unlocked that nobody holds.",
     "find the path that unlocks twice, or that skips the lock"},
    {LC_FINDING_DESTROY_HELD, "mutex", false, false, "destroys", "destroyed at", "at",
     "A lock is destroyed or initialised again while a thread holds it.",
     "destroy it after the last user has unlocked it and is gone (join first)"},
    {LC_FINDING_FREE_HELD, "mutex", false, false, "frees", "freed at", "at",
     "Memory is freed that contains a lock which is held.",
     "unlock before the object is freed, and take it out of reach of others before that"},
    {LC_FINDING_EXIT_HOLDING, "mutex", false, false, "wants", "asked for at", "ended at",
     "A thread ends while it holds a lock. Nobody can release it any more.",
     "unlock on every way out of the thread: std::lock_guard, or pthread_cleanup_push where "
     "cancellation or pthread_exit may strike"},
    {LC_FINDING_FORK_HOLDING, "deadlock", false, false, "wants", "asked for at", "forked at",
     "A child process wants a lock that another thread held at the fork. That thread does not "
     "exist in the child, so the lock is never released.",
     "in the child of a threaded program call exec or async-signal-safe functions only, or hold "
     "the lock over the fork with pthread_atfork"},
    {LC_FINDING_COND_NOT_HELD, "mutex", false, false, "waits with", "waiting at", "at",
     "A condition variable is waited on with a mutex that the thread does not hold.",
     "lock the mutex, test the condition, and wait, in this order"},
    {LC_FINDING_COND_TWO_MUTEXES, "mutex", false, false, "waits with", "waiting at", "at",
     "Two threads wait on one condition variable with different mutexes.",
     "one condition variable goes with one mutex: the one that guards the condition"},
    {LC_FINDING_HOLD_WHILE_BLOCKING, NULL, true, false, "waits for", "blocked at", "blocked at",
     "A thread blocks for long while it holds a lock that others ask for.",
     "release the lock first: copy what is needed, unlock, then wait, sleep or do the I/O"},
    {LC_FINDING_NESTED_MONITOR, "deadlock", false, false, "waits for", "waiting at", "signals at",
     "A thread waits to be signalled, and keeps a lock meanwhile that a thread takes on its way to "
     "the signal. The signal can never come.",
     "wait with no lock held but the condition's own mutex"},
    {LC_FINDING_SIGNAL_LOCK, "signal", false, false, "wants", "asked for at", "interrupted at",
     "A lock is taken in a signal handler, and elsewhere while that signal can arrive. When it "
     "arrives there, the thread waits for itself.",
     "set a flag or write to a pipe in the handler and do the work in a thread (signalfd, "
     "sigwait), or block the signal while the lock is held"},
    {LC_FINDING_ROBUST_INCONSISTENT, "mutex", true, false, "unlocks", "unlocked at", "at",
     "A robust mutex whose owner died is unlocked without pthread_mutex_consistent. From now on "
     "every lock of it fails with ENOTRECOVERABLE.",
     "after EOWNERDEAD repair the data, call pthread_mutex_consistent, then unlock"},
    {LC_FINDING_THREAD_LEAK, "thread", true, false, "ended at", "ended at", "ended at",
     "A thread ended and was neither joined nor detached. Its stack is never given back.",
     "join it when its result no longer counts, too (tell it to stop first), or create it "
     "detached"},
    {LC_FINDING_LONG_WAIT, NULL, true, false, "waits for", "waiting at", "is now at",
     "A thread has waited for a lock for very long. No cycle was found: its holder is busy.",
     "look at the holder's stack: what it does there does not belong under this lock"},
    {LC_FINDING_GLOBAL_DEADLOCK, "deadlock", false, false, "waits for", "waiting at", "at",
     "Every thread of the process is asleep, and nobody is left who could wake one.",
     "find who was to signal, and make sure that it does, after the state has changed and with the "
     "mutex held; and wait in a loop that asks for the state first"},
    {LC_FINDING_API_ERROR, NULL, false, false, "calls on", "called at", "called at",
     "A call is given a value that no such call accepts: a deadline whose nanoseconds are not "
     "below "
     "a second, a count of none, a start past the maximum. It fails, or will when it has to wait.",
     "make the value right, and look at what such calls return: a wait that fails at once makes "
     "its "
     "loop spin"},
    {LC_FINDING_NOT_INITIALISED, "mutex", false, false, "uses", "used at", "used at",
     "Something is used as a lock, condition, barrier or semaphore that is none: never "
     "initialised, or destroyed or overwritten since. Its bytes say so.",
     "initialise it before its first use, destroy it after its last, and neither copy nor "
     "overwrite it in between"},
    {LC_FINDING_INIT_AGAIN, "mutex", false, false, "initialises", "initialised at", "at",
     "Something that is initialised already is initialised again, and was not destroyed in "
     "between.",
     "initialise it once (pthread_once, or a static initialiser), or destroy it first"},
    {LC_FINDING_DESTROY_AWAITED, "mutex", false, false, "destroys", "destroyed at", "waiting at",
     "A condition, barrier or semaphore is destroyed or initialised again while a thread waits at "
     "it.",
     "let those who wait go first, and join them: only then is it nobody's"},
    {LC_FINDING_SIGNAL_NOT_HELD, NULL, true, false, "signals", "signalled at", "at",
     "A condition is signalled by a thread that does not hold the mutex of those who wait.",
     "change what the waiters look at with the mutex held, and signal before or right after the "
     "unlock"},
    {LC_FINDING_READ_AGAIN, "deadlock", false, false, "asks for", "asked for at", "asked for at",
     "A thread that reads a writer-preferring rwlock asks to read it again, and some thread writes "
     "it. When the writer comes in between, both wait for ever.",
     "read once, and pass on that it is read; or use the default kind of rwlock, which lets "
     "readers "
     "come again"},
    {LC_FINDING_OWNER_DIED, "deadlock", false, false, "waits for", "waiting at", "at",
     "A thread waits for a mutex whose owner has died holding it. Nobody can release it any more.",
     "make the mutex robust (PTHREAD_MUTEX_ROBUST): the next one gets it, and EOWNERDEAD, and "
     "repairs the data"},
    {LC_FINDING_CONTENTION, NULL, true, false, "waited for", "waiting at", "at",
     "Threads spent much of the run waiting for one lock.",
     "do less while it is held: prepare before the lock, work on a copy, or give each part of the "
     "data a lock of its own"},
    {LC_FINDING_SEM_OVERPOST, NULL, true, false, "posts", "posted at", "at",
     "A thread posts a semaphore that it has given back already, and now it admits more than it "
     "began with.",
     "one wait, one post, on every path: look for a path that posts and then leaves by the common "
     "way out"},
    {LC_FINDING_LIVELOCK, NULL, true, true, "is refused", "refused at", "at",
     "Threads try for locks that the others of them hold, fail, and begin again, over and over. "
     "None of them gets on.",
     "take these locks in one order everywhere and wait for each (std::scoped_lock); or give all "
     "back when a try fails, and rest for a random time before the next"},
};

_Static_assert(LC_COUNT_OF(s_kinds) == LC_FINDING_KIND_END - 1, "one row for each kind");

const char *lc_kind_name(const struct lc_kind *kind)
{
    return lc_trace_kind_name(kind->kind);
}

const struct lc_kind *lc_kind_of(unsigned int kind)
{
    return kind == 0 ? NULL : lc_kind_at(kind - 1);
}

const struct lc_kind *lc_kind_at(size_t index)
{
    return index < LC_COUNT_OF(s_kinds) ? &s_kinds[index] : NULL;
}

const struct lc_kind *lc_kind_find(const char *name)
{
    if (strncasecmp(name, "LC", 2) == 0) {
        char *end;
        unsigned long rule = strtoul(name + 2, &end, 10);
        if (end != name + 2 && *end == '\0' && rule > LC_RULE_BASE && rule < 2 * LC_RULE_BASE) {
            return lc_kind_of((unsigned int)(rule - LC_RULE_BASE));
        }
    }
    for (size_t i = 0; i < LC_COUNT_OF(s_kinds); i++) {
        if (strcmp(lc_kind_name(&s_kinds[i]), name) == 0) {
            return &s_kinds[i];
        }
    }
    return NULL;
}

static const struct {
    const char *meaning;
    bool fails;
} s_tiers[LC_TIER_END] = {
    [LC_TIER_DEADLOCK] = {"it is happening", true},
    [LC_TIER_CONFIRMED] = {"it happened", true},
    [LC_TIER_PREDICTED] = {"the run shows that it can happen", true},
    [LC_TIER_POSSIBLE] = {"it can happen unless a named doubt holds", false},
    [LC_TIER_LATENT] = {"it can happen once a second thread does the same", false},
    [LC_TIER_INFO] = {"no defect by itself", false},
};

const char *lc_tier_name(unsigned int tier)
{
    return tier > 0 && tier < LC_TIER_END ? lc_trace_tier_name(tier) : NULL;
}

const char *lc_tier_meaning(enum lc_tier tier)
{
    return s_tiers[tier].meaning;
}

enum lc_tier lc_tier_find(const char *name)
{
    for (unsigned int tier = 1; tier < LC_TIER_END; tier++) {
        if (strcmp(lc_trace_tier_name(tier), name) == 0) {
            return (enum lc_tier)tier;
        }
    }
    return (enum lc_tier)0;
}

const char *lc_kind_nearest(const char *word, size_t bytes)
{
    const char *names[LC_COUNT_OF(s_kinds) + LC_TIER_END];
    size_t count = 0;
    for (size_t i = 0; i < LC_COUNT_OF(s_kinds); i++) {
        names[count++] = lc_kind_name(&s_kinds[i]);
    }
    for (unsigned int tier = 1; tier < LC_TIER_END; tier++) {
        names[count++] = lc_tier_name(tier);
    }
    return lc_nearest(word, bytes, names, count);
}

bool lc_tier_fails(enum lc_tier tier)
{
    return (unsigned int)tier < LC_TIER_END && s_tiers[tier].fails;
}
