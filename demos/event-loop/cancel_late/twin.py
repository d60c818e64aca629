# event-loop/cancel_late/twin.py - cancelled, and does not notice, in Python.
#
# expect python3 wrong
import asyncio
import sys

ROUNDS = 1000
rounds = 0


async def work():
    global rounds
    while rounds < ROUNDS:
        rounds += 1  # should wait now and then: await asyncio.sleep(0)


async def main():
    worker = asyncio.create_task(work())
    await asyncio.sleep(0)  # the worker's turn; it takes all of it
    worker.cancel()
    await asyncio.wait([worker])


asyncio.run(main())
print(f"cancelled after {rounds} of {ROUNDS} rounds")
sys.exit(rounds == ROUNDS)
