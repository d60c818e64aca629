/*
 * GitLab's code quality report: a flat list with a path, a line, a fingerprint and a severity.
 * Known findings are told too, as "info": GitLab compares the lists of two branches.
 */
#include "base/json_write.h"
#include "write/shared.h"

enum { TEXT_MAX = 1000 };

void rg_write_gitlab(FILE *out, const struct rg_view *view)
{
    struct rg_json json = {.out = out};
    rg_json_open(&json, NULL, '[');
    for (size_t i = 0; i < view->result->finding_count; i++) {
        const struct rg_finding *finding = &view->result->findings[i];
        if (finding->state == RG_STATE_SUPPRESSED || finding->state == RG_STATE_INFORMS) {
            continue;
        }
        struct rg_pool pool = {0};
        const struct rg_frame *primary = rg_view_primary(view, finding);
        const char *path = primary == NULL ? "unknown" : rg_view_path(view, primary->file);
        rg_json_open(&json, NULL, '{');
        rg_json_text_cut(&json, "description", rg_view_headline(view, finding, &pool), TEXT_MAX);
        rg_json_text(&json, "check_name", rg_kind_row(finding->key.kind)->name);
        rg_json_text(&json, "fingerprint", finding->fingerprint);
        rg_json_text(&json, "severity", rg_finding_fails(finding) ? "critical" : "info");
        rg_json_open(&json, "location", '{');
        rg_json_text(&json, "path", path);
        rg_json_open(&json, "lines", '{');
        rg_json_number(&json, "begin", primary == NULL ? 1 : primary->line);
        rg_json_close(&json, '}');
        rg_json_close(&json, '}');
        rg_json_close(&json, '}');
        rg_pool_clear(&pool);
    }
    rg_json_close(&json, ']');
}
