/*
 * event-loop/loop/fixed.c - marked now, swept later.
 *
 * FIX     The walker alone takes callbacks out, when the walk is over.
 * PYTHON  S0 S1, How asyncio works: for fn in list(callbacks)
 *
 * expect plain      ok
 * expect tsan-gcc   silent
 * expect tsan-clang silent
 * expect helgrind   silent
 * expect drd        silent
 * expect lockcheck  silent
 */
#include "../../common/demo.h"

#include <stdbool.h>

/* A callback says whether it is done for good. */
struct callback {
    bool (*fn)(struct callback *self);
    const char *name;
    int calls;
    bool removed;
};

static struct callback list[3];
static int count;

static bool stay(struct callback *self)
{
    self->calls++;
    return true;
}

static bool leave(struct callback *self)
{
    self->calls++;
    return false;
}

static void add(const char *name, bool (*fn)(struct callback *self))
{
    list[count++] = (struct callback){.fn = fn, .name = name};
}

static void take_out(int index)
{
    count--;
    memmove(list + index, list + index + 1,
            (size_t)(count - index) * sizeof(list[0]));
}

static void call_all(void)
{
    for (int i = 0; i < count; i++) {
        printf("calling %s\n", list[i].name);
        if (!list[i].fn(&list[i])) {
            list[i].removed = true;
        }
    }
    for (int i = count - 1; i >= 0; i--) {
        if (list[i].removed) {
            take_out(i);
        }
    }
}

int main(void)
{
    int calls = 0;
    add("first", leave);
    add("second", stay);
    add("third", stay);
    call_all();
    for (int i = 0; i < count; i++) {
        calls += list[i].calls;
    }
    printf("%d of the 2 that stay were called\n", calls);
    return calls == 2 ? 0 : 1;
}
