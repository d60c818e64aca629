
#include "base/compiler.h"
#include "trace/walk.h"

static const char *const s_kinds[] = {
    [LC_FINDING_LOCK_ORDER] = "lock-order",
    [LC_FINDING_DEADLOCK] = "deadlock",
    [LC_FINDING_SELF_DEADLOCK] = "self-deadlock",
    [LC_FINDING_RWLOCK_UPGRADE] = "rwlock-upgrade",
    [LC_FINDING_JOIN_HOLDING] = "join-holding",
    [LC_FINDING_UNLOCK_NOT_OWNER] = "unlock-not-owner",
    [LC_FINDING_UNLOCK_NOT_LOCKED] = "unlock-not-locked",
    [LC_FINDING_DESTROY_HELD] = "destroy-held",
    [LC_FINDING_FREE_HELD] = "free-held",
    [LC_FINDING_EXIT_HOLDING] = "exit-holding",
    [LC_FINDING_FORK_HOLDING] = "fork-holding",
    [LC_FINDING_COND_NOT_HELD] = "cond-not-held",
    [LC_FINDING_COND_TWO_MUTEXES] = "cond-two-mutexes",
    [LC_FINDING_HOLD_WHILE_BLOCKING] = "hold-while-blocking",
    [LC_FINDING_NESTED_MONITOR] = "nested-monitor",
    [LC_FINDING_SIGNAL_LOCK] = "signal-lock",
    [LC_FINDING_ROBUST_INCONSISTENT] = "robust-inconsistent",
    [LC_FINDING_THREAD_LEAK] = "thread-leak",
    [LC_FINDING_LONG_WAIT] = "long-wait",
    [LC_FINDING_GLOBAL_DEADLOCK] = "global-deadlock",
    [LC_FINDING_API_ERROR] = "api-error",
    [LC_FINDING_NOT_INITIALISED] = "not-initialised",
    [LC_FINDING_INIT_AGAIN] = "init-again",
    [LC_FINDING_DESTROY_AWAITED] = "destroy-awaited",
    [LC_FINDING_SIGNAL_NOT_HELD] = "signal-not-held",
    [LC_FINDING_READ_AGAIN] = "read-again",
    [LC_FINDING_OWNER_DIED] = "owner-died",
    [LC_FINDING_CONTENTION] = "contention",
    [LC_FINDING_SEM_OVERPOST] = "sem-overpost",
    [LC_FINDING_LIVELOCK] = "livelock",
};
_Static_assert(LC_COUNT_OF(s_kinds) == LC_FINDING_KIND_END, "every kind has a name");

static const char *const s_tiers[] = {
    [LC_TIER_DEADLOCK] = "deadlock",   [LC_TIER_CONFIRMED] = "confirmed",
    [LC_TIER_PREDICTED] = "predicted", [LC_TIER_POSSIBLE] = "possible",
    [LC_TIER_LATENT] = "latent",       [LC_TIER_INFO] = "info",
};

const char *lc_trace_kind_name(unsigned kind)
{
    return kind < LC_COUNT_OF(s_kinds) && s_kinds[kind] ? s_kinds[kind] : "unknown";
}

const char *lc_trace_tier_name(unsigned tier)
{
    return tier < LC_COUNT_OF(s_tiers) && s_tiers[tier] ? s_tiers[tier] : "unknown";
}
