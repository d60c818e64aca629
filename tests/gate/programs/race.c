/*
 * A race on one counter. With an argument: "exit" ends by _exit(0); "fake" prints what TSan would
 * print, and has no race; "fail" has no race and ends with status 3; "daemon" leaves a process in
 * a session of its own, which writes its number to the file named next.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int counter;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *bump(void *locked)
{
    if (locked != NULL) {
        pthread_mutex_lock(&lock);
    }
    counter++;
    if (locked != NULL) {
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static void run(void *locked)
{
    pthread_t first, second;
    pthread_create(&first, NULL, bump, locked);
    pthread_create(&second, NULL, bump, locked);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
}

static void leave_daemon(const char *path)
{
    int ready[2];
    char byte = 0;
    if (pipe(ready) != 0) {
        return;
    }
    if (fork() != 0) {
        close(ready[1]);
        (void)!read(ready[0], &byte, 1);
        return;
    }
    setsid();
    FILE *file = fopen(path, "w");
    if (file != NULL) {
        fprintf(file, "%ld\n", (long)getpid());
        fclose(file);
    }
    (void)!write(ready[1], &byte, 1);
    for (;;) {
        pause();
    }
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    int is_race = what[0] == '\0' || strcmp(what, "exit") == 0;
    run(is_race ? NULL : &lock);
    if (strcmp(what, "exit") == 0) {
        _exit(0);
    }
    if (strcmp(what, "fake") == 0) {
        fprintf(stderr,
                "==================\nWARNING: ThreadSanitizer: data race (pid=1)\n"
                "  Write of size 4 at 0x1 by thread T1:\n    #0 bump race.c:1 (race+0x1)\n\n"
                "SUMMARY: ThreadSanitizer: data race race.c:1 in bump\n");
    }
    if (strcmp(what, "daemon") == 0) {
        leave_daemon(argv[2]);
    }
    return strcmp(what, "fail") == 0 ? 3 : 0;
}
