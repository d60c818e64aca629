#include "runtime/classes.h"

#include <string.h>

#include "base/compiler.h"
#include "base/hash.h"
#include "runtime/annotation.h"
#include "runtime/finding.h"
#include "runtime/locks.h"
#include "runtime/stack.h"
#include "runtime/state.h"

/* ---- Which class ---- */

struct class
{
    uint64_t key;
    lc_lock_id id;
    struct class *next;
};

enum { CLASS_BUCKETS = 256 };

static struct class *s_classes[CLASS_BUCKETS];

/* The call that made the lock what it is; 0: not known. */
static uint64_t call_of(uint32_t stack)
{
    const uint64_t *frames;
    return stack && lc_stack_frames_locked(stack, &frames) ? frames[0] : 0;
}

/* 0: the lock is alone in its class. */
static uint64_t key_of(const struct lc_lock *lock)
{
    enum { BY_NAME = 1, BY_INIT, BY_BLOCK };
    uint64_t made = call_of(lock->init_stack), block = call_of(lock->block_stack);
    if (lock->class_name) {
        return lc_hash_fold(BY_NAME, (uintptr_t)lock->class_name);
    }
    if (made) {
        return lc_hash_fold(BY_INIT, made);
    }
    return block ? lc_hash_fold(lc_hash_fold(BY_BLOCK, block), lock->address - lock->block_start)
                 : 0;
}

static void record_class(lc_lock_id id, const struct lc_lock *sample)
{
    lc_stack_record_locked(sample->init_stack);
    lc_stack_record_locked(sample->block_stack);
    struct lc_trace_writer *trace = lc_runtime_trace_locked();
    struct lc_trace_lock *record = lc_trace_begin(trace, LC_REC_LOCK, sizeof(*record));
    if (record) {
        record->id = id;
        record->kind = sample->kind;
        record->flags = LC_LOCK_FLAG_CLASS;
        record->init_stack = sample->init_stack;
        record->block_stack = sample->block_stack;
        record->offset = sample->address - sample->block_start;
        lc_trace_commit(trace);
    }
    const struct lc_lock named = {.id = id, .class_name = sample->class_name};
    lc_annotation_record_names_locked(&named);
}

/* The number of the lock's class, which is its own where it is alone; 0: no memory. */
static lc_lock_id class_of(lc_lock_id id)
{
    const struct lc_lock *lock = lc_lock_by_id_locked(id);
    uint64_t key = lock ? key_of(lock) : 0;
    if (!key) {
        return id;
    }
    struct class **link = &s_classes[lc_hash_mix(key) % CLASS_BUCKETS];
    while (*link && (*link)->key != key) {
        link = &(*link)->next;
    }
    if (!*link) {
        struct class *class = lc_arena_alloc(&g_lc.arena, sizeof(*class));
        if (!class) {
            return 0;
        }
        *class = (struct class){.key = key, .id = lc_lock_new_id_locked()};
        record_class(class->id, lock);
        lc_order_lock_flags(g_lc.order, class->id, LC_ORDER_LOCK_DOUBTFUL);
        *link = class;
    }
    return (*link)->id;
}

/* ---- Which locks they were ---- */

enum { HELD_MAX = 32, INSTANCE_BUCKETS = 1024 };

/* A request in classes, as it was made the first time, and the locks that they were then. */
struct instance {
    lc_thread_id thread;
    uint32_t stack;
    lc_lock_id class, lock;
    struct instance *next;
    uint32_t held_count;
    lc_lock_id held[]; /* locks */
};

static struct instance *s_instances[INSTANCE_BUCKETS];

static struct instance **chain_of(lc_thread_id thread, lc_lock_id class, uint32_t stack)
{
    uint64_t hash = lc_hash_fold(lc_hash_fold(thread, class), stack);
    return &s_instances[lc_hash_mix(hash) % INSTANCE_BUCKETS];
}

