#include "report/json_parts.h"

#include <stdio.h>

#include "report/describe.h"

static void put_build_id(struct lc_json *json, const struct lc_trace_module *module)
{
    char hex[2 * sizeof(module->build_id) + 1] = "";
    for (uint32_t i = 0; module && i < module->build_id_bytes; i++) {
        (void)snprintf(hex + 2 * (size_t)i, 3, "%02x", module->build_id[i]);
    }
    lc_json_put_text(json, "build_id", hex[0] ? hex : NULL);
}

static void put_frame(struct lc_json *json, const struct lc_frame *frame)
{
    lc_json_open(json, '{');
    lc_json_put_text(json, "function", frame->function);
    lc_json_put_text(json, "file", frame->file);
    lc_json_key(json, "line");
    if (frame->line) {
        lc_json_number(json, frame->line);
    } else {
        lc_json_null(json);
    }
    lc_json_put_text(json, "module", frame->module_path[0] ? frame->module_path : NULL);
    put_build_id(json, frame->module);
    lc_json_put_number(json, "offset", frame->offset);
    lc_json_put_bool(json, "inlined", frame->inlined);
    lc_json_put_bool(json, "project", frame->project);
    lc_json_close(json, '}');
}

void lc_json_put_stack(struct lc_json *json, struct lc_resolver *resolver,
                       const struct lc_process *process, const char *key, uint32_t stack)
{
    struct lc_frames frames = lc_resolve_stack(resolver, process, stack);
    lc_json_put_open(json, key, '[');
    for (size_t i = 0; i < frames.count; i++) {
        put_frame(json, &frames.items[i]);
    }
    lc_json_close(json, ']');
}

void lc_json_put_lock(struct lc_json *json, struct lc_resolver *resolver,
                      const struct lc_process *process, uint32_t id)
{
    struct lc_lock_words words = lc_describe_lock(resolver, process, id);
    const struct lc_trace_lock *lock = lc_process_lock(process, id);
    lc_json_open(json, '{');
    lc_json_put_number(json, "id", id);
    lc_json_put_text(json, "name", words.name);
    lc_json_put_bool(json, "named", words.named);
    lc_json_put_text(json, "kind", words.kind);
    lc_json_put_text(json, "place", words.place);
    lc_json_put_text(json, "description", words.description);
    lc_json_put_number(json, "address", lock ? lock->address : 0);
    lc_json_put_stack(json, resolver, process, "initialised", lock ? lock->init_stack : 0);
    lc_json_put_stack(json, resolver, process, "allocated", lock ? lock->block_stack : 0);
    lc_json_close(json, '}');
}
