#!/usr/bin/env python3
"""demos_agree.py RACEGATE SOURCES PROGRAMS FAMILY: what racegate finds in the demos of a family is what
their expect lines say. The expectations are the demos' own; see demos/README.md."""

import collections
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

from expectations import is_kind, parse, read_header

TOOLS = ["plain", "tsan-gcc", "tsan-clang", "helgrind", "drd", "lockcheck"]
OPTIONS = {"tsan-gcc": "TSAN_OPTIONS", "tsan-clang": "TSAN_OPTIONS", "helgrind": "VALGRIND_OPTS",
           "drd": "VALGRIND_OPTS", "lockcheck": "LOCKCHECK_OPTIONS"}
SLEEPERS_AT_ONCE = 8
GROWTH = 4  # as tests/demos/judge.c has it
# How a detector must have ended for its silence to count.
LOOKED = {"ran", "test-failed", "hung", "log-cut"}

Job = collections.namedtuple("Job", "outcome why findings")


def program_of(source, sources, programs, tool):
    name = str(programs / source.relative_to(sources).with_suffix(""))
    return f"{name}.{tool}" if tool.startswith("tsan-") else name


def words_of(about, step):
    """The arguments; of FROM..TO, for a bug that needs luck, the rounds of this step."""
    words = about.get("args", "")
    if ".." in words:
        first, last = (int(number) for number in words.split(".."))
        return [str(min(first * GROWTH ** step, last))]
    return shlex.split(words)


def list_tests(path, sources, programs, demos, tool, step):
    tests = []
    for name, (source, header) in demos.items():
        about = header[tool]
        properties = [{"name": "WORKING_DIRECTORY", "value": str(source.parent)}]
        if "flags" in about:
            properties.append({"name": "ENVIRONMENT",
                               "value": [f"{OPTIONS[tool]}={about['flags']}"]})
        command = [program_of(source, sources, programs, tool)] + words_of(about, step)
        tests.append({"name": name, "command": command, "properties": properties})
    path.write_text(json.dumps({"tests": tests}))


def run(racegate, sources, programs, demos, tool, slots, step, out):
    """{demo: Job} of one run of racegate, so many demos at a time."""
    out.mkdir()
    listing = out / "tests.json"
    list_tests(listing, sources, programs, demos, tool, step)
    subprocess.run([racegate, "run", "--quiet", "--no-canary", "--config", tool, "--timeout", "60",
                    "--jobs", str(slots), "--tests-json", listing, "--output", out, "--root", sources,
                    "--format", "result"],
                   stdout=subprocess.DEVNULL, check=False, cwd=out)  # away from any racegate.ini
    result = json.loads((out / "racegate-result.json").read_text())
    jobs = {job["test"]: Job(job["outcome"], job["why"], []) for job in result["jobs"]}
    for finding in result["findings"]:
        if finding["state"] in ("new", "informs"):
            for index in {witness["job"] for witness in finding["witnesses"]}:
                jobs[result["jobs"][index]["test"]].findings.append(finding)
    return jobs


def hangs(header, tool):
    return any(header[name]["expect"].startswith("hangs") for name in ("plain", tool))


def run_all(racegate, sources, programs, demos, tool, step, out):
    """What hangs sleeps until its alarm: many of those at once take no longer, and no processor."""
    sleepers = {name: demo for name, demo in demos.items() if hangs(demo[1], tool)}
    workers = {name: demo for name, demo in demos.items() if name not in sleepers}
    jobs = {}
    for part, slots in ((sleepers, SLEEPERS_AT_ONCE), (workers, 1)):
        if part:
            jobs |= run(racegate, sources, programs, part, tool, slots, step,
                        out / f"{tool}-{slots}-{step}")
    return jobs


def run_till_shown(racegate, sources, programs, demos, tool, out):
    """What needs luck gets more rounds while it runs to its end as if nothing were wrong."""
    jobs = run_all(racegate, sources, programs, demos, tool, 0, out)
    step = 0
    again = demos
    while again:
        again = {name: demo for name, demo in again.items()
                 if jobs[name].outcome == "ran" and not jobs[name].findings and
                 words_of(demo[1][tool], step) != words_of(demo[1][tool], step + 1)}
        step += 1
        jobs |= run_all(racegate, sources, programs, again, tool, step, out)
    return jobs


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
            jobs = run_till_shown(racegate, sources, programs, demos, tool, pathlib.Path(scratch))
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
