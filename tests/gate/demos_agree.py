#!/usr/bin/env python3
"""demos_agree.py RACEGATE SOURCES PROGRAMS FAMILY: what racegate finds in the demos of a family is what
their expect lines say. The expectations are the demos' own; see demos/README.md."""

import collections
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

TOOLS = ["plain", "tsan-gcc", "tsan-clang", "helgrind", "drd", "lockcheck"]
OPTIONS = {"tsan-gcc": "TSAN_OPTIONS", "tsan-clang": "TSAN_OPTIONS", "helgrind": "VALGRIND_OPTS",
           "drd": "VALGRIND_OPTS", "lockcheck": "LOCKCHECK_OPTIONS"}
# One text of a tool may stand for either of two kinds.
SAME = [{"unlock-not-locked", "unlock-not-owner"}, {"unlock-not-locked", "cond-not-held"},
        # lockcheck's own words for what other tools report too
        {"not-initialised", "mutex-invalid"}, {"destroy-awaited", "cond-destroy-waited"},
        {"signal-not-held", "cond-not-held"}, {"contention", "long-hold"},
        {"sem-overpost", "sem-misuse"}]
# How a detector must have ended for its silence to count.
LOOKED = {"ran", "test-failed", "hung", "log-cut"}

Expectation = collections.namedtuple("Expectation", "verdict findings")
Job = collections.namedtuple("Job", "outcome why findings")


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
    verdict, _, rest = text.partition(" ")
    findings = []
    for part in filter(None, (item.strip() for item in rest.split(","))):
        kind, _, places = part.partition(" in ")
        names = [name for name in re.split(r" and | or ", places) if name]
        findings.append((kind.strip(), names, " or " in places))
    return Expectation(verdict, findings)


def program_of(source, sources, programs, tool):
    name = str(programs / source.relative_to(sources).with_suffix(""))
    return f"{name}.{tool}" if tool.startswith("tsan-") else name


def run(racegate, sources, programs, demos, tool, out):
    tests = []
    for name, (source, header) in demos.items():
        about = header[tool]
        properties = [{"name": "WORKING_DIRECTORY", "value": str(source.parent)}]
        if "flags" in about:
            properties.append({"name": "ENVIRONMENT",
                               "value": [f"{OPTIONS[tool]}={about['flags']}"]})
        command = [program_of(source, sources, programs, tool)]
        tests.append({"name": name, "command": command + shlex.split(about.get("args", "")),
                      "properties": properties})
    listing = out / "tests.json"
    listing.write_text(json.dumps({"tests": tests}))
    subprocess.run([racegate, "run", "--quiet", "--no-canary", "--config", tool, "--timeout", "60", "--jobs", "1",
                    "--tests-json", listing, "--output", out, "--format", "result"],
                   stdout=subprocess.DEVNULL, check=False, cwd=out)  # away from any racegate.ini
    result = json.loads((out / "racegate-result.json").read_text())
    jobs = {job["test"]: Job(job["outcome"], job["why"], []) for job in result["jobs"]}
    for finding in result["findings"]:
        if finding["state"] in ("new", "informs"):
            for index in {witness["job"] for witness in finding["witnesses"]}:
                jobs[result["jobs"][index]["test"]].findings.append(finding)
    return jobs


def is_kind(found, wanted):
    return found == wanted or any({found, wanted} <= pair for pair in SAME)


def functions_of(findings):
    return {frame["function"].split("(")[0] for finding in findings
            for stack in finding["report"]["stacks"] for frame in stack["frames"]
            if frame["function"]}


def judge_findings(expected, job):
    for finding in job.findings:
        is_expected = any(is_kind(finding["kind"], kind) for kind, _, _ in expected.findings)
        if finding["state"] == "new" and not is_expected:
            return f"unexpected {finding['kind']}"
    for kind, names, is_any in expected.findings:
        of_kind = [f for f in job.findings if is_kind(f["kind"], kind)]
        if not of_kind:
            return f"no {kind}"
        seen = functions_of(of_kind)
        missing = [name for name in names if name != "-" and name not in seen]
        if missing and (not is_any or len(missing) == len(names)):
            return f"{kind} is not in {', '.join(missing)}"
    return None


def judge(tool, expected, job):
    """None, or what does not agree. What only informs may be expected, and need not be."""
    kinds = sorted({finding["kind"] for finding in job.findings if finding["state"] == "new"})
    if expected.verdict in ("reports", "false-alarm"):
        return judge_findings(expected, job)
    if kinds:
        return f"it found {', '.join(kinds)}"
    if expected.verdict == "ok":
        return None if job.outcome == "ran" else f"it is {job.outcome}: {job.why}"
    if expected.verdict in ("wrong", "hangs", "crashes"):
        return None if job.outcome != "ran" else "it ran to its end"
    if job.outcome not in LOOKED:
        return f"nobody looked: {job.outcome}: {job.why}"
    return None if expected.verdict in ("silent", "misses") else f"what is '{expected.verdict}'?"


def main():
    racegate, sources, programs, family = sys.argv[1:]
    racegate, sources, programs = (pathlib.Path(path).resolve()
                                   for path in (racegate, sources, programs))
    demos = {}
    for source in sorted((sources / family).glob("*/*.c")):
        header = read_header(source)
        if "plain" in header:
            demos[str(source.relative_to(sources).with_suffix(""))] = (source, header)
    if not demos:
        sys.exit(f"no demos in {sources / family}")
    compared = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        for tool in TOOLS:
            out = pathlib.Path(scratch) / tool
            out.mkdir()
            jobs = run(racegate, sources, programs, demos, tool, out)
            for name, (_, header) in demos.items():
                expected = parse(header[tool]["expect"])
                problem = judge(tool, expected, jobs[name])
                compared += 1
                if problem:
                    failed += 1
                    print(f"{name} {tool}: expected '{header[tool]['expect']}': {problem}")
    print(f"{compared} verdicts compared, {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
