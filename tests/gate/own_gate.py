#!/usr/bin/env python3
"""own_gate.py ROOT: this repository's own gate and its demos say the same of the correct demos.

A correct demo that a tool dies of, by its expect line, is excluded for that tool in racegate.ini, and no
other one is. A false alarm in an expect line is an entry of racegate-baseline.txt with that file, kind
and configuration, and no entry about a demo is anything else."""

import pathlib
import re
import sys

from expectations import is_kind, parse, read_header

NOT_RUN = {"crashes", "hangs"}


def read_settings(path):
    """{section: {key: value}} of an ini file as racegate reads it."""
    sections, current = {}, None
    for line in re.sub(r"\\\n", "  ", path.read_text()).splitlines():
        line = line.strip()
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]").strip(), {})
        elif line and line[0] not in "#;":
            key, _, value = line.partition("=")
            current[key.strip()] = value.strip()
    return sections


def read_baseline(path):
    """[{"kind": ..., "file": {...}, "config": {...}, "reason": ...}]"""
    entries = []
    for line in path.read_text().splitlines():
        name, _, value = (part.strip() for part in line.partition("="))
        if line.startswith("["):
            entries.append({"kind": line[1:].split()[0], "file": set(), "config": set(), "reason": ""})
        elif name in ("file", "config"):
            entries[-1][name] |= set(value.split())
        elif name == "reason":
            entries[-1]["reason"] = value
    return entries


def read_demos(root):
    """{test name: (source, {tool: Expectation})} of the correct demos."""
    demos = {}
    for source in sorted(root.glob("demos/*/*/*.c")):
        if re.match(r"fixed|correct", source.stem):
            relative = source.relative_to(root).with_suffix("")
            header = read_header(source)
            demos[".".join(relative.parts)] = (str(source.relative_to(root)),
                                               {tool: parse(about["expect"])
                                                for tool, about in header.items() if "expect" in about})
    return demos


def judge_exclusions(settings, demos):
    """One sentence for each demo that is run and should not be, or the other way round."""
    configs = settings["racegate"]["configs"].split()
    for config in configs:
        own = settings.get(f"config {config}", {})
        include = own.get("include", settings["racegate"].get("include", ""))
        exclude = own.get("exclude", settings["racegate"].get("exclude", "$^"))
        for name, (source, expected) in demos.items():
            runs = bool(re.search(include, name)) and not re.search(exclude, name)
            wanted = expected[config].verdict not in NOT_RUN
            if runs != wanted:
                yield (f"{source}: racegate.ini {'runs' if runs else 'excludes'} it under {config}, and "
                       f"its expect line says '{expected[config].verdict}'")
        for pattern in exclude.split("|"):
            if "demos" in pattern and not any(re.search(pattern, name) for name in demos):
                yield f"racegate.ini: {config} excludes '{pattern}', which is no correct demo"
    missing = {tool for _, expected in demos.values() for tool in expected} - set(configs)
    yield from (f"racegate.ini: {tool} is in expect lines and not in configs" for tool in sorted(missing))


def judge_baseline(entries, demos):
    """One sentence for each entry without a false alarm, and for each false alarm without an entry."""
    accepted = [(source, kind, config) for entry in entries for source in entry["file"]
                for kind in [entry["kind"]] for config in entry["config"] if source.startswith("demos/")]
    alarms = [(source, kind, tool) for source, expected in demos.values()
              for tool, expectation in expected.items() if expectation.verdict == "false-alarm"
              for kind, _, _ in expectation.findings]

    def covers(one, other):
        return one[0] == other[0] and is_kind(one[1], other[1]) and one[2] == other[2]

    for entry in entries:
        if entry["reason"] in ("", "not judged yet"):
            yield f"racegate-baseline.txt: {entry['kind']} in {', '.join(entry['file'])}: no reason"
        if not entry["config"] or not entry["file"]:
            yield f"racegate-baseline.txt: {entry['kind']}: it names no file, or no config"
    for alarm in alarms:
        if not any(covers(alarm, one) for one in accepted):
            yield "{}: '{}' of {} is in its expect line and not in racegate-baseline.txt".format(*alarm)
    for one in sorted(set(accepted)):
        if not any(covers(one, alarm) for alarm in alarms):
            yield "{}: '{}' of {} is in racegate-baseline.txt and not in its expect line".format(*one)


def main():
    root = pathlib.Path(sys.argv[1])
    demos = read_demos(root)
    if not demos:
        sys.exit(f"no correct demos in {root / 'demos'}")
    problems = [*judge_exclusions(read_settings(root / "racegate.ini"), demos),
                *judge_baseline(read_baseline(root / "racegate-baseline.txt"), demos)]
    print(*problems, f"{len(demos)} correct demos, {len(problems)} differences", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
