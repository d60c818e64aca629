# event-loop/async_with/twin.py - leaving without letting go, in Python.
#
# expect python3 wrong
import asyncio
import sys

saved = 0


async def save(lock, disk_is_full):
    global saved
    await lock.acquire()  # should be async with lock
    await asyncio.sleep(0)  # the disk
    if disk_is_full:
        return
    saved += 1
    lock.release()


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(save(lock, True)), asyncio.create_task(save(lock, False))]
    _, stuck = await asyncio.wait(tasks, timeout=0.2)
    return len(stuck)


stuck = asyncio.run(main())
print(saved, "saved,", stuck, "waits for ever")
sys.exit(stuck != 0)
