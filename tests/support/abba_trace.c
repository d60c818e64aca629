#include "support/abba_trace.h"

static uint32_t add_stack(struct trace_builder *builder, uint32_t module, uint64_t offset)
{
    uint64_t frames[] = {trace_frame(module, offset), trace_frame(module, 0x9000)};
    return trace_add_stack(builder, 0, frames, 2);
}

static uint32_t add_lock(struct trace_builder *builder, uint64_t address, const char *name)
{
    struct lc_trace_lock fields = {
        .kind = LC_LOCK_MUTEX, .place = LC_PLACE_MAPPED, .address = address};
    uint32_t lock = trace_add_lock(builder, &fields);
    if (name) {
        trace_add_name(builder, LC_NAME_LOCK, lock, name);
    }
    return lock;
}

void abba_trace_add(struct trace_builder *builder, const struct abba *abba)
{
    uint32_t module = trace_add_module(builder, abba->module ? abba->module : "/opt/server", "", 0);
    uint64_t offset = abba->offset ? abba->offset : 0x1100;
    uint32_t first_outer = add_stack(builder, module, 0x1000);
    uint32_t first_inner = add_stack(builder, module, offset);
    uint32_t second_outer = add_stack(builder, module, 0x2000);
    uint32_t second_inner = add_stack(builder, module, 0x2100);
    for (uint32_t i = 0; i < abba->ids_before; i++) {
        (void)add_lock(builder, 0x10, "other");
        (void)trace_add_thread(builder, "other", 0, 0);
    }
    uint32_t a = add_lock(builder, abba->base + 0x100, abba->unnamed ? NULL : "accounts_lock");
    uint32_t b = add_lock(builder, abba->base + 0x200, abba->unnamed ? NULL : "journal_lock");
    uint32_t worker = trace_add_thread(builder, "worker-1", 0, second_outer);
    uint32_t compactor = trace_add_thread(builder, "compactor", 0, 0);
    struct lc_trace_held holds_a = {.lock = a, .stack = first_outer};
    struct lc_trace_held holds_b = {.lock = b, .stack = second_outer};
    struct trace_step first = {worker, b, 0, first_inner, 0, &holds_a, 1};
    struct trace_step second = {compactor, a, 0, second_inner, 0, &holds_b, 1};
    (void)trace_add_dependency(builder, &first);
    (void)trace_add_dependency(builder, &second);
    struct trace_step steps[] = {abba->turned ? second : first, abba->turned ? first : second};
    (void)trace_add_finding(builder, abba->kind ? abba->kind : LC_FINDING_LOCK_ORDER,
                            abba->tier ? abba->tier : LC_TIER_PREDICTED, steps, 2);
}

void abba_trace_build(struct trace_builder *builder, const struct abba *abba)
{
    trace_builder_init(builder, abba->pid ? abba->pid : ABBA_PID);
    trace_add_process(builder, "/srv/server", "/srv", "");
    abba_trace_add(builder, abba);
    struct lc_trace_header *header = trace_builder_header(builder);
    header->counts.locks = 214;
    header->counts.threads = 9;
    header->counts.dependencies = 3120;
}
