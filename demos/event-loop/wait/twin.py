# event-loop/wait/twin.py - the first one wins, the other is forgotten, in
# Python.
#
# expect python3 wrong
import asyncio
import sys

open_connections = 2


async def ask(answers):
    global open_connections
    try:
        await asyncio.sleep(0)
        await answers.wait()
    finally:
        open_connections -= 1


async def main():
    fast, slow = asyncio.Event(), asyncio.Event()  # slow answers tomorrow
    fast.set()
    tasks = [asyncio.create_task(ask(server)) for server in (fast, slow)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    return open_connections  # should cancel and await the others first


left = asyncio.run(main())
print("got an answer,", left, "connection(s) still open")
sys.exit(left != 0)
