# locks/twin.py - two locks, two orders, and a meeting: abba_hang in Python.
#
# expect python3 hangs
import signal
import threading

a = threading.Lock()
b = threading.Lock()
meeting = threading.Barrier(2)


def take(first, second):
    with first:
        meeting.wait()
        with second:
            pass


signal.alarm(2)
threads = [threading.Thread(target=take, args=order) for order in ((a, b), (b, a))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("both are through")
