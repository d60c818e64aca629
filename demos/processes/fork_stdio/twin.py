# processes/fork_stdio/twin.py - one line printed, two in the file, in Python.
#
# expect python3 wrong
import os
import sys
import tempfile

with tempfile.TemporaryFile("w+") as report:
    print("report", file=report)
    child = os.fork()
    if child == 0:
        print("from the child", file=report)
        report.flush()
        os._exit(0)
    os.waitpid(child, 0)
    print("from the parent", file=report)
    report.flush()
    report.seek(0)
    lines = len(report.readlines())
print("3 lines printed,", lines, "in the file")
sys.exit(lines != 3)
