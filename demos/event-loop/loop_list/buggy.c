/*
 * event-loop/loop_list/buggy.c - a callback frees itself.        Cure: fixed.c
 *
 * BUG     As in loop, with a linked list: the callback takes itself out and is
 *         freed, and the walker asks it who comes next.
 * WHEN    Always. It looks right as long as nobody else gets the memory.
 * FIX     Mark it as removed, and sweep when nobody walks the list.
 * PYTHON  S0 S1, How asyncio works: no such end there, who is still looked at
 *         is not freed
 * TOOLS   One thread, and no race. TSan knows freed memory all the same, and so
 *         does AddressSanitizer: cc -g -fsanitize=address buggy.c
 *
 * expect plain      ok
 * expect tsan-gcc   reports use-after-free in call_all and take_out
 * expect tsan-clang reports use-after-free in call_all and take_out
 * expect helgrind   misses use-after-free
 * expect drd        misses use-after-free
 * expect lockcheck  misses use-after-free
 */
#include "../../common/demo.h"

struct callback {
    void (*fn)(struct callback *self);
    int *calls;
    struct callback *next;
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
    take_out(self);
}

static void call_all(void)
{
    for (struct callback *each = list; each != NULL; each = each->next) {
        each->fn(each);
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
