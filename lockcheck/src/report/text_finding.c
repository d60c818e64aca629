#include "report/text_finding.h"

#include <string.h>

#include "order/order.h"
#include "report/describe.h"
#include "report/finding_words.h"
#include "report/text_contended.h"
#include "report/text_of.h"

enum {
    COLUMN_MAX = 32, /* a column grows to its longest entry, but not past this */
    NS_PER_100_MS = 100 * 1000 * 1000,
    NS_PER_MS = 1000 * 1000,
};

/* What one finding's lines have in common. */
struct page {
    struct lc_result *result;
    struct lc_resolver *resolver;
    const struct lc_finding *finding;
    const struct lc_process *process;
    const struct lc_style *style;
    FILE *stream;
    int verb_width;
    int name_width;
    int description_width;
};

static void widen(int *width, const char *text)
{
    int bytes = (int)strlen(text);
    if (bytes > *width) {
        *width = bytes < COLUMN_MAX ? bytes : COLUMN_MAX;
    }
}

/* The lock's name, with the mode where it matters. */
static const char *lock_label(const struct page *page, uint32_t id, unsigned int mode)
{
    const char *name = lc_finding_lock_name(page->resolver, page->finding, id);
    const struct lc_trace_lock *lock = lc_process_lock(page->process, id);
    if (lock && lock->kind == LC_LOCK_PIPE) {
        const char *what = mode == LC_MODE_READ ? "something to read" : "room to write";
        return lc_text_of(&page->resolver->arena, "%s (%s)", name, what);
    }
    if (!lock || (lock->kind != LC_LOCK_RWLOCK && mode != LC_MODE_READ)) {
        return name;
    }
    return lc_text_of(&page->resolver->arena, "%s (%s)", name, lc_describe_mode(mode));
}

static const char *wants_verb(const struct page *page, uint32_t index)
{
    return lc_finding_is_signal(page->finding, index) ? "signalled" : page->finding->kind->wants;
}

/* What the stack beside the wanted lock shows. */
static const char *wants_at(const struct page *page, uint32_t index)
{
    if (page->finding->kind->kind == LC_FINDING_SIGNAL_LOCK) {
        struct lc_arena *arena = &page->resolver->arena;
        return lc_text_of(arena, "asked for in the handler of %s at",
                          lc_finding_signal(arena, page->finding));
    }
    return lc_finding_is_signal(page->finding, index) ? "last at" : page->finding->kind->wants_at;
}

static void measure(struct page *page)
{
    widen(&page->verb_width, "holds");
    for (uint32_t i = 0; i < page->finding->step_count; i++) {
        const struct lc_trace_step *step = page->finding->steps[i];
        for (uint32_t j = 0; j <= step->held_count; j++) {
            bool want = j == step->held_count;
            uint32_t lock = want ? step->want : step->held[j].lock;
            if (want && step->want_stack) {
                widen(&page->verb_width, wants_verb(page, i));
            }
            if (lock) {
                widen(&page->name_width,
                      lock_label(page, lock, want ? step->want_mode : step->held[j].mode));
                widen(&page->description_width,
                      lc_describe_lock(page->resolver, page->process, lock).description);
            }
        }
    }
}

static void print_frame(const struct page *page, size_t number, const struct lc_frame *frame,
                        int width)
{
    struct lc_arena *arena = &page->resolver->arena;
    const char *function = lc_describe_function(arena, frame);
    const char *place = "";
    if (frame->file) {
        place = lc_describe_place(arena, page->process, frame->file, frame->line);
    } else if (frame->function && frame->module_path[0]) {
        place = lc_text_of(arena, "(%s+0x%llx)", lc_path_base(frame->module_path),
                           (unsigned long long)frame->offset);
    }
    if (!*place) {
        (void)fprintf(page->stream, "        #%zu %s\n", number, function);
        return;
    }
    (void)fprintf(page->stream, "        #%zu %-*s %s%s%s%s\n", number, width, function,
                  page->style->dim, place, frame->inlined ? "   (inlined)" : "", page->style->off);
}

/* Past std::lock_guard and its like: a reader looks for the line of the program that used them. */
static size_t first_shown(struct lc_frames frames)
{
    size_t first = 0;
    while (first < frames.count && frames.items[first].inlined && !frames.items[first].project) {
        first++;
    }
    return first < frames.count && frames.items[first].project ? first : 0;
}

static void print_stack(const struct page *page, uint32_t stack)
{
    struct lc_frames frames = lc_resolve_stack(page->resolver, page->process, stack);
    int width = 0;
    size_t first = first_shown(frames);
    for (size_t i = first; i < frames.count; i++) {
        widen(&width, lc_describe_function(&page->resolver->arena, &frames.items[i]));
    }
    for (size_t i = first; i < frames.count; i++) {
        print_frame(page, i - first, &frames.items[i], width);
    }
    if (frames.count == 0) {
        (void)fputs("        (no stack was recorded)\n", page->stream);
    } else if (frames.flags & LC_STACK_CUT) {
        (void)fputs("        (and more, not recorded)\n", page->stream);
    }
    if (frames.flags & LC_STACK_SITE_ONLY) {
        (void)fputs("        (the call alone was recorded, not its callers)\n", page->stream);
    } else if (frames.flags & LC_STACK_EARLIER) {
        (void)fputs("        (recorded at an earlier call from the same place)\n", page->stream);
    }
}

/* "holds  accounts_lock  static, bank.c  taken at", and the stack. */
static void print_part(const struct page *page, const char *verb, const char *label,
                       const char *description, const char *at, uint32_t stack)
{
    const struct lc_style *style = page->style;
    int padding = page->name_width - (int)strlen(label);
    (void)fprintf(page->stream, "    %-*s  %s%s%s%*s  %-*s  %s\n", page->verb_width, verb,
                  style->lock, label, style->off, padding > 0 ? padding : 0, "",
                  page->description_width, description, at);
    print_stack(page, stack);
}

