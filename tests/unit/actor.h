/*
 * actor.h - processes of which traces are built by hand, and what the report of all says.
 *
 * Locks are offsets into one page that all of them share. Times count from the machine's start.
 */
#ifndef TESTS_UNIT_ACTOR_H
#define TESTS_UNIT_ACTOR_H

#include "support/report_text.h"

enum { BOOT = 77, NS = 1000 };

#define PREDICTED "lock-order (predicted)"

/* One process: its trace, and the id in it of each lock of its memory, by offset. */
struct actor {
    struct trace_builder builder;
    uint32_t object;
    uint64_t inode, birth_ns;
    uint32_t locks[16];
};

void actor_init(struct actor *actor, uint32_t pid, uint64_t start_ns);
/* The first two. */
void two(struct actor actors[2]);

/* The id of the lock that lies there. */
uint32_t lock_at(struct actor *actor, uint32_t offset);
/* At `at_ns` the thread, holding `held` and maybe `gate` around it, asks for `want`. */
void takes_gated(struct actor *actor, uint64_t at_ns, uint32_t thread, uint32_t gate, uint32_t held,
                 uint32_t want);
void takes(struct actor *actor, uint64_t at_ns, uint32_t thread, uint32_t held, uint32_t want);
void happens(struct actor *actor, enum lc_event what, uint64_t at_ns, uint32_t thread,
             uint32_t other);

/* How often `wanted` is in the report of all, possible findings included. Ends the actors. */
int count_in_report(struct actor *actors, size_t count, const char *wanted);

#endif
