#!/usr/bin/env bash
# The quick start's errors: in a tree of its own, where the build is a script of the test.
set -u
ci=$(cd "$(dirname "$0")/../../ci" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# tree: ci/quickstart.sh, a set-up with nothing to do, and tools that succeed.
tree() {
    rm -rf "${work:?}"/{tree,bin}
    mkdir -p "$work/tree/ci" "$work/bin"
    cp "$ci/quickstart.sh" "$work/tree/ci/"
    printf '#!/bin/sh\n' | tee "$work/tree/ci/setup.sh" "$work/bin/cmake" "$work/bin/ninja" >"$work/bin/cc"
    for tool in bash sh dirname tail mkdir flock cat rm grep; do
        ln -s "$(command -v $tool)" "$work/bin/$tool"
    done
    chmod +x "$work/tree/ci/setup.sh" "$work"/bin/{cmake,ninja,cc}
}

quickstart() { PATH=$work/bin "$work/tree/ci/quickstart.sh" "$@"; }

# expect STATUS TEXT WHAT [ARGUMENT...]
expect() {
    quickstart "${@:4}" >"$work/out" 2>&1
    local got=$?
    [ "$got" -eq "$1" ] && grep -qF -- "$2" "$work/out" && return
    echo "$3: status $got, expected $1 and '$2'"
    cat "$work/out"
    failed=1
}

tree
expect 2 "takes no arguments" "an argument" now
tree
rm "$work/bin/cmake"
expect 1 "there is no 'cmake' in PATH" "a missing tool"
tree
printf '#!/bin/sh\necho no network >&2\nexit 1\n' >"$work/tree/ci/setup.sh"
expect 1 "not all packages are there" "a failing set-up"
tree
: >"$work/tree/build"
expect 1 "cannot write to" "no place to build in"
tree
printf '#!/bin/sh\necho the reason\nexit 1\n' >"$work/bin/cmake"
expect 1 "the reason" "a failing build"
expect 1 "all that it said is in build/quickstart.log" "a failing build again"

# A build that says when it is at work, and goes on when it is told to.
tree
mkfifo "$work/at_work" "$work/go_on" "$work/second"
printf '#!/bin/sh\necho >%q\nread -r _ <%q\nexit 1\n' "$work/at_work" "$work/go_on" >"$work/bin/cmake"
quickstart >"$work/first" 2>&1 &
read -r _ <"$work/at_work"
quickstart >"$work/second" 2>&1 &
second=$!
exec 3<"$work/second"
while read -r line <&3 && [[ $line != *"waiting for it" ]]; do :; done
echo >"$work/go_on"
read -r _ <"$work/at_work" # the second one's turn
echo >"$work/go_on"
wait "$second"
grep -q "failed" "$work/first" || { echo "the first of two does not end"; failed=1; }

tree
printf '#!/bin/sh\nkill -INT 0\n' >"$work/bin/cmake"
setsid -w env --default-signal=INT PATH="$work/bin" "$work/tree/ci/quickstart.sh" >"$work/out" 2>&1
status=$?
if [ "$status" -ne 130 ] || ! grep -q "the next one goes on from here" "$work/out"; then
    echo "Ctrl-C: status $status"
    cat "$work/out"
    failed=1
fi

[ "$failed" -eq 0 ] && echo "the quick start says what is wrong"
exit "$failed"
