# event-loop/loop/twin.py - a list edited while it is walked, in Python.
#
# expect python3 wrong
import sys

callbacks = []
called = []


def leave():
    callbacks.remove(leave)


def second():
    called.append("second")


def third():
    called.append("third")


callbacks += [leave, second, third]
for callback in callbacks:  # should be list(callbacks)
    callback()
print("called:", called)
sys.exit(len(called) != 2)
