# counters/twin.py - the lost update of lost_update/racy.c, in Python.
#
# The meeting stands for what the interpreter may do at any moment: let the
# other thread run between the load and the store.
#
# expect python3 wrong
import sys
import threading

counter = 0
both_have_read = threading.Barrier(2)


def add_one():
    global counter
    seen = counter
    both_have_read.wait()
    counter = seen + 1


threads = [threading.Thread(target=add_one) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("two threads added one each:", counter)
sys.exit(counter != 2)
