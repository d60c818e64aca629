/*
 * report/suppress.h - which findings the user has chosen not to hear of.
 *
 * ThreadSanitizer's grammar, so that one file serves both: `type:pattern` a line, `#` comments. Of
 * its types deadlock, mutex, thread, signal and called_from_lib concern us; race and race_top are
 * passed over. What ThreadSanitizer does not know goes into lines that it takes for comments:
 *     #!lockcheck KIND:PATTERN          one kind of finding, such as lock-order
 *     #!lockcheck fingerprint:HEX       one finding
 * A pattern is looked for in the functions, files and modules of the finding's stacks, and in the
 * names of its locks.
 *
 * Owns:    copies of all lines.
 * Threads: none inside.
 */
#ifndef LC_REPORT_SUPPRESS_H
#define LC_REPORT_SUPPRESS_H

#include "report/findings.h"

struct lc_suppression {
    const char *type;
    const char *pattern;
    const char *file;
    unsigned int line;
    const struct lc_kind *kind; /* of a line of our own; else NULL */
    uint64_t hits;              /* findings, equal ones counted */
};

struct lc_suppressions {
    struct lc_arena arena;
    struct lc_suppression *items;
    size_t count;
    const char **problems; /* a sentence for each line that cannot work */
    size_t problem_count;
};

void lc_suppressions_init(struct lc_suppressions *suppressions);
void lc_suppressions_fini(struct lc_suppressions *suppressions);

/* Add a file. 0 or -errno of open or read. Lines that make no sense become problems. */
int lc_suppressions_load(struct lc_suppressions *suppressions, const char *path);
/* Add lines; `called` is what problems name as the file. 0 or -ENOMEM. */
int lc_suppressions_parse(struct lc_suppressions *suppressions, const char *called,
                          const char *text);

/* The first suppression that covers the finding, its hits counted; NULL: none does. */
const struct lc_suppression *lc_suppressions_match(struct lc_suppressions *suppressions,
                                                   struct lc_resolver *resolver,
                                                   const struct lc_finding *finding);
/* Was it of no use, although it could have been? */
bool lc_suppression_is_unused(const struct lc_suppression *suppression);

/* A line that suppresses this finding and little else: by the function at `step`. */
const char *lc_suppression_line(struct lc_resolver *resolver, const struct lc_finding *finding,
                                uint32_t step);

#endif
