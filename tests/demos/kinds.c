#include "kinds.h"

#include <stddef.h>
#include <string.h>

static const char *const tool_names[TOOL_COUNT] = {
    [TOOL_PLAIN] = "plain",       [TOOL_TSAN_GCC] = "tsan-gcc", [TOOL_TSAN_CLANG] = "tsan-clang",
    [TOOL_HELGRIND] = "helgrind", [TOOL_DRD] = "drd",           [TOOL_LOCKCHECK] = "lockcheck",
    [TOOL_PYTHON] = "python3",
};

#define NOBODY    0u
#define TSAN      (TOOL_BIT(TOOL_TSAN_GCC) | TOOL_BIT(TOOL_TSAN_CLANG))
#define HELGRIND  TOOL_BIT(TOOL_HELGRIND)
#define DRD       TOOL_BIT(TOOL_DRD)
#define LOCKCHECK TOOL_BIT(TOOL_LOCKCHECK)

static const struct kind kinds[] = {
    {"data-race", TSAN | HELGRIND | DRD, "two unordered accesses, one of them a write"},
    {"lock-order", TSAN | HELGRIND | LOCKCHECK, "locks taken in orders that form a ring"},
    {"deadlock", LOCKCHECK, "threads that wait for each other now"},
    {"global-deadlock", LOCKCHECK, "every thread sleeps, and nobody is left to wake one"},
    {"owner-died", LOCKCHECK, "a wait for a lock whose owner has died holding it"},
    {"self-deadlock", HELGRIND | DRD | LOCKCHECK, "a thread waits for a lock it holds itself"},
    {"rwlock-upgrade", LOCKCHECK, "write lock asked for while the read lock is held"},
    {"join-holding", LOCKCHECK, "a join waits for a thread that wants a lock the joiner holds"},
    {"unlock-not-owner", TSAN | HELGRIND | DRD | LOCKCHECK,
     "unlocked by a thread that does not own it"},
    {"unlock-not-locked", TSAN | HELGRIND | DRD | LOCKCHECK, "unlocked while not locked"},
    {"destroy-held", TSAN | HELGRIND | DRD | LOCKCHECK, "a held lock is destroyed"},
    {"free-held", LOCKCHECK, "the memory of a held lock is freed"},
    {"exit-holding", HELGRIND | DRD | LOCKCHECK, "a thread ends holding a lock"},
    {"fork-holding", LOCKCHECK, "the child wants a lock that another thread held at fork"},
    {"cond-not-held", HELGRIND | DRD | LOCKCHECK, "a condition used without its mutex"},
    {"cond-two-mutexes", HELGRIND | DRD | LOCKCHECK, "waits on one condition with two mutexes"},
    {"cond-destroy-waited", HELGRIND | DRD, "a condition destroyed under a waiter"},
    {"hold-while-blocking", LOCKCHECK, "a lock held across a call that blocks"},
    {"long-wait", LOCKCHECK, "a wait that no cycle explains"},
    {"long-hold", DRD, "a lock held longer than a set time"},
    {"contention", LOCKCHECK, "threads spend much of the run waiting for one lock"},
    {"livelock", LOCKCHECK, "threads that run and get nowhere"},
    {"nested-monitor", LOCKCHECK, "a condition's waiter holds a lock that its signaller needs"},
    {"signal-lock", LOCKCHECK, "a lock taken in a signal handler and outside"},
    {"robust-inconsistent", LOCKCHECK, "a dead owner's mutex used without repair"},
    {"thread-leak", TSAN | LOCKCHECK, "a thread never joined nor detached"},
    {"signal-unsafe", TSAN, "a signal handler calls what it must not"},
    {"signal-errno", TSAN, "a signal handler changes errno"},
    {"use-after-free", TSAN, "freed memory used"},
    {"mutex-invalid", TSAN | HELGRIND | DRD | LOCKCHECK,
     "a lock used before init or after destroy"},
    {"barrier-misuse", HELGRIND | DRD, "a barrier of the wrong size, or destroyed too early"},
    {"sem-misuse", DRD, "a semaphore posted or destroyed wrongly"},
    {"sem-overpost", LOCKCHECK, "a semaphore used as a lock posted once too often"},
    {"api-error", HELGRIND | DRD | LOCKCHECK, "a pthread call that returned an error"},
    {"not-initialised", LOCKCHECK, "used as a lock, and none by its bytes"},
    {"init-again", DRD | LOCKCHECK, "initialised twice"},
    {"destroy-awaited", LOCKCHECK, "destroyed while a thread waits at it"},
    {"signal-not-held", LOCKCHECK, "a condition signalled without its mutex"},
    {"read-again", LOCKCHECK, "a writer-first rwlock read twice by one thread"},
    /* What no detector here looks for: a demo's own check must find it. */
    {"lost-update", NOBODY, "a read-modify-write in two steps, each of them safe"},
    {"atomicity", NOBODY, "steps that belong together, interleaved with another thread's"},
    {"lost-wakeup", NOBODY, "a signal that nobody was waiting for yet, never repeated"},
    {"starvation", NOBODY, "one waits while the others go on"},
    {"never-run", NOBODY, "work that was created and never done"},
    {"reentrancy", NOBODY, "a callback sees or edits what its caller is in the middle of"},
    {"not-shared", NOBODY, "memory taken for shared that is not"},
    {"zombie", NOBODY, "a child that nobody waited for"},
    {"leak", NOBODY, "something acquired and never given back"},
    {"busy-wait", NOBODY, "asks again and again for what it could be told"},
    {"bad-result", NOBODY, "results mixed up or lost"},
    {NULL, NOBODY, NULL},
};

