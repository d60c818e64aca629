# processes/shm_counter/twin.py - the lost update between processes, in Python.
#
# Value has a lock, and += does not take it: a load, then a store. The meeting
# stands for what may happen between the two.
#
# expect python3 wrong
import multiprocessing
import sys


def add_one(counter, both_have_read):
    seen = counter.value
    both_have_read.wait()
    counter.value = seen + 1


if __name__ == "__main__":
    counter = multiprocessing.Value("l", 0)
    both_have_read = multiprocessing.Barrier(2)
    workers = [
        multiprocessing.Process(target=add_one, args=(counter, both_have_read))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print("two processes added one each:", counter.value)
    sys.exit(counter.value != 2)
