#include "runtime/asleep.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "base/folder.h"
#include "base/proc_file.h"
#include "base/sys.h"
#include "runtime/last_words.h"

/* One file of /proc at a time; under cold. */
static char s_text[4096];

static bool read_file_in(const char *folder, uint32_t id, const char *name)
{
    return lc_proc_read(folder, id, name, s_text, sizeof(s_text)) > 0;
}

static bool read_file_of(uint32_t tid, const char *name)
{
    return read_file_in("/proc/self/task/", tid, name);
}

/* The digits at *text, which moves behind them. "0x" is passed over. */
static uint64_t take_number(const char **text, unsigned base)
{
    const char *at = *text;
    uint64_t number = 0;
    if (base == 16 && at[0] == '0' && at[1] == 'x') {
        at += 2;
    }
    for (;; at++) {
        unsigned digit = *at >= '0' && *at <= '9'                 ? (unsigned)(*at - '0')
                         : base == 16 && *at >= 'a' && *at <= 'f' ? (unsigned)(*at - 'a') + 10
                                                                  : base;
        if (digit >= base) {
            break;
        }
        number = number * base + digit;
    }
    *text = at;
    return number;
}

/* What comes after this label at the beginning of a line; NULL: nowhere. */
static const char *after_label(const char *label)
{
    const char *at = strstr(s_text, label);
    return at ? at + strlen(label) : NULL;
}

/* ---- A thread ---- */

enum { WORD, OPERATION, VALUE, DEADLINE, FUTEX_ARGUMENTS };

/* "202 0x7f.. 0x189 0x0 0x0 ..."; "running" when it does not sleep. */
static bool read_futex_call(uint32_t tid, uint64_t ret_arguments[FUTEX_ARGUMENTS])
{
    if (!read_file_of(tid, "/syscall")) {
        return false;
    }
    const char *at = s_text;
    if (*at < '0' || *at > '9' || take_number(&at, 10) != SYS_futex) {
        return false;
    }
    for (unsigned i = 0; i < FUTEX_ARGUMENTS; i++) {
        at += *at == ' ';
        ret_arguments[i] = take_number(&at, 16);
    }
    return true;
}

/* The kernel compares, and survives memory that is gone. It would not sleep: no time is left. */
static bool is_word_unchanged(const uint64_t arguments[FUTEX_ARGUMENTS])
{
    static const struct timespec no_time;
    long error = LC_SYS4(SYS_futex, arguments[WORD], FUTEX_WAIT | FUTEX_PRIVATE_FLAG,
                         (uint32_t)arguments[VALUE], &no_time);
    return error == -ETIMEDOUT;
}

static bool sleeps_on(const uint64_t arguments[FUTEX_ARGUMENTS])
{
    switch (arguments[OPERATION] & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
        return is_word_unchanged(arguments);
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
        return true; /* the kernel gives it to the sleeper itself */
    default:
        return false;
    }
}

bool lc_asleep_look_locked(uint32_t tid, struct lc_asleep *ret_asleep)
{
    uint64_t arguments[FUTEX_ARGUMENTS];
    if (!read_futex_call(tid, arguments) || !sleeps_on(arguments) ||
        !read_file_of(tid, "/status")) {
        return false;
    }
    const char *at = after_label("\nvoluntary_ctxt_switches:\t");
    if (!at) {
        return false;
    }
    *ret_asleep = (struct lc_asleep){
        .word = (uintptr_t)arguments[WORD],
        .switches = take_number(&at, 10),
        .has_deadline = arguments[DEADLINE] != 0,
        .is_private = (arguments[OPERATION] & FUTEX_PRIVATE_FLAG) != 0,
    };
    return true;
}

bool lc_asleep_is_over_locked(uint32_t tid)
{
    const char *state = read_file_of(tid, "/status") ? after_label("\nState:\t") : NULL;
    return state && (*state == 'Z' || *state == 'X');
}

/* ---- The process ---- */

static uint64_t bit_of(int signal)
{
    return UINT64_C(1) << (signal - 1);
}

bool lc_asleep_caught_locked(uint32_t pid, uint64_t *ret_signals)
{
    /* The C library's own, for pthread_cancel and setuid, come from threads of the process. */
    enum { FIRST_OF_LIBRARY = 32, SECOND_OF_LIBRARY = 33 };
    const uint64_t harmless = bit_of(SIGSEGV) | bit_of(SIGBUS) | bit_of(SIGFPE) | bit_of(SIGILL) |
                              bit_of(SIGTRAP) | bit_of(SIGSYS) | bit_of(SIGABRT) |
                              bit_of(FIRST_OF_LIBRARY) | bit_of(SECOND_OF_LIBRARY);
    const char *caught = read_file_in("/proc/", pid, "/status") ? after_label("\nSigCgt:\t") : NULL;
    if (!caught) {
        return false;
    }
    *ret_signals = take_number(&caught, 16) & ~harmless;
    return true;
}

bool lc_asleep_has_handlers_locked(void)
{
    uint64_t left;
    if (!lc_asleep_caught_locked((uint32_t)LC_SYS0(SYS_getpid), &left)) {
        return true;
    }
    while (left && lc_last_words_has(__builtin_ctzll(left) + 1)) {
        left &= left - 1;
    }
    return left != 0;
}

struct numbers {
    lc_asleep_visit_fn *visit;
    void *context;
};

static bool visit_number(void *context, const char *name)
{
    const struct numbers *numbers = context;
    uint32_t number = (uint32_t)take_number(&name, 10);
    return number == 0 || numbers->visit(numbers->context, number);
}

bool lc_asleep_each_in_locked(const char *folder, lc_asleep_visit_fn *visit, void *context)
{
    static struct lc_folder_buffer s_buffer; /* under cold */
    struct numbers numbers = {visit, context};
    return lc_folder_each(folder, &s_buffer, visit_number, &numbers);
}

bool lc_asleep_each_locked(lc_asleep_visit_fn *visit, void *context)
{
    return lc_asleep_each_in_locked("/proc/self/task", visit, context);
}

/* A process that has ended meanwhile has no file, and no say. */
static bool has_one_number(void *context, uint32_t pid)
{
    (void)context;
    const char *numbers = read_file_in("/proc/", pid, "/status") ? after_label("\nNSpid:\t") : NULL;
    if (!numbers) {
        return true;
    }
    (void)take_number(&numbers, 10);
    return *numbers == '\n';
}

bool lc_asleep_is_one_namespace_locked(void)
{
    return lc_asleep_each_in_locked("/proc", has_one_number, NULL);
}
