# event-loop/cancel/twin.py - cancelled, and its connection with it, in Python.
#
# expect python3 wrong
import asyncio
import sys

free_connections = 1


async def query():
    global free_connections
    free_connections -= 1
    await asyncio.Event().wait()  # an answer that does not come
    free_connections += 1  # should be in a finally


async def main():
    task = asyncio.create_task(query())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


asyncio.run(main())
print(free_connections, "of 1 connections free")
sys.exit(free_connections != 1)
