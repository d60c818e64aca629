/* The report of last resort: no symbols, no suppressions; module and offset, for addr2line. */
#include <string.h>

#include "base/fmt.h"
#include "runtime/locks.h"
#include "runtime/modules.h"
#include "runtime/reporter.h"
#include "runtime/stack.h"
#include "runtime/state.h"
#include "trace/walk.h"

static void put_stack(struct lc_fmt *line, int fd, uint32_t stack)
{
    const uint64_t *frames;
    unsigned count = lc_stack_frames_locked(stack, &frames);
    for (unsigned i = 0; i < count; i++) {
        lc_fmt_clear(line);
        lc_fmt_str(line, "        #");
        lc_fmt_u64(line, i);
        lc_fmt_str(line, " ");
        uint32_t module = (uint32_t)(frames[i] >> LC_FRAME_MODULE_SHIFT);
        lc_fmt_str(line, module ? lc_module_path_locked(module) : "(no module)");
        lc_fmt_str(line, "+");
        lc_fmt_hex(line, frames[i] & ((UINT64_C(1) << LC_FRAME_MODULE_SHIFT) - 1));
        lc_fmt_str(line, "\n");
        (void)lc_fmt_write(line, fd);
    }
}

static void put_lock(struct lc_fmt *line, const char *verb, uint32_t id)
{
    const struct lc_lock *lock = lc_lock_by_id_locked(id);
    lc_fmt_clear(line);
    lc_fmt_str(line, "    ");
    lc_fmt_str(line, verb);
    lc_fmt_str(line, " lock M");
    lc_fmt_u64(line, id);
    if (lock) {
        lc_fmt_str(line, " at ");
        lc_fmt_hex(line, lock->address);
    }
    if (lock && lock->place == LC_PLACE_STATIC) {
        lc_fmt_str(line, ", ");
        lc_fmt_str(line, lc_module_path_locked(lock->module));
        lc_fmt_str(line, "+");
        lc_fmt_hex(line, lock->offset);
    }
    lc_fmt_str(line, "\n");
}

static void put_step(struct lc_fmt *line, int fd, const struct lc_trace_step *step,
                     const char *wants)
{
    lc_fmt_clear(line);
    lc_fmt_str(line, "  T");
    lc_fmt_u64(line, step->thread);
    lc_fmt_str(line, "\n");
    (void)lc_fmt_write(line, fd);
    for (uint32_t i = 0; i < step->held_count; i++) {
        put_lock(line, "holds", step->held[i].lock);
        (void)lc_fmt_write(line, fd);
        put_stack(line, fd, step->held[i].stack);
    }
    if (step->want) {
        put_lock(line, wants, step->want);
        (void)lc_fmt_write(line, fd);
        put_stack(line, fd, step->want_stack);
    }
}

/* Its numbers are those of another trace. */
static void put_foreign_step(struct lc_fmt *line, int fd)
{
    lc_fmt_clear(line);
    lc_fmt_str(line, "  a thread of another process\n");
    (void)lc_fmt_write(line, fd);
}

static void put_finding(struct lc_fmt *line, int fd, const struct lc_trace_finding *finding)
{
    lc_fmt_clear(line);
    lc_fmt_str(line, "WARNING: lockcheck: ");
    lc_fmt_str(line, lc_trace_kind_name(finding->kind));
    lc_fmt_str(line, " (");
    lc_fmt_str(line, lc_trace_tier_name(finding->tier));
    lc_fmt_str(line, ") (pid=");
    lc_fmt_u64(line, g_lc.pid);
    lc_fmt_str(line, ")\n");
    (void)lc_fmt_write(line, fd);
    const struct lc_trace_step *step = lc_trace_first_step(finding);
    /* Of a stuck process, `detail` threads wait; those after them have signalled. */
    bool is_stuck = finding->tier == LC_TIER_DEADLOCK && finding->detail != 0;
    for (uint32_t i = 0; i < finding->step_count; i++) {
        if (finding->record.flags & LC_FINDING_PEERS && step->peer) {
            put_foreign_step(line, fd);
        } else {
            put_step(line, fd, step, is_stuck && i >= finding->detail ? "signalled" : "wants");
        }
        step = lc_trace_step_after(step);
    }
}

/* ---- What of it is printed ---- */

static bool fails(const struct lc_trace_finding *finding)
{
    return finding->tier <= LC_TIER_PREDICTED;
}

static bool is_told(const struct lc_trace_finding *finding)
{
    return finding->record.flags & LC_FINDING_TOLD;
}

struct tally {
    unsigned failing, printed;
    unsigned seen; /* printed, now or while the process ran */
    unsigned hidden;
};

static void put_or_count(struct lc_fmt *line, int fd, const struct lc_trace_finding *finding,
                         struct tally *tally)
{
    bool is_wanted = fails(finding) || g_lc.options.show == LC_SHOW_ALL;
    if (is_wanted && !is_told(finding)) {
        put_finding(line, fd, finding);
        tally->printed++;
    }
    tally->failing += fails(finding);
    tally->seen += is_wanted || is_told(finding);
    tally->hidden += !is_wanted && !is_told(finding);
}

static const char s_nameless[] =
    "the lockcheck tool beside the library is absent or failed, so no names: use addr2line -fie "
    "MODULE OFFSET\n";

static void put_summary(struct lc_fmt *line, int fd, const struct tally *tally)
{
    lc_fmt_clear(line);
    lc_fmt_str(line, "SUMMARY: lockcheck: ");
    lc_fmt_u64(line, tally->seen);
    lc_fmt_str(line, tally->seen == 1 ? " finding" : " findings");
    if (tally->hidden) {
        lc_fmt_str(line, ", ");
        lc_fmt_u64(line, tally->hidden);
        lc_fmt_str(line, " more with show=all");
    }
    lc_fmt_str(line, " in ");
    lc_fmt_str(line, g_lc.executable);
    lc_fmt_str(line, " (pid ");
    lc_fmt_u64(line, g_lc.pid);
    lc_fmt_str(line, "); ");
    lc_fmt_str(line, s_nameless);
    (void)lc_fmt_write(line, fd);
}

static char s_line[1024]; /* under cold */

int lc_reporter_plain_locked(int fd)
{
    struct lc_fmt line;
    struct tally tally = {0};
    lc_fmt_init(&line, s_line, sizeof(s_line));
    const unsigned char *base = (const unsigned char *)g_lc.trace.header;
    for (size_t at = g_lc.trace.header->header_bytes; at < g_lc.trace.next;) {
        const struct lc_trace_record *record = (const struct lc_trace_record *)(base + at);
        if (record->type == LC_REC_FINDING) {
            put_or_count(&line, fd, (const struct lc_trace_finding *)record, &tally);
        }
        at += record->bytes;
    }
    /* What only informs, and is not asked for, leaves no trace in the program's output. */
    if (tally.failing || tally.printed) {
        put_summary(&line, fd, &tally);
    }
    return tally.failing ? (int)g_lc.options.exitcode : 0;
}

void lc_reporter_plain_one_locked(int fd, const struct lc_trace_finding *finding)
{
    struct lc_fmt line;
    lc_fmt_init(&line, s_line, sizeof(s_line));
    put_finding(&line, fd, finding);
    lc_fmt_clear(&line);
    lc_fmt_str(&line, "  Note: ");
    lc_fmt_str(&line, s_nameless);
    (void)lc_fmt_write(&line, fd);
}
