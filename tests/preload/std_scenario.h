/* The C++ programs' half of scenario.h: the first argument names what to run. */
#ifndef TESTS_PRELOAD_STD_SCENARIO_H
#define TESTS_PRELOAD_STD_SCENARIO_H

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <unistd.h>

struct scenario {
    const char *name;
    void (*run)();
};

/* The exit status: 2 for a name that is not there. A run that hangs ends by SIGALRM. */
template <std::size_t N> int scenario_main(int argc, char **argv, const scenario (&scenarios)[N])
{
    alarm(60);
    for (const scenario &s : scenarios) {
        if (argc > 1 && std::strcmp(s.name, argv[1]) == 0) {
            s.run();
            std::puts("done");
            return 0;
        }
    }
    return 2;
}

#endif
