"""Scenarios of threading.Lock, one run each: locks.py NAME."""

import queue
import sys
import threading

a, b = threading.Lock(), threading.Lock()


def in_turn(*parts):
    """Each part in a thread of its own, one after the other, all alive together."""
    turns = [threading.Event() for _ in range(len(parts) + 1)]
    everybody_ran = turns[-1]

    def run(index):
        turns[index].wait()
        parts[index]()
        turns[index + 1].set()
        everybody_ran.wait()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(parts))]
    for thread in threads:
        thread.start()
    turns[0].set()
    for thread in threads:
        thread.join()


def ab():
    with a:
        with b:
            pass


def ba():
    with b:
        with a:
            pass


def ba_trying():
    with b:
        if a.acquire(blocking=False):
            a.release()


def abba():
    in_turn(ab, ba)


def abab():
    in_turn(ab, ab)


def try_that_failed():
    """Once a try has failed without a wait, tries of this lock are known to be just that."""

    def try_while_taken():
        with a:
            thread = threading.Thread(target=ba_trying)
            thread.start()
            thread.join()

    in_turn(try_while_taken, ab, ba_trying)


def conditions():
    items = queue.Queue(maxsize=3)
    condition = threading.Condition(a)
    seen = []

    def produce():
        for i in range(50):
            items.put(i)

    def consume():
        for _ in range(50):
            item = items.get()
            with condition:
                seen.append(item)
                condition.notify_all()

    def watch():
        with condition:
            condition.wait_for(lambda: len(seen) == 100)

    parts = [produce, consume] * 2 + [watch]
    threads = [threading.Thread(target=part) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def handover():
    """Taken by one thread and released by another: no lock, in whatever order."""

    def take_a_under_b():
        with b:
            a.acquire()

    in_turn(a.acquire, ab_released, take_a_under_b, a.release)


def ab_released():
    with b:
        pass
    a.release()


def joined_between():
    """After the join nothing of the thread is left to meet the other order."""
    thread = threading.Thread(target=ab)
    thread.start()
    thread.join()
    ba()


def join_holding():
    """The thread may ask for what is held by whoever waits for its end."""
    taken = threading.Event()

    def take_a():
        with a:
            pass
        taken.set()

    thread = threading.Thread(target=take_a)
    thread.start()
    taken.wait()
    with a:
        thread.join()


def hang():
    both = threading.Barrier(2)

    def take(first, second):
        with first:
            both.wait()
            with second:
                pass

    threads = [threading.Thread(target=take, args=pair) for pair in ((a, b), (b, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    print("done")
