/*
 * base/env.h - the names through which the tool and the preload library meet (see docs/adr/0004).
 */
#ifndef LC_BASE_ENV_H
#define LC_BASE_ENV_H

/* "key=value:key=value", read once by the library when the process starts; keys in base/options.h.
 */
#define LC_ENV_OPTIONS "LOCKCHECK_OPTIONS"

/* The dynamic linker's: where `lockcheck run` puts the library. */
#define LC_ENV_PRELOAD "LD_PRELOAD"

/* AddressSanitizer's, "key=value:key=value" too: `lockcheck run` adds a key. */
#define LC_ENV_ASAN_OPTIONS "ASAN_OPTIONS"

/* https://no-color.org: set and not empty means plain text, unless color=always. */
#define LC_ENV_NO_COLOR "NO_COLOR"

#define LC_LIBRARY_NAME "liblockcheck.so"
#define LC_TRACE_SUFFIX ".lcd"

/* What the tool exits with, and the library where it decides itself (see docs/adr/0003). */
enum lc_exit_status {
    LC_EXIT_FINDINGS = 66, /* the default of exitcode= */
    LC_EXIT_TIMEOUT = 124,
    LC_EXIT_FAILURE = 125,    /* lockcheck itself: bad usage, no library, no space … */
    LC_EXIT_CANNOT_RUN = 126, /* the program was found and cannot be run */
    LC_EXIT_NOT_FOUND = 127,
    LC_EXIT_SIGNAL_BASE = 128, /* plus the number of the signal that ended the program */
};

#endif
