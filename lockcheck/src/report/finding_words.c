#include "report/finding_words.h"

#include <string.h>

#include "report/describe.h"
#include "report/text_contended.h"
#include "report/text_of.h"

/* A ring of more locks than a reader can follow is not drawn, nor are its names told apart. */
enum { RING_DRAWN_MAX = 100 };

/* Does every step of the ring want a lock? Then it can be drawn. */
static bool is_drawn(const struct lc_finding *finding)
{
    if (!finding->kind->ring || finding->step_count < 2 || finding->step_count > RING_DRAWN_MAX) {
        return false;
    }
    for (uint32_t i = 0; i < finding->step_count; i++) {
        if (finding->steps[i]->want == 0) {
            return false;
        }
    }
    return true;
}

static const char *count_word(struct lc_arena *arena, uint32_t count)
{
    static const char *const words[] = {"No",  "One",   "Two",   "Three", "Four", "Five",
                                        "Six", "Seven", "Eight", "Nine",  "Ten"};
    return count < LC_COUNT_OF(words) ? words[count] : lc_text_of(arena, "%u", count);
}

/* "processes" when no two threads of a finding are of one process. */
static const char *actors_of(const struct lc_finding *finding)
{
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_process *owner =
            lc_process_of_thread(finding->process, finding->steps[i]->thread);
        for (uint32_t j = 0; j < i; j++) {
            if (lc_process_of_thread(finding->process, finding->steps[j]->thread) == owner) {
                return "threads";
            }
        }
    }
    return finding->step_count > 1 ? "processes" : "threads";
}

static bool is_of_classes(const struct lc_finding *finding)
{
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_lock *lock =
            lc_process_lock(finding->process, finding->steps[i]->want);
        if (lock && lock->flags & LC_LOCK_FLAG_CLASS) {
            return true;
        }
    }
    return false;
}

static bool wants_once(const struct lc_finding *finding)
{
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_lock *lock =
            lc_process_lock(finding->process, finding->steps[i]->want);
        if (lock && lock->kind == LC_LOCK_ONCE) {
            return true;
        }
    }
    return false;
}

/* A ring of two, through an initializer. */
static const char *once_message(enum lc_tier tier)
{
    return tier == LC_TIER_POSSIBLE
               ? "An initializer takes a lock, and a thread that has this lock calls for the same "
                 "to be initialised. It was done by then. Unless something always sees to that, "
                 "both can wait for ever."
               : "An initializer takes a lock, and a thread that has this lock calls for the same "
                 "to be initialised. With unlucky timing both wait for ever.";
}

static const char *lock_order_message(struct lc_arena *arena, const struct lc_finding *finding)
{
    uint32_t count = finding->step_count;
    if (is_of_classes(finding)) {
        return finding->tier == LC_TIER_LATENT
                   ? "One thread takes locks of the same classes in different orders."
                   : "Threads take locks of the same classes in different orders. In this run they "
                     "were not the same locks; where they are, all of them can wait for ever.";
    }
    if (count == 2 && finding->tier != LC_TIER_LATENT && wants_once(finding)) {
        return once_message(finding->tier);
    }
    if (finding->tier == LC_TIER_LATENT) {
        return count == 2 ? "One thread takes the same two locks in opposite orders. Once a second "
                            "thread does one half of it, both can wait for ever."
                          : "One thread takes the same locks in different orders. Once other "
                            "threads do parts of it, all of them can wait for ever.";
    }
    if (count == 2) {
        return lc_text_of(arena,
                          "Two %s take the same two locks in opposite orders. With unlucky timing "
                          "both wait for ever.",
                          actors_of(finding));
    }
    return lc_text_of(arena,
                      "%s %s each hold one lock and ask for the next one, in a ring. With "
                      "unlucky timing all of them wait for ever.",
                      count_word(arena, count), actors_of(finding));
}

static const char *livelock_message(struct lc_arena *arena, const struct lc_finding *finding)
{
    uint32_t refusals = finding->record->detail;
    if (finding->step_count == 2) {
        return lc_text_of(arena,
                          "Two threads each try for a lock that the other one holds, fail, and "
                          "begin again. Both were refused at least %u times in a row, and neither "
                          "got on.",
                          refusals);
    }
    return lc_text_of(arena,
                      "%s threads each try for a lock that the next one holds, in a ring, fail, "
                      "and begin again. All were refused at least %u times in a row, and none got "
                      "on.",
                      count_word(arena, finding->step_count), refusals);
}

static const char *signal_lock_message(struct lc_arena *arena, const struct lc_finding *finding)
{
    const char *signal = lc_finding_signal(arena, finding);
    if (finding->tier == LC_TIER_POSSIBLE) {
        return lc_text_of(arena,
                          "A lock is taken in a handler of %s, and elsewhere with that signal not "
                          "blocked. Unless something keeps the signal from coming there, the "
                          "thread waits for itself.",
                          signal);
    }
    return lc_text_of(arena,
                      "A lock is taken in a handler of %s, and elsewhere while %s can come. When "
                      "it comes there, the handler waits for the thread that it interrupted: for "
                      "itself.",
                      signal, signal);
}

/* The holder is in the process `detail`. */
static const char *far_holder_message(struct lc_arena *arena, const struct lc_finding *finding)
{
    const struct lc_trace_thread *holder =
        finding->step_count > 1 ? lc_process_thread(finding->process, finding->steps[1]->thread)
                                : NULL;
    uint32_t pid = finding->record->detail;
    return lc_text_of(
        arena,
        "A thread has waited for a lock for very long. Thread %u of process %u has it, "
        "and is in no wait that is known: `lockcheck stack %u` shows where.",
        holder ? holder->tid : pid, pid, pid);
}

