#include "report/findings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "report/fingerprint.h"
#include "report/shared_lock.h"
#include "report/text_of.h"
#include "trace/walk.h"

const struct lc_trace_held *lc_finding_held(const struct lc_finding *finding, uint32_t index)
{
    const struct lc_trace_step *step = finding->steps[index];
    if (step->held_count == 0) {
        return NULL;
    }
    uint32_t before = (index ? index : finding->step_count) - 1;
    uint32_t wanted = finding->steps[finding->kind->ring ? before : 0]->want;
    for (uint32_t i = 0; i < step->held_count; i++) {
        if (step->held[i].lock == wanted) {
            return &step->held[i];
        }
    }
    return &step->held[step->held_count - 1];
}

uint32_t lc_finding_stuck_count(const struct lc_finding *finding)
{
    bool is_stuck =
        finding->tier == LC_TIER_DEADLOCK && (finding->kind->kind == LC_FINDING_GLOBAL_DEADLOCK ||
                                              finding->kind->kind == LC_FINDING_NESTED_MONITOR);
    uint32_t count = is_stuck ? finding->record->detail : 0;
    return count < finding->step_count ? count : is_stuck ? finding->step_count : 0;
}

bool lc_finding_is_signal(const struct lc_finding *finding, uint32_t index)
{
    uint32_t waits = lc_finding_stuck_count(finding);
    return waits != 0 && index >= waits;
}

static bool is_withdrawn(const struct lc_process *process, uint32_t lock)
{
    const struct lc_trace_lock_gone *gone = lc_process_lock_gone(process, lock);
    return gone && gone->record.flags == LC_GONE_WITHDRAWN;
}

/* One of its locks turned out to be none: the finding never was one, unless it is what showed that.
 */
static bool uses_withdrawn(const struct lc_finding *finding)
{
    if (finding->kind->kind == LC_FINDING_SEM_OVERPOST) {
        return false;
    }
    for (uint32_t i = 0; i < finding->step_count; i++) {
        const struct lc_trace_held *held = lc_finding_held(finding, i);
        if (is_withdrawn(finding->process, finding->steps[i]->want) ||
            (held && is_withdrawn(finding->process, held->lock))) {
            return true;
        }
    }
    return false;
}

/* False: the record makes no sense. */
static bool read_finding(struct lc_resolver *resolver, const struct lc_process *process,
                         const struct lc_trace_finding *record, struct lc_finding *ret_finding)
{
    struct lc_finding finding = {
        .process = process,
        .record = record,
        .kind = lc_kind_of(record->kind),
        .tier = (enum lc_tier)record->tier,
        .step_count = record->step_count,
        .count = 1,
        .told = record->record.flags & LC_FINDING_TOLD,
        .older = record->record.flags & LC_FINDING_OLDER,
    };
    if (!finding.kind || !lc_tier_name(record->tier) || record->step_count == 0) {
        return false;
    }
    finding.steps = lc_report_alloc(&resolver->arena, finding.step_count * sizeof(void *));
    const struct lc_trace_step *step = lc_trace_first_step(record);
    for (uint32_t i = 0; i < finding.step_count; i++) {
        finding.steps[i] = step;
        step = lc_trace_step_after(step);
    }
    *ret_finding = finding;
    return true;
}

/* Most certain, then shortest, then earliest. */
static int compare(const void *left, const void *right)
{
    const struct lc_finding *a = left;
    const struct lc_finding *b = right;
    if (a->tier != b->tier) {
        return a->tier < b->tier ? -1 : 1;
    }
    if (a->step_count != b->step_count) {
        return a->step_count < b->step_count ? -1 : 1;
    }
    if (a->process != b->process) {
        uint64_t a_start = a->process->header.start_realtime_ns;
        uint64_t b_start = b->process->header.start_realtime_ns;
        if (a_start != b_start) {
            return a_start < b_start ? -1 : 1;
        }
        return a->process->header.pid < b->process->header.pid ? -1 : 1;
    }
    return a->record->id < b->record->id ? -1 : a->record->id > b->record->id;
}

/* What the list has had so far: fingerprints, and the places of deadlocks. */
struct seen {
    struct lc_map fingerprints; /* -> struct lc_finding */
    struct lc_map deadlocks;    /* by places -> struct lc_finding */
};

/* The finding that says all that `finding` would say, or NULL. */
static struct lc_finding *covered_by(const struct seen *seen, const struct lc_finding *finding)
{
    /* A prediction that has come true in this run is no second defect. */
    if (finding->kind->kind == LC_FINDING_LOCK_ORDER &&
        lc_map_get(&seen->deadlocks, finding->places)) {
        return lc_map_get(&seen->deadlocks, finding->places);
    }
    return lc_map_get(&seen->fingerprints, strtoull(finding->fingerprint, NULL, 16));
}

