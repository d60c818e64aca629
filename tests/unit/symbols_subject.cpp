#include "symbols_subject.h"

#include <array>
#include <mutex>

#include <pthread.h>

namespace bank
{
struct Account {
    int id;
    pthread_mutex_t guard;
};
struct Pool {
    long total;
    std::mutex locks[4];
    Account accounts[2][3];
    union {
        long kind[16];
        struct {
            long unused;
            pthread_rwlock_t inner;
        };
    };
};
static Pool pool;
std::mutex journal;
std::array<std::mutex, 3> shards;
struct Registry {
    static std::mutex guard;
};
std::mutex Registry::guard;
} // namespace bank

namespace
{
std::mutex unseen;
}

static pthread_mutex_t plain_lock;

static pthread_mutex_t &function_static()
{
    static pthread_mutex_t hidden;
    return hidden;
}

extern const subject_lock subject_locks[] = {
    {"plain_lock", &plain_lock},
    {"bank::journal", &bank::journal},
    {"bank::Registry::guard", &bank::Registry::guard},
    {"function_static()::hidden", &function_static()},
    {"(anonymous namespace)::unseen", &unseen},
    {"bank::pool.locks[3]", &bank::pool.locks[3]},
    {"bank::pool.locks[0]", &bank::pool.locks[0]},
    {"bank::pool.accounts[1][2].guard", &bank::pool.accounts[1][2].guard},
    {"bank::pool.inner", &bank::pool.inner},
    {"bank::shards[2]", &bank::shards[2]},
    {nullptr, nullptr},
};

static const void *site;
static int inner_line;
static int call_line;

__attribute__((noinline)) static void record()
{
    site = __builtin_return_address(0);
}

__attribute__((always_inline)) static inline void append()
{
    inner_line = __LINE__ + 1;
    record();
    call_line++; // keeps the call above from being the last thing done
}

namespace bank
{
__attribute__((noinline)) static void transfer()
{
    call_line = __LINE__;
    append();
}
} // namespace bank

const void *subject_site(int *ret_inner_line, int *ret_call_line)
{
    bank::transfer();
    *ret_inner_line = inner_line;
    *ret_call_line = call_line;
    return site;
}
