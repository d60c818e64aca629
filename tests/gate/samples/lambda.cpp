// C++ names: a template, an anonymous namespace, lambdas that each compiler names differently.
#include <thread>

namespace
{
template <typename T> struct Box {
    T value{};
    void add(T amount)
    {
        value = value + amount;
    }
};
Box<long> box;
} // namespace

int main()
{
    std::thread first([] { box.add(1); });
    std::thread second([] { box.add(2); });
    first.join();
    second.join();
    return 0;
}
