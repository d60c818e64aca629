#include "order_script.h"

#include "support/cmocka_all.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCRIPT_HELD = 16, SCRIPT_THREADS = 16 };

void order_script_init(struct order_script *script)
{
    memset(script, 0, sizeof(*script));
    lc_arena_init(&script->arena, &lc_arena_heap, SIZE_MAX);
    script->order = lc_order_new(&script->arena);
    assert_non_null(script->order);
}

void order_script_fini(struct order_script *script)
{
    lc_arena_fini(&script->arena);
}

static lc_lock_id lock_of(struct order_script *script, char letter)
{
    lc_lock_id *lock = &script->lock_of[toupper((unsigned char)letter) - 'A'];
    if (!*lock) {
        *lock = ++script->next_lock;
        assert_true(*lock < SCRIPT_IDS);
        script->letter_of[*lock] = (char)toupper((unsigned char)letter);
    }
    return *lock;
}

static uint32_t mode_of(char letter)
{
    return islower((unsigned char)letter) ? LC_MODE_READ : LC_MODE_WRITE;
}

/* Rule 1, for what the text does not show. */
static void check_threads(const struct lc_order_ring *ring)
{
    bool repeated = false;
    for (size_t i = 0; i < ring->step_count; i++) {
        for (size_t j = 0; j < i; j++) {
            repeated |= ring->steps[i].thread == ring->steps[j].thread;
        }
    }
    assert_int_equal(repeated, ring->certainty == LC_CERTAINTY_LATENT);
}

static void write_ring(void *context, const struct lc_order_ring *ring)
{
    static const char *const names[] = {"predicted", "possible", "latent"};
    struct order_script *script = context;
    size_t used = strlen(script->found);
    check_threads(ring);
    used += (size_t)snprintf(script->found + used, SCRIPT_TEXT_BYTES - used,
                             "%s%s:", used ? " " : "", names[ring->certainty]);
    assert_true(used + ring->step_count < SCRIPT_TEXT_BYTES);
    for (size_t i = 0; i < ring->step_count; i++) {
        script->found[used++] = script->letter_of[ring->steps[i].lock];
    }
    script->found[used] = '\0';
}

/* "A,c>B" */
static void play_request(struct order_script *script, lc_thread_id thread, const char *text)
{
    struct lc_order_held held[SCRIPT_HELD];
    size_t count = 0;
    const char *p = text;
    do {
        assert_true(count < SCRIPT_HELD && isalpha((unsigned char)p[0]));
        held[count++] =
            (struct lc_order_held){.lock = lock_of(script, p[0]), .mode = mode_of(p[0])};
        p += 2;
    } while (p[-1] == ',');
    assert_true(p[-1] == '>' && isalpha((unsigned char)p[0]) && p[1] == '\0');
    struct lc_order_request request = {
        .thread = thread,
        .lock = lock_of(script, p[0]),
        .mode = mode_of(p[0]),
        .held = held,
        .held_count = count,
    };
    assert_int_equal(lc_order_add(script->order, &request, write_ring, script), 0);
}

static void play_threads(struct order_script *script, const char *verb, const char *rest)
{
    lc_thread_id threads[SCRIPT_THREADS];
    size_t count = 0;
    for (char *end = (char *)rest; *end; count++) {
        assert_true(count < SCRIPT_THREADS);
        threads[count] = (lc_thread_id)strtoul(end, &end, 10);
        end += *end == ' ';
    }
    if (strcmp(verb, "start") == 0 && count == 2) {
        lc_order_thread_start(script->order, threads[0], threads[1]);
    } else if (strcmp(verb, "join") == 0 && count == 2) {
        lc_order_thread_end(script->order, threads[1], false);
        lc_order_thread_join(script->order, threads[0], threads[1]);
    } else if (strcmp(verb, "detach") == 0 && count == 1) {
        lc_order_thread_end(script->order, threads[0], true);
    } else if (strcmp(verb, "phase") == 0 && count > 0) {
        lc_order_phase(script->order, threads, count);
    } else {
        fail_msg("no such event: %s %s", verb, rest);
    }
}

static void play_lock(struct order_script *script, const char *verb, const char *rest)
{
    lc_lock_id lock = lock_of(script, rest[0]);
    if (strcmp(verb, "end") == 0) {
        lc_order_lock_end(script->order, lock);
        script->lock_of[rest[0] - 'A'] = 0;
    } else if (strcmp(verb, "withdraw") == 0) {
        lc_order_lock_withdraw(script->order, lock);
        script->lock_of[rest[0] - 'A'] = 0;
    } else if (strcmp(verb, "writer-first") == 0) {
        lc_order_lock_flags(script->order, lock, LC_ORDER_LOCK_WRITER_FIRST);
    } else if (strcmp(verb, "doubt") == 0) {
        lc_order_lock_flags(script->order, lock, LC_ORDER_LOCK_DOUBTFUL);
    } else if (strcmp(verb, "two") == 0 || strcmp(verb, "three") == 0) {
        uint32_t permits = verb[1] == 'w' ? 2 : 3;
        lc_order_lock_flags(script->order, lock, permits << LC_ORDER_LOCK_PERMITS_SHIFT);
    } else if (strcmp(verb, "plain") == 0) {
        lc_order_lock_flags(script->order, lock, 0);
    } else if (strcmp(verb, "recheck") == 0) {
        lc_order_recheck(script->order, lock, write_ring, script);
    } else {
        fail_msg("no such event: %s %s", verb, rest);
    }
}

static void play_event(struct order_script *script, const char *text)
{
    char verb[32];
    char rest[128];
    if (sscanf(text, " %31s %127[^;]", verb, rest) != 2) {
        fail_msg("not an event: %s", text);
    }
    if (isdigit((unsigned char)verb[0])) {
        play_request(script, (lc_thread_id)strtoul(verb, NULL, 10), rest);
    } else if (isupper((unsigned char)rest[0])) {
        play_lock(script, verb, rest);
    } else {
        play_threads(script, verb, rest);
    }
}

const char *order_script_play(struct order_script *script, const char *events)
{
    script->found[0] = '\0';
    for (const char *event = events; event; event = strchr(event, ';')) {
        event += *event == ';';
        play_event(script, event);
    }
    return script->found;
}

const char *found_in(const char *events)
{
    static struct order_script script;
    order_script_init(&script);
    (void)order_script_play(&script, events);
    order_script_fini(&script);
    return script.found;
}
