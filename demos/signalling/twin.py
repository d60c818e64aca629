# signalling/twin.py - a wait without a question loses its signal, in Python.
#
# expect python3 hangs
import signal
import threading

condition = threading.Condition()
signalled = threading.Event()
happened = False


def wait_for_it():
    signalled.wait()
    with condition:
        condition.wait()  # and not wait_for(lambda: happened)


def make_it_happen():
    global happened
    with condition:
        happened = True
        condition.notify()
    signalled.set()


signal.alarm(2)
threads = [threading.Thread(target=f) for f in (wait_for_it, make_it_happen)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("it happened:", happened)
