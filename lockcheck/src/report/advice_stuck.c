#include "report/advice_stuck.h"

#include "report/describe.h"
#include "report/finding_words.h"
#include "report/text_of.h"

/* The first thread that waits on a condition; -1: none does. */
static int find_condition(const struct lc_finding *finding)
{
    uint32_t waits = lc_finding_stuck_count(finding);
    for (uint32_t i = 0; i < waits; i++) {
        const struct lc_trace_lock *lock =
            lc_process_lock(finding->process, finding->steps[i]->want);
        if (lock && lock->kind == LC_LOCK_COND) {
            return (int)i;
        }
    }
    return -1;
}

/* Who signalled it; NULL: nobody that was seen. */
static const struct lc_trace_step *find_signal(const struct lc_finding *finding, uint32_t cond)
{
    for (uint32_t i = lc_finding_stuck_count(finding); i < finding->step_count; i++) {
        if (finding->steps[i]->want == cond) {
            return finding->steps[i];
        }
    }
    return NULL;
}

const char *lc_advise_stuck(struct lc_resolver *resolver, const struct lc_finding *finding,
                            const char *usual)
{
    struct lc_arena *arena = &resolver->arena;
    if (lc_finding_is_at_pipes(finding)) {
        return "read what was written before waiting for the writer, or before writing more than a "
               "pipe holds (64 KiB); and after a fork close the ends that are not used: a reader "
               "that has the write end itself never sees the end";
    }
    int index = find_condition(finding);
    if (index < 0) {
        return usual;
    }
    const struct lc_process *process = finding->process;
    const struct lc_trace_step *step = finding->steps[index];
    const char *cond = lc_finding_lock_name(resolver, finding, step->want);
    const char *waiter = lc_describe_thread(resolver, process, step->thread).label;
    const struct lc_trace_step *signal = find_signal(finding, step->want);
    if (!signal) {
        return lc_text_of(arena,
                          "%s waits on %s, which nobody was seen to signal: find who was to, and "
                          "what keeps it from there",
                          waiter, cond);
    }
    const char *by = lc_describe_thread(resolver, process, signal->thread).label;
    const struct lc_frame *top =
        lc_frames_top(lc_resolve_stack(resolver, process, signal->want_stack));
    return lc_text_of(arena,
                      "%s waits on %s. %s signalled it%s%s, and that signal did not help: it came "
                      "before the wait (so ask for the state first: while (!ready) wait), or it "
                      "woke somebody else (so broadcast, or use a condition for each thing to wait "
                      "for)",
                      waiter, cond, by, top ? ", in " : "",
                      top ? lc_describe_frame(arena, process, top) : "");
}
