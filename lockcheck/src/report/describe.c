#include "report/describe.h"

#include <string.h>

#include "order/order.h"
#include "report/text_of.h"

static const char *const s_lock_kinds[] = {
    [LC_LOCK_MUTEX] = "mutex",       [LC_LOCK_RWLOCK] = "rwlock",
    [LC_LOCK_SPIN] = "spin lock",    [LC_LOCK_SEM] = "semaphore",
    [LC_LOCK_CUSTOM] = "lock",       [LC_LOCK_COND] = "condition variable",
    [LC_LOCK_BARRIER] = "barrier",   [LC_LOCK_THREAD] = "thread",
    [LC_LOCK_ONCE] = "once control", [LC_LOCK_FILE] = "file lock",
    [LC_LOCK_PROCESS] = "process",   [LC_LOCK_PIPE] = "pipe",
};

static const char *const s_places[] = {
    [LC_PLACE_UNKNOWN] = "unknown", [LC_PLACE_STATIC] = "static", [LC_PLACE_HEAP] = "heap",
    [LC_PLACE_STACK] = "stack",     [LC_PLACE_MAPPED] = "mapped", [LC_PLACE_SHARED] = "shared",
};

const char *lc_describe_mode(unsigned int mode)
{
    return mode == LC_MODE_READ ? "read" : "write";
}

const char *lc_describe_place(struct lc_arena *arena, const struct lc_process *process,
                              const char *file, unsigned int line)
{
    size_t bytes = strlen(process->directory);
    if (bytes > 1 && strncmp(file, process->directory, bytes) == 0 && file[bytes] == '/') {
        file += bytes + 1;
    }
    return line ? lc_text_of(arena, "%s:%u", file, line) : file;
}

const char *lc_describe_function(struct lc_arena *arena, const struct lc_frame *frame)
{
    if (frame->function) {
        return frame->function;
    }
    if (!frame->module) {
        return lc_text_of(arena, "generated code 0x%llx", (unsigned long long)frame->offset);
    }
    const char *module = frame->module_path[0] ? lc_path_base(frame->module_path) : "[vdso]";
    return lc_text_of(arena, "%s+0x%llx", module, (unsigned long long)frame->offset);
}

const char *lc_describe_frame(struct lc_arena *arena, const struct lc_process *process,
                              const struct lc_frame *frame)
{
    const char *function = lc_describe_function(arena, frame);
    if (frame->function) {
        function = lc_function_short(arena, function);
    }
    if (!frame->file) {
        return function;
    }
    return lc_text_of(arena, "%s at %s", function,
                      lc_describe_place(arena, process, frame->file, frame->line));
}

/* ", made by f at x.c:1" with the top project frame of a stack; "" without one. */
static const char *by_stack(struct lc_resolver *resolver, const struct lc_process *process,
                            const char *verb, uint32_t stack)
{
    const struct lc_frame *top = lc_frames_top(lc_resolve_stack(resolver, process, stack));
    if (!top) {
        return "";
    }
    return lc_text_of(&resolver->arena, "%s by %s", verb,
                      lc_describe_frame(&resolver->arena, process, top));
}

static const char *describe_heap(struct lc_resolver *resolver, const struct lc_process *process,
                                 const struct lc_trace_lock *lock)
{
    struct lc_arena *arena = &resolver->arena;
    if (lock->block_bytes == 0) {
        return lc_text_of(arena, "heap, at 0x%llx%s", (unsigned long long)lock->address,
                          by_stack(resolver, process, ", initialised", lock->init_stack));
    }
    return lc_text_of(arena, "heap, object of %llu bytes%s, offset %llu",
                      (unsigned long long)lock->block_bytes,
                      by_stack(resolver, process, " allocated", lock->block_stack),
                      (unsigned long long)(lock->address - lock->block_start));
}

/* Fills in name and description of a static lock. */
static void describe_static(struct lc_resolver *resolver, const struct lc_process *process,
                            const struct lc_trace_lock *lock, struct lc_lock_words *words)
{
    struct lc_arena *arena = &resolver->arena;
    struct lc_image *image = lc_resolve_module(resolver, process, lock->module);
    struct lc_data data = {0};
    const char *path = "no module";
    if (image) {
        data = lc_image_data(image, lock->offset);
        path = lc_image_path(image);
    }
    if (!data.name) {
        words->description = lc_text_of(arena, "static, %s+0x%llx", lc_path_base(path),
                                        (unsigned long long)lock->offset);
        return;
    }
    words->name = data.name;
    words->named = true;
    const char *where =
        data.file ? lc_describe_place(arena, process, data.file, data.line) : lc_path_base(path);
    words->description = data.function ? lc_text_of(arena, "static in %s, %s",
                                                    lc_function_short(arena, data.function), where)
                                       : lc_text_of(arena, "static, %s", where);
}

