# event-loop/call_soon_threadsafe/twin.py - call_soon from a thread, in Python.
#
# The GIL keeps the list whole. The loop sleeps all the same and does not
# look; with loop.set_debug(True) it says what is wrong.
#
# expect python3 wrong
import asyncio
import selectors
import sys
import threading

goes_to_sleep = threading.Event()
in_time = False


class TellingSelector(selectors.DefaultSelector):
    """The loop asks it for news, and says here how long it means to sleep."""

    def select(self, timeout=None):
        if timeout is None:
            goes_to_sleep.set()
        return super().select(timeout)


def ask_for_call(loop, stop):
    global in_time
    called = threading.Event()
    goes_to_sleep.wait()
    loop.call_soon(called.set)  # should be call_soon_threadsafe
    in_time = called.wait(1)
    loop.call_soon_threadsafe(stop.set)


async def main():
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=ask_for_call, args=(loop, stop))
    thread.start()
    await stop.wait()
    thread.join()


asyncio.SelectorEventLoop(TellingSelector()).run_until_complete(main())
print("the call was", "made" if in_time else "not made for a second")
sys.exit(not in_time)
