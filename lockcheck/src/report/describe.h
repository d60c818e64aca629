/*
 * report/describe.h - locks, threads and places in words.
 *
 * Strings live in the resolver's arena.
 */
#ifndef LC_REPORT_DESCRIBE_H
#define LC_REPORT_DESCRIBE_H

#include "report/frames.h"

struct lc_lock_words {
    const char *name;        /* "accounts_lock", "pool.locks[3]", or "M12" */
    const char *kind;        /* "mutex", "rwlock" … */
    const char *place;       /* "static", "heap", "stack" … ; one word */
    const char *description; /* "static, bank.c:12", "in 48 bytes from make_account …" */
    bool named;              /* the name is of the program's making */
};

struct lc_thread_words {
    const char *label;   /* "T3" */
    const char *name;    /* "worker-1"; "" when it has none */
    const char *created; /* "created by main at server.c:88", "main thread"; "" when not known */
};

/* For any id; an unknown one gets words that say so. */
struct lc_lock_words lc_describe_lock(struct lc_resolver *resolver,
                                      const struct lc_process *process, uint32_t lock);
struct lc_thread_words lc_describe_thread(struct lc_resolver *resolver,
                                          const struct lc_process *process, uint32_t thread);

/* "bank.c:41": relative to where the process ran when below it. */
const char *lc_describe_place(struct lc_arena *arena, const struct lc_process *process,
                              const char *file, unsigned int line);
/* "transfer", or "server+0x1234" for a function without a name. */
const char *lc_describe_function(struct lc_arena *arena, const struct lc_frame *frame);
/* "transfer at bank.c:41". */
const char *lc_describe_frame(struct lc_arena *arena, const struct lc_process *process,
                              const struct lc_frame *frame);

/* "write", "read". */
const char *lc_describe_mode(unsigned int mode);

#endif
