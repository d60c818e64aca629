#include "report/peers.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "report/joint.h"
#include "report/text_of.h"
#include "trace/walk.h"

static bool is_peer(const struct lc_process *process, const struct lc_trace_peer *peer)
{
    return process->header.pid == peer->pid &&
           process->header.start_monotonic_ns == peer->start_monotonic_ns;
}

/* Of joint processes those that are one trace: they have no finding. */
static struct lc_process *find_among(struct lc_process **processes, size_t count, bool are_joint,
                                     const struct lc_trace_peer *peer)
{
    for (size_t i = 0; i < count; i++) {
        if (is_peer(processes[i], peer) && !(are_joint && processes[i]->findings.count)) {
            return processes[i];
        }
    }
    return NULL;
}

/* The trace that the finding names, if it is still that. */
static struct lc_process *open_peer(struct lc_model *model, const struct lc_trace_peer *peer)
{
    const char *path =
        lc_text_copy(&model->arena, lc_trace_text(&peer->record, peer->path), peer->path.bytes);
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        return NULL;
    }
    struct lc_process *process = lc_model_add_witness(model, path);
    return process && is_peer(process, peer) ? process : NULL;
}

/* A process of which at most the number is known. NULL: no memory. */
static struct lc_process *add_stranger(struct lc_model *model, const struct lc_trace_peer *peer)
{
    struct lc_process *process = lc_model_add_joint(model);
    if (process) {
        process->header.pid = peer ? peer->pid : 0;
        process->header.start_monotonic_ns = peer ? peer->start_monotonic_ns : 0;
        process->trace_path = process->executable = process->directory = "";
        process->run_id = process->command = "";
    }
    return process;
}

/* Whose step it is. NULL: no memory. */
static const struct lc_process *process_of(struct lc_model *model, const struct lc_process *teller,
                                           uint32_t id)
{
    if (id == 0) {
        return teller;
    }
    const struct lc_trace_peer *peer = lc_process_peer(teller, id);
    if (!peer) {
        return add_stranger(model, NULL);
    }
    struct lc_process *process = find_among(model->processes, model->process_count, false, peer);
    process = process ? process : find_among(model->asides, model->aside_count, false, peer);
    process = process ? process : find_among(model->joints, model->joint_count, true, peer);
    process = process ? process : open_peer(model, peer);
    return process ? process : add_stranger(model, peer);
}

static int join(struct lc_model *model, const struct lc_process *teller,
                const struct lc_trace_finding *finding)
{
    struct lc_joint_step *steps = calloc((size_t)finding->step_count + 1, sizeof(steps[0]));
    const struct lc_trace_step *step = lc_trace_first_step(finding);
    int error = steps ? 0 : -ENOMEM;
    for (uint32_t i = 0; i < finding->step_count && !error; i++) {
        steps[i].process = process_of(model, teller, step->peer);
        steps[i].step = step;
        steps[i].waited_ns = step->waited_ns;
        error = steps[i].process ? 0 : -ENOMEM;
        step = lc_trace_step_after(step);
    }
    if (!error && finding->step_count) {
        error = lc_joint_add(model, &(struct lc_joint){.head = *finding,
                                                       .steps = steps,
                                                       .step_count = finding->step_count});
    }
    free(steps);
    return error;
}

static int join_all(struct lc_model *model, struct lc_process *const *processes, size_t count)
{
    int error = 0;
    for (size_t i = 0; i < count && !error; i++) {
        const struct lc_process *process = processes[i];
        for (size_t j = 0; j < process->findings.count && !error; j++) {
            const struct lc_trace_finding *finding = (const void *)process->findings.items[j];
            if (finding->record.flags & LC_FINDING_PEERS) {
                error = join(model, process, finding);
            }
        }
    }
    return error;
}

int lc_peers_join(struct lc_model *model)
{
    int error = join_all(model, model->processes, model->process_count);
    return error ? error : join_all(model, model->asides, model->aside_count);
}
