#include "report/wrapper.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/compiler.h"

/* What comes after the last "::" that is outside of <>. */
static const char *last_part(const char *function)
{
    const char *part = function;
    int depth = 0;
    for (const char *at = function; *at; at++) {
        if (*at == '<') {
            depth++;
        } else if (*at == '>' && depth > 0) {
            depth--;
        } else if (depth == 0 && at[0] == ':' && at[1] == ':') {
            part = at + 2;
        }
    }
    return part;
}

/* Where the word at `start` ends: "RWLock_take" is RW, Lock, take. */
static size_t word_length(const char *start)
{
    size_t length = 1;
    while (isalpha((unsigned char)start[length])) {
        bool was_upper = isupper((unsigned char)start[length - 1]);
        bool is_upper = isupper((unsigned char)start[length]);
        bool lower_next = islower((unsigned char)start[length + 1]);
        if (is_upper && (!was_upper || lower_next)) {
            break;
        }
        length++;
    }
    return length;
}

static bool is_lock_word(const char *word, size_t length)
{
    static const char *const words[] = {"lock",    "rdlock",    "wrlock",    "rwlock", "spinlock",
                                        "trylock", "timedlock", "locker",    "scoped", "mutex",
                                        "mtx",     "acquire",   "semaphore", "sem",    "guard"};
    for (size_t i = 0; i < LC_COUNT_OF(words); i++) {
        if (strlen(words[i]) == length && strncasecmp(words[i], word, length) == 0) {
            return true;
        }
    }
    return false;
}

bool lc_is_wrapper_name(const char *function)
{
    const char *at = last_part(function);
    while (*at && *at != '<') {
        if (!isalpha((unsigned char)*at)) {
            at++;
            continue;
        }
        size_t length = word_length(at);
        if (is_lock_word(at, length)) {
            return true;
        }
        at += length;
    }
    return false;
}

bool lc_is_wrapper(struct lc_resolver *resolver, const struct lc_frame *frame)
{
    return frame->project && frame->function &&
           lc_is_wrapper_name(lc_function_short(&resolver->arena, frame->function));
}

static bool is_same_call(const struct lc_frame *a, const struct lc_frame *b)
{
    return a->module == b->module && a->offset == b->offset;
}

static bool is_same_function(const struct lc_frame *a, const struct lc_frame *b)
{
    return a->function && b->function && strcmp(a->function, b->function) == 0;
}

/* How many of the outermost frames of both stacks are the same calls: all that are still going on,
 * and the one below them, which has got on from one lock to the other. The same stack twice, as in
 * a loop, does not say which calls are still going on: none. */
static size_t count_common(struct lc_frames a, struct lc_frames b)
{
    size_t both = a.count < b.count ? a.count : b.count;
    for (size_t i = 1; i <= both; i++) {
        const struct lc_frame *left = &a.items[a.count - i];
        const struct lc_frame *right = &b.items[b.count - i];
        if (!is_same_call(left, right)) {
            return is_same_function(left, right) ? i : i - 1;
        }
    }
    return 0;
}

const struct lc_frame *lc_lock_caller(struct lc_resolver *resolver,
                                      const struct lc_process *process, uint32_t want,
                                      uint32_t held)
{
    struct lc_frames frames = lc_resolve_stack(resolver, process, want);
    size_t common = count_common(frames, lc_resolve_stack(resolver, process, held));
    for (size_t i = 0; i < frames.count; i++) {
        const struct lc_frame *frame = &frames.items[i];
        if (frame->project && (i >= frames.count - common || !lc_is_wrapper(resolver, frame))) {
            return frame;
        }
    }
    return lc_frames_top(frames);
}
