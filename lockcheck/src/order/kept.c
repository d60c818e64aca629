#include "order/kept.h"

#include "order/graph.h"
#include "order/state.h"

void lc_kept_push(struct lc_order *order, struct lc_order_lock *lock)
{
    if (lock->queued) {
        return;
    }
    lock->queued = true;
    lock->newer = NULL;
    lock->older = order->kept_newest;
    *(lock->older ? &lock->older->newer : &order->kept_oldest) = lock;
    order->kept_newest = lock;
    order->kept_count++;
}

void lc_kept_remove(struct lc_order *order, struct lc_order_lock *lock)
{
    if (!lock->queued) {
        return;
    }
    lock->queued = false;
    *(lock->older ? &lock->older->newer : &order->kept_oldest) = lock->newer;
    *(lock->newer ? &lock->newer->older : &order->kept_newest) = lock->older;
    order->kept_count--;
}

void lc_kept_touch(struct lc_order *order, struct lc_order_lock *lock)
{
    if (!lock->ended || lock->leaving || lock->recheck) {
        return;
    }
    lock->recheck = true;
    lock->recheck_next = order->recheck;
    order->recheck = lock;
}

struct lc_order_lock *lc_kept_take_touched(struct lc_order *order)
{
    struct lc_order_lock *lock = order->recheck;
    if (lock) {
        order->recheck = lock->recheck_next;
        lock->recheck = false;
    }
    return lock;
}

void lc_kept_revive(struct lc_order *order, struct lc_order_lock *lock)
{
    lc_kept_remove(order, lock);
    lock->ended = false;
}
