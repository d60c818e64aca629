#include "actor.h"

#include <stdlib.h>
#include <string.h>

#include "support/cmocka_all.h"

void actor_init(struct actor *actor, uint32_t pid, uint64_t start_ns)
{
    *actor = (struct actor){.inode = 5, .birth_ns = 9};
    trace_builder_init(&actor->builder, pid);
    struct lc_trace_header *header = trace_builder_header(&actor->builder);
    header->boot_id = BOOT;
    header->start_monotonic_ns = start_ns;
    header->start_realtime_ns = start_ns;
    trace_add_process(&actor->builder, "/srv/actor", "/srv", "");
    (void)trace_add_thread(&actor->builder, "", 0, 0);
    (void)trace_add_thread(&actor->builder, "", 0, 0);
}

void two(struct actor actors[2])
{
    actor_init(&actors[0], 100, 1 * NS);
    actor_init(&actors[1], 200, 2 * NS);
}

uint32_t lock_at(struct actor *actor, uint32_t offset)
{
    if (!actor->object) {
        actor->object = trace_add_object(&actor->builder, actor->inode, actor->birth_ns, false);
    }
    if (!actor->locks[offset]) {
        actor->locks[offset] = trace_add_lock(&actor->builder, &(struct lc_trace_lock){
                                                                   .kind = LC_LOCK_MUTEX,
                                                                   .place = LC_PLACE_SHARED,
                                                                   .flags = LC_LOCK_FLAG_PSHARED,
                                                                   .module = actor->object,
                                                                   .device = 1,
                                                                   .inode = actor->inode,
                                                                   .offset = offset,
                                                               });
    }
    return actor->locks[offset];
}

void takes_gated(struct actor *actor, uint64_t at_ns, uint32_t thread, uint32_t gate, uint32_t held,
                 uint32_t want)
{
    struct lc_trace_held both[2] = {{.lock = lock_at(actor, held)}};
    uint32_t count = 1;
    if (gate) {
        both[count++].lock = lock_at(actor, gate);
    }
    struct trace_step step = {.thread = thread,
                              .want = lock_at(actor, want),
                              .waited_ns = at_ns,
                              .held = both,
                              .held_count = count};
    (void)trace_add_dependency(&actor->builder, &step);
}

void takes(struct actor *actor, uint64_t at_ns, uint32_t thread, uint32_t held, uint32_t want)
{
    takes_gated(actor, at_ns, thread, 0, held, want);
}

void happens(struct actor *actor, enum lc_event what, uint64_t at_ns, uint32_t thread,
             uint32_t other)
{
    trace_add_event(&actor->builder, what, at_ns, thread, &other, 1);
}

int count_in_report(struct actor *actors, size_t count, const char *wanted)
{
    struct trace_builder builders[4];
    assert_true(count <= 4);
    for (size_t i = 0; i < count; i++) {
        builders[i] = actors[i].builder;
    }
    int status;
    char *text =
        report_text(&(struct lc_report_options){.show_all = true}, builders, count, &status);
    int found = 0;
    for (const char *at = text; (at = strstr(at, wanted)) != NULL; at++) {
        found++;
    }
    free(text);
    for (size_t i = 0; i < count; i++) {
        trace_builder_fini(&actors[i].builder);
    }
    return found;
}
