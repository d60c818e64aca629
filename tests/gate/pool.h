/*
 * tests/gate/pool.h - the memory of one test, gone when it ends.
 */
#ifndef TESTS_GATE_POOL_H
#define TESTS_GATE_POOL_H

#include "base/pool.h"

static struct rg_pool s_pool;

/* The teardown of each test. */
static inline int forget(void **state)
{
    (void)state;
    rg_pool_clear(&s_pool);
    return 0;
}

#endif