static void print_lock_part(const struct page *page, const char *verb, uint32_t lock,
                            unsigned int mode, const char *at, uint32_t stack)
{
    struct lc_lock_words words = lc_describe_lock(page->resolver, page->process, lock);
    print_part(page, verb, lock_label(page, lock, mode), words.description, at, stack);
}

/* In a prediction only the lock of the ring needs its stack; where it hangs all are shown. */
static bool shows_held(const struct page *page, uint32_t index, const struct lc_trace_held *held)
{
    return !page->finding->kind->ring || page->finding->tier == LC_TIER_DEADLOCK ||
           held == lc_finding_held(page->finding, index);
}

static void print_held(const struct page *page, uint32_t index)
{
    const struct lc_trace_step *step = page->finding->steps[index];
    const char *others = "";
    for (uint32_t i = 0; i < step->held_count; i++) {
        const struct lc_trace_held *held = &step->held[i];
        if (shows_held(page, index, held)) {
            print_lock_part(page, "holds", held->lock, held->mode, "taken at", held->stack);
        } else {
            others = lc_text_of(&page->resolver->arena, "%s%s%s", others, *others ? ", " : "",
                                lock_label(page, held->lock, held->mode));
        }
    }
    if (*others) {
        (void)fprintf(page->stream, "    also holds  %s\n", others);
    }
}

static void print_want(const struct page *page, uint32_t index)
{
    const struct lc_trace_step *step = page->finding->steps[index];
    const struct lc_kind *kind = page->finding->kind;
    if (step->want) {
        print_lock_part(page, wants_verb(page, index), step->want, step->want_mode,
                        wants_at(page, index), step->want_stack);
    } else if (step->want_stack) {
        (void)fprintf(page->stream, "    %s\n", kind->stands_at);
        print_stack(page, step->want_stack);
    }
}

/* A wait that goes on is seconds old at least in tenths; one that is over may be milliseconds. */
static void print_waited(const struct page *page, uint64_t waited_ns)
{
    if (!waited_ns) {
        return;
    }
    if (page->finding->kind->kind == LC_FINDING_HOLD_WHILE_BLOCKING) {
        (void)fprintf(page->stream, "  blocked for %llu ms",
                      (unsigned long long)(waited_ns / NS_PER_MS));
        return;
    }
    uint64_t tenths = waited_ns / NS_PER_100_MS;
    (void)fprintf(page->stream, "  has waited %llu.%llu s", (unsigned long long)(tenths / 10),
                  (unsigned long long)(tenths % 10));
}

static void print_step(const struct page *page, uint32_t index)
{
    const struct lc_trace_step *step = page->finding->steps[index];
    struct lc_thread_words words = lc_describe_thread(page->resolver, page->process, step->thread);
    (void)fprintf(page->stream, "\n  %s", words.label);
    if (*words.name) {
        (void)fprintf(page->stream, " \"%s\"", words.name);
    }
    if (*words.created) {
        (void)fprintf(page->stream, "  (%s)", words.created);
    }
    if (page->finding->kind->kind == LC_FINDING_CONTENTION) {
        (void)fprintf(page->stream, "  %s",
                      lc_contended_step(page->resolver, page->finding, index));
    } else {
        print_waited(page, step->waited_ns);
    }
    (void)fputc('\n', page->stream);
    print_held(page, index);
    print_want(page, index);
}

static void print_head(const struct page *page)
{
    const struct lc_finding *finding = page->finding;
    const struct lc_style *style = page->style;
    (void)fprintf(page->stream, "%sWARNING: lockcheck: %s (%s) (pid=%u)%s\n",
                  finding->fails ? style->alarm : style->notice, lc_kind_name(finding->kind),
                  lc_tier_name(finding->tier), page->process->header.pid, style->off);
    lc_style_prose(style, page->stream, 2, lc_finding_message(page->resolver, finding));
    const char *ring = lc_finding_ring(page->resolver, finding);
    if (*ring) {
        lc_style_prose(style, page->stream, 2, ring);
    }
}

static void print_tail(const struct page *page)
{
    const struct lc_finding *finding = page->finding;
    struct lc_advice advice = lc_advise(&page->result->advisor, page->resolver, finding);
    (void)fputc('\n', page->stream);
    if (finding->count > 1) {
        (void)fprintf(page->stream, "  And %llu more like this.\n",
                      (unsigned long long)finding->count - 1);
    }
    if (finding->covers) {
        (void)fprintf(page->stream, "  And %llu %s for the same locks, left out here.\n",
                      (unsigned long long)finding->covers,
                      finding->covers == 1 ? "prediction" : "predictions");
    }
    lc_style_prose(page->style, page->stream, 2,
                   lc_text_of(&page->resolver->arena, "What to do: %s.", advice.text));
    (void)fprintf(page->stream, "  More: lockcheck explain %s        Suppress: %s\n\n",
                  lc_kind_name(finding->kind),
                  lc_suppression_line(page->resolver, finding, advice.odd_step));
}

void lc_text_finding(struct lc_result *result, const struct lc_finding *finding,
                     const struct lc_style *style, FILE *stream)
{
    struct page page = {.result = result,
                        .resolver = &result->resolver,
                        .finding = finding,
                        .process = finding->process,
                        .style = style,
                        .stream = stream};
    measure(&page);
    print_head(&page);
    for (uint32_t i = 0; i < finding->step_count; i++) {
        print_step(&page, i);
    }
    print_tail(&page);
}
