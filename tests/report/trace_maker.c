/*
 * Makes traces for the black-box tests of the report commands. Usage: trace_maker WHAT FILE.
 *   own      an inversion in this program's own code, to be symbolized
 *   kinds    one finding of each kind, in each tier that it may have
 *   hostile  names that are no text, ids that lead nowhere
 *   clean    no findings
 *   large    100,000 records and 200 findings
 *   older    of the version before
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "support/abba_trace.h"
#include "support/own_module.h"

struct shard {
    long hits;
    pthread_mutex_t guard;
};

static pthread_mutex_t accounts_lock;
static struct shard shards[4];
static const void *s_site;

__attribute__((noinline)) static void take_lock(void)
{
    s_site = __builtin_return_address(0);
}

__attribute__((noinline)) static const void *transfer(void)
{
    take_lock();
    return s_site;
}

__attribute__((noinline)) static const void *journal_compact(void)
{
    take_lock();
    return s_site;
}

static uint32_t add_static_lock(struct trace_builder *builder, uint32_t module, uint64_t offset)
{
    struct lc_trace_lock fields = {
        .kind = LC_LOCK_MUTEX, .place = LC_PLACE_STATIC, .module = module, .offset = offset};
    return trace_add_lock(builder, &fields);
}

static void make_own(struct trace_builder *builder)
{
    struct own_module own;
    own_module_find(&own);
    trace_builder_header(builder)->start_realtime_ns = UINT64_MAX / 2; /* newer than the file */
    trace_add_process(builder, own.path, "/", "run-1");
    uint32_t module = own_module_add(&own, builder);
    uint64_t first = trace_frame(module, own_offset(&own, transfer()));
    uint64_t second = trace_frame(module, own_offset(&own, journal_compact()));
    uint32_t stacks[] = {trace_add_stack(builder, 0, &first, 1),
                         trace_add_stack(builder, 0, &second, 1)};
    uint32_t a = add_static_lock(builder, module, own_offset(&own, &accounts_lock));
    uint32_t b = add_static_lock(builder, module, own_offset(&own, &shards[2].guard));
    uint32_t threads[] = {trace_add_thread(builder, "main", 0, 0),
                          trace_add_thread(builder, "worker-1", 1, stacks[0])};
    struct lc_trace_held holds_a = {.lock = a, .stack = stacks[0]};
    struct lc_trace_held holds_b = {.lock = b, .stack = stacks[1]};
    struct trace_step steps[] = {{threads[0], b, 0, stacks[0], 0, &holds_a, 1},
                                 {threads[1], a, 0, stacks[1], 0, &holds_b, 1}};
    (void)trace_add_finding(builder, LC_FINDING_LOCK_ORDER, LC_TIER_PREDICTED, steps, 2);
    const struct lc_trace_use uses[] = {
        {.lock = b, .stack = stacks[0], .waits = 1, .waited_ns = 2500000, .waited_ns_max = 2500000},
        {.lock = a, .stack = stacks[1], .hindered = 12, .hindered_ns = 1200000000},
        {.lock = a,
         .stack = stacks[0],
         .waits = 12,
         .waited_ns = 1200000000,
         .waited_ns_max = 300000000,
         .takes = 40,
         .held_ns = 90000,
         .held_ns_max = 30000},
        {.lock = 77, .stack = 77, .waits = 1, .waited_ns = 1, .waited_ns_max = 1},
    };
    for (size_t i = 0; i < LC_COUNT_OF(uses); i++) {
        trace_add_use(builder, &uses[i]);
    }
}

static void make_kinds(struct trace_builder *builder)
{
    trace_add_process(builder, "/srv/server", "/srv", "");
    for (unsigned int kind = 1; kind < LC_FINDING_KIND_END; kind++) {
        enum lc_tier tier = (enum lc_tier)(1 + kind % LC_TIER_INFO);
        abba_trace_add(builder, &(struct abba){.kind = (enum lc_finding_kind)kind, .tier = tier});
    }
}

static void make_hostile(struct trace_builder *builder)
{
    trace_add_process(builder, "/srv/\xff\xfe\"\\\n\x01", "/srv", "\xc0\x80");
    uint32_t module = trace_add_module(builder, "/lib/\xed\xa0\x80.so", "", 0);
    uint64_t frames[] = {trace_frame(module, 0), trace_frame(999, 5), 0, UINT64_MAX};
    uint32_t stack = trace_add_stack(builder, 0xffff, frames, 4);
    struct lc_trace_lock fields = {
        .kind = 77, .place = LC_PLACE_STATIC, .module = 4096, .init_stack = 12345};
    uint32_t lock = trace_add_lock(builder, &fields);
    uint32_t thread = trace_add_thread(builder, "\xf4\x90\x80\x80 sixteen bytes", 99, 98);
    trace_add_name(builder, LC_NAME_LOCK, lock, "lock \x80 of \xe2\x82");
    struct lc_trace_held held[] = {{.lock = 5000, .mode = 9, .stack = stack},
                                   {.lock = lock, .stack = 7777}};
    struct trace_step steps[] = {{thread, lock, 3, stack, UINT64_MAX, held, 2},
                                 {12345, 0, 0, 0, 0, NULL, 0},
                                 {thread, 6000, 0, 424242, 1, held, 1}};
    for (unsigned int kind = 0; kind < LC_FINDING_KIND_END + 2; kind++) {
        for (unsigned int tier = 0; tier < LC_TIER_INFO + 3; tier++) {
            (void)trace_add_finding(builder, (enum lc_finding_kind)kind, (enum lc_tier)tier, steps,
                                    1 + kind % 3);
        }
    }
    (void)trace_add_finding(builder, LC_FINDING_LOCK_ORDER, LC_TIER_PREDICTED, NULL, 0);
    trace_add_note(builder, true, "full \x9f disk");
    trace_builder_header(builder)->state = 99;
    trace_builder_header(builder)->exit_status = -1;
}

static void make_large(struct trace_builder *builder)
{
    enum { FINDINGS = 200, DEPENDENCIES = 100 * 1000 };
    trace_add_process(builder, "/srv/server", "/srv", "");
    for (uint64_t i = 0; i < FINDINGS; i++) {
        abba_trace_add(builder, &(struct abba){.offset = 0x10000 + 16 * i});
    }
    struct lc_trace_held held[] = {{.lock = 1, .stack = 1}, {.lock = 2, .stack = 2}};
    for (uint32_t i = 0; i < DEPENDENCIES; i++) {
        uint64_t frame = trace_frame(1, 0x100000 + i);
        uint32_t stack = trace_add_stack(builder, 0, &frame, 1);
        struct trace_step step = {1, 3 + i % 300, 0, stack, 0, held, 2};
        (void)trace_add_dependency(builder, &step);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: trace_maker own|kinds|hostile|clean|large|older FILE\n", stderr);
        return 2;
    }
    struct trace_builder builder;
    trace_builder_init(&builder, ABBA_PID);
    if (strcmp(argv[1], "own") == 0) {
        make_own(&builder);
    } else if (strcmp(argv[1], "kinds") == 0) {
        make_kinds(&builder);
    } else if (strcmp(argv[1], "hostile") == 0) {
        make_hostile(&builder);
    } else if (strcmp(argv[1], "large") == 0) {
        make_large(&builder);
    } else if (strcmp(argv[1], "older") == 0) {
        trace_builder_header(&builder)->version = LC_TRACE_VERSION - 1;
    } else {
        trace_add_process(&builder, "/srv/server", "/srv", "");
    }
    bool saved = trace_builder_save(&builder, argv[2]);
    trace_builder_fini(&builder);
    return saved ? 0 : 1;
}
