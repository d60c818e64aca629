#!/usr/bin/env bash
# From a fresh Debian 12 to a first report: installs packages, builds, checks a program that can
# deadlock. Exit status 0: the deadlock was found.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    cat <<'TEXT'
usage: ci/quickstart.sh
Installs what the build needs (asks for root only when something is missing), builds lockcheck in
build/release, and shows it at work on demos/locks/abba. Safe to run again: it goes on where it
stopped. Of two at once in one tree the second waits.
Exit status: 0 the deadlock was found; 1 not, stderr says why; 2 usage; 130 interrupted.
TEXT
}

say() {
    printf '\n== %s\n' "$1"
}

fail() {
    echo "ci/quickstart.sh: $1" >&2
    exit 1
}

# build_step COMMAND...: run it with its output in the log, of which a failure shows the end.
build_step() {
    "$@" >>"$log" 2>&1 && return
    tail -n 40 "$log" >&2
    fail "'$*' failed; all that it said is in $log"
}

case ${1-} in
    "") ;;
    -h | --help) usage; exit 0 ;;
    *) echo "ci/quickstart.sh: takes no arguments; see --help" >&2; exit 2 ;;
esac
trap 'echo "ci/quickstart.sh: interrupted; the next one goes on from here" >&2; exit 130' INT

say "Packages"
./ci/setup.sh --build-only || fail "not all packages are there"
for tool in cmake ninja cc; do
    command -v "$tool" >/dev/null || fail "there is no '$tool' in PATH ($PATH)"
done

say "Build (build/release; a minute or two the first time)"
{ mkdir -p build && : >>build/quickstart.lock; } || fail "cannot write to $PWD/build"
exec 9>build/quickstart.lock
flock -n 9 || { echo "another ci/quickstart.sh is at work in this tree; waiting for it"; flock 9; }
log=build/quickstart.log
: >"$log" || fail "cannot write to $log"
build_step cmake --preset release
build_step cmake --build --preset release
rm -f "$log"
lockcheck=$PWD/build/release/stage/bin/lockcheck
"$lockcheck" --version

work=build/quickstart
rm -rf "$work"
mkdir -p "$work"

# check NAME: build demos/locks/abba/NAME.c with nothing special, and run it under lockcheck.
check() {
    "${CC:-cc}" -g -pthread "demos/locks/abba/$1.c" -o "$work/$1"
    status=0
    "$lockcheck" run -o "$work/$1.traces" -- "$work/$1" >"$work/$1.out" 2>"$work/$1.report" || status=$?
    cat "$work/$1.out" "$work/$1.report"
}

say "A program that can deadlock, and this time did not: demos/locks/abba/deadlock.c"
check deadlock
if [ "$status" -ne 66 ] || ! grep -q '^WARNING: lockcheck: lock-order (predicted)' "$work/deadlock.report"; then
    fail "expected one predicted lock-order finding and status 66, got status $status"
fi

say "The same program with its locks in one order: demos/locks/abba/fixed.c"
check fixed
[ "$status" -eq 0 ] || fail "expected no finding and status 0, got status $status"

say "Done. Now your program:"
echo "$lockcheck run -- ./your-program its arguments"
