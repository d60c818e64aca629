# processes/fork_basics/twin.py - nobody waits for the children, in Python.
#
# expect python3 wrong
import os
import sys

children = []
for _ in range(3):
    child = os.fork()
    if child == 0:
        os._exit(0)
    children.append(child)
zombies = 0
for child in children:
    # Look whether it has ended, and leave it as it is.
    zombies += os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT) is not None
print(len(children), "jobs done,", zombies, "zombies")
sys.exit(zombies != 0)
