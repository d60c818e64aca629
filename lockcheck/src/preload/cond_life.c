#include "preload/cond_life.h"

#include "runtime/cond.h"
#include "runtime/exit.h"
#include "runtime/initialised.h"
#include "runtime/lifetime.h"
#include "runtime/site.h"
#include "runtime/thread.h"

void lc_cond_begins(void *cond, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        uint32_t stack = lc_stack_of_site(self, site, depth);
        lc_cond_tell_if_awaited(self, cond, stack);
        lc_initialised_begin(self, cond, LC_LOCK_COND, stack);
        lc_lifetime_may_end(self, cond, LC_GONE_REINITIALISED);
    }
}

void lc_cond_ends(void *cond, void *site, void *depth)
{
    struct lc_thread *self = lc_thread_self();
    if (self) {
        if (lc_cond_tell_if_awaited(self, cond, lc_stack_of_site(self, site, depth))) {
            lc_exit_tell_now(self);
        }
        lc_initialised_end(cond);
        lc_lifetime_may_end(self, cond, LC_GONE_DESTROYED);
    }
}
