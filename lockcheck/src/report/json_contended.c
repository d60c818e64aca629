#include "report/json_contended.h"

#include "report/contended.h"
#include "report/json_parts.h"

static void put_usage(struct lc_json *json, const struct lc_usage *usage)
{
    lc_json_put_number(json, "waits", usage->waits);
    lc_json_put_number(json, "waited_ns", usage->waited_ns);
    lc_json_put_number(json, "waited_ns_max", usage->waited_ns_max);
    lc_json_put_number(json, "hindered", usage->hindered);
    lc_json_put_number(json, "hindered_ns", usage->hindered_ns);
    lc_json_put_number(json, "takes", usage->takes);
    lc_json_put_number(json, "held_ns", usage->held_ns);
    lc_json_put_number(json, "held_ns_max", usage->held_ns_max);
}

static void put_place(struct lc_json *json, struct lc_resolver *resolver,
                      const struct lc_process *process, const struct lc_contended_use *place)
{
    lc_json_open(json, '{');
    put_usage(json, &place->usage);
    lc_json_put_stack(json, resolver, process, "stack", place->stack);
    lc_json_close(json, '}');
}

static void put_lock(struct lc_json *json, struct lc_resolver *resolver,
                     const struct lc_contended_lock *lock)
{
    lc_json_open(json, '{');
    lc_json_put_number(json, "pid", lock->process->header.pid);
    lc_json_key(json, "lock");
    lc_json_put_lock(json, resolver, lock->process, lock->lock);
    put_usage(json, &lock->usage);
    lc_json_put_open(json, "places", '[');
    for (size_t i = 0; i < lock->place_count; i++) {
        put_place(json, resolver, lock->process, &lock->places[i]);
    }
    lc_json_close(json, ']');
    lc_json_close(json, '}');
}

void lc_json_put_contended(struct lc_json *json, struct lc_result *result)
{
    struct lc_contended_list list = lc_contended_collect(&result->resolver, &result->model);
    lc_json_put_open(json, "contention", '[');
    for (size_t i = 0; i < list.count; i++) {
        put_lock(json, &result->resolver, &list.items[i]);
    }
    lc_json_close(json, ']');
}
