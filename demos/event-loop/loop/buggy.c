/*
 * event-loop/loop/buggy.c - the list of callbacks, edited while it is walked.
 * Cure: fixed.c
 *
 * BUG     A callback removes itself from the list that its caller is walking.
 *         The others move up by one, and the next one is skipped.
 * WHEN    Always. With a linked list and free() it is a use after free instead.
 *         One thread is enough, so that no race detector can see it.
 * FIX     Mark it as removed, and sweep when nobody walks the list.
 * PYTHON  S0 S1, How asyncio works: for fn in callbacks: ...
 *         callbacks.remove(fn)
 *
 * expect plain      wrong
 * expect tsan-gcc   misses reentrancy
 * expect tsan-clang misses reentrancy
 * expect helgrind   misses reentrancy
 * expect drd        misses reentrancy
 * expect lockcheck  misses reentrancy
 */
#include "../../common/demo.h"

#include <stdbool.h>

/* A callback says whether it is done for good. */
struct callback {
    bool (*fn)(struct callback *self);
    const char *name;
    int calls;
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
