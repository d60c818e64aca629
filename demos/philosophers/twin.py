# philosophers/twin.py - all take the left fork, in Python.
#
# expect python3 hangs
import signal
import threading

SEATS = 3
forks = [threading.Lock() for _ in range(SEATS)]
all_have_one = threading.Barrier(SEATS)


def dine(seat):
    with forks[seat]:
        all_have_one.wait()
        with forks[(seat + 1) % SEATS]:
            print("guest", seat, "eats")


signal.alarm(2)
guests = [threading.Thread(target=dine, args=(seat,)) for seat in range(SEATS)]
for guest in guests:
    guest.start()
for guest in guests:
    guest.join()
