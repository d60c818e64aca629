#include "judge/baseline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "base/trim.h"
#include "judge/date.h"

enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };

static const char *read_header(struct rg_baseline *baseline, struct rg_pool *pool, char *text,
                               unsigned line)
{
    char *kind = rg_trim(text + 1);
    kind[strcspn(kind, " ]")] = '\0';
    struct rg_baseline_entry *entry = RG_PUSH(pool, baseline->entries, baseline->count);
    memset(entry, 0, sizeof(*entry));
    entry->line = line;
    entry->key.kind = rg_kind_from_name(kind);
    bool is_known = strcmp(rg_kind_row(entry->key.kind)->name, kind) == 0;
    return is_known ? NULL : rg_pool_format(pool, "unknown kind '%s'", kind);
}

static const char *read_field(struct rg_baseline_entry *entry, struct rg_pool *pool, char *text)
{
    char *equals = strchr(text, '=');
    if (entry == NULL || equals == NULL) {
        return "this is neither [kind number] nor name = value";
    }
    *equals = '\0';
    const char *name = rg_trim(text), *value = rg_trim(equals + 1);
    if (strcmp(name, "side") == 0) {
        if (entry->key.side_count == RG_KEY_SIDES_MAX) {
            return "too many sides";
        }
        entry->key.sides[entry->key.side_count++].function = value;
    } else if (strcmp(name, "file") == 0) {
        if (entry->key.side_count == 0) {
            return "a file belongs to the side above it, and there is none";
        }
        entry->key.sides[entry->key.side_count - 1].file = value;
    } else if (strcmp(name, "object") == 0) {
        entry->key.object = value;
    } else if (strcmp(name, "words") == 0) {
        entry->key.words = value;
    } else if (strcmp(name, "open") == 0) {
        entry->key.is_open = strcmp(value, "yes") == 0;
    } else if (strcmp(name, "config") == 0) {
        entry->configs = value;
    } else if (strcmp(name, "reason") == 0) {
        entry->reason = value;
    } else if (strcmp(name, "owner") == 0) {
        entry->owner = value;
    } else if (strcmp(name, "expires") == 0) {
        entry->expires = value;
        return rg_date_is_valid(value) ? NULL : "a date is written as 2030-12-31";
    } else {
        return rg_pool_format(pool, "unknown name '%s'", name);
    }
    return NULL;
}

int rg_baseline_read(struct rg_baseline *baseline, struct rg_pool *pool, const char *path,
                     const char **ret_why)
{
    char *text;
    size_t length;
    memset(baseline, 0, sizeof(*baseline));
    int error = rg_file_read(pool, path, FILE_BYTES_MAX, &text, &length);
    if (error != 0) {
        *ret_why = strerror(-error);
        return error;
    }
    unsigned line = 0;
    for (char *next = text; next != NULL;) {
        char *end = strchr(next, '\n');
        if (end != NULL) {
            *end = '\0';
        }
        char *content = rg_trim(next);
        const char *problem = NULL;
        line++;
        if (content[0] == '[') {
            problem = read_header(baseline, pool, content, line);
        } else if (content[0] != '\0' && content[0] != '#') {
            problem =
                read_field(baseline->count == 0 ? NULL : &baseline->entries[baseline->count - 1],
                           pool, content);
        }
        if (problem != NULL) {
            *ret_why = rg_pool_format(pool, "line %u: %s", line, problem);
            return -EINVAL;
        }
        next = end == NULL ? NULL : end + 1;
    }
    return 0;
}

static int compare_entries(const void *a, const void *b)
{
    return rg_key_compare(&((const struct rg_baseline_entry *)a)->key,
                          &((const struct rg_baseline_entry *)b)->key);
}

/* A value is one line. */
static void put_field(FILE *out, const char *name, const char *value)
{
    if (value == NULL) {
        return;
    }
    fprintf(out, "%s = ", name);
    for (const char *p = value; *p != '\0'; p++) {
        fputc(*p == '\n' || *p == '\r' ? ' ' : *p, out);
    }
    fputc('\n', out);
}

