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
    for _ in range(10):
        await asyncio.sleep(0)  # more turns than the two need
    return sum(not task.done() for task in tasks)


stuck = asyncio.run(main())
print(saved, "saved,", stuck, "waits for ever")
sys.exit(stuck != 0)
