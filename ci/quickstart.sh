#!/usr/bin/env bash
# From a fresh Debian 12 to a first report: installs packages, builds, checks a program that can
# deadlock. Exit status 0: the deadlock was found.
set -euo pipefail
cd "$(dirname "$0")/.."

say() {
    printf '\n== %s\n' "$1"
}

case ${1-} in
    "") ;;
    -h | --help)
        echo "usage: ci/quickstart.sh"
        echo "Installs what the build needs (asks for root only when something is missing), builds"
        echo "lockcheck in build/release, and shows it at work on demos/locks/abba."
        exit 0 ;;
    *) echo "ci/quickstart.sh: takes no arguments; see --help" >&2; exit 2 ;;
esac

say "Packages"
./ci/setup.sh --build-only

say "Build (build/release)"
mkdir -p build
cmake --preset release >build/quickstart.log 2>&1 || { cat build/quickstart.log; exit 1; }
cmake --build --preset release >>build/quickstart.log 2>&1 || { cat build/quickstart.log; exit 1; }
rm -f build/quickstart.log
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
}

say "A program that can deadlock, and this time did not: demos/locks/abba/deadlock.c"
check deadlock
cat "$work/deadlock.out" "$work/deadlock.report"
if [ "$status" -ne 66 ] || ! grep -q '^WARNING: lockcheck: lock-order (predicted)' "$work/deadlock.report"; then
    echo "ci/quickstart.sh: expected one predicted lock-order finding and status 66, got status $status" >&2
    exit 1
fi

say "The same program with its locks in one order: demos/locks/abba/fixed.c"
check fixed
cat "$work/fixed.out" "$work/fixed.report"
if [ "$status" -ne 0 ]; then
    echo "ci/quickstart.sh: expected no finding and status 0, got status $status" >&2
    exit 1
fi

say "Done. Now your program:"
echo "$lockcheck run -- ./your-program its arguments"
