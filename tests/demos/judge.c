/*
 * tests/demos/judge.c - run one demo under one tool and compare the verdict with its expect line.
 */
#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STATUS_AGREES = 0, STATUS_DIFFERS = 1, STATUS_USAGE = 2, STATUS_CANNOT_RUN = 77 };

struct request {
    enum tool tool;
    struct run run;
    const char *demos_dir;
    int repeat;
    bool measure;
    bool verbose;
    struct demo_header header;
};

static const char usage[] =
    "usage: demo-judge [OPTIONS] TOOL SOURCE PROGRAM\n"
    "Runs PROGRAM, built from SOURCE, under TOOL and compares what is seen with the expect line "
    "of\n"
    "SOURCE. TOOL: plain tsan-gcc tsan-clang helgrind drd lockcheck python3.\n"
    "  --demos DIR        the directory of all demos: frames below it are the demo's own\n"
    "  --lockcheck FILE   the lockcheck command (default: lockcheck, from PATH)\n"
    "  --symbolizer FILE  the program that gives TSan its function names\n"
    "  --limit SECONDS    end the program after so long (default 40)\n"
    "  --repeat N         run N times; list every verdict that was seen and how often\n"
    "  --measure          print what was seen as an expect line; compare nothing\n"
    "  --verbose          print what the program and the tool wrote, also when all agrees\n"
    "Exit status: 0 agrees, 1 differs, 2 wrong usage or a malformed header, 77 the tool is not "
    "here.\n";

static const char *end_text(enum end end)
{
    static const char *const texts[] = {
        [END_OK] = "exit status",  [END_WRONG] = "exit status", [END_FINDINGS] = "exit status",
        [END_HANGS] = "signal",    [END_SIGNAL] = "signal",     [END_LIMIT] = "killed at the limit",
        [END_NO_TOOL] = "no tool",
    };
    return texts[end];
}

static void print_output(const struct outcome *outcome)
{
    printf("--- the program's output\n%s", outcome->output);
    if (outcome->logs != NULL) {
        printf("--- the detector's log\n%s", outcome->logs);
    }
    printf("---\n");
}

/* One run. The status of this program; *ret_seen gets the verdict in words. */
static int judge_once(struct request *request, char *ret_seen, size_t bytes)
{
    const struct expectation *expectation = &request->header.tools[request->tool];
    static struct reading reading;
    struct outcome outcome;
    int error = run_under_tool(request->tool, expectation, &request->run, &outcome);
    if (error != 0) {
        fprintf(stderr, "demo-judge: %s: %s\n", request->run.program, strerror(-error));
        return STATUS_USAGE;
    }
    if (outcome.end == END_NO_TOOL) {
        printf("skipped: cannot run %s under %s here\n", request->run.program,
               tool_name(request->tool));
        outcome_fini(&outcome);
        return STATUS_CANNOT_RUN;
    }
    memset(&reading, 0, sizeof(reading));
    const char *texts[] = {outcome.output, outcome.logs};
    for (int i = 0; i < 2; i++) {
        if (texts[i] != NULL) {
            report_read(request->tool, texts[i], request->run.source, request->demos_dir,
                        outcome.pid, &reading);
        }
    }
    verdict_describe(&request->header, request->tool, outcome.end, &reading, ret_seen, bytes);
    const char *reason = verdict_mismatch(&request->header, request->tool, outcome.end, &reading);
    if (request->verbose || (reason != NULL && !request->measure && request->repeat == 1)) {
        print_output(&outcome);
        printf("%s under %s\n  expected  %s\n  seen      %s (%s %d)\n  %s%s\n", request->run.source,
               tool_name(request->tool), expectation->text, ret_seen, end_text(outcome.end),
               outcome.status, reason != NULL ? "differs: " : "agrees",
               reason != NULL ? reason : "");
    }
    outcome_fini(&outcome);
    return reason != NULL ? STATUS_DIFFERS : STATUS_AGREES;
}

/*
 * A bug that needs luck needs more of it where other work keeps the threads apart: as long as it
 * does not show, four times the rounds, up to the number that the header names.
 */
static int judge_with_luck(struct request *request, char *ret_seen, size_t bytes)
{
    struct expectation *expectation = &request->header.tools[request->tool];
    const struct expectation as_written = *expectation;
    long rounds = strtol(expectation->args, NULL, 10);
    int status = judge_once(request, ret_seen, bytes);
    while (status == STATUS_DIFFERS && rounds > 0 && rounds <= as_written.rounds_max / 4) {
        rounds *= 4;
        snprintf(expectation->args, sizeof(expectation->args), "%ld", rounds);
        status = judge_once(request, ret_seen, bytes);
    }
    *expectation = as_written;
    return status;
}

enum { SEEN_BYTES = 1024, SEEN_MAX = 8 };

