/* Coroutines lock on stacks that come and go, and are no thread's own. */
#include <alloca.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "preload/scenario.h"

enum { STACK_BYTES = 64 << 10, FRAME_BYTES = 12 << 10, PAGE_BYTES = 4096, STEP_BYTES = 16 };

static pthread_mutex_t s_a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t s_b = PTHREAD_MUTEX_INITIALIZER;
static ucontext_t s_caller, s_coroutine;
static size_t s_frame_bytes;

static void lock_both(pthread_mutex_t *first, pthread_mutex_t *second)
{
    CHECK(pthread_mutex_lock(first));
    CHECK(pthread_mutex_lock(second));
    CHECK(pthread_mutex_unlock(second));
    CHECK(pthread_mutex_unlock(first));
}

static void lock_below_large_frame(void)
{
    volatile char *frame = alloca(s_frame_bytes);
    frame[0] = 1;
    lock_both(&s_a, &s_b);
}

static void lock_otherwise(void)
{
    lock_both(&s_b, &s_a);
}

static void run(void (*body)(void), char *stack, size_t bytes)
{
    EXPECT(getcontext(&s_coroutine) == 0);
    s_coroutine.uc_stack.ss_sp = stack;
    s_coroutine.uc_stack.ss_size = bytes;
    s_coroutine.uc_link = &s_caller;
    makecontext(&s_coroutine, body, 0);
    EXPECT(swapcontext(&s_caller, &s_coroutine) == 0);
}

static char *map_stack(char *at, size_t bytes)
{
    EXPECT(mprotect(at, STACK_BYTES, PROT_NONE) == 0);
    EXPECT(mprotect(at, bytes, PROT_READ | PROT_WRITE) == 0);
    return at;
}

static char *reserve(void)
{
    void *stack = mmap(NULL, STACK_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(stack != MAP_FAILED);
    return stack;
}

/*
 * The same calls at the same depths: first far below the top of a stack, with all that is in
 * between mapped; then on a stack that ends right above them.
 */
static void shorter_stack(void)
{
    const size_t shorter_bytes = STACK_BYTES - FRAME_BYTES;
    char *stack = reserve();
    for (size_t off = 0; off < PAGE_BYTES; off += STEP_BYTES) {
        s_frame_bytes = FRAME_BYTES - PAGE_BYTES / 4 + off;
        run(lock_below_large_frame, map_stack(stack, STACK_BYTES), STACK_BYTES);
    }
    (void)map_stack(stack, shorter_bytes);
    for (size_t off = 0; off < PAGE_BYTES; off += STEP_BYTES) {
        s_frame_bytes = STEP_BYTES;
        run(lock_below_large_frame, stack, shorter_bytes - off);
    }
    EXPECT(munmap(stack, STACK_BYTES) == 0);
}

static void lock_first_order(void)
{
    char *stack = map_stack(reserve(), STACK_BYTES);
    s_frame_bytes = FRAME_BYTES;
    run(lock_below_large_frame, stack, STACK_BYTES);
    EXPECT(munmap(stack, STACK_BYTES) == 0);
}

static void lock_other_order(void)
{
    char *stack = map_stack(reserve(), STACK_BYTES);
    run(lock_otherwise, stack, STACK_BYTES);
    EXPECT(munmap(stack, STACK_BYTES) == 0);
}

static void inversion(void)
{
    static void (*const parts[])(void) = {lock_first_order, lock_other_order};
    in_turn(parts, 2);
}

int main(int argc, char **argv)
{
    static const struct scenario scenarios[] = {
        {"shorter_stack", shorter_stack}, {"inversion", inversion}, {NULL, NULL}};
    return scenario_main(argc, argv, scenarios);
}
