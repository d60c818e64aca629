#include "report/contended.h"

#include <stdlib.h>

#include "report/text_of.h"

static void add_most(uint64_t *most, uint64_t value)
{
    *most = value > *most ? value : *most;
}

static void add(struct lc_usage *sum, const struct lc_trace_use *use)
{
    sum->waits += use->waits;
    sum->waited_ns += use->waited_ns;
    add_most(&sum->waited_ns_max, use->waited_ns_max);
    sum->hindered += use->hindered;
    sum->hindered_ns += use->hindered_ns;
    sum->takes += use->takes;
    sum->held_ns += use->held_ns;
    add_most(&sum->held_ns_max, use->held_ns_max);
}

static const struct lc_trace_use *use_at(const struct lc_process *process, size_t index)
{
    return (const void *)process->uses.items[index];
}

struct lc_usage lc_usage_of(const struct lc_process *process, uint32_t lock, uint32_t stack)
{
    struct lc_usage usage = {0};
    for (size_t i = 0; i < process->uses.count; i++) {
        const struct lc_trace_use *use = use_at(process, i);
        if (use->lock == lock && use->stack == stack) {
            add(&usage, use);
        }
    }
    return usage;
}

/* ---- Order ---- */

static int compare_usage(const struct lc_usage *a, const struct lc_usage *b)
{
    if (a->waited_ns != b->waited_ns) {
        return a->waited_ns > b->waited_ns ? -1 : 1;
    }
    uint64_t a_ns = a->hindered_ns + a->held_ns, b_ns = b->hindered_ns + b->held_ns;
    return a_ns > b_ns ? -1 : a_ns < b_ns;
}

static int compare_places(const void *a, const void *b)
{
    return compare_usage(&((const struct lc_contended_use *)a)->usage,
                         &((const struct lc_contended_use *)b)->usage);
}

static int compare_locks(const void *a, const void *b)
{
    return compare_usage(&((const struct lc_contended_lock *)a)->usage,
                         &((const struct lc_contended_lock *)b)->usage);
}

/* By lock, then by place: those of one lock stand together. */
static int compare_uses(const void *a, const void *b)
{
    const struct lc_trace_use *left = *(const struct lc_trace_use *const *)a;
    const struct lc_trace_use *right = *(const struct lc_trace_use *const *)b;
    if (left->lock != right->lock) {
        return left->lock < right->lock ? -1 : 1;
    }
    return left->stack < right->stack ? -1 : left->stack > right->stack;
}

/* ---- Collect ---- */

static void put_use(struct lc_contended_lock *lock, const struct lc_trace_use *use)
{
    struct lc_contended_use *last = lock->place_count ? &lock->places[lock->place_count - 1] : NULL;
    if (!last || last->stack != use->stack) {
        last = &lock->places[lock->place_count++];
        *last = (struct lc_contended_use){.stack = use->stack};
    }
    add(&last->usage, use);
    add(&lock->usage, use);
}

/* Appends the locks of one process; `list` and its places have room. */
static void collect_process(struct lc_resolver *resolver, const struct lc_process *process,
                            struct lc_contended_list *list)
{
    size_t count = process->uses.count;
    const struct lc_trace_use **uses =
        lc_report_alloc(&resolver->arena, (count + 1) * sizeof(uses[0]));
    struct lc_contended_use *places =
        lc_report_alloc(&resolver->arena, (count + 1) * sizeof(places[0]));
    for (size_t i = 0; i < count; i++) {
        uses[i] = use_at(process, i);
    }
    qsort(uses, count, sizeof(uses[0]), compare_uses);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || uses[i]->lock != uses[i - 1]->lock) {
            list->items[list->count++] = (struct lc_contended_lock){
                .process = process, .lock = uses[i]->lock, .places = &places[i]};
        }
        put_use(&list->items[list->count - 1], uses[i]);
    }
}

struct lc_contended_list lc_contended_collect(struct lc_resolver *resolver,
                                              const struct lc_model *model)
{
    size_t room = 1;
    for (size_t i = 0; i < model->process_count; i++) {
        room += model->processes[i]->uses.count;
    }
    struct lc_contended_list list = {
        .items = lc_report_alloc(&resolver->arena, room * sizeof(list.items[0]))};
    for (size_t i = 0; i < model->process_count; i++) {
        collect_process(resolver, model->processes[i], &list);
    }
    for (size_t i = 0; i < list.count; i++) {
        qsort(list.items[i].places, list.items[i].place_count, sizeof(list.items[i].places[0]),
              compare_places);
    }
    qsort(list.items, list.count, sizeof(list.items[0]), compare_locks);
    return list;
}
