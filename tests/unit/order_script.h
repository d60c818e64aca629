/*
 * order_script.h - play an event list to order/ and read off what it finds.
 *
 * Events, separated by semicolons. A lock is a letter: upper case in write mode, lower case the
 * same lock in read mode. Threads are numbers.
 *
 *     1 A>B  1 A,c>B      thread 1 asks for B holding A; holding A, and C for reading
 *     start 2 1           thread 1 creates thread 2; `start 2 0`: by somebody unknown
 *     join 1 2            thread 1 joins thread 2
 *     detach 2            thread 2 ends and nobody will join it
 *     phase 1 2 3         a barrier of threads 1, 2 and 3
 *     end A               the lock's life ends; the next A is another lock
 *     withdraw A          it never was a lock
 *     writer-first A      its readers queue behind waiting writers
 *     two A  three A      it has two, or three, permits
 *     recheck A           look again for rings through it
 *     doubt A  plain A    its identity is in doubt; nothing is special about it
 *
 * What is found is written as "certainty:requested locks", a blank between, starting with the step
 * just added: "predicted:AB latent:CDE".
 */
#ifndef TESTS_UNIT_ORDER_SCRIPT_H
#define TESTS_UNIT_ORDER_SCRIPT_H

#include "base/arena.h"
#include "order/order.h"

enum { SCRIPT_LETTERS = 26, SCRIPT_IDS = 4096, SCRIPT_TEXT_BYTES = 1024 };

struct order_script {
    struct lc_arena arena;
    struct lc_order *order;
    lc_lock_id lock_of[SCRIPT_LETTERS]; /* 0: not used yet */
    char letter_of[SCRIPT_IDS];
    lc_lock_id next_lock;
    char found[SCRIPT_TEXT_BYTES];
};

void order_script_init(struct order_script *script);
void order_script_fini(struct order_script *script);

/* Play more events; returns what these found. Ends the test on a mistake in the list. */
const char *order_script_play(struct order_script *script, const char *events);
/* The same from nothing, with an lc_order of its own. The text is good until the next call. */
const char *found_in(const char *events);

#define FINDS(events, rings)  assert_string_equal(found_in(events), rings)
#define FINDS_NOTHING(events) assert_string_equal(found_in(events), "")

#endif
