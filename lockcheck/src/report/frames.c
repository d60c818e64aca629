#include "report/frames.h"

#include <errno.h>
#include <string.h>

#include "report/text_of.h"

int lc_resolver_init(struct lc_resolver *resolver)
{
    *resolver = (struct lc_resolver){.symbols = lc_symbols_new()};
    lc_arena_init(&resolver->arena, &lc_arena_heap, SIZE_MAX);
    return resolver->symbols ? 0 : -ENOMEM;
}

void lc_resolver_fini(struct lc_resolver *resolver)
{
    lc_map_fini(&resolver->stacks);
    lc_map_fini(&resolver->locks);
    lc_map_fini(&resolver->modules);
    lc_symbols_free(resolver->symbols);
    lc_arena_fini(&resolver->arena);
}

const char *lc_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *lc_function_short(struct lc_arena *arena, const char *function)
{
    static const char anonymous[] = "(anonymous namespace)";
    const char *start = function;
    const char *at = function;
    int depth = 0; /* inside <> */
    for (; *at; at++) {
        if (*at == '(' && depth == 0) {
            if (strncmp(at, anonymous, sizeof(anonymous) - 1) != 0) {
                break;
            }
            at += sizeof(anonymous) - 2;
        } else if (*at == '<') {
            depth++;
        } else if (*at == '>' && depth > 0) {
            depth--;
        } else if (*at == ' ' && depth == 0 && !strstr(start, "operator")) {
            start = at + 1; /* what came before was the return type */
        }
    }
    return at == start || *at == '\0' ? start : lc_text_copy(arena, start, (size_t)(at - start));
}

