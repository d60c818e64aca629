#!/usr/bin/env bash
# Runs every expectation of the demos many times, and lists those that ever differ.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: tests/demos/stability.sh [-n TIMES] [-j JOBS] [-R REGEX] [-E REGEX] [-o FILE]
Runs each demo test TIMES times and prints those whose verdict ever differs from its expect line,
with every verdict that was seen and how often.
  -n TIMES  runs of each expectation (default 50)
  -j JOBS   how many tests at once (default 2)
  -R REGEX  only tests whose name matches, as in ctest
  -E REGEX  not those
  -o FILE   append what was counted to FILE, one line for each expectation:
            TEST VERDICT RUNS AGREED, with tabs between; measured.sh makes a page of it
The fixed programs under stress:
  tests/demos/stability.sh -n 1000 -R '\.(fixed|correct)[^.]*\.plain$'
Environment: BUILD_DIR (default build/dev), which must be built.
Exit status: 0 all agree, 1 one differs, 2 wrong usage.
TEXT
}

times=50
jobs=2
selection=(-R '^demos\.')
record=/dev/null
while getopts n:j:R:E:o:h option; do
    case $option in
        n) times=$OPTARG ;;
        j) jobs=$OPTARG ;;
        R) selection=(-R "$OPTARG") ;;
        E) selection+=(-E "$OPTARG") ;;
        o) record=$OPTARG ;;
        h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || { echo "stability.sh: not understood: '$1'" >&2; usage >&2; exit 2; }

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD_DIR:-$root/build/dev}
judge=$build/tests/demos/demo-judge
[ -x "$judge" ] || { echo "stability.sh: $judge is not built" >&2; exit 2; }

# A record that cannot be written is told before the long wait, not after it.
: >>"$record" || exit 2

# One line per test: its command, quoted for the shell, with the judge told to repeat.
commands=$(ctest --test-dir "$build" -L demo "${selection[@]}" --show-only=json-v1 |
    jq -r --arg times "$times" '.tests[].command | select(.[0] | endswith("/demo-judge"))
        | [.[0], "--repeat", $times] + .[1:] | @sh')
count=$(grep -c . <<<"$commands" || true)
[ "$count" -gt 0 ] || { echo "stability.sh: no test matches" >&2; exit 2; }

# What differs is printed as it is found; one line for each test that agrees is only counted.
agrees=': ([0-9]+) of \1 runs agree'
results=$(mktemp)
# Also when it is interrupted: hours of runs should not be lost with the last one.
save_record() {
    sed -nE "s#^$root/demos/(.*)\.(c|py) ([^ ]+): ([0-9]+) of ([0-9]+) runs agree with '([^ ]+).*'\$#\1/\3\t\6\t\5\t\4#p" \
        "$results" >>"$record"
    rm -f "$results"
}
trap save_record EXIT
xargs -d '\n' -P "$jobs" -I{} sh -c '{}' <<<"$commands" | tee "$results" | grep --line-buffered -vE "$agrees" || true
steady=$(grep -cE "$agrees" "$results" || true)
echo "$steady of $count expectations agree in each of $times runs"
[ "$steady" -eq "$count" ]
