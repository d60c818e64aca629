#!/usr/bin/env python3
"""`lockcheck run` on a terminal: the program reads it; Ctrl-C ends the program, not the report."""
import os
import pty
import sys

lockcheck, target = sys.argv[1:3]


def on_terminal(command):
    """Start the command on a new terminal; returns its pid and our end of the terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], command)
    return pid, terminal


def read_until(terminal, text):
    """What the terminal shows up to and with `text`, or all of it until it closes."""
    seen = b""
    while text not in seen:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    return seen


def status_of(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def check(claim, holds, seen):
    if not holds:
        sys.exit(f"not so: {claim}\n{seen.decode(errors='replace')}")


pid, terminal = on_terminal([lockcheck, "run", "--", "/bin/sh", "-c", "read x; echo got $x; exit 4"])
os.write(terminal, b"word\n")
seen = read_until(terminal, b"never")
check("the program reads the terminal", b"got word" in seen, seen)
check("its status passes through", status_of(pid) == 4, seen)

pid, terminal = on_terminal([lockcheck, "run", "--", target, "abba", "hang"])
seen = read_until(terminal, b"hanging")
os.write(terminal, b"\x03")
seen += read_until(terminal, b"never")
check("Ctrl-C ends the program and the report follows", b"SUMMARY: lockcheck: 1 finding" in seen, seen)
check("the findings decide the status", status_of(pid) == 66, seen)
print("all as expected")
