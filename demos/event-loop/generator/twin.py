# event-loop/generator/twin.py - one generator, two threads, in Python.
#
# Python looks: who comes second gets an error, and no number.
#
# expect python3 wrong
import sys
import threading

inside = threading.Event()
refused = threading.Event()


def squares():
    for number in range(4):
        inside.set()
        refused.wait()
        yield number * number


def consume():
    received.extend(generator)


def consume_too():
    inside.wait()
    try:
        received.append(next(generator))  # should be under a lock
    except ValueError as error:
        print(error)
        errors.append(error)
    refused.set()


received = []
errors = []
generator = squares()
threads = [threading.Thread(target=f) for f in (consume, consume_too)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("received", received)
sys.exit(len(errors))
