# event-loop/call_soon_threadsafe/twin.py - call_soon from a thread, in Python.
#
# The GIL keeps the list whole. The loop sleeps all the same and does not
# look; with asyncio.run(main(), debug=True) it says what is wrong.
#
# expect python3 wrong
import asyncio
import sys
import threading
import time

in_time = False


def ask_for_call(loop):
    global in_time
    called = threading.Event()
    time.sleep(0.2)  # stands for work; the loop sleeps meanwhile
    loop.call_soon(called.set)  # should be call_soon_threadsafe
    in_time = called.wait(1)
    loop.call_soon_threadsafe(stop.set)


async def main():
    global stop
    stop = asyncio.Event()
    thread = threading.Thread(target=ask_for_call, args=(asyncio.get_running_loop(),))
    thread.start()
    await stop.wait()
    thread.join()


asyncio.run(main())
print("the call was", "made" if in_time else "not made for a second")
sys.exit(not in_time)