/* The file, or what kind of memory the kernel's name for it means. */
static const char *describe_object(struct lc_arena *arena, const struct lc_process *process,
                                   const struct lc_trace_lock *lock)
{
    const struct lc_trace_object *object = lc_process_object(process, lock->module);
    if (!object || object->path.bytes == 0) {
        return lc_text_of(arena, "file %llx:%llu", (unsigned long long)lock->device,
                          (unsigned long long)lock->inode);
    }
    const char *path =
        lc_text_plain(arena, lc_trace_text(&object->record, object->path), object->path.bytes);
    if (strncmp(path, "/dev/zero", strlen("/dev/zero")) == 0) {
        return lc_text_of(arena, "anonymous memory %llu", (unsigned long long)lock->inode);
    }
    return path;
}

static const char *describe_elsewhere(struct lc_resolver *resolver,
                                      const struct lc_process *process,
                                      const struct lc_trace_lock *lock)
{
    struct lc_arena *arena = &resolver->arena;
    const char *made = by_stack(resolver, process, ", initialised", lock->init_stack);
    switch (lock->place) {
    case LC_PLACE_STACK:
        return lc_text_of(arena, "on a thread's stack%s", made);
    case LC_PLACE_MAPPED:
        return lc_text_of(arena, "in mapped memory at 0x%llx%s", (unsigned long long)lock->address,
                          made);
    case LC_PLACE_SHARED:
        return lc_text_of(arena, "shared between processes, offset %llu of %s%s",
                          (unsigned long long)lock->offset, describe_object(arena, process, lock),
                          made);
    default:
        return lc_text_of(arena, "at 0x%llx%s", (unsigned long long)lock->address, made);
    }
}

/* A name that the program gave (lc_name of annotate.h), or NULL. */
static const char *given_name(struct lc_resolver *resolver, const struct lc_process *process,
                              uint32_t lock)
{
    const struct lc_trace_name *name = lc_process_name(process, LC_NAME_LOCK, lock);
    if (!name) {
        name = lc_process_name(process, LC_NAME_LOCK_CLASS, lock);
    }
    if (!name || name->name.bytes == 0) {
        return NULL;
    }
    return lc_text_plain(&resolver->arena, lc_trace_text(&name->record, name->name),
                         name->name.bytes);
}

/* A join: the "lock" is another thread's end. */
static void describe_end(struct lc_resolver *resolver, const struct lc_process *process,
                         const struct lc_trace_lock *lock, struct lc_lock_words *words)
{
    struct lc_thread_words thread = lc_describe_thread(resolver, process, (uint32_t)lock->address);
    words->name = lc_text_of(&resolver->arena, "end of %s", thread.label);
    words->named = true;
    words->place = "thread";
    words->description = thread.created;
}

/* The same for a child process; the "address" has its number in the lower half, 0: any child. */
static void describe_child_end(struct lc_resolver *resolver, const struct lc_trace_lock *lock,
                               struct lc_lock_words *words)
{
    uint32_t pid = (uint32_t)lock->address;
    words->name = pid ? lc_text_of(&resolver->arena, "end of process %u", pid) : "end of a child";
    words->named = true;
    words->place = "process";
    words->description = "";
}

/* Locks that one call made. */
static void describe_class(struct lc_resolver *resolver, const struct lc_process *process,
                           const struct lc_trace_lock *class, struct lc_lock_words *words)
{
    struct lc_arena *arena = &resolver->arena;
    uint32_t stack = class->init_stack ? class->init_stack : class->block_stack;
    const struct lc_frame *top = lc_frames_top(lc_resolve_stack(resolver, process, stack));
    words->kind = lc_text_of(arena, "class of %s locks", words->kind);
    words->description = "class";
    if (top) {
        const char *function = lc_function_short(arena, lc_describe_function(arena, top));
        words->name = lc_text_of(arena, "locks of %s", function);
        words->description =
            lc_text_of(arena, "class, %s by %s", class->init_stack ? "initialised" : "allocated",
                       lc_describe_frame(arena, process, top));
        words->named = true;
    }
}

