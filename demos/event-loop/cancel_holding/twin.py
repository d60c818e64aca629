# event-loop/cancel_holding/twin.py - cancelled, and its lock with it, in Python.
#
# expect python3 wrong
import asyncio
import sys


async def query(session):
    await session.acquire()  # should be async with session
    await asyncio.Event().wait()  # an answer that does not come
    session.release()


async def main():
    session = asyncio.Lock()
    task = asyncio.create_task(query(session))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return session.locked()


is_held = asyncio.run(main())
print("its lock is", "held by nobody" if is_held else "free")
sys.exit(is_held)
