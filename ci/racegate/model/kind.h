/*
 * model/kind.h - what a finding is, in one vocabulary for all tools.
 *
 * Names are lockcheck's where lockcheck has one. A kind that no row of the table knows becomes
 * RG_KIND_OTHER and keeps the tool's own words in the report's message.
 */
#ifndef RG_MODEL_KIND_H
#define RG_MODEL_KIND_H

#include <stdbool.h>

enum rg_kind {
    RG_KIND_DATA_RACE,
    RG_KIND_USE_AFTER_FREE,
    RG_KIND_LOCK_ORDER,
    RG_KIND_DEADLOCK,
    RG_KIND_SELF_DEADLOCK,
    RG_KIND_RWLOCK_UPGRADE,
    RG_KIND_JOIN_HOLDING,
    RG_KIND_UNLOCK_NOT_OWNER,
    RG_KIND_UNLOCK_NOT_LOCKED,
    RG_KIND_MUTEX_INVALID,
    RG_KIND_DESTROY_HELD,
    RG_KIND_FREE_HELD,
    RG_KIND_EXIT_HOLDING,
    RG_KIND_FORK_HOLDING,
    RG_KIND_COND_NOT_HELD,
    RG_KIND_COND_TWO_MUTEXES,
    RG_KIND_COND_MISUSE,
    RG_KIND_NESTED_MONITOR,
    RG_KIND_HOLD_WHILE_BLOCKING,
    RG_KIND_SIGNAL_LOCK,
    RG_KIND_SIGNAL_UNSAFE,
    RG_KIND_ROBUST_INCONSISTENT,
    RG_KIND_THREAD_LEAK,
    RG_KIND_BARRIER_MISUSE,
    RG_KIND_RWLOCK_MISUSE,
    RG_KIND_SEM_MISUSE,
    RG_KIND_LONG_HOLD,
    RG_KIND_API_ERROR,
    RG_KIND_SIGNAL_ERRNO,
    RG_KIND_COND_DESTROY_WAITED,
    RG_KIND_GLOBAL_DEADLOCK,
    RG_KIND_LONG_WAIT,
    RG_KIND_INIT_AGAIN,
    RG_KIND_READ_AGAIN,
    RG_KIND_OWNER_DIED,
    RG_KIND_LIVELOCK,
    RG_KIND_OTHER,
    RG_KIND_COUNT
};

/* How the sides of a finding are ordered when two reports are compared. */
enum rg_shape {
    RG_SHAPE_SITE, /* one place */
    RG_SHAPE_PAIR, /* two places, in no order */
    RG_SHAPE_RING, /* places in a circle: any of them may come first */
};

struct rg_kind_row {
    const char *name;  /* "data-race": in files, on the command line */
    const char *rule;  /* "RG1001": SARIF's rule id; never reused */
    const char *title; /* for people */
    const char *help;  /* one sentence: what to do */
    enum rg_shape shape;
    bool explains_hang; /* a program with this bug may hang because of it */
};

const struct rg_kind_row *rg_kind_row(enum rg_kind kind);
/* RG_KIND_OTHER when `name` is no kind of ours. */
enum rg_kind rg_kind_from_name(const char *name);

#endif