static struct lc_lock_words describe(struct lc_resolver *resolver, const struct lc_process *process,
                                     const struct lc_trace_lock *lock)
{
    struct lc_lock_words words = {.name = lc_text_of(&resolver->arena, "M%u", lock->id),
                                  .kind = "lock",
                                  .place = s_places[LC_PLACE_UNKNOWN]};
    if (lock->kind < LC_COUNT_OF(s_lock_kinds) && s_lock_kinds[lock->kind]) {
        words.kind = s_lock_kinds[lock->kind];
    }
    if (lock->kind == LC_LOCK_THREAD) {
        describe_end(resolver, process, lock, &words);
        return words;
    }
    if (lock->kind == LC_LOCK_PIPE) {
        words.name = lc_text_of(&resolver->arena, "pipe %llu", (unsigned long long)lock->inode);
        words.named = true;
        words.place = s_places[LC_PLACE_SHARED];
        words.description = "";
        return words;
    }
    if (lock->kind == LC_LOCK_PROCESS) {
        describe_child_end(resolver, lock, &words);
        return words;
    }
    if (lock->place < LC_COUNT_OF(s_places)) {
        words.place = s_places[lock->place];
    }
    if (lock->flags & LC_LOCK_FLAG_CLASS) {
        describe_class(resolver, process, lock, &words);
    } else if (lock->place == LC_PLACE_STATIC) {
        describe_static(resolver, process, lock, &words);
    } else if (lock->place == LC_PLACE_HEAP) {
        words.description = describe_heap(resolver, process, lock);
    } else {
        words.description = describe_elsewhere(resolver, process, lock);
    }
    const char *given = given_name(resolver, process, lock->id);
    if (given) {
        words.name = given;
        words.named = true;
    }
    return words;
}

struct lc_lock_words lc_describe_lock(struct lc_resolver *resolver,
                                      const struct lc_process *process, uint32_t id)
{
    const struct lc_trace_lock *lock = lc_process_lock(process, id);
    if (!lock) {
        return (struct lc_lock_words){.name = lc_text_of(&resolver->arena, "M%u", id),
                                      .kind = "lock",
                                      .place = s_places[LC_PLACE_UNKNOWN],
                                      .description = "not in the trace"};
    }
    struct lc_lock_words *known = lc_map_get(&resolver->locks, (uintptr_t)lock);
    if (!known) {
        known = lc_report_alloc(&resolver->arena, sizeof(*known));
        *known = describe(resolver, process, lock);
        (void)lc_map_put(&resolver->locks, (uintptr_t)lock, known);
    }
    return *known;
}

static const char *thread_name(struct lc_resolver *resolver, const struct lc_process *process,
                               const struct lc_trace_thread *thread)
{
    const struct lc_trace_name *name = lc_process_name(process, LC_NAME_THREAD, thread->id);
    if (name) {
        return lc_text_plain(&resolver->arena, lc_trace_text(&name->record, name->name),
                             name->name.bytes);
    }
    return lc_text_plain(&resolver->arena, thread->name, sizeof(thread->name));
}

/* "T3"; among threads of several processes "process 123 (writer), thread T3". */
static const char *thread_label(struct lc_arena *arena, const struct lc_process *process,
                                const struct lc_process *owner, uint32_t id,
                                const struct lc_trace_thread *thread)
{
    if (owner == process) {
        return lc_text_of(arena, "T%u", id);
    }
    return lc_text_of(arena, "process %u (%s), thread T%u", owner->header.pid,
                      lc_path_base(owner->executable), thread ? thread->id : id);
}

struct lc_thread_words lc_describe_thread(struct lc_resolver *resolver,
                                          const struct lc_process *process, uint32_t id)
{
    struct lc_arena *arena = &resolver->arena;
    const struct lc_trace_thread *thread = lc_process_thread(process, id);
    const struct lc_process *owner = lc_process_of_thread(process, id);
    struct lc_thread_words words = {thread_label(arena, process, owner, id, thread), "", ""};
    if (!thread) {
        return words;
    }
    words.name = thread_name(resolver, process, thread);
    const struct lc_frame *site =
        lc_frames_top(lc_resolve_stack(resolver, process, thread->create_stack));
    if (thread->tid == owner->header.pid) {
        words.created = "main thread";
    } else if (site) {
        words.created = lc_text_of(arena, "created by %s", lc_describe_frame(arena, process, site));
    } else if (thread->creator) {
        words.created = lc_text_of(arena, "created by T%u", thread->creator);
    }
    return words;
}
