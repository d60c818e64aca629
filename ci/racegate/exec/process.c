#include "exec/process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <unistd.h>

static int open_output(const char *path)
{
    return path == NULL ? open("/dev/null", O_WRONLY)
                        : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0666);
}

static bool set_up_streams(const struct rg_command_line *command)
{
    int input = open("/dev/null", O_RDONLY);
    int output = open_output(command->output_path);
    bool is_one_file = command->output_path != NULL && command->error_path != NULL &&
                       strcmp(command->output_path, command->error_path) == 0;
    int error = is_one_file ? output : open_output(command->error_path);
    return input >= 0 && output >= 0 && error >= 0 && dup2(input, STDIN_FILENO) >= 0 &&
           dup2(output, STDOUT_FILENO) >= 0 && dup2(error, STDERR_FILENO) >= 0 &&
           close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) == 0;
}

static void set_up_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int signal_number = 1; signal_number < NSIG; signal_number++) {
        (void)signal(signal_number, SIG_DFL);
    }
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: never returns. What went wrong goes through the pipe. */
static void become(const struct rg_command_line *command, const char *task, int report_fd)
{
    (void)setpgid(0, 0);
    set_up_signals();
    bool fine = command->directory == NULL || chdir(command->directory) == 0;
    for (size_t i = 0; fine && command->environment != NULL && command->environment[i] != NULL;
         i++) {
        const char *equals = strchr(command->environment[i], '=');
        char *name = strndup(command->environment[i], (size_t)(equals - command->environment[i]));
        fine = name != NULL && setenv(name, equals + 1, 1) == 0;
    }
    fine = fine && setenv(RG_TASK_VARIABLE, task, 1) == 0;
    if (command->no_aslr) {
        (void)personality(ADDR_NO_RANDOMIZE);
    }
    if (fine && set_up_streams(command)) {
        execvp(command->argv[0], command->argv);
    }
    int problem = errno;
    (void)!write(report_fd, &problem, sizeof(problem));
    _exit(127);
}

int rg_process_start(const struct rg_command_line *command, const char *task, pid_t *ret_pid)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return -errno;
    }
    pid_t pid = fork();
    if (pid < 0) {
        int problem = errno;
        close(ends[0]);
        close(ends[1]);
        return -problem;
    }
    if (pid == 0) {
        become(command, task, ends[1]);
    }
    /* Here and in the child: whoever comes first, the group exists before it is signalled. */
    (void)setpgid(pid, pid);
    close(ends[1]);
    int problem = 0;
    ssize_t got = read(ends[0], &problem, sizeof(problem));
    close(ends[0]);
    *ret_pid = pid;
    return got == (ssize_t)sizeof(problem) ? -problem : 0;
}

void rg_process_signal(pid_t pid, int signal)
{
    if (pid > 1) {
        (void)kill(-pid, signal);
    }
}

void rg_process_adopt_orphans(void)
{
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static bool carries(const char *pid, const char *task)
{
    enum { ENVIRONMENT_MAX = 256 * 1024 };
    static char environment[ENVIRONMENT_MAX];
    char path[64], wanted[128];
    snprintf(path, sizeof(path), "/proc/%.20s/environ", pid);
    int length = snprintf(wanted, sizeof(wanted), "%s=%s", RG_TASK_VARIABLE, task);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    size_t size = fread(environment, 1, sizeof(environment), file);
    fclose(file);
    for (char *p = environment; p < environment + size;) {
        size_t part = strnlen(p, (size_t)(environment + size - p));
        if (part == (size_t)length && memcmp(p, wanted, part) == 0) {
            return true;
        }
        p += part + 1;
    }
    return false;
}

/* Sanitizers leave their symbolizer to end by itself: nobody needs to hear of that. */
static bool is_symbolizer(const char *pid)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof(path), "/proc/%.20s/comm", pid);
    FILE *file = fopen(path, "re");
    if (file != NULL) {
        (void)!fgets(name, sizeof(name), file);
        fclose(file);
    }
    return strstr(name, "symbolizer") != NULL || strstr(name, "addr2line") != NULL;
}

unsigned rg_process_sweep(const char *task)
{
    unsigned count = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *entry = proc == NULL ? NULL : readdir(proc); entry != NULL;
         entry = readdir(proc)) {
        long pid = isdigit((unsigned char)entry->d_name[0]) ? strtol(entry->d_name, NULL, 10) : 0;
        if (pid > 1 && pid != getpid() && carries(entry->d_name, task)) {
            bool counts = !is_symbolizer(entry->d_name);
            count += kill((pid_t)pid, SIGKILL) == 0 && counts;
        }
    }
    if (proc != NULL) {
        closedir(proc);
    }
    return count;
}
