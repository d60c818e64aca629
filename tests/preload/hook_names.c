/* Prints the names in the library's table of hooks, as nm -D does, and those exported beside it. */
#include "preload/hooks.h"

#include <stdio.h>
#include <string.h>

#define PRINT(type, name, parameters, arguments) puts(#name);
#define PRINT_VERSIONED(type, name, symbol, version, parameters, arguments) \
    print_versioned(symbol, version, strcmp(#name, symbol) == 0);

static void print_versioned(const char *symbol, const char *version, int is_default)
{
    if (version) {
        printf("%s%s%s\n", symbol, is_default ? "@@" : "@", version);
    } else {
        puts(symbol);
    }
}

int main(void)
{
    /* With arguments of any number: written by hand, over the hooks that take arrays. */
    static const char *const variadic[] = {"execl", "execle", "execlp"};
    LC_HOOKS(PRINT)
    LC_HOOKS_VOID(PRINT)
    LC_HOOKS_VERSIONED(PRINT_VERSIONED)
    for (size_t i = 0; i < sizeof(variadic) / sizeof(variadic[0]); i++) {
        puts(variadic[i]);
    }
    puts("lockcheck_calls_1"); /* lockcheck/annotate.h */
    return 0;
}
