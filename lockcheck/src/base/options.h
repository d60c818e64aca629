/*
 * base/options.h - LOCKCHECK_OPTIONS: the one table of keys, and its parser.
 *
 * Owns:    nothing; a struct lc_options is plain storage, with fixed buffers for text.
 * Threads: none inside. No malloc, no stdio: the watched process parses its options before main.
 *
 * To add a key, add a line to the table; the struct, the parser, the help and the manual's test
 * follow.
 */
#ifndef LC_BASE_OPTIONS_H
#define LC_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LC_OPTION_PATH_BYTES = 4096, LC_OPTION_LIST_BYTES = 512, LC_OPTION_NAME_BYTES = 64 };

/* For a key `show` with the choices a|b the enumerators are LC_SHOW_A, LC_SHOW_B, in that order. */
enum lc_show { LC_SHOW_FAILING, LC_SHOW_ALL };
enum lc_color { LC_COLOR_AUTO, LC_COLOR_ALWAYS, LC_COLOR_NEVER };
enum lc_on_deadlock { LC_ON_DEADLOCK_REPORT, LC_ON_DEADLOCK_EXIT, LC_ON_DEADLOCK_ABORT };

/*
 * FLAG(key, default, help)                      bool key
 * NUMBER(key, default, lowest, highest, help)   uint32_t key
 * CHOICE(key, choices, default, help)           uint32_t key, an index into "a|b|c"
 * TEXT(key, bytes, default, help)               char key[bytes]
 */
#define LC_OPTION_TABLE(FLAG, NUMBER, CHOICE, TEXT)                                             \
    TEXT(trace, LC_OPTION_PATH_BYTES, "",                                                       \
         "write the trace to this file; %p is the pid, %e the program's name")                  \
    FLAG(report, true, "report when the program ends")                                          \
    NUMBER(exitcode, 66, 0, 255, "exit status when there are findings; 0: the program's own")   \
    FLAG(halt_on_error, false, "end the program at the first finding that fails the run")       \
    TEXT(suppressions, LC_OPTION_PATH_BYTES, "", "read suppressions from this file")            \
    CHOICE(show, "failing|all", LC_SHOW_FAILING, "which findings are printed")                  \
    TEXT(fail_on, LC_OPTION_LIST_BYTES, "",                                                     \
         "tiers or kinds that fail the run too, such as possible,hold-while-blocking")          \
    TEXT(log_path, LC_OPTION_PATH_BYTES, "stderr",                                              \
         "where reports go: stderr, stdout, or a path that gets .PID appended")                 \
    CHOICE(color, "auto|always|never", LC_COLOR_AUTO, "colour in reports; auto: on a terminal") \
    NUMBER(stack_frames_max, 32, 1, 256, "frames kept of each call stack")                      \
    NUMBER(hang_check_ms, 100, 1, 3600000, "a wait this long looks for a deadlock")             \
    NUMBER(hang_ms, 10000, 0, 86400000, "a wait this long is reported without one; 0: never")   \
    NUMBER(hold_ms, 100, 0, 86400000, "blocking this long with a lock held is told")            \
    CHOICE(on_deadlock, "report|exit|abort", LC_ON_DEADLOCK_REPORT,                             \
           "what follows the report of a real deadlock")                                        \
    NUMBER(contention, 10, 0, 100000,                                                           \
           "percent of the run that threads wait for one lock, to be told; 0: never")           \
    FLAG(profile, false, "count and time every lock taken; each costs some 15 times as much")   \
    FLAG(class, false, "look at the order of classes of locks too: those made by one call")     \
    FLAG(sem, true, "treat a semaphore of value 1 as a lock while it behaves like one")         \
    TEXT(run_id, LC_OPTION_NAME_BYTES, "", "name of the run that this process belongs to")      \
    NUMBER(verbosity, 0, 0, 3, "how much lockcheck says about itself")                          \
    FLAG(quiet, false, "no summary when there is nothing to report")                            \
    FLAG(help, false, "print this list and go on")

#define LC_OPTION_FLAG_FIELD(key, init, help)              bool key;
#define LC_OPTION_NUMBER_FIELD(key, init, low, high, help) uint32_t key;
#define LC_OPTION_CHOICE_FIELD(key, choices, init, help)   uint32_t key;
#define LC_OPTION_TEXT_FIELD(key, bytes, init, help)       char key[bytes];

struct lc_options {
    LC_OPTION_TABLE(LC_OPTION_FLAG_FIELD, LC_OPTION_NUMBER_FIELD, LC_OPTION_CHOICE_FIELD,
                    LC_OPTION_TEXT_FIELD)
};

void lc_options_defaults(struct lc_options *options);

/*
 * Read "key=value:key=value" over what *options holds; the last of equal keys wins. A value that
 * contains ':' is quoted: key='a:b' or key="a:b". A flag takes 0/1, no/yes, false/true.
 *
 * 0, or -EINVAL: something was wrong. Then `error` holds one sentence about the first mistake (it
 * names the key and, for an unknown key, the nearest known one), the mistakes left their keys
 * alone, and everything else was applied. `text` NULL is empty. `error_bytes` may be 0.
 */
int lc_options_parse(struct lc_options *options, const char *text, char *error, size_t error_bytes);

/* Read one key; the value is not quoted. For command-line switches that stand for a key. */
int lc_options_set(struct lc_options *options, const char *key, const char *value, char *error,
                   size_t error_bytes);

/*
 * The item "key=value", quoted where it must be, for a text that lc_options_parse() will read.
 * 0, -EINVAL: no quotes can hold this value, -ENOSPC: the buffer is too small.
 */
int lc_options_write(char *buffer, size_t buffer_bytes, const char *key, const char *value);

enum { LC_OPTIONS_HELP_BYTES = 4096 };

/* A line for each key: name, default or choices, meaning. The length that was written. */
size_t lc_options_help(char *buffer, size_t buffer_bytes);

/* Names of the keys in the table's order; NULL past the last. */
const char *lc_options_key(size_t index);

#endif
