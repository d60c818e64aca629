#include "runtime/handler.h"

#include <signal.h>
#include <string.h>

#include "base/sys.h"
#include "runtime/hold_signals.h"
#include "runtime/signal_frame.h"
#include "runtime/state.h"
#include "runtime/unwind.h"

enum { SIGNALS_MASK = 63, CANCEL = 32, SETXID = 33 }; /* the C library's own */

/* ---- What was interrupted ---- */

#if defined(__x86_64__)
static bool third_argument_is(const ucontext_t *context, unsigned value)
{
    return context->uc_mcontext.gregs[REG_RDX] == value;
}

static bool second_argument_is(const ucontext_t *context, uint32_t value)
{
    return context->uc_mcontext.gregs[REG_RSI] == value;
}

/* Whether a system call was what it interrupted. */
static bool is_behind_system_call(const ucontext_t *context)
{
    const unsigned char *next = (const unsigned char *)context->uc_mcontext.gregs[REG_RIP];
    return next[-2] == 0x0f && next[-1] == 0x05;
}
#elif defined(__aarch64__)
static bool third_argument_is(const ucontext_t *context, unsigned value)
{
    return context->uc_mcontext.regs[2] == value;
}

static bool second_argument_is(const ucontext_t *context, uint32_t value)
{
    return context->uc_mcontext.regs[1] == value;
}

static bool is_behind_system_call(const ucontext_t *context)
{
    return *(const uint32_t *)(context->uc_mcontext.pc - 4) == 0xd4000001;
}
#endif

/* ---- What the process has for a signal ---- */

/* As the kernel has it. */
struct action {
    uintptr_t function; /* or SIG_DFL, SIG_IGN */
    unsigned long flags;
    uintptr_t restorer;
    uint64_t mask;
};

static bool has_function(unsigned signal, struct action *ret_action)
{
    return !g_lc.sealed &&
           LC_SYS4(SYS_rt_sigaction, signal, NULL, ret_action, sizeof(ret_action->mask)) == 0 &&
           ret_action->function != (uintptr_t)SIG_DFL && ret_action->function != (uintptr_t)SIG_IGN;
}

uint64_t lc_signals_handled_by(uint64_t signals, uintptr_t function)
{
    uint64_t handled = 0;
    for (uint64_t rest = signals; rest; rest &= rest - 1) {
        struct action action = {0};
        if (has_function(lc_signal_first(rest), &action) && action.function == function) {
            handled |= rest & -rest;
        }
    }
    return handled;
}

/* ---- Which one it is ---- */

struct candidates {
    uint64_t signals; /* all with one handler */
    struct action action;
};

/* Signals that were open when the handler came. */
struct masks {
    uint64_t blocked_since;
    uint64_t open_still;
};

/*
 * Of the signals that are blocked since, or that ask for being left open (SA_NODEFER), those with
 * the handler that runs. When a jump led from the handler to another function, the only one blocked
 * since that has a handler at all. False: nobody can tell.
 */
static bool find_candidates(const struct masks *masks, uintptr_t running,
                            struct candidates *ret_candidates)
{
    struct candidates running_one = {0}, any = {0};
    unsigned count = 0;
    for (uint64_t rest = masks->blocked_since | masks->open_still; rest; rest &= rest - 1) {
        struct action action = {0};
        uint64_t signal = rest & -rest;
        bool is_blocked = masks->blocked_since & signal;
        if (!has_function(lc_signal_first(rest), &action) ||
            (!is_blocked && !(action.flags & SA_NODEFER))) {
            continue;
        }
        if (is_blocked) {
            count++;
            any = (struct candidates){signal, action};
        }
        if (action.function == running) {
            action.flags &= running_one.signals ? running_one.action.flags : ~0UL;
            running_one = (struct candidates){running_one.signals | signal, action};
        }
    }
    *ret_candidates = running_one.signals ? running_one : any;
    return running_one.signals || count == 1;
}

/* ---- Where it came from ---- */

/* Whether the thread was in tgkill(us, itself, signal): raise(), or pthread_kill() of itself. */
static bool is_raised(const ucontext_t *context, unsigned signal)
{
    const struct lc_thread *inside = lc_thread_inside();
    return inside && second_argument_is(context, inside->tid) &&
           third_argument_is(context, signal) && is_behind_system_call(context);
}

/* An error of the thread's own, as a rule also where somebody sent it. */
static bool is_error(unsigned signal)
{
    static const uint8_t errors[] = {SIGSEGV, SIGBUS, SIGFPE,  SIGILL,
                                     SIGTRAP, SIGSYS, SIGABRT, SIGPIPE};
    return memchr(errors, (int)signal, sizeof(errors)) != NULL;
}

/* What programs send to threads of their own, to stop them or to look at them. */
static bool is_for_threads(unsigned signal)
{
    return signal == SIGUSR1 || signal == SIGUSR2 || signal == SIGPWR || signal == SIGXCPU ||
           signal > SETXID;
}

static enum lc_signal_origin origin_of(const struct lc_signal_frame *delivery,
                                       const struct action *action, unsigned signal)
{
    if (is_error(signal) || is_raised(delivery->context, signal)) {
        return LC_SIGNAL_OWN_DOING;
    }
    if (!(action->flags & SA_SIGINFO)) {
        return is_for_threads(signal) ? LC_SIGNAL_TO_THREAD : LC_SIGNAL_TO_PROCESS;
    }
    /* The last two can be sent either way, and do not say. */
    int code = delivery->info->si_code;
    return code == SI_TKILL || code == SI_QUEUE || code == SI_TIMER ? LC_SIGNAL_TO_THREAD
                                                                    : LC_SIGNAL_TO_PROCESS;
}

bool lc_handler_of_walk_locked(const struct lc_stack_walk *walk, struct lc_handler *ret_handler)
{
    const uint64_t own_of_libc = lc_signal_bit(CANCEL) | lc_signal_bit(SETXID);
    uint32_t last = walk->handler_frames - 1;
    if (walk->handler_frames < 2 || !lc_signal_frame_ends_at(walk->addresses[last])) {
        return false;
    }
    struct lc_signal_frame delivery = lc_signal_frame_at(walk->tops[last]);
    uint64_t before;
    memcpy(&before, &delivery.context->uc_sigmask, sizeof(before));
    uint64_t blocked = lc_cold_blocked_locked();
    struct candidates found;
    const struct masks masks = {blocked & ~before & ~own_of_libc,
                                ~blocked & ~before & ~own_of_libc};
    uintptr_t running = lc_unwind_function(walk->addresses[last - 1]);
    if (blocked == LC_SIGNALS_NOT_HELD || !find_candidates(&masks, running, &found)) {
        return false;
    }
    if (found.action.flags & SA_SIGINFO) {
        found.signals &= UINT64_C(1) << ((delivery.info->si_signo - 1) & SIGNALS_MASK);
    }
    if (!found.signals) {
        return false;
    }
    *ret_handler = (struct lc_handler){
        .signals = found.signals,
        .function = found.action.function,
        .origin = origin_of(&delivery, &found.action, lc_signal_first(found.signals)),
        .frames = last,
    };
    return true;
}