static int remember(struct seen *seen, struct lc_finding *finding)
{
    int error = 0;
    if (finding->kind->kind == LC_FINDING_DEADLOCK) {
        error = lc_map_put(&seen->deadlocks, finding->places, finding);
    }
    return error
               ? error
               : lc_map_put(&seen->fingerprints, strtoull(finding->fingerprint, NULL, 16), finding);
}

/* Keep the first of equal findings, with their count. The list is sorted: deadlocks come first. */
static int collapse(struct lc_findings *findings)
{
    struct seen seen = {0};
    size_t kept = 0;
    int error = 0;
    for (size_t i = 0; i < findings->count && !error; i++) {
        struct lc_finding *finding = &findings->items[i];
        struct lc_finding *first = covered_by(&seen, finding);
        if (first) {
            first->count += first->kind == finding->kind;
            first->told = first->told || finding->told;
            first->older = first->older && finding->older;
        } else {
            findings->items[kept] = *finding;
            error = remember(&seen, &findings->items[kept++]);
        }
    }
    findings->count = kept;
    lc_map_fini(&seen.fingerprints);
    lc_map_fini(&seen.deadlocks);
    return error;
}

static void collect_from(struct lc_findings *findings, const struct lc_process *process,
                         struct lc_resolver *resolver)
{
    for (size_t i = 0; i < process->findings.count; i++) {
        const struct lc_trace_finding *record = (const void *)process->findings.items[i];
        struct lc_finding *finding = &findings->items[findings->count];
        if (record->record.flags & LC_FINDING_PEERS) {
            continue; /* a joint process has it */
        }
        if (!read_finding(resolver, process, record, finding)) {
            findings->damaged++;
        } else if (!uses_withdrawn(finding)) {
            lc_fingerprint(resolver, finding);
            findings->count++;
        }
    }
}

int lc_findings_collect(struct lc_findings *findings, const struct lc_model *model,
                        struct lc_resolver *resolver)
{
    *findings = (struct lc_findings){0};
    size_t room = 0;
    for (size_t i = 0; i < model->process_count; i++) {
        room += model->processes[i]->findings.count;
    }
    room += model->joint_count; /* one each, or none */
    if (room == 0) {
        return 0;
    }
    findings->items = calloc(room, sizeof(findings->items[0]));
    if (!findings->items) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < model->process_count; i++) {
        collect_from(findings, model->processes[i], resolver);
    }
    for (size_t i = 0; i < model->joint_count; i++) {
        collect_from(findings, model->joints[i], resolver);
    }
    if (findings->count) {
        qsort(findings->items, findings->count, sizeof(findings->items[0]), compare);
    }
    return collapse(findings);
}

/* The lock, wherever it is spoken of: joint processes have numbers of their own. */
static uint64_t identity_of(const struct lc_process *process, uint32_t id)
{
    const struct lc_trace_lock *lock = lc_process_lock(process, id);
    uint64_t shared = lc_shared_lock_key(process, id);
    return shared ? shared : lock ? lc_hash_mix(lc_hash_mix(lock->address) ^ lock->generation) : id;
}

/* Which locks a ring is about, in whatever order they stand. */
static uint64_t ring_key(const struct lc_finding *finding)
{
    uint64_t key = finding->step_count;
    for (uint32_t i = 0; i < finding->step_count; i++) {
        key += lc_hash_mix(identity_of(finding->process, finding->steps[i]->want));
    }
    return key | 1;
}

/* The deadlock that is told of the locks of this prediction, or NULL. */
static struct lc_finding *deadlock_of(const struct lc_map *rings, const struct lc_finding *finding)
{
    bool is_prediction = finding->kind->kind == LC_FINDING_LOCK_ORDER && !finding->suppressed_by;
    return is_prediction ? lc_map_get(rings, ring_key(finding)) : NULL;
}

int lc_findings_cover(struct lc_findings *findings)
{
    struct lc_map rings = {0};
    size_t kept = 0;
    int error = 0;
    for (size_t i = 0; i < findings->count && !error; i++) {
        const struct lc_finding *finding = &findings->items[i];
        struct lc_finding *deadlock = deadlock_of(&rings, finding);
        if (deadlock) {
            deadlock->covers++;
            continue;
        }
        findings->items[kept] = *finding;
        if (finding->kind->kind == LC_FINDING_DEADLOCK && !finding->suppressed_by) {
            error = lc_map_put(&rings, ring_key(&findings->items[kept]), &findings->items[kept]);
        }
        kept++;
    }
    findings->count = error ? findings->count : kept;
    lc_map_fini(&rings);
    return error;
}

void lc_findings_fini(struct lc_findings *findings)
{
    free(findings->items);
    *findings = (struct lc_findings){0};
}
