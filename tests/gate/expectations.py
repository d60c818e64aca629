"""What the demos' headers say of themselves: the expect, args and flags lines. See demos/README.md."""

import collections
import re

# One text of a tool may stand for either of two kinds.
SAME = [{"unlock-not-locked", "unlock-not-owner"}, {"unlock-not-locked", "cond-not-held"},
        # lockcheck's own words for what other tools report too
        {"not-initialised", "mutex-invalid"}, {"destroy-awaited", "cond-destroy-waited"},
        {"signal-not-held", "cond-not-held"}, {"contention", "long-hold"},
        {"sem-overpost", "sem-misuse"}]

Expectation = collections.namedtuple("Expectation", "verdict findings")


def read_header(path):
    """{tool: {"expect": text, "args": text, "flags": text}} out of the comment at the top."""
    header = collections.defaultdict(dict)
    about, key = None, None
    for line in path.read_text().split("*/")[0].splitlines():
        match = re.match(r"^ \* (expect|args|flags) +(\S+) +(.*?) *$", line)
        if match:
            about, key = header[match[2]], match[1]
            about[key] = match[3]
        elif about is not None and re.match(r"^ \*  +\S", line):
            about[key] += " " + line[2:].strip()  # an indented line goes on with the one above
        else:
            about = None
    return header


def parse(text):
    """The verdict of an expect line, and its findings as (kind, functions, whether one is enough)."""
    verdict, _, rest = text.partition(" ")
    findings = []
    for part in filter(None, (item.strip() for item in rest.split(","))):
        kind, _, places = part.partition(" in ")
        names = [name for name in re.split(r" and | or ", places) if name]
        findings.append((kind.strip(), names, " or " in places))
    return Expectation(verdict, findings)


def is_kind(found, wanted):
    return found == wanted or any({found, wanted} <= pair for pair in SAME)
