#include "runtime/hold_signals.h"

#include <signal.h>
#include <stddef.h>

#include "base/sys.h"
#include "runtime/state.h"

#define BIT(signal) (UINT64_C(1) << ((signal)-1))

enum { CANCEL = 32, SETXID = 33 };

static const uint64_t left_open = BIT(SIGSEGV) | BIT(SIGBUS) | BIT(SIGFPE) | BIT(SIGILL) |
                                  BIT(SIGTRAP) | BIT(SIGSYS) | BIT(SIGABRT) | BIT(CANCEL) |
                                  BIT(SETXID);

uint64_t lc_signals_hold(void)
{
    uint64_t held = ~left_open, before = 0;
    bool is_held =
        !g_lc.sealed && LC_SYS4(SYS_rt_sigprocmask, SIG_BLOCK, &held, &before, sizeof(held)) == 0;
    return is_held ? before : LC_SIGNALS_NOT_HELD;
}

void lc_signals_let_go(uint64_t before)
{
    if (before != LC_SIGNALS_NOT_HELD) {
        (void)LC_SYS4(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof(before));
    }
}
