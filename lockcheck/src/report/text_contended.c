#include "report/text_contended.h"

#include "report/contended.h"
#include "report/describe.h"
#include "report/text_of.h"

enum { LOCKS_LISTED_MAX = 10, PLACES_LISTED_MAX = 5 };

/* "1.20 s", "300 ms", "45 us". */
static const char *duration_of(struct lc_arena *arena, uint64_t ns)
{
    const uint64_t us = 1000, ms = 1000 * us, s = 1000 * ms;
    if (ns >= s) {
        return lc_text_of(arena, "%.2f s", (double)ns / (double)s);
    }
    return ns >= ms ? lc_text_of(arena, "%.0f ms", (double)ns / (double)ms)
                    : lc_text_of(arena, "%.0f us", (double)ns / (double)us);
}

/* "12 times"; "once". */
static const char *times_of(struct lc_arena *arena, uint64_t count)
{
    return count == 1 ? "once" : lc_text_of(arena, "%llu times", (unsigned long long)count);
}

/* "waited 12 times, 1.20 s in all, 300 ms at most"; of one time its length says it all. */
static const char *spans_of(struct lc_arena *arena, const char *verb, uint64_t count,
                            uint64_t sum_ns, uint64_t most_ns)
{
    const char *sum = duration_of(arena, sum_ns);
    if (count == 1) {
        return lc_text_of(arena, "%s once, %s", verb, sum);
    }
    return lc_text_of(arena, "%s %s, %s in all, %s at most", verb, times_of(arena, count), sum,
                      duration_of(arena, most_ns));
}

static const char *waits_of(struct lc_arena *arena, const struct lc_usage *usage)
{
    return spans_of(arena, "waited", usage->waits, usage->waited_ns, usage->waited_ns_max);
}

static const char *hindered_of(struct lc_arena *arena, const struct lc_usage *usage)
{
    return lc_text_of(arena, "gave it back to a waiter %s, after waits of %s",
                      times_of(arena, usage->hindered), duration_of(arena, usage->hindered_ns));
}

static const char *takes_of(struct lc_arena *arena, const struct lc_usage *usage)
{
    return spans_of(arena, "held", usage->takes, usage->held_ns, usage->held_ns_max);
}

/* ---- Of a finding ---- */

const char *lc_contended_step(struct lc_resolver *resolver, const struct lc_finding *finding,
                              uint32_t index)
{
    const struct lc_trace_step *step = finding->steps[index];
    struct lc_usage usage;
    if (step->want) {
        usage = lc_usage_of(finding->process, step->want, step->want_stack);
        return usage.waits ? waits_of(&resolver->arena, &usage) : "";
    }
    if (step->held_count == 0) {
        return "";
    }
    usage = lc_usage_of(finding->process, step->held[0].lock, step->held[0].stack);
    return usage.hindered ? hindered_of(&resolver->arena, &usage) : "";
}

const char *lc_contended_message(struct lc_resolver *resolver, const struct lc_finding *finding)
{
    uint64_t waited_ns = 0;
    uint32_t lock = finding->step_count ? finding->steps[0]->want : 0;
    for (size_t i = 0; i < finding->process->uses.count; i++) {
        const struct lc_trace_use *use = (const void *)finding->process->uses.items[i];
        waited_ns += use->lock == lock ? use->waited_ns : 0;
    }
    if (waited_ns == 0 || finding->count > 1) {
        return finding->kind->message;
    }
    return lc_text_of(&resolver->arena,
                      "Threads waited %s in all for one lock, in a process that ran for %s.",
                      duration_of(&resolver->arena, waited_ns),
                      duration_of(&resolver->arena, finding->record->elapsed_ns));
}

/* ---- The table ---- */

static void print_place(struct lc_resolver *resolver, const struct lc_process *process,
                        const struct lc_contended_use *place, FILE *stream)
{
    struct lc_arena *arena = &resolver->arena;
    const struct lc_usage *usage = &place->usage;
    const struct lc_frame *top = lc_frames_top(lc_resolve_stack(resolver, process, place->stack));
    (void)fprintf(stream, "    %s\n",
                  top ? lc_describe_frame(arena, process, top) : "(no stack was recorded)");
    if (usage->waits) {
        (void)fprintf(stream, "        %s\n", waits_of(arena, usage));
    }
    if (usage->hindered) {
        (void)fprintf(stream, "        %s\n", hindered_of(arena, usage));
    }
    if (usage->takes) {
        (void)fprintf(stream, "        %s\n", takes_of(arena, usage));
    }
}

static void print_lock(struct lc_result *result, const struct lc_contended_lock *lock,
                       const struct lc_style *style, FILE *stream)
{
    struct lc_resolver *resolver = &result->resolver;
    struct lc_arena *arena = &resolver->arena;
    struct lc_lock_words words = lc_describe_lock(resolver, lock->process, lock->lock);
    const char *pid = result->model.process_count > 1
                          ? lc_text_of(arena, ", pid %u", lock->process->header.pid)
                          : "";
    (void)fprintf(stream, "  %s%s%s  %s%s\n", style->lock, words.name, style->off,
                  words.description, pid);
    if (lock->usage.waits) {
        (void)fprintf(stream, "    %s\n", waits_of(arena, &lock->usage));
    }
    if (lock->usage.takes) {
        (void)fprintf(stream, "    %s\n", takes_of(arena, &lock->usage));
    }
    for (size_t i = 0; i < lock->place_count && i < PLACES_LISTED_MAX; i++) {
        print_place(resolver, lock->process, &lock->places[i], stream);
    }
    if (lock->place_count > PLACES_LISTED_MAX) {
        (void)fprintf(stream, "    and %zu places more\n", lock->place_count - PLACES_LISTED_MAX);
    }
}

void lc_text_contended(struct lc_result *result, const struct lc_style *style, FILE *stream)
{
    struct lc_contended_list list = lc_contended_collect(&result->resolver, &result->model);
    if (list.count == 0) {
        return;
    }
    (void)fputs(list.items[0].usage.waits ? "Contended locks, the longest waited for first:\n"
                                          : "Locks taken, the longest held first:\n",
                stream);
    for (size_t i = 0; i < list.count && i < LOCKS_LISTED_MAX; i++) {
        print_lock(result, &list.items[i], style, stream);
    }
    if (list.count > LOCKS_LISTED_MAX) {
        (void)fprintf(stream, "  And %zu locks more; the JSON report has them all.\n",
                      list.count - LOCKS_LISTED_MAX);
    }
    (void)fputc('\n', stream);
}