static const struct instance *find_instance(lc_thread_id thread, lc_lock_id class, uint32_t stack)
{
    const struct instance *i = *chain_of(thread, class, stack);
    while (i && (i->thread != thread || i->class != class || i->stack != stack)) {
        i = i->next;
    }
    return i;
}

static void remember(const struct lc_order_request *request, lc_lock_id class)
{
    size_t bytes = request->held_count * sizeof(lc_lock_id);
    struct instance *instance = lc_arena_alloc(&g_lc.arena, sizeof(*instance) + bytes);
    if (!instance) {
        return;
    }
    struct instance **chain = chain_of(request->thread, class, request->stack);
    *instance = (struct instance){.thread = request->thread,
                                  .stack = request->stack,
                                  .class = class,
                                  .lock = request->lock,
                                  .held_count = (uint32_t)request->held_count,
                                  .next = *chain};
    for (size_t i = 0; i < request->held_count; i++) {
        instance->held[i] = request->held[i].lock;
    }
    *chain = instance;
}

static bool holds(const struct instance *instance, lc_lock_id lock)
{
    uint32_t i = 0;
    while (i < instance->held_count && instance->held[i] != lock) {
        i++;
    }
    return i < instance->held_count;
}

/* Whether each step holds the very lock that the one before it asks for: then it is a matter of
 * locks, and has been judged as one. */
static bool is_ring_of_locks(const struct lc_order_ring *ring)
{
    for (size_t i = 0; i < ring->step_count; i++) {
        const struct lc_order_step *step = &ring->steps[i];
        const struct lc_order_step *next = &ring->steps[(i + 1) % ring->step_count];
        const struct instance *asked = find_instance(step->thread, step->lock, step->stack);
        const struct instance *other = find_instance(next->thread, next->lock, next->stack);
        if (!asked || !other || !holds(other, asked->lock)) {
            return false;
        }
    }
    return true;
}

static void tell_ring(void *context, const struct lc_order_ring *ring)
{
    if (!is_ring_of_locks(ring)) {
        lc_finding_ring(context, ring);
    }
}

/* ---- Requests ---- */

struct translation {
    lc_lock_id class;
    struct lc_order_held held[HELD_MAX];
    size_t held_count;
    bool has_class; /* of more than one lock */
};

static void put_held(struct translation *to, const struct lc_order_held *held, lc_lock_id class)
{
    size_t i = 0;
    while (i < to->held_count && to->held[i].lock != class) {
        i++;
    }
    if (i == to->held_count) {
        to->held[to->held_count++] = *held;
        to->held[i].lock = class;
    }
}

/* False: it says nothing of classes, or there is no memory. */
static bool translate(const struct lc_order_request *request, struct translation *ret_to)
{
    ret_to->class = class_of(request->lock);
    ret_to->has_class = ret_to->class != request->lock;
    ret_to->held_count = 0;
    if (request->held_count > HELD_MAX || !ret_to->class) {
        return false;
    }
    for (size_t i = 0; i < request->held_count; i++) {
        lc_lock_id class = class_of(request->held[i].lock);
        if (!class || class == ret_to->class) {
            return false;
        }
        ret_to->has_class |= class != request->held[i].lock;
        put_held(ret_to, &request->held[i], class);
    }
    return ret_to->has_class;
}

void lc_classes_add_locked(struct lc_thread *self, const struct lc_order_request *request)
{
    struct translation to;
    if (!translate(request, &to)) {
        return;
    }
    struct lc_order_request in_classes = *request;
    in_classes.lock = to.class;
    in_classes.held = to.held;
    in_classes.held_count = to.held_count;
    if (!find_instance(request->thread, to.class, request->stack)) {
        remember(request, to.class);
    }
    g_lc.counts.dropped_no_memory += lc_order_add(g_lc.order, &in_classes, tell_ring, self) != 0;
}

void lc_classes_reset_locked(void)
{
    memset(s_classes, 0, sizeof(s_classes));
    memset(s_instances, 0, sizeof(s_instances));
}
