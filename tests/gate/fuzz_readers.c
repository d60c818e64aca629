/*
 * fuzz_readers ROUNDS LOG... - damaged logs through every reader, and what is left through every
 * writer.
 *
 * Each round takes one of the logs, cuts, repeats, swaps and flips parts of it, and reads it with
 * the reader it is for and with a wrong one. A reader may find less, or nothing; it may not crash,
 * hang or take a damaged log for more findings than its bytes could hold. The rounds are the same
 * in each run, so that a failure can be repeated: it names its round.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gate/collect.h"
#include "judge/verdict.h"
#include "read/result.h"
#include "write/writer.h"

enum { BYTES_MAX = 256 * 1024, MUTATIONS_MAX = 12, SECONDS_PER_RUN = 110 };

static uint64_t s_random = 0x9e3779b97f4a7c15u;
static char s_scratch[64];

static uint64_t next_random(void)
{
    s_random ^= s_random << 13;
    s_random ^= s_random >> 7;
    s_random ^= s_random << 17;
    return s_random;
}

static size_t below(size_t limit)
{
    return limit == 0 ? 0 : (size_t)(next_random() % limit);
}

static size_t read_bytes(const char *path, char *bytes)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    size_t length = fread(bytes, 1, BYTES_MAX / 2, file);
    fclose(file);
    return length;
}

static size_t remove_part(char *bytes, size_t length)
{
    size_t start = below(length), size = below(length - start < 400 ? length - start : 400);
    memmove(bytes + start, bytes + start + size, length - start - size);
    return length - size;
}

static size_t repeat_part(char *bytes, size_t length)
{
    size_t start = below(length), size = below(length - start < 900 ? length - start : 900);
    size_t to = below(length);
    if (length + size > BYTES_MAX) {
        return length;
    }
    char part[900];
    memcpy(part, bytes + start, size);
    memmove(bytes + to + size, bytes + to, length - to);
    memcpy(bytes + to, part, size);
    return length + size;
}

static size_t mutate(char *bytes, size_t length)
{
    static const char *const tokens[] = {"<stack>", "</error>", "#0 ", "(",         "\n\n",
                                         "{\"",     "]]>",      "0x",  "<![CDATA[", "\xff",
                                         "&lt;",    " (pid=",   "[[["};
    for (size_t i = below(MUTATIONS_MAX) + 1; i > 0 && length > 0; i--) {
        const char *token = tokens[below(sizeof(tokens) / sizeof(*tokens))];
        size_t at = below(length);
        switch (below(6)) {
        case 0:
            bytes[at] = (char)next_random();
            break;
        case 1:
            bytes[at] ^= (char)(1 << below(8));
            break;
        case 2:
            length = remove_part(bytes, length);
            break;
        case 3:
            length = repeat_part(bytes, length);
            break;
        case 4:
            length = below(20) == 0 ? at : length;
            break;
        default:
            if (length - at > strlen(token)) {
                memcpy(bytes + at, token, strlen(token));
            }
        }
    }
    return length;
}

static void write_everything(struct rg_result *result)
{
    static const char *const names[] = {"text", "sarif",  "junit",       "html",
                                        "md",   "gitlab", "annotations", "result"};
    struct rg_verdict verdict = rg_verdict_make(result);
    const struct rg_view view = {.result = result, .verdict = &verdict, .show_all = true};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        FILE *out = fopen(s_scratch, "w");
        rg_writer_find(names[i], strlen(names[i]))->write(out, &view);
        fclose(out);
    }
}

/* The last thing written above is a result: it must come back as it was. */
static int read_back(size_t finding_count, unsigned long round)
{
    struct rg_pool pool = {0};
    struct rg_result *result = rg_result_new(&pool);
    const char *why = "";
    int error = rg_read_result(result, s_scratch, &why);
    rg_result_settle(result);
    int failed = error != 0 || result->finding_count != finding_count;
    if (failed) {
        fprintf(stderr, "round %lu: %zu findings were written, %zu read: %s\n", round,
                finding_count, result->finding_count, why);
    }
    rg_pool_clear(&pool);
    return failed;
}

static int run_round(const char *bytes, size_t length, rg_read_fn *read, unsigned long round)
{
    FILE *file = fopen(s_scratch, "w");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) {
        perror(s_scratch);
        exit(2);
    }
    struct collected all = {0};
    int failed = collect(&all, read, s_scratch, "fuzz") != 0;
    /* The shortest report of any tool is longer than this. */
    failed |= all.log.report_count > length / 20;
    rg_result_settle(all.result);
    if (round % 16 == 0) {
        write_everything(all.result);
        failed |= read_back(all.result->finding_count, round);
    }
    if (failed) {
        fprintf(stderr, "round %lu failed\n", round);
    }
    rg_pool_clear(&all.pool);
    return failed;
}

int main(int argc, char **argv)
{
    static rg_read_fn *const readers[] = {rg_read_tsan_text, rg_read_valgrind_xml,
                                          rg_read_lockcheck_json, rg_read_tsan_hook};
    static char bytes[BYTES_MAX + 1024];
    unsigned long rounds = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
    if (rounds == 0) {
        fprintf(stderr, "usage: fuzz_readers ROUNDS LOG...\n");
        return 2;
    }
    snprintf(s_scratch, sizeof(s_scratch), "fuzz-%ld.log", (long)getpid());
    alarm(SECONDS_PER_RUN);
    int failed = 0;
    for (unsigned long round = 0; round < rounds && !failed; round++) {
        const char *path = argv[2 + below((size_t)argc - 2)];
        size_t length = mutate(bytes, read_bytes(path, bytes));
        rg_read_fn *right = rg_read_detect(path);
        rg_read_fn *read = right == NULL || below(8) == 0 ? readers[below(4)] : right;
        failed = run_round(bytes, length, read, round);
    }
    (void)unlink(s_scratch);
    if (!failed) {
        printf("%lu rounds\n", rounds);
    }
    return failed;
}