/* Is `module` part of the language's run-time, as seen from a program? */
static bool is_runtime_module(const char *path)
{
    static const char *const names[] = {"libc.so",    "libc-",      "libpthread", "libstdc++.so",
                                        "libc++",     "libgcc_s",   "ld-linux",   "libm.so",
                                        "libasan.so", "libtsan.so", "libdl"};
    const char *base = lc_path_base(path);
    for (size_t i = 0; i < LC_COUNT_OF(names); i++) {
        if (strncmp(base, names[i], strlen(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_library_function(struct lc_arena *arena, const char *function)
{
    static const char *const starts[] = {"std::",        "__gnu_cxx::",     "__gthread_",
                                         "operator new", "operator delete", "_start"};
    const char *name = lc_function_short(arena, function);
    for (size_t i = 0; i < LC_COUNT_OF(starts); i++) {
        if (strncmp(name, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_library_file(const char *file)
{
    return strncmp(file, "/usr/include/", 13) == 0 || strstr(file, "/include/c++/");
}

static bool is_project(struct lc_arena *arena, const struct lc_frame *frame)
{
    return !is_runtime_module(frame->module_path) &&
           !(frame->function && is_library_function(arena, frame->function)) &&
           !(frame->file && is_library_file(frame->file));
}

struct lc_image *lc_resolve_module(struct lc_resolver *resolver, const struct lc_process *process,
                                   uint32_t id)
{
    const struct lc_trace_module *module = lc_process_module(process, id);
    if (!module) {
        return NULL;
    }
    struct lc_image *image = lc_map_get(&resolver->modules, (uintptr_t)module);
    if (!image) {
        struct lc_image_key key = {
            .path = lc_text_copy(&resolver->arena, lc_trace_text(&module->record, module->path),
                                 module->path.bytes),
            .build_id = module->build_id,
            .build_id_bytes = module->build_id_bytes,
            .start_realtime_ns = process->header.start_realtime_ns,
        };
        image = lc_symbols_image(resolver->symbols, &key);
        (void)lc_map_put(&resolver->modules, (uintptr_t)module, image);
    }
    return image;
}

/* The library's own frames: a watched program never called them knowingly. */
static bool is_ours(const struct lc_frame *frame)
{
    return strncmp(lc_path_base(frame->module_path), "liblockcheck", 12) == 0;
}

/*
 * Layers that say nothing that the frame around them does not: gcc's over pthread, inlined, and
 * ours of lockcheck/annotate.h.
 */
static bool is_thin(const struct lc_code *code)
{
    if (!code->function) {
        return false;
    }
    return (code->inlined && strncmp(code->function, "__gthread_", 10) == 0) ||
           (code->file && strcmp(lc_path_base(code->file), "annotate.h") == 0 &&
            strncmp(code->function, "lockcheck_", 10) == 0);
}

/* All that is at one recorded address: the inlined calls and the function. */
static size_t expand(struct lc_resolver *resolver, const struct lc_process *process,
                     uint64_t recorded, struct lc_frame *ret_frames, size_t room)
{
    uint32_t module = (uint32_t)(recorded >> LC_FRAME_MODULE_SHIFT);
    struct lc_frame frame = {
        .module = lc_process_module(process, module),
        .module_path = "",
        .offset = recorded & ((UINT64_C(1) << LC_FRAME_MODULE_SHIFT) - 1),
        .image = LC_IMAGE_MISSING,
    };
    struct lc_codes codes = {0};
    if (frame.module) {
        struct lc_image *image = lc_resolve_module(resolver, process, module);
        frame.module_path = lc_image_path(image);
        if (is_ours(&frame)) {
            return 0;
        }
        frame.image = lc_image_state(image);
        codes = lc_image_code(image, frame.offset - 1);
    }
    if (codes.count == 0) {
        frame.project = is_project(&resolver->arena, &frame);
        ret_frames[0] = frame;
        return 1;
    }
    size_t count = 0;
    for (size_t i = 0; i < codes.count && count < room; i++) {
        const struct lc_code *code = &codes.items[i];
        if (is_thin(code)) {
            continue;
        }
        frame.function = code->function;
        frame.file = code->file;
        frame.line = code->line;
        frame.inlined = code->inlined;
        frame.project = is_project(&resolver->arena, &frame);
        ret_frames[count++] = frame;
    }
    return count;
}

/* Outermost frames that are not the program's own are what started the thread. */
static size_t without_start(const struct lc_frame *frames, size_t count)
{
    size_t left = count;
    while (left > 0 && !frames[left - 1].project) {
        left--;
    }
    return left ? left : count;
}

static struct lc_frames resolve(struct lc_resolver *resolver, const struct lc_process *process,
                                const struct lc_trace_stack *stack)
{
    enum { EXPANDED_MAX = 64 };
    struct lc_frame *frames = NULL;
    size_t count = 0;
    size_t room = 0;
    for (uint32_t i = 0; i < stack->frame_count; i++) {
        if (room - count < EXPANDED_MAX) {
            size_t more = room * 2 + 2 * EXPANDED_MAX;
            struct lc_frame *larger = lc_report_alloc(&resolver->arena, more * sizeof(*larger));
            if (count) {
                memcpy(larger, frames, count * sizeof(*larger));
            }
            frames = larger;
            room = more;
        }
        count += expand(resolver, process, stack->frames[i], frames + count, EXPANDED_MAX);
    }
    return (struct lc_frames){frames, without_start(frames, count), stack->record.flags};
}

struct lc_frames lc_resolve_stack(struct lc_resolver *resolver, const struct lc_process *process,
                                  uint32_t id)
{
    const struct lc_trace_stack *stack = lc_process_stack(process, id);
    if (!stack) {
        return (struct lc_frames){0};
    }
    struct lc_frames *known = lc_map_get(&resolver->stacks, (uintptr_t)stack);
    if (!known) {
        known = lc_report_alloc(&resolver->arena, sizeof(*known));
        *known = resolve(resolver, process, stack);
        (void)lc_map_put(&resolver->stacks, (uintptr_t)stack, known);
    }
    return *known;
}

const struct lc_frame *lc_frames_top(struct lc_frames frames)
{
    for (size_t i = 0; i < frames.count; i++) {
        if (frames.items[i].project) {
            return &frames.items[i];
        }
    }
    return frames.count ? &frames.items[0] : NULL;
}
