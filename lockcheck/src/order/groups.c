#include "order/groups.h"

#include <errno.h>

#include "order/graph.h"
#include "order/state.h"

enum group_side {
    SIDE_AFTER = 1,  /* reached from the end of the new edge */
    SIDE_BEFORE = 2, /* reaches its start */
    SIDE_BOTH = SIDE_AFTER | SIDE_BEFORE,
};

static void put_member(struct lc_group *group, struct lc_order_lock *lock)
{
    lock->group = group;
    lock->group_previous = NULL;
    lock->group_next = group->members;
    if (group->members) {
        group->members->group_previous = lock;
    }
    group->members = lock;
    group->member_count++;
}

int lc_groups_add(struct lc_order *order, struct lc_order_lock *lock)
{
    struct lc_group *group = lc_pool_alloc(&order->pool, sizeof(*group));
    if (!group) {
        return -ENOMEM;
    }
    group->rank = ++order->rank_highest;
    put_member(group, lock);
    return 0;
}

void lc_groups_remove(struct lc_order *order, struct lc_order_lock *lock)
{
    struct lc_group *group = lock->group;
    *(lock->group_previous ? &lock->group_previous->group_next : &group->members) =
        lock->group_next;
    if (lock->group_next) {
        lock->group_next->group_previous = lock->group_previous;
    }
    if (--group->member_count == 0) {
        lc_pool_free(&order->pool, group, sizeof(*group));
    }
}

/* What one reordering has come by, and what it has still to look at on one side. */
struct reordering {
    struct lc_group *touched;
    struct lc_group *pile;
    int64_t lowest;
    int64_t highest;
};

static void visit(struct reordering *r, struct lc_group *group, unsigned side)
{
    if ((group->sides & side) || group->rank < r->lowest || group->rank > r->highest) {
        return;
    }
    if (!group->sides) {
        group->old_rank = group->rank;
        group->touched_next = r->touched;
        r->touched = group;
    }
    group->sides |= side;
    group->pile_next = r->pile;
    r->pile = group;
}

static void reach(struct reordering *r, struct lc_group *start, unsigned side)
{
    visit(r, start, side);
    while (r->pile) {
        struct lc_group *group = r->pile;
        r->pile = group->pile_next;
        for (struct lc_order_lock *lock = group->members; lock; lock = lock->group_next) {
            if (side == SIDE_AFTER) {
                for (struct lc_edge *edge = lock->out; edge; edge = edge->out_next) {
                    visit(r, edge->to->group, side);
                }
            } else {
                for (struct lc_edge *edge = lock->in; edge; edge = edge->in_next) {
                    visit(r, edge->from->group, side);
                }
            }
        }
    }
}

static struct lc_group *merge_sorted(struct lc_group *a, struct lc_group *b)
{
    struct lc_group *head = NULL;
    struct lc_group **tail = &head;
    while (a && b) {
        struct lc_group **lower = a->rank < b->rank ? &a : &b;
        *tail = *lower;
        tail = &(*lower)->touched_next;
        *lower = *tail;
    }
    *tail = a ? a : b;
    return head;
}

/* By rank. Recursion as deep as the logarithm of the length. */
static struct lc_group *sort(struct lc_group *list)
{
    if (!list || !list->touched_next) {
        return list;
    }
    struct lc_group *middle = list;
    for (struct lc_group *end = list->touched_next; end && end->touched_next;
         end = end->touched_next->touched_next) {
        middle = middle->touched_next;
    }
    struct lc_group *second = middle->touched_next;
    middle->touched_next = NULL;
    return merge_sorted(sort(list), sort(second));
}

/* Give the groups of one side, lowest first, the next places; return the place after. */
static struct lc_group *place_side(struct lc_group *touched, struct lc_group *place, unsigned side)
{
    for (struct lc_group *group = touched; group; group = group->touched_next) {
        if (group->sides == side) {
            group->rank = place->old_rank;
            place = place->touched_next;
        }
    }
    return place;
}

static struct lc_group *largest_on_both_sides(struct lc_group *touched)
{
    struct lc_group *largest = NULL;
    for (struct lc_group *group = touched; group; group = group->touched_next) {
        if (group->sides == SIDE_BOTH &&
            (!largest || group->member_count > largest->member_count)) {
            largest = group;
        }
    }
    return largest;
}

/* The groups on both sides reach each other: they become one, and leave places unused. */
static struct lc_group *place_merged(struct lc_group *touched, struct lc_group *place)
{
    struct lc_group *merged = largest_on_both_sides(touched);
    if (!merged) {
        return place;
    }
    merged->rank = place->old_rank;
    for (struct lc_group *group = touched; group; group = group->touched_next) {
        if (group->sides != SIDE_BOTH) {
            continue;
        }
        place = place->touched_next;
        while (group != merged && group->members) {
            struct lc_order_lock *lock = group->members;
            group->members = lock->group_next;
            put_member(merged, lock);
        }
    }
    return place;
}

static void reorder(struct lc_order *order, struct lc_group *from, struct lc_group *to)
{
    struct reordering r = {.lowest = to->rank, .highest = from->rank};
    reach(&r, to, SIDE_AFTER);
    reach(&r, from, SIDE_BEFORE);
    struct lc_group *touched = sort(r.touched);
    struct lc_group *place = place_side(touched, touched, SIDE_BEFORE);
    place = place_merged(touched, place);
    (void)place_side(touched, place, SIDE_AFTER);
    struct lc_group *next;
    for (struct lc_group *group = touched; group; group = next) {
        next = group->touched_next;
        group->sides = 0;
        if (!group->members) {
            lc_pool_free(&order->pool, group, sizeof(*group));
        }
    }
}

void lc_groups_connect(struct lc_order *order, struct lc_order_lock *from, struct lc_order_lock *to)
{
    if (from->group == to->group || from->group->rank < to->group->rank) {
        return;
    }
    if (to->group->member_count == 1 && !to->out) {
        to->group->rank = ++order->rank_highest;
    } else if (from->group->member_count == 1 && !from->in) {
        from->group->rank = --order->rank_lowest;
    } else {
        reorder(order, from->group, to->group);
    }
}