static void put_entry(FILE *out, const struct rg_baseline_entry *entry)
{
    char fingerprint[RG_FINGERPRINT_BYTES];
    rg_key_fingerprint(&entry->key, fingerprint);
    fprintf(out, "\n[%s %s]\n", rg_kind_row(entry->key.kind)->name, fingerprint);
    for (unsigned i = 0; i < entry->key.side_count; i++) {
        put_field(out, "side", entry->key.sides[i].function);
        put_field(out, "file", entry->key.sides[i].file);
    }
    put_field(out, "object", entry->key.object);
    put_field(out, "words", entry->key.words);
    put_field(out, "open", entry->key.is_open ? "yes" : NULL);
    put_field(out, "config", entry->configs);
    put_field(out, "reason", entry->reason);
    put_field(out, "owner", entry->owner);
    put_field(out, "expires", entry->expires);
}

int rg_baseline_write(const struct rg_baseline *baseline, struct rg_pool *pool, const char *path)
{
    char *temporary = rg_pool_format(pool, "%s.part", path);
    FILE *out = fopen(temporary, "we");
    if (out == NULL) {
        return -errno;
    }
    if (baseline->count > 0) {
        qsort(baseline->entries, baseline->count, sizeof(*baseline->entries), compare_entries);
    }
    fputs("# Findings that are known and accepted for now; see racegate(1). Written sorted by\n"
          "# 'racegate baseline', which keeps reasons, owners and dates. An entry that is fixed\n"
          "# must leave: 'racegate baseline prune'.\n",
          out);
    for (size_t i = 0; i < baseline->count; i++) {
        put_entry(out, &baseline->entries[i]);
    }
    int error = ferror(out) ? -EIO : 0;
    if (fclose(out) != 0 && error == 0) {
        error = -errno;
    }
    if (error == 0 && rename(temporary, path) != 0) {
        error = -errno;
    }
    if (error != 0) {
        (void)unlink(temporary);
    }
    return error;
}

static bool names_config(const struct rg_baseline_entry *entry, const char *config)
{
    size_t length = strlen(config);
    for (const char *p = entry->configs; p != NULL; p = strpbrk(p, " ,")) {
        p += strspn(p, " ,");
        if (strncmp(p, config, length) == 0 && strchr(" ,", p[length]) != NULL) {
            return true;
        }
    }
    return entry->configs == NULL;
}

/* A configuration that saw the bug, and that the entry is not about; NULL: none. */
static const char *config_outside(const struct rg_baseline_entry *entry,
                                  const struct rg_result *result, const struct rg_finding *finding)
{
    for (size_t i = 0; i < finding->witness_count; i++) {
        const struct rg_witness *witness = &finding->witnesses[i];
        const char *config = result->jobs[witness->job].config;
        if (witness->state == RG_STATE_NEW && !names_config(entry, config)) {
            return config;
        }
    }
    return NULL;
}

static struct rg_baseline_entry *entry_for(struct rg_baseline *baseline,
                                           const struct rg_result *result,
                                           const struct rg_finding *finding)
{
    struct rg_baseline_entry *fitting = NULL;
    for (size_t i = 0; i < baseline->count; i++) {
        struct rg_baseline_entry *entry = &baseline->entries[i];
        if (!rg_key_fits(&entry->key, &finding->key)) {
            continue;
        }
        entry->was_seen = true;
        bool is_valid = entry->expires == NULL || !rg_date_is_past(entry->expires);
        if (fitting == NULL && is_valid && config_outside(entry, result, finding) == NULL) {
            fitting = entry;
        }
    }
    return fitting;
}

/* A configuration that the entry names and that did not see its bug in this run; NULL: none. */
static const char *config_unseen(const struct rg_baseline_entry *entry,
                                 const struct rg_result *result)
{
    for (const char *p = entry->configs; p != NULL; p = strpbrk(p, " ,")) {
        p += strspn(p, " ,");
        size_t length = strcspn(p, " ,");
        bool was_seen = length == 0;
        for (size_t i = 0; i < result->finding_count && !was_seen; i++) {
            const struct rg_finding *finding = &result->findings[i];
            for (size_t j = 0; j < finding->witness_count && !was_seen; j++) {
                const char *config = result->jobs[finding->witnesses[j].job].config;
                was_seen = strlen(config) == length && strncmp(config, p, length) == 0 &&
                           rg_key_fits(&entry->key, &finding->key);
            }
        }
        if (!was_seen) {
            return rg_pool_copy(result->pool, p, length);
        }
    }
    return NULL;
}