struct phrase {
    const char *text;
    const char *kind;
};

/* What follows "WARNING: ThreadSanitizer: ". */
static const struct phrase tsan_phrases[] = {
    {"heap-use-after-free", "use-after-free"},
    {"data race", "data-race"},
    {"thread leak", "thread-leak"},
    {"lock-order-inversion", "lock-order"},
    {"double lock of a mutex", "self-deadlock"},
    {"unlock of an unlocked mutex", "unlock-not-locked|unlock-not-owner"},
    {"read unlock of a write locked", "unlock-not-locked|unlock-not-owner"},
    {"destroy of a locked mutex", "destroy-held"},
    {"use of an invalid mutex", "mutex-invalid"},
    {"use of an uninitialized", "mutex-invalid"},
    {"signal handler spoils errno", "signal-errno"},
    {"signal-unsafe call", "signal-unsafe"},
    {NULL, NULL},
};

static const struct phrase helgrind_phrases[] = {
    {"Possible data race during", "data-race"},
    {": lock order \"", "lock-order"},
    {"unlocked a not-locked lock", "unlock-not-locked"},
    {"currently held by thread", "unlock-not-owner"},
    {"unlocked an invalid lock", "mutex-invalid"},
    {"Exiting thread still holds", "exit-holding"},
    {"Attempt to re-lock a non-recursive lock", "self-deadlock"},
    {"destroy of a locked mutex", "destroy-held"},
    {"destroy with invalid argument", "mutex-invalid"},
    {"associated lock is not held", "cond-not-held"},
    {"called with un-held mutex", "cond-not-held"},
    {"called with mutex held by a different", "cond-not-held"},
    {"is associated with a different mutex", "cond-two-mutexes"},
    {"condition variable being waited upon", "cond-destroy-waited"},
    {"barrier_init: ", "barrier-misuse"},
    {"barrier_destroy: ", "barrier-misuse"},
    {"barrier_wait: ", "barrier-misuse"},
    {"sem_wait succeeded on semaphore without", "sem-misuse"},
    {"Bug in libpthread: ", "api-error"},
    {"'s call to ", "api-error"},
    {NULL, NULL},
};

