#include "runtime/last_words.h"

#include <signal.h>
#include <stdbool.h>

#include "base/compiler.h"
#include "base/sys.h"
#include "runtime/exit.h"
#include "runtime/state.h"

/* The C library's own: what the program or a sanitizer put in front of it is to know nothing. */
extern int __sigaction(int signal, const struct sigaction *action, struct sigaction *ret_old);

static const int s_signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL,
                                SIGTERM, SIGINT,  SIGHUP, SIGQUIT};

/* The instruction at fault runs again when the handler returns, and ends the process. */
static bool comes_again(int signal, const siginfo_t *info)
{
    bool is_fault = signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL;
    return is_fault && info->si_code > 0;
}

/* The default is back already (SA_RESETHAND), and the signal is blocked until we return. */
static void speak(int signal, siginfo_t *info, void *unused)
{
    (void)unused;
    lc_exit_last_words(signal);
    if (!comes_again(signal, info)) {
        (void)LC_SYS3(SYS_tgkill, LC_SYS0(SYS_getpid), LC_SYS0(SYS_gettid), signal);
    }
}

static void prepare(int signal)
{
    struct sigaction now;
    if (__sigaction(signal, NULL, &now) != 0 || now.sa_flags & SA_SIGINFO ||
        now.sa_handler != SIG_DFL) {
        return;
    }
    struct sigaction ours = {.sa_sigaction = speak,
                             .sa_flags = (int)(SA_SIGINFO | SA_RESETHAND | SA_ONSTACK)};
    (void)__sigaction(signal, &ours, NULL);
}

bool lc_last_words_has(int signal)
{
    struct sigaction now;
    return __sigaction(signal, NULL, &now) == 0 && now.sa_flags & SA_SIGINFO &&
           now.sa_sigaction == speak;
}

void lc_last_words_prepare_locked(void)
{
    static bool s_is_prepared;
    if (s_is_prepared || !g_lc.options.report) {
        return;
    }
    s_is_prepared = true;
    for (unsigned i = 0; i < LC_COUNT_OF(s_signals); i++) {
        prepare(s_signals[i]);
    }
}