static void judge_entry(const struct rg_baseline_entry *entry, struct rg_result *result,
                        const char *path)
{
    const char *what = rg_key_text(&entry->key, result->pool);
    const char *kind = rg_kind_row(entry->key.kind)->name;
    if (entry->expires != NULL && rg_date_is_past(entry->expires)) {
        rg_result_policy(result, "%s:%u: %s %s: accepted until %s only", path, entry->line, kind,
                         what, entry->expires);
    } else if (!rg_result_is_whole(result)) {
        return;
    } else if (!entry->was_seen) {
        rg_result_policy(result, "%s:%u: %s %s: not seen any more; take it out", path, entry->line,
                         kind, what);
    } else {
        const char *config = config_unseen(entry, result);
        if (config != NULL) {
            rg_result_policy(result, "%s:%u: %s %s: not seen any more under %s; take that out",
                             path, entry->line, kind, what, config);
        }
    }
}

void rg_baseline_apply(struct rg_baseline *baseline, struct rg_result *result, const char *path)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        struct rg_finding *finding = &result->findings[i];
        struct rg_baseline_entry *entry = entry_for(baseline, result, finding);
        if (entry != NULL && finding->state == RG_STATE_NEW) {
            finding->state = RG_STATE_KNOWN;
            finding->state_why = entry->reason;
        }
    }
    for (size_t i = 0; i < baseline->count; i++) {
        judge_entry(&baseline->entries[i], result, path);
    }
}

/* Make it be about all configurations that saw the finding. */
static void extend_entry(struct rg_baseline_entry *entry, const struct rg_result *result,
                         const struct rg_finding *finding)
{
    const char *config;
    while ((config = config_outside(entry, result, finding)) != NULL) {
        entry->configs = rg_pool_format(result->pool, "%s %s", entry->configs, config);
    }
}

static bool is_over(const struct rg_baseline_entry *entry)
{
    return entry->expires != NULL && rg_date_is_past(entry->expires);
}

/* An entry that fits was not enough, or the finding would be known. NULL: there is none. */
static struct rg_baseline_entry *short_entry(struct rg_baseline *baseline,
                                             const struct rg_result *result,
                                             const struct rg_finding *finding)
{
    for (size_t i = 0; i < baseline->count; i++) {
        struct rg_baseline_entry *entry = &baseline->entries[i];
        if (rg_key_fits(&entry->key, &finding->key) &&
            (is_over(entry) || config_outside(entry, result, finding) != NULL)) {
            return entry;
        }
    }
    return NULL;
}

struct rg_baseline_change rg_baseline_add_new(struct rg_baseline *baseline,
                                              const struct rg_result *result,
                                              const struct rg_baseline_entry *terms)
{
    struct rg_baseline_change change = {0};
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct rg_finding *finding = &result->findings[i];
        if (finding->state != RG_STATE_NEW) {
            continue;
        }
        struct rg_baseline_entry *entry = short_entry(baseline, result, finding);
        if (entry == NULL) {
            entry = RG_PUSH(result->pool, baseline->entries, baseline->count);
            *entry = *terms;
            entry->key = finding->key;
            entry->was_seen = true;
        } else if (is_over(entry) && terms->expires == NULL) {
            change.left++;
            continue;
        } else {
            extend_entry(entry, result, finding);
            entry->expires = is_over(entry) ? terms->expires : entry->expires;
        }
        change.added++;
    }
    return change;
}

size_t rg_baseline_prune(struct rg_baseline *baseline)
{
    size_t kept = 0;
    for (size_t i = 0; i < baseline->count; i++) {
        if (baseline->entries[i].was_seen) {
            baseline->entries[kept++] = baseline->entries[i];
        }
    }
    size_t dropped = baseline->count - kept;
    baseline->count = kept;
    return dropped;
}