static const struct phrase drd_phrases[] = {
    {"Conflicting load by", "data-race"},
    {"Conflicting store by", "data-race"},
    {"Mutex not locked by calling thread", "unlock-not-owner|unlock-not-locked"},
    {"Mutex not locked:", "unlock-not-locked|cond-not-held"},
    {"lock not locked by calling thread", "unlock-not-locked|unlock-not-owner"},
    {"Recursive locking not allowed", "self-deadlock"},
    {"Recursive writer locking not allowed", "self-deadlock"},
    {"Already locked for writing by", "self-deadlock"},
    {"Destroying locked ", "destroy-held"},
    {"still locked at thread exit", "exit-holding"},
    {"Not a mutex", "mutex-invalid"},
    {"is not a mutex", "mutex-invalid"},
    {"Probably a race condition: condition", "cond-not-held"},
    {"Inconsistent association of condition", "cond-two-mutexes"},
    {"condition variable that is being waited", "cond-destroy-waited"},
    /* Not "barrier_wait() calls exceeds": of a barrier used again DRD says so by chance, when the
     * next round begins before it has seen the last one end. */
    {"barrier that is being waited", "barrier-misuse"},
    {"barrier with active waiters", "barrier-misuse"},
    {"barrier not synchronized with", "barrier-misuse"},
    {"Error in barrier implementation", "barrier-misuse"},
    {"Mutex reinitialization", "init-again"},
    {"Invalid semaphore", "sem-misuse"},
    {"Not a semaphore", "sem-misuse"},
    {"semaphore that is being waited", "sem-misuse"},
    {"Acquired at:", "long-hold"},
    {NULL, NULL},
};

const char *tool_name(enum tool tool)
{
    return tool_names[tool];
}

enum tool tool_find(const char *name)
{
    for (enum tool tool = 0; tool < TOOL_COUNT; tool++) {
        if (strcmp(tool_names[tool], name) == 0) {
            return tool;
        }
    }
    return TOOL_COUNT;
}

const struct kind *kind_table(void)
{
    return kinds;
}

const struct kind *kind_find(const char *name)
{
    for (const struct kind *kind = kinds; kind->name != NULL; kind++) {
        if (strcmp(kind->name, name) == 0) {
            return kind;
        }
    }
    return NULL;
}

static const char *find_phrase(const struct phrase *phrase, const char *line)
{
    for (; phrase->text != NULL; phrase++) {
        if (strstr(line, phrase->text) != NULL) {
            return phrase->kind;
        }
    }
    return NULL;
}

/* "WARNING: lockcheck: KIND (TIER) (pid=N)"; its kinds are ours. */
static const char *lockcheck_kind(const char *line)
{
    static const char opening[] = "WARNING: lockcheck: ";
    if (strncmp(line, opening, sizeof(opening) - 1) != 0) {
        return NULL;
    }
    const char *name = line + sizeof(opening) - 1;
    size_t length = strcspn(name, " ");
    for (const struct kind *kind = kinds; kind->name != NULL; kind++) {
        if (strlen(kind->name) == length && strncmp(kind->name, name, length) == 0) {
            return kind->name;
        }
    }
    return "unknown";
}

const char *kind_of_line(enum tool tool, const char *line)
{
    static const char tsan_opening[] = "WARNING: ThreadSanitizer: ";
    switch (tool) {
    case TOOL_TSAN_GCC:
    case TOOL_TSAN_CLANG: {
        if (strncmp(line, tsan_opening, sizeof(tsan_opening) - 1) != 0) {
            return NULL;
        }
        const char *kind = find_phrase(tsan_phrases, line);
        return kind != NULL ? kind : "unknown";
    }
    case TOOL_HELGRIND:
        return find_phrase(helgrind_phrases, line);
    case TOOL_DRD:
        return find_phrase(drd_phrases, line);
    case TOOL_LOCKCHECK:
        return lockcheck_kind(line);
    default:
        return NULL;
    }
}

bool kind_matches(const char *list, const char *kind)
{
    size_t length = strlen(kind);
    for (const char *name = list; name != NULL; name = strchr(name, '|')) {
        name += (*name == '|');
        if (strncmp(name, kind, length) == 0 && (name[length] == '\0' || name[length] == '|')) {
            return true;
        }
    }
    return false;
}
