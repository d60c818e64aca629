// The same through C++: locks without init and destroy calls.
#include "preload/std_scenario.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <cstdio>
#include <cstdlib>
#include <new>

namespace
{

struct account {
    std::mutex lock;
    long balance = 0;
};

std::mutex ledger;
std::unique_ptr<account> object;

// Threads in turn, alive together, as in scenario.h.
class turns
{
  public:
    void wait_for(int turn)
    {
        std::unique_lock<std::mutex> guard(lock);
        changed.wait(guard, [&] { return now == turn; });
    }
    void end()
    {
        std::lock_guard<std::mutex> guard(lock);
        now++;
        changed.notify_all();
    }

  private:
    std::mutex lock;
    std::condition_variable changed;
    int now = -1;
};

void in_turn(const std::vector<std::function<void()>> &parts)
{
    static turns order;
    std::vector<std::thread> threads;
    for (int i = 0; i < static_cast<int>(parts.size()); i++) {
        threads.emplace_back([i, &parts] {
            order.wait_for(i);
            parts[i]();
            order.end();
        });
    }
    order.end();
    for (auto &thread : threads) {
        thread.join();
    }
}

void ledger_then_object()
{
    std::lock_guard<std::mutex> outer(ledger);
    std::lock_guard<std::mutex> inner(object->lock);
    object->balance++;
}

void object_then_ledger()
{
    std::lock_guard<std::mutex> outer(object->lock);
    std::lock_guard<std::mutex> inner(ledger);
    object->balance++;
}

void renew()
{
    account *old = object.get();
    object.reset();
    object = std::make_unique<account>();
    if (object.get() != old) {
        std::puts("the address did not come back");
        std::exit(3);
    }
}

void std_mutex_reused()
{
    object = std::make_unique<account>();
    in_turn({[] {
                 ledger_then_object();
                 renew();
             },
             object_then_ledger});
}

void std_mutex_kept()
{
    object = std::make_unique<account>();
    in_turn({ledger_then_object, object_then_ledger});
}

void scoped_both(std::mutex &first, std::mutex &second)
{
    std::scoped_lock both(first, second);
}

// std::scoped_lock tries the second and backs off: any order is fine.
void scoped_lock()
{
    object = std::make_unique<account>();
    in_turn({[] { scoped_both(ledger, object->lock); }, [] { scoped_both(object->lock, ledger); }});
}

// A lock of a frame that is gone, its address used by the next frame's.
__attribute__((noinline)) void with_local(const std::function<void(std::mutex &)> &use)
{
    std::mutex local;
    use(local);
}

void stack_reused()
{
    auto down = [](std::mutex &local) {
        std::lock_guard<std::mutex> outer(ledger);
        std::lock_guard<std::mutex> inner(local);
    };
    auto up = [](std::mutex &local) {
        std::lock_guard<std::mutex> outer(local);
        std::lock_guard<std::mutex> inner(ledger);
    };
    in_turn({[&] { with_local(down); }, [&] { with_local(up); }, [&] { with_local(down); },
             [&] { with_local(up); }});
}

const scenario scenarios[] = {
    {"std_mutex_reused", std_mutex_reused},
    {"std_mutex_kept", std_mutex_kept},
    {"scoped_lock", scoped_lock},
    {"stack_reused", stack_reused},
};

} // namespace

int main(int argc, char **argv)
{
    return scenario_main(argc, argv, scenarios);
}
