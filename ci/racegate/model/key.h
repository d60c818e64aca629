/*
 * model/key.h - the identity of a finding: its kind, its object, the project's own frames.
 *
 * A frame is its function and its source file. No address, no line number, no thread, no tool: the
 * same bug has the same key in every build, run and tool. A race is an unordered pair; a ring of
 * locks may start anywhere. What a tool does not know stays open and fits anything: DRD names only
 * one side of a race, and only some tools name the variable.
 */
#ifndef RG_MODEL_KEY_H
#define RG_MODEL_KEY_H

#include <stdbool.h>

#include "model/report.h"
#include "model/source.h"

enum { RG_KEY_SIDES_MAX = 8, RG_FINGERPRINT_BYTES = 17 };

struct rg_side {
    const char *function;
    const char *file; /* as rg_source_name() has it; NULL: unknown, fits any */
};

struct rg_key {
    enum rg_kind kind;
    const char *object; /* "a heap block" for all of the heap; NULL: unknown, fits any */
    struct rg_side sides[RG_KEY_SIDES_MAX];
    unsigned side_count;
    bool is_open;      /* another side exists that the tool did not see */
    const char *words; /* of a kind that is "other": the tool's own; else NULL */
};

/* Needs rg_frame_classify() first. Strings are in `pool`. */
void rg_key_make(struct rg_key *key, const struct rg_report *report, const struct rg_roots *roots,
                 struct rg_pool *pool);
/* Total order for sorted output; 0: the same in every part. */
int rg_key_compare(const struct rg_key *a, const struct rg_key *b);
/* Could these be two reports of one bug? Equal but for what one of them leaves open. */
bool rg_key_fits(const struct rg_key *a, const struct rg_key *b);
/*
 * How much is left open: a side, the object, a file, the scope of a C++ name. Of two keys that fit,
 * the one with less is the better name of the bug.
 */
unsigned rg_key_openness(const struct rg_key *key);
/* Sixteen hexadecimal digits. */
void rg_key_fingerprint(const struct rg_key *key, char out[RG_FINGERPRINT_BYTES]);
/* "transfer + audit [counter]": for people, without the kind. */
char *rg_key_text(const struct rg_key *key, struct rg_pool *pool);

#endif