/* `repeat` runs; the different verdicts and how often each was seen. */
static int judge_repeatedly(struct request *request)
{
    static char seen[SEEN_MAX][SEEN_BYTES];
    int times[SEEN_MAX] = {0};
    int agreed = 0;
    for (int i = 0; i < request->repeat; i++) {
        char text[SEEN_BYTES];
        int status = judge_with_luck(request, text, sizeof(text));
        if (status > STATUS_DIFFERS) {
            return status;
        }
        agreed += status == STATUS_AGREES;
        int slot = 0;
        while (slot < SEEN_MAX - 1 && times[slot] > 0 && strcmp(seen[slot], text) != 0) {
            slot++;
        }
        memcpy(seen[slot], text, sizeof(text));
        times[slot]++;
    }
    printf("%s %s: %d of %d runs agree with '%s'\n", request->run.source, tool_name(request->tool),
           agreed, request->repeat, request->header.tools[request->tool].text);
    for (int slot = 0; slot < SEEN_MAX && times[slot] > 0 && agreed < request->repeat; slot++) {
        printf("  %4d times  %s\n", times[slot], seen[slot]);
    }
    return agreed == request->repeat ? STATUS_AGREES : STATUS_DIFFERS;
}

static int bad_usage(const char *what, const char *word)
{
    fprintf(stderr, "demo-judge: %s '%s'; see demo-judge --help\n", what, word);
    return -1;
}

/* Options with a value. 1: taken; 0: no such option; -1: its value is missing or bad. */
static int parse_valued(struct request *request, const char *option, const char *value)
{
    const char **texts[] = {&request->demos_dir, &request->run.lockcheck, &request->run.symbolizer};
    static const char *const text_names[] = {"--demos", "--lockcheck", "--symbolizer"};
    int *numbers[] = {&request->run.limit_s, &request->repeat};
    static const char *const number_names[] = {"--limit", "--repeat"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(option, text_names[i]) == 0) {
            *texts[i] = value;
            return value != NULL ? 1 : bad_usage("no value for", option);
        }
    }
    for (int i = 0; i < 2; i++) {
        if (strcmp(option, number_names[i]) == 0) {
            char *rest = NULL;
            long number = value != NULL ? strtol(value, &rest, 10) : 0;
            *numbers[i] = (int)number;
            bool good = number > 0 && number < 100000 && *rest == '\0';
            return good ? 1 : bad_usage("a number from 1 is needed after", option);
        }
    }
    return 0;
}

static int parse_arguments(int argc, char **argv, struct request *request)
{
    const char *words[3];
    int word_count = 0;
    for (int i = 1; i < argc; i++) {
        int taken = parse_valued(request, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
        if (taken < 0) {
            return -1;
        }
        i += taken;
        if (taken > 0) {
            continue;
        }
        if (strcmp(argv[i], "--measure") == 0) {
            request->measure = true;
        } else if (strcmp(argv[i], "--verbose") == 0) {
            request->verbose = true;
        } else if (argv[i][0] == '-' || word_count == 3) {
            return bad_usage("not understood:", argv[i]);
        } else {
            words[word_count++] = argv[i];
        }
    }
    if (word_count < 3) {
        return bad_usage("needed: TOOL SOURCE PROGRAM; given too few after", argv[0]);
    }
    request->tool = tool_find(words[0]);
    /* Reports name files by the path the compiler was given, which is an absolute one. */
    request->run.source = realpath(words[1], NULL);
    request->run.program = realpath(words[2], NULL);
    if (request->run.source == NULL) {
        return bad_usage("cannot find", words[1]);
    }
    if (request->run.program == NULL) {
        request->run.program = words[2];
    }
    return request->tool < TOOL_COUNT ? 0 : bad_usage("there is no tool", words[0]);
}

int main(int argc, char **argv)
{
    static struct request request = {
        .run = {.lockcheck = "lockcheck", .limit_s = 40}, .demos_dir = "/demos/", .repeat = 1};
    char error[512];
    char seen[SEEN_BYTES];
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return STATUS_AGREES;
    }
    if (parse_arguments(argc, argv, &request) != 0) {
        return STATUS_USAGE;
    }
    if (expect_read(request.run.source, &request.header, error) != 0) {
        fprintf(stderr, "demo-judge: %s\n", error);
        return STATUS_USAGE;
    }
    if (access(request.run.program, R_OK) != 0) {
        printf("skipped: %s was not built\n", request.run.program);
        return STATUS_CANNOT_RUN;
    }
    if (!request.header.tools[request.tool].given && !request.measure) {
        fprintf(stderr, "demo-judge: %s: no expect line for %s\n", request.run.source,
                tool_name(request.tool));
        return STATUS_USAGE;
    }
    if (request.repeat > 1) {
        return judge_repeatedly(&request);
    }
    int status = judge_with_luck(&request, seen, sizeof(seen));
    if (request.measure && status <= STATUS_DIFFERS) {
        printf(" * expect %-10s %s\n", tool_name(request.tool), seen);
        return STATUS_AGREES;
    }
    return status;
}
