// Every lock of the C++ library that reaches the C library: each defect beside its neighbour.
#include "preload/std_scenario.h"

#include <barrier>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <cstdio>

namespace
{

std::mutex plain_a, plain_b;
std::timed_mutex timed_a, timed_b;
std::recursive_mutex recursive_a, recursive_b;
std::shared_mutex shared_a, shared_b;

// Threads in turn, alive together. A latch is a futex of the library's own: it orders nothing.
template <class Thread> void in_turn(std::function<void()> first, std::function<void()> second)
{
    std::latch first_is_done(1);
    Thread one([&] {
        first();
        first_is_done.count_down();
    });
    Thread two([&] {
        first_is_done.wait();
        second();
    });
    one.join();
    two.join();
}

template <class Outer, class Inner> void nest(Outer &outer, Inner &inner)
{
    std::lock_guard<Outer> hold_outer(outer);
    std::lock_guard<Inner> hold_inner(inner);
}

template <class Mutex> void invert(Mutex &a, Mutex &b)
{
    in_turn<std::thread>([&] { nest(a, b); }, [&] { nest(b, a); });
}

template <class Mutex> void agree(Mutex &a, Mutex &b)
{
    in_turn<std::thread>([&] { nest(a, b); }, [&] { nest(a, b); });
}

void nest_readers(std::shared_mutex &outer, std::shared_mutex &inner)
{
    std::shared_lock<std::shared_mutex> hold_outer(outer);
    std::shared_lock<std::shared_mutex> hold_inner(inner);
}

void shared_readers()
{
    in_turn<std::thread>([] { nest_readers(shared_a, shared_b); },
                         [] { nest_readers(shared_b, shared_a); });
}

void timed_try()
{
    in_turn<std::thread>([] { nest(timed_a, timed_b); },
                         [] {
                             std::lock_guard<std::timed_mutex> outer(timed_b);
                             if (timed_a.try_lock()) {
                                 timed_a.unlock();
                             }
                         });
}

void timed_wait()
{
    in_turn<std::thread>([] { nest(timed_a, timed_b); },
                         [] {
                             std::lock_guard<std::timed_mutex> outer(timed_b);
                             if (timed_a.try_lock_for(std::chrono::seconds(10))) {
                                 timed_a.unlock();
                             }
                         });
}

void recursive_again()
{
    in_turn<std::thread>(
        [] {
            std::lock_guard<std::recursive_mutex> outer(recursive_a);
            nest(recursive_a, recursive_b);
        },
        [] {
            std::lock_guard<std::recursive_mutex> outer(recursive_a);
            nest(recursive_b, recursive_a);
        });
}

void jthreads()
{
    in_turn<std::jthread>([] { nest(plain_a, plain_b); }, [] { nest(plain_b, plain_a); });
}

// ---- async: futures order their threads only by the join in their destructor

void async_beside()
{
    std::latch first_is_done(1);
    auto one = std::async(std::launch::async, [&] {
        nest(plain_a, plain_b);
        first_is_done.count_down();
    });
    first_is_done.wait();
    nest(plain_b, plain_a);
    one.get();
}

void async_before()
{
    {
        auto one = std::async(std::launch::async, [] { nest(plain_a, plain_b); });
    }
    nest(plain_b, plain_a);
}

// ---- condition_variable

std::condition_variable changed;
bool is_ready;

void wait_in(std::mutex &also_held)
{
    std::lock_guard<std::mutex> outer(also_held);
    std::unique_lock<std::mutex> guard(plain_a);
    changed.wait(guard, [] { return is_ready; });
}

void make_ready()
{
    std::lock_guard<std::mutex> guard(plain_a);
    is_ready = true;
    changed.notify_all();
}

void condition()
{
    std::mutex unneeded;
    std::thread waiter([&] { wait_in(unneeded); });
    make_ready();
    waiter.join();
}

// Taking the mutex back inside a wait is a request like any other.
void condition_inversion()
{
    in_turn<std::thread>(
        [] {
            std::unique_lock<std::mutex> guard(plain_a);
            std::lock_guard<std::mutex> inner(plain_b);
            changed.wait_for(guard, std::chrono::milliseconds(1));
        },
        [] { nest(plain_a, plain_b); });
}

// ---- call_once

std::once_flag once;
int runs;

void once_throws()
{
    try {
        std::call_once(once, [] {
            nest(plain_a, plain_b);
            throw std::runtime_error("first try");
        });
    } catch (const std::runtime_error &) {
        runs++;
    }
    std::call_once(once, [] { runs++; });
    std::lock_guard<std::mutex> guard(plain_b);
    std::printf("%d runs\n", runs);
}

void once_hang()
{
    std::latch is_inside(1), may_go_on(1);
    auto initialize = [&] {
        is_inside.count_down();
        may_go_on.wait();
        std::lock_guard<std::mutex> guard(plain_a);
    };
    std::thread one([&] { std::call_once(once, initialize); });
    is_inside.wait();
    std::lock_guard<std::mutex> guard(plain_a);
    may_go_on.count_down();
    std::call_once(once, initialize);
    one.join();
}

void once_use_a()
{
    std::call_once(once, [] { std::lock_guard<std::mutex> guard(plain_a); });
}

void once_holding_a()
{
    std::lock_guard<std::mutex> guard(plain_a);
    once_use_a();
}

void once_found_done()
{
    std::latch is_done(1);
    std::thread one([&] {
        once_use_a();
        is_done.count_down();
    });
    std::thread two([&] {
        is_done.wait();
        once_holding_a();
    });
    one.join();
    two.join();
}

void once_known_done()
{
    std::latch is_done(1);
    std::thread one([&] {
        once_use_a();
        is_done.count_down();
    });
    std::thread two([&] {
        is_done.wait();
        once_use_a();
        once_holding_a();
    });
    one.join();
    two.join();
}

// ---- Hangs

template <class Mutex> void hang(Mutex &a, Mutex &b)
{
    std::barrier both_hold(2);
    auto take = [&](Mutex &first, Mutex &second) {
        std::lock_guard<Mutex> outer(first);
        both_hold.arrive_and_wait();
        std::lock_guard<Mutex> inner(second);
    };
    std::thread one([&] { take(a, b); });
    std::thread two([&] { take(b, a); });
    one.join();
    two.join();
}

void join_hang()
{
    std::lock_guard<std::mutex> guard(plain_a);
    std::thread other([] { std::lock_guard<std::mutex> inner(plain_a); });
    other.join();
}

// ---- Futexes of the C++ library: nothing is seen, and nothing is made up

void library_futexes()
{
    std::binary_semaphore empty(1), full(0);
    std::barrier meeting(2);
    auto work = [&](std::binary_semaphore &take, std::binary_semaphore &give) {
        for (int i = 0; i < 100; i++) {
            take.acquire();
            nest(plain_a, plain_b);
            give.release();
        }
        meeting.arrive_and_wait();
    };
    std::thread one([&] { work(empty, full); });
    std::thread two([&] { work(full, empty); });
    one.join();
    two.join();
}

const scenario scenarios[] = {
    {"mutex_abba", [] { invert(plain_a, plain_b); }},
    {"mutex_abab", [] { agree(plain_a, plain_b); }},
    {"timed_abba", [] { invert(timed_a, timed_b); }},
    {"timed_abab", [] { agree(timed_a, timed_b); }},
    {"timed_try", timed_try},
    {"timed_wait", timed_wait},
    {"recursive_abba", [] { invert(recursive_a, recursive_b); }},
    {"recursive_again", recursive_again},
    {"shared_abba", [] { invert(shared_a, shared_b); }},
    {"shared_readers", shared_readers},
    {"jthreads", jthreads},
    {"async_beside", async_beside},
    {"async_before", async_before},
    {"condition", condition},
    {"condition_inversion", condition_inversion},
    {"once_throws", once_throws},
    {"once_hang", once_hang},
    {"once_found_done", once_found_done},
    {"once_known_done", once_known_done},
    {"mutex_hang", [] { hang(plain_a, plain_b); }},
    {"timed_hang", [] { hang(timed_a, timed_b); }},
    {"recursive_hang", [] { hang(recursive_a, recursive_b); }},
    {"shared_hang", [] { hang(shared_a, shared_b); }},
    {"join_hang", join_hang},
    {"library_futexes", library_futexes},
};

} // namespace

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, scenarios);
}
