#include "base/capture.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

int rg_capture_start(struct rg_capture *capture, const char *directory, const char *const argv[])
{
    int ends[2];
    if (pipe(ends) != 0) {
        return -errno;
    }
    capture->file = fdopen(ends[0], "r");
    capture->pid = capture->file == NULL ? -1 : fork();
    if (capture->pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        if (directory == NULL || chdir(directory) == 0) {
            execvp(argv[0], (char *const *)argv);
        }
        perror(argv[0]);
        _exit(127);
    }
    int problem = capture->pid < 0 ? errno : 0;
    close(ends[1]);
    if (problem != 0) {
        if (capture->file != NULL) {
            fclose(capture->file);
        } else {
            close(ends[0]);
        }
    }
    return -problem;
}

int rg_capture_end(struct rg_capture *capture)
{
    int status = -1;
    fclose(capture->file);
    if (waitpid(capture->pid, &status, 0) < 0 || !WIFEXITED(status)) {
        return -1;
    }
    return WEXITSTATUS(status);
}
