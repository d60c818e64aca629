/*
 * event-loop/loop_list/fixed.c - marked now, freed later.
 *
 * FIX     The walker alone takes callbacks out, when the walk is over.
 * PYTHON  S0 S1, How asyncio works: no such end there, who is still looked at
 *         is not freed
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

struct callback {
    void (*fn)(struct callback *self);
    int *calls;
    struct callback *next;
    bool removed;
};

static struct callback *list;
static int calls[3];

static void add(int *counter, void (*fn)(struct callback *self))
{
    struct callback *callback = malloc(sizeof(*callback));
    demo_must(callback == NULL ? ENOMEM : 0, "malloc", __FILE__, __LINE__);
    *callback = (struct callback){.fn = fn, .calls = counter, .next = list};
    list = callback;
}

static void take_out(struct callback *callback)
{
    struct callback **link = &list;
    while (*link != callback) {
        link = &(*link)->next;
    }
    *link = callback->next;
    free(callback);
}

static void stay(struct callback *self)
{
    (*self->calls)++;
}

static void leave(struct callback *self)
{
    (*self->calls)++;
    self->removed = true;
}

static void call_all(void)
{
    for (struct callback *each = list; each != NULL; each = each->next) {
        each->fn(each);
    }
    struct callback **link = &list;
    while (*link != NULL) {
        if ((*link)->removed) {
            take_out(*link);
        } else {
            link = &(*link)->next;
        }
    }
}

int main(void)
{
    add(&calls[0], stay);
    add(&calls[1], leave);
    add(&calls[2], stay);
    call_all();
    call_all();
    printf("called %d, %d and %d times\n", calls[0], calls[1], calls[2]);
    return calls[0] == 2 && calls[1] == 1 && calls[2] == 2 ? 0 : 1;
}
