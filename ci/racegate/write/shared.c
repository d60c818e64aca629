#include "write/shared.h"

#include <string.h>

#include "base/files.h"
#include "model/frame.h"
#include "write/changes.h"

const char *rg_view_path(const struct rg_view *view, const char *path)
{
    size_t length = view->source_root == NULL ? 0 : strlen(view->source_root);
    if (path != NULL && length > 1 && strncmp(path, view->source_root, length) == 0 &&
        path[length] == '/') {
        return path + length + 1;
    }
    return path;
}

char *rg_view_location(const struct rg_view *view, const struct rg_frame *frame,
                       struct rg_pool *pool)
{
    if (frame == NULL) {
        return rg_pool_string(pool, "?");
    }
    if (frame->file == NULL) {
        return frame->module == NULL
                   ? rg_pool_string(pool, "?")
                   : rg_pool_format(pool, "%s+0x%llx", rg_path_base(frame->module), frame->offset);
    }
    const char *path = rg_view_path(view, frame->file);
    return frame->line == 0 ? rg_pool_string(pool, path)
                            : rg_pool_format(pool, "%s:%u", path, frame->line);
}

/* The innermost project frame with a source line, in the change when `changes` is given. */
static const struct rg_frame *first_frame(const struct rg_view *view, const struct rg_stack *stack,
                                          const struct rg_changes *changes)
{
    for (size_t i = 0; i < stack->frame_count; i++) {
        const struct rg_frame *frame = &stack->frames[i];
        if (frame->is_project && frame->file != NULL && frame->line != 0 &&
            (changes == NULL ||
             rg_changes_has(changes, rg_view_path(view, frame->file), frame->line))) {
            return frame;
        }
    }
    return NULL;
}

const struct rg_frame *rg_view_primary(const struct rg_view *view, const struct rg_finding *finding)
{
    const struct rg_report *report = finding->report;
    for (int try_changes = view->changes != NULL; try_changes >= 0; try_changes--) {
        for (size_t i = 0; i < report->stack_count; i++) {
            const struct rg_frame *frame = NULL;
            if (try_changes || rg_role_is_side(report->stacks[i].role)) {
                frame = first_frame(view, &report->stacks[i], try_changes ? view->changes : NULL);
            }
            if (frame != NULL) {
                return frame;
            }
        }
    }
    return NULL;
}

char *rg_view_headline(const struct rg_view *view, const struct rg_finding *finding,
                       struct rg_pool *pool)
{
    const struct rg_report *report = finding->report;
    char *text = rg_pool_string(pool, rg_kind_row(finding->key.kind)->title);
    if (finding->key.words != NULL) {
        text = rg_pool_format(pool, "%s (%s)", text, finding->key.words);
    }
    if (finding->key.object != NULL) {
        text = rg_pool_format(pool, "%s on %s", text, finding->key.object);
    }
    unsigned sides = 0;
    for (size_t i = 0; i < report->stack_count && sides < 4; i++) {
        const struct rg_frame *top = rg_frame_top(&report->stacks[i]);
        if (!rg_role_is_side(report->stacks[i].role) || top == NULL) {
            continue;
        }
        text = rg_pool_format(pool, "%s%s%s (%s)", text, sides == 0 ? ": " : " and ",
                              rg_frame_name(top, pool), rg_view_location(view, top, pool));
        sides++;
    }
    return text;
}

char *rg_view_witnesses(const struct rg_view *view, const struct rg_finding *finding,
                        struct rg_pool *pool)
{
    char *text = NULL;
    for (size_t i = 0; i < finding->witness_count; i++) {
        const char *config = view->result->jobs[finding->witnesses[i].job].config;
        bool is_new = true;
        for (size_t j = 0; j < i && is_new; j++) {
            is_new = strcmp(view->result->jobs[finding->witnesses[j].job].config, config) != 0;
        }
        if (is_new) {
            text = text == NULL ? rg_pool_string(pool, config)
                                : rg_pool_format(pool, "%s, %s", text, config);
        }
    }
    return text == NULL ? rg_pool_string(pool, "nobody") : text;
}

bool rg_view_shows(const struct rg_view *view, const struct rg_finding *finding)
{
    return view->show_all || finding->state == RG_STATE_NEW;
}

bool rg_finding_fails(const struct rg_finding *finding)
{
    return finding->state == RG_STATE_NEW;
}
