/*
 * report/frames.h - a trace's stacks as functions, files and lines.
 *
 * Owns:    what it returns, until lc_resolver_fini; the model outlives it.
 * Threads: none inside.
 * Cost:    each stack is resolved once, when it is first asked for.
 */
#ifndef LC_REPORT_FRAMES_H
#define LC_REPORT_FRAMES_H

#include "base/arena.h"
#include "report/map.h"
#include "report/model.h"
#include "report/symbols.h"

struct lc_frame {
    const char *function; /* demangled; NULL: not known */
    const char *file;     /* NULL: not known, as line 0 */
    unsigned int line;
    bool inlined;                         /* into the next frame */
    bool project;                         /* code of the program, not of the C or C++ library */
    const struct lc_trace_module *module; /* NULL: generated code */
    const char *module_path;              /* "": not known */
    enum lc_image_state image;
    uint64_t offset; /* as recorded: of the return address */
};

struct lc_frames {
    const struct lc_frame *items; /* innermost first; start-up code left out */
    size_t count;
    uint16_t flags; /* enum lc_stack_flag */
};

struct lc_resolver {
    struct lc_arena arena;
    struct lc_symbols *symbols;
    struct lc_map stacks;  /* struct lc_trace_stack * -> struct lc_frames */
    struct lc_map locks;   /* struct lc_trace_lock * -> struct lc_lock_words */
    struct lc_map modules; /* struct lc_trace_module * -> struct lc_image */
};

/* 0 or -ENOMEM. */
int lc_resolver_init(struct lc_resolver *resolver);
void lc_resolver_fini(struct lc_resolver *resolver);

/* Count 0: no such stack. */
struct lc_frames lc_resolve_stack(struct lc_resolver *resolver, const struct lc_process *process,
                                  uint32_t stack);
/* The image of a module, for its data. NULL: no such module. */
struct lc_image *lc_resolve_module(struct lc_resolver *resolver, const struct lc_process *process,
                                   uint32_t module);

/* The first frame of the program itself, else the first of all; NULL: there is none. */
const struct lc_frame *lc_frames_top(struct lc_frames frames);

/* "transfer" of "void bank::transfer<int>(int, int)": no return type, no parameters. */
const char *lc_function_short(struct lc_arena *arena, const char *function);
/* The last part of a path. */
const char *lc_path_base(const char *path);

#endif
