#include "run.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 32, OUTPUT_BYTES_MAX = 16 << 20 };

struct command {
    char *words[WORDS_MAX];
    int count;
    char storage[4096];
    size_t used;
};

static int add_word(struct command *command, const char *word, size_t length)
{
    if (command->count == WORDS_MAX - 1 || command->used + length + 1 > sizeof(command->storage)) {
        return -E2BIG;
    }
    char *to = command->storage + command->used;
    memcpy(to, word, length);
    to[length] = '\0';
    command->words[command->count++] = to;
    command->used += length + 1;
    return 0;
}

/* Every blank-separated word of `text`. */
static int add_words(struct command *command, const char *text)
{
    int status = 0;
    while (status == 0) {
        text += strspn(text, " ");
        size_t length = strcspn(text, " ");
        if (length == 0) {
            break;
        }
        status = add_word(command, text, length);
        text += length;
    }
    return status;
}

/* A path, blanks and all, behind a fixed beginning. */
static int add_path(struct command *command, const char *beginning, const char *path)
{
    char word[1024];
    int length = snprintf(word, sizeof(word), "%s%s", beginning, path);
    return length < (int)sizeof(word) ? add_word(command, word, (size_t)length) : -E2BIG;
}

static int build_command(struct command *command, enum tool tool,
                         const struct expectation *expectation, const struct run *run,
                         const char *scratch)
{
    char log[512];
    int status = 0;
    snprintf(log, sizeof(log), "%s/log.%%p", scratch);
    if (tool == TOOL_HELGRIND || tool == TOOL_DRD) {
        status = add_words(command,
                           tool == TOOL_DRD ? "valgrind --tool=drd" : "valgrind --tool=helgrind");
        /* Full paths tell the demo's frames from the C library's; fair scheduling lets a loop that
           waits for another thread give way. */
        status = status ? status : add_words(command, "--fullpath-after= --fair-sched=try");
        status = status ? status : add_path(command, "--log-file=", log);
        status = status ? status : add_words(command, expectation->flags);
    } else if (tool == TOOL_LOCKCHECK) {
        status = add_path(command, "", run->lockcheck);
        snprintf(log, sizeof(log), "--output=%s/traces", scratch);
        status = status ? status : add_words(command, "run");
        status = status ? status : add_word(command, log, strlen(log));
        status = status ? status : add_words(command, "--");
    } else if (tool == TOOL_PYTHON) {
        status = add_words(command, "python3 -u");
    }
    status = status ? status : add_path(command, "", run->program);
    return status ? status : add_words(command, expectation->args);
}

static void set_environment(enum tool tool, const struct expectation *expectation,
                            const struct run *run, const char *scratch)
{
    char options[1024];
    if (tool == TOOL_TSAN_GCC || tool == TOOL_TSAN_CLANG) {
        snprintf(options, sizeof(options), "exitcode=%d:log_path=%s/log%s%s:%s",
                 RUN_STATUS_FINDINGS, scratch,
                 run->symbolizer != NULL ? ":external_symbolizer_path=" : "",
                 run->symbolizer != NULL ? run->symbolizer : "", expectation->flags);
        setenv("TSAN_OPTIONS", options, 1);
    } else if (tool == TOOL_LOCKCHECK) {
        setenv("LOCKCHECK_OPTIONS", expectation->flags, 1);
        setenv("NO_COLOR", "1", 1);
    }
}

/* In the child, up to exec. A failure here ends as status 127, which the parent takes for "no
 * tool". */
__attribute__((noreturn)) static void become(enum tool tool, const struct expectation *expectation,
                                             const struct run *run, const char *scratch,
                                             struct command *command)
{
    char path[1024];
    struct rlimit no_core = {0, 0};
    snprintf(path, sizeof(path), "%s/output", scratch);
    int output = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    snprintf(path, sizeof(path), "%s", run->source);
    char *slash = strrchr(path, '/');
    if (slash != NULL) {
        *slash = '\0';
    }
    if (output < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0 || setpgid(0, 0) != 0 ||
        setrlimit(RLIMIT_CORE, &no_core) != 0 || (slash != NULL && chdir(path) != 0)) {
        _exit(127);
    }
    /* TSan (gcc 12, clang before 18) ends with "unexpected memory mapping" where the kernel
       shuffles addresses by more than 28 bits. A fixed layout suits it everywhere; where that is
       refused, so be it. */
    if (tool == TOOL_TSAN_GCC || tool == TOOL_TSAN_CLANG) {
        (void)personality(ADDR_NO_RANDOMIZE);
    }
    set_environment(tool, expectation, run, scratch);
    command->words[command->count] = NULL;
    execvp(command->words[0], command->words);
    _exit(127);
}

