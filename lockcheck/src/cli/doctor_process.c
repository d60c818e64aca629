#include "cli/doctor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"

int lc_doctor_is_mapped(pid_t pid, bool *ret_mapped)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
    FILE *maps = fopen(path, "re");
    if (!maps) {
        return -errno;
    }
    char *line = NULL;
    size_t room = 0;
    bool mapped = false;
    while (!mapped && getline(&line, &room, maps) > 0) {
        mapped = strstr(line, "/" LC_LIBRARY_NAME) != NULL;
    }
    int error = ferror(maps) ? -EIO : 0;
    free(line);
    (void)fclose(maps);
    *ret_mapped = mapped;
    return error;
}

/* Was it started with the library in LD_PRELOAD? False also when we may not look. */
static bool was_asked_for(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/environ", (int)pid);
    FILE *environment = fopen(path, "re");
    if (!environment) {
        return false;
    }
    char *entry = NULL;
    size_t room = 0;
    bool found = false;
    while (!found && getdelim(&entry, &room, '\0', environment) > 0) {
        found = strncmp(entry, LC_ENV_PRELOAD "=", sizeof(LC_ENV_PRELOAD)) == 0 &&
                strstr(entry, LC_LIBRARY_NAME);
    }
    free(entry);
    (void)fclose(environment);
    return found;
}

void lc_doctor_process(struct lc_doctor *doctor, pid_t pid)
{
    bool mapped = false;
    int error = lc_doctor_is_mapped(pid, &mapped);
    if (error) {
        lc_doctor_say(doctor, LC_DOCTOR_NO, "process", "%d: %s", (int)pid, strerror(-error));
    } else if (mapped) {
        lc_doctor_say(doctor, LC_DOCTOR_OK, "process", "%d has the library loaded", (int)pid);
    } else {
        lc_doctor_say(doctor, LC_DOCTOR_NO, "process", "%d has not loaded the library, %s",
                      (int)pid,
                      was_asked_for(pid) ? "although LD_PRELOAD names it"
                                         : "and was started without LD_PRELOAD naming it");
    }
}