static const char *long_wait_message(struct lc_arena *arena, const struct lc_finding *finding)
{
    if (finding->record->detail) {
        return far_holder_message(arena, finding);
    }
    bool holder_waits = finding->step_count == 2 && finding->steps[1]->want;
    return holder_waits ? "A thread has waited for a lock for very long. Whoever has it waits as "
                          "well, and keeps it meanwhile."
                        : finding->kind->message;
}

bool lc_finding_is_at_pipes(const struct lc_finding *finding)
{
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_lock *lock =
            lc_process_lock(finding->process, finding->steps[i]->want);
        if (lock && lock->kind == LC_LOCK_PIPE) {
            return true;
        }
    }
    return false;
}

const char *lc_finding_message(struct lc_resolver *resolver, const struct lc_finding *finding)
{
    if (finding->kind->kind == LC_FINDING_LOCK_ORDER) {
        return lock_order_message(&resolver->arena, finding);
    }
    if (finding->kind->kind == LC_FINDING_DEADLOCK && finding->step_count == 2) {
        return lc_text_of(&resolver->arena, "Two %s wait for each other. Neither can ever go on.",
                          actors_of(finding));
    }
    if (finding->kind->kind == LC_FINDING_DEADLOCK && finding->step_count == 1) {
        return "A thread joins itself, or a thread that is joining it. The C library refuses "
               "(EDEADLK) instead of hanging.";
    }
    if (finding->kind->kind == LC_FINDING_LIVELOCK) {
        return livelock_message(&resolver->arena, finding);
    }
    if (finding->kind->kind == LC_FINDING_SIGNAL_LOCK) {
        return signal_lock_message(&resolver->arena, finding);
    }
    if (finding->kind->kind == LC_FINDING_NESTED_MONITOR && finding->tier == LC_TIER_PREDICTED) {
        return "A thread waits on a condition and keeps another lock. Every signal of this run "
               "came "
               "from a thread that had that lock: none of them can come during the wait.";
    }
    if (finding->kind->kind == LC_FINDING_NESTED_MONITOR && finding->tier == LC_TIER_POSSIBLE) {
        return "A thread waits on a condition and keeps a lock under which another thread signals. "
               "That signal cannot come during the wait; only others can end it.";
    }
    if (finding->kind->kind == LC_FINDING_LONG_WAIT) {
        return long_wait_message(&resolver->arena, finding);
    }
    if (finding->kind->kind == LC_FINDING_JOIN_HOLDING && finding->tier == LC_TIER_POSSIBLE) {
        return "A thread joins another one with a lock held that the other one took before. Unless "
               "something keeps that before, both can wait for ever.";
    }
    if (finding->kind->kind == LC_FINDING_EXIT_HOLDING && finding->tier == LC_TIER_DEADLOCK) {
        return "A thread waits for a lock that another one held when it ended. Nobody can release "
               "it any more.";
    }
    if (finding->kind->kind == LC_FINDING_GLOBAL_DEADLOCK && lc_finding_is_at_pipes(finding)) {
        return "What is waited for here has to come through a pipe, and nobody else has its other "
               "end. None of these can ever go on.";
    }
    if (finding->kind->kind == LC_FINDING_CONTENTION) {
        return lc_contended_message(resolver, finding);
    }
    if (finding->kind->kind == LC_FINDING_THREAD_LEAK &&
        finding->record->detail == LC_LEAK_RUNNING) {
        return "The process ended while a thread was still running that was neither joined nor "
               "detached. What it was about to do is not done.";
    }
    if (finding->kind->kind == LC_FINDING_OWNER_DIED && finding->record->detail) {
        return lc_text_of(&resolver->arena,
                          "A thread waits for a mutex whose owner, thread %u, has died holding it. "
                          "Nobody can release it any more.",
                          finding->record->detail);
    }
    return finding->kind->message;
}

const char *lc_finding_lock_name(struct lc_resolver *resolver, const struct lc_finding *finding,
                                 uint32_t lock)
{
    struct lc_lock_words words = lc_describe_lock(resolver, finding->process, lock);
    bool told_apart = words.named && finding->step_count <= RING_DRAWN_MAX;
    for (uint32_t i = 0; told_apart && i < finding->step_count; i++) {
        uint32_t other = finding->steps[i]->want;
        if (other == 0 || other == lock) {
            continue;
        }
        struct lc_lock_words other_words = lc_describe_lock(resolver, finding->process, other);
        if (strcmp(words.name, other_words.name) == 0) {
            return lc_text_of(&resolver->arena, "%s (M%u)", words.name, lock);
        }
    }
    return words.name;
}

const char *lc_finding_signal(struct lc_arena *arena, const struct lc_finding *finding)
{
    enum { REALTIME_FIRST = 34 }; /* SIGRTMIN of the watched process */
    int signal = (int)finding->record->detail;
    const char *name = sigabbrev_np(signal);
    if (name) {
        return lc_text_of(arena, "SIG%s", name);
    }
    return signal < REALTIME_FIRST ? lc_text_of(arena, "signal %d", signal)
                                   : lc_text_of(arena, "SIGRTMIN+%d", signal - REALTIME_FIRST);
}

const char *lc_finding_ring(struct lc_resolver *resolver, const struct lc_finding *finding)
{
    if (!is_drawn(finding)) {
        return "";
    }
    /* What the first step holds is what the last one wants. */
    uint32_t last = finding->steps[finding->step_count - 1]->want;
    const char *ring = lc_finding_lock_name(resolver, finding, last);
    for (uint32_t i = 0; i < finding->step_count; i++) {
        ring = lc_text_of(&resolver->arena, "%s -> %s", ring,
                          lc_finding_lock_name(resolver, finding, finding->steps[i]->want));
    }
    return ring;
}