/* Wait at most limit_s seconds; then end the whole group, and anything that a demo left behind. */
static bool wait_with_limit(pid_t pid, int limit_s, int *ret_status)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    bool in_time = fd < 0 || poll(&poll_fd, 1, limit_s * 1000) != 0;
    if (!in_time) {
        kill(-pid, SIGKILL);
    }
    while (waitpid(pid, ret_status, 0) < 0 && errno == EINTR) {
    }
    kill(-pid, SIGKILL);
    if (fd >= 0) {
        close(fd);
    }
    return in_time;
}

/* Append the file to *text, a NUL-terminated string on the heap. */
static int append_file(int dir_fd, const char *name, char **text)
{
    struct stat info;
    int fd = openat(dir_fd, name, O_RDONLY);
    if (fd < 0 || fstat(fd, &info) != 0) {
        return -errno;
    }
    size_t used = *text != NULL ? strlen(*text) : 0;
    size_t room = info.st_size < OUTPUT_BYTES_MAX ? (size_t)info.st_size : OUTPUT_BYTES_MAX;
    char *grown = realloc(*text, used + room + 1);
    if (grown == NULL) {
        close(fd);
        return -ENOMEM;
    }
    ssize_t got = read(fd, grown + used, room);
    grown[used + (got > 0 ? (size_t)got : 0)] = '\0';
    *text = grown;
    close(fd);
    return got < 0 ? -EIO : 0;
}

/* lockcheck's traces: kept where they go with everything else, and not read. */
static void remove_traces(int scratch_fd)
{
    int fd = openat(scratch_fd, "traces", O_RDONLY | O_DIRECTORY);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    unlinkat(scratch_fd, "traces", AT_REMOVEDIR);
}

/* Read the scratch directory into the outcome and remove it. */
static int collect(const char *scratch, struct outcome *outcome)
{
    int status = 0;
    DIR *dir = opendir(scratch);
    if (dir == NULL) {
        return -errno;
    }
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "traces") == 0) {
            continue;
        }
        bool is_output = strcmp(entry->d_name, "output") == 0;
        int result =
            append_file(dirfd(dir), entry->d_name, is_output ? &outcome->output : &outcome->logs);
        status = status ? status : result;
        unlinkat(dirfd(dir), entry->d_name, 0);
    }
    remove_traces(dirfd(dir));
    closedir(dir);
    rmdir(scratch);
    return status;
}

static void set_end(enum tool tool, bool in_time, int status, struct outcome *outcome)
{
    bool exited = WIFEXITED(status);
    int number = exited ? WEXITSTATUS(status) : WTERMSIG(status);
    if (exited && tool == TOOL_LOCKCHECK && number > 128) {
        exited = false; /* lockcheck run passes a signal on as 128 + n */
        number -= 128;
    }
    outcome->status = number;
    if (!in_time) {
        outcome->end = END_LIMIT;
    } else if (!exited) {
        outcome->end = number == SIGALRM ? END_HANGS : END_SIGNAL;
    } else if (number == 127) {
        outcome->end = END_NO_TOOL;
    } else if (number == RUN_STATUS_FINDINGS && tool != TOOL_PLAIN) {
        outcome->end = END_FINDINGS;
    } else {
        outcome->end = number == 0 ? END_OK : END_WRONG;
    }
}

int run_under_tool(enum tool tool, const struct expectation *expectation, const struct run *run,
                   struct outcome *ret_outcome)
{
    char scratch[] = "/tmp/demo-judge.XXXXXX";
    struct command command = {.count = 0};
    int status = 0;
    *ret_outcome = (struct outcome){.end = END_NO_TOOL};
    if (mkdtemp(scratch) == NULL) {
        return -errno;
    }
    int error = build_command(&command, tool, expectation, run, scratch);
    pid_t pid = error == 0 ? fork() : -1;
    if (pid == 0) {
        become(tool, expectation, run, scratch, &command);
    }
    if (pid < 0) {
        rmdir(scratch);
        return error != 0 ? error : -errno;
    }
    bool in_time = wait_with_limit(pid, run->limit_s, &status);
    ret_outcome->pid = pid;
    set_end(tool, in_time, status, ret_outcome);
    error = collect(scratch, ret_outcome);
    if (error == 0 && ret_outcome->output == NULL) {
        return -ENOENT;
    }
    return error;
}

void outcome_fini(struct outcome *outcome)
{
    free(outcome->output);
    free(outcome->logs);
    *outcome = (struct outcome){.end = END_NO_TOOL};
}
