#include "runtime/handles.h"

#include <string.h>

#include "base/hash.h"
#include "runtime/state.h"

enum { HANDLE_BUCKETS = 1024 };

struct handle {
    uint64_t handle;
    struct handle *next;
    struct lc_ended ended;
    bool detached; /* before its first step */
    struct lc_took took[LC_TOOK_SLOTS];
};

static struct handle *s_buckets[HANDLE_BUCKETS];
static struct handle *s_free;

/* The link that leads to the handle's node, or to the NULL at the end of its chain. */
static struct handle **link_of(uint64_t handle)
{
    struct handle **link = &s_buckets[lc_hash_mix(handle) % HANDLE_BUCKETS];
    while (*link && (*link)->handle != handle) {
        link = &(*link)->next;
    }
    return link;
}

void lc_handle_put_locked(uint64_t handle, lc_thread_id id)
{
    struct handle **link = link_of(handle);
    if (!*link) {
        struct handle *node = s_free ? s_free : lc_arena_alloc(&g_lc.arena, sizeof(*node));
        if (!node) {
            return;
        }
        s_free = s_free ? node->next : NULL;
        *node = (struct handle){.handle = handle};
        *link = node;
    }
    if ((*link)->ended.id < id) {
        (*link)->ended = (struct lc_ended){.id = id};
        (*link)->detached = false;
    }
}

bool lc_handle_detach_early_locked(uint64_t handle)
{
    struct handle *node = *link_of(handle);
    if (!node || node->ended.tid) {
        return false;
    }
    node->detached = true;
    return true;
}

bool lc_handle_was_detached_locked(uint64_t handle)
{
    const struct handle *node = *link_of(handle);
    return node && node->detached;
}

lc_thread_id lc_handle_get_locked(uint64_t handle)
{
    const struct handle *node = *link_of(handle);
    return node ? node->ended.id : 0;
}

void lc_handle_ended_locked(uint64_t handle, const struct lc_ended *ended,
                            const struct lc_took took[LC_TOOK_SLOTS])
{
    struct handle *node = *link_of(handle);
    if (node && node->ended.id == ended->id) {
        node->ended = *ended;
        memcpy(node->took, took, sizeof(node->took));
    }
}

const struct lc_took *lc_handle_took_locked(uint64_t handle, const struct lc_ended **ret_ended)
{
    const struct handle *node = *link_of(handle);
    if (!node || !node->ended.tid) {
        return NULL;
    }
    *ret_ended = &node->ended;
    return node->took;
}

void lc_handles_ended_locked(void (*visit)(const struct lc_ended *ended))
{
    for (unsigned i = 0; i < HANDLE_BUCKETS; i++) {
        for (const struct handle *node = s_buckets[i]; node; node = node->next) {
            if (node->ended.tid) {
                visit(&node->ended);
            }
        }
    }
}

void lc_handle_drop_locked(uint64_t handle)
{
    struct handle **link = link_of(handle);
    struct handle *node = *link;
    if (node) {
        *link = node->next;
        node->next = s_free;
        s_free = node;
    }
}

void lc_handles_reset_locked(void)
{
    memset(s_buckets, 0, sizeof(s_buckets));
    s_free = NULL;
}
