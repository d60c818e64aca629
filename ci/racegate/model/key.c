#include "model/key.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "model/frame.h"
#include "model/object.h"

static int compare_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL) {
        return (a != NULL) - (b != NULL);
    }
    return strcmp(a, b);
}

static int compare_side(const struct rg_side *a, const struct rg_side *b)
{
    int order = strcmp(a->function, b->function);
    return order != 0 ? order : compare_text(a->file, b->file);
}

static int compare_sides(const struct rg_key *a, unsigned a_start, const struct rg_key *b,
                         unsigned b_start)
{
    for (unsigned i = 0; i < a->side_count; i++) {
        int order = compare_side(&a->sides[(a_start + i) % a->side_count],
                                 &b->sides[(b_start + i) % b->side_count]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static void rotate_to_least(struct rg_key *key)
{
    unsigned least = 0;
    for (unsigned i = 1; i < key->side_count; i++) {
        if (compare_sides(key, i, key, least) < 0) {
            least = i;
        }
    }
    struct rg_key before = *key;
    for (unsigned i = 0; i < key->side_count; i++) {
        key->sides[i] = before.sides[(least + i) % key->side_count];
    }
}

static void normalise(struct rg_key *key)
{
    enum rg_shape shape = rg_kind_row(key->kind)->shape;
    if (shape == RG_SHAPE_RING) {
        rotate_to_least(key);
    } else if (shape == RG_SHAPE_PAIR && key->side_count == 2 &&
               compare_side(&key->sides[0], &key->sides[1]) > 0) {
        struct rg_side first = key->sides[0];
        key->sides[0] = key->sides[1];
        key->sides[1] = first;
    }
}

static unsigned sides_of_shape(enum rg_shape shape)
{
    return shape == RG_SHAPE_SITE ? 1 : shape == RG_SHAPE_PAIR ? 2 : RG_KEY_SIDES_MAX;
}

/* The variable; of memory without a name, that it is on the heap: so it is none of the variables.
 */
static const char *object_of(const struct rg_report *report, struct rg_pool *pool)
{
    const char *name = rg_object_name(report->object, pool);
    for (size_t i = 0; name == NULL && i < report->stack_count; i++) {
        name = report->stacks[i].role == RG_ROLE_ALLOCATED ? "a heap block" : NULL;
    }
    return name;
}

/* Where the thread of a stack was created; NULL: it is not said. */
static const struct rg_stack *creation_of(const struct rg_report *report, const char *thread)
{
    for (size_t i = 0; thread != NULL && i < report->stack_count; i++) {
        const struct rg_stack *stack = &report->stacks[i];
        if (stack->role == RG_ROLE_CREATED_THREAD && stack->thread != NULL &&
            strcmp(stack->thread, thread) == 0) {
            return stack;
        }
    }
    return NULL;
}

/*
 * The frame that a side is known by. A stack without any code of the project, such as that of a
 * thread that has left it, is the same in every program: where the thread was created says more.
 */
static const struct rg_frame *frame_of_side(const struct rg_report *report,
                                            const struct rg_stack *stack)
{
    const struct rg_frame *top = rg_frame_top(stack);
    const struct rg_stack *created = creation_of(report, stack->thread);
    if (top != NULL && !top->is_project && created != NULL) {
        const struct rg_frame *creator = rg_frame_top(created);
        top = creator != NULL && creator->is_project ? creator : top;
    }
    return top;
}

/* Whoever else's frame stands in for one of the project: where it lies is no part of the bug. */
static struct rg_side side_of(const struct rg_frame *frame, const struct rg_roots *roots,
                              struct rg_pool *pool)
{
    return (struct rg_side){
        .function = rg_frame_name(frame, pool),
        .file = frame->is_project ? rg_source_name(roots, frame->file, pool) : NULL,
    };
}

void rg_key_make(struct rg_key *key, const struct rg_report *report, const struct rg_roots *roots,
                 struct rg_pool *pool)
{
    memset(key, 0, sizeof(*key));
    key->kind = report->kind;
    enum rg_shape shape = rg_kind_row(report->kind)->shape;
    unsigned wanted = sides_of_shape(shape);
    for (size_t i = 0; i < report->stack_count && key->side_count < wanted; i++) {
        if (rg_role_is_side(report->stacks[i].role)) {
            const struct rg_frame *top = frame_of_side(report, &report->stacks[i]);
            if (top != NULL) {
                key->sides[key->side_count++] = side_of(top, roots, pool);
            }
        }
    }
    unsigned needed = shape == RG_SHAPE_RING ? 2 : wanted;
    key->is_open = key->side_count < needed;
    if (shape == RG_SHAPE_PAIR) {
        key->object = object_of(report, pool);
    }
    if (report->kind == RG_KIND_OTHER || report->kind == RG_KIND_API_ERROR) {
        key->words = rg_pool_string(pool, report->tool_kind);
    }
    normalise(key);
}

int rg_key_compare(const struct rg_key *a, const struct rg_key *b)
{
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    for (unsigned i = 0; i < a->side_count && i < b->side_count; i++) {
        int order = compare_side(&a->sides[i], &b->sides[i]);
        if (order != 0) {
            return order;
        }
    }
    if (a->side_count != b->side_count) {
        return a->side_count < b->side_count ? -1 : 1;
    }
    int order = compare_text(a->object, b->object);
    return order != 0 ? order : compare_text(a->words, b->words);
}

/* "add" is what gcc's symbolizer calls "bank::Box<long>::add". */
static bool names_match(const char *a, const char *b)
{
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > b_length) {
        return names_match(b, a);
    }
    const char *tail = b + (b_length - a_length);
    return strcmp(a, tail) == 0 &&
           (a_length == b_length || (tail - b > 2 && tail[-1] == ':' && tail[-2] == ':'));
}

static bool side_matches(const struct rg_side *a, const struct rg_side *b)
{
    return names_match(a->function, b->function) && rg_source_fits(a->file, b->file);
}

static bool has_side(const struct rg_key *key, const struct rg_side *side)
{
    for (unsigned i = 0; i < key->side_count; i++) {
        if (side_matches(&key->sides[i], side)) {
            return true;
        }
    }
    return false;
}

static bool sides_match(const struct rg_key *a, const struct rg_key *b, unsigned shift)
{
    for (unsigned i = 0; i < a->side_count; i++) {
        if (!side_matches(&a->sides[i], &b->sides[(i + shift) % b->side_count])) {
            return false;
        }
    }
    return true;
}

bool rg_key_fits(const struct rg_key *a, const struct rg_key *b)
{
    if (a->kind != b->kind || compare_text(a->words, b->words) != 0) {
        return false;
    }
    if (a->object != NULL && b->object != NULL && strcmp(a->object, b->object) != 0) {
        return false;
    }
    const struct rg_key *open = a->is_open ? a : b;
    const struct rg_key *other = a->is_open ? b : a;
    if (open->is_open) {
        /* A report without any stack says too little to be taken for another. */
        return open->side_count == 0 ? other->side_count == 0 : has_side(other, &open->sides[0]);
    }
    if (a->side_count != b->side_count) {
        return false;
    }
    /* Names of different length sort differently, so any rotation may be the one. */
    for (unsigned shift = 0; shift < a->side_count; shift++) {
        if (sides_match(a, b, shift)) {
            return true;
        }
    }
    return a->side_count == 0;
}

unsigned rg_key_openness(const struct rg_key *key)
{
    bool may_have_object = rg_kind_row(key->kind)->shape == RG_SHAPE_PAIR;
    unsigned in_sides = 0;
    for (unsigned i = 0; i < key->side_count; i++) {
        in_sides += rg_source_vagueness(key->sides[i].file);
        in_sides += strstr(key->sides[i].function, "::") == NULL;
    }
    return key->is_open * 1000u + (may_have_object && key->object == NULL) * 100u + in_sides;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    /* FNV-1a; the terminator counts, so that "ab","c" and "a","bc" differ. */
    const unsigned char *p = (const unsigned char *)(text == NULL ? "\1" : text);
    do {
        hash = (hash ^ *p) * 0x100000001b3u;
    } while (*p++ != 0);
    return hash;
}

void rg_key_fingerprint(const struct rg_key *key, char out[RG_FINGERPRINT_BYTES])
{
    uint64_t hash = hash_text(0xcbf29ce484222325u, rg_kind_row(key->kind)->name);
    for (unsigned i = 0; i < key->side_count; i++) {
        hash = hash_text(hash, key->sides[i].function);
        hash = hash_text(hash, key->sides[i].file);
    }
    hash = hash_text(hash, key->object);
    hash = hash_text(hash, key->words);
    snprintf(out, RG_FINGERPRINT_BYTES, "%016" PRIx64, hash);
}

char *rg_key_text(const struct rg_key *key, struct rg_pool *pool)
{
    const char *between = rg_kind_row(key->kind)->shape == RG_SHAPE_RING ? " -> " : " + ";
    char *text = rg_pool_string(pool, key->side_count == 0 ? "?" : key->sides[0].function);
    for (unsigned i = 1; i < key->side_count; i++) {
        text = rg_pool_format(pool, "%s%s%s", text, between, key->sides[i].function);
    }
    if (key->is_open && key->side_count > 0) {
        text = rg_pool_format(pool, "%s%s?", text, between);
    }
    return key->object == NULL ? text : rg_pool_format(pool, "%s [%s]", text, key->object);
}
