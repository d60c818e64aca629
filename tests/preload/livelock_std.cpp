/* Livelock by the names of C++: std::mutex::try_lock, and std::scoped_lock, which gets on. */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>

#include <pthread.h>

namespace
{

std::mutex s_a, s_b;
pthread_barrier_t s_step;

/* Each takes its own, tries for the other, and gives back, in step. */
void try_both(std::mutex &own, std::mutex &other)
{
    constexpr int rounds = 16;
    for (int i = 0; i < rounds; i++) {
        std::lock_guard<std::mutex> guard(own);
        (void)pthread_barrier_wait(&s_step);
        if (other.try_lock()) {
            std::abort();
        }
        (void)pthread_barrier_wait(&s_step);
    }
}

void take_both(std::mutex &first, std::mutex &second)
{
    constexpr int rounds = 20000;
    for (int i = 0; i < rounds; i++) {
        std::scoped_lock both(first, second);
    }
}

void in_two_threads(void (*run)(std::mutex &, std::mutex &))
{
    (void)pthread_barrier_init(&s_step, nullptr, 2);
    std::thread forth(run, std::ref(s_a), std::ref(s_b));
    std::thread back(run, std::ref(s_b), std::ref(s_a));
    forth.join();
    back.join();
}

} // namespace

int main(int argc, char **argv)
{
    bool tries = argc == 2 && std::strcmp(argv[1], "try_lock") == 0;
    bool takes = argc == 2 && std::strcmp(argv[1], "scoped_lock") == 0;
    if (!tries && !takes) {
        return 2;
    }
    in_two_threads(tries ? try_both : take_both);
    std::puts("done");
    return 0;
}
