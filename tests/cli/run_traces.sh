#!/usr/bin/env bash
# `lockcheck run` and its directory of traces: removed after a clean run, kept and named otherwise.
set -eu
lockcheck=$1 target=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TMPDIR=$work/tmp
mkdir "$TMPDIR"
failed=0

claim() {
    "${@:2}" && return
    echo "not so: $1"
    failed=1
}
is_empty() { [ -z "$(ls -A "$1")" ]; }
count_is() { [ "$(find "$2" -name '*.lcd' | wc -l)" -eq "$1" ]; }

"$lockcheck" run -- "$target" clean return 2>/dev/null
claim "a clean run leaves nothing behind" is_empty "$TMPDIR"

"$lockcheck" run -- no-such-program 2>/dev/null || true
claim "a run that does not start leaves nothing behind" is_empty "$TMPDIR"

"$lockcheck" run -- "$target" abba return 2>"$work/err" || true
kept=$(sed -n 's/^lockcheck run: traces kept; again: lockcheck report //p' "$work/err")
claim "findings keep the directory and name it" test -d "$kept"
claim "it holds the trace" count_is 1 "$kept"
claim "it can be reported again" test "$("$lockcheck" report "$kept" >/dev/null; echo $?)" -eq 66

"$lockcheck" run -o "$work/named" -- "$target" clean return 2>/dev/null
claim "-o keeps the traces of a clean run" count_is 1 "$work/named"
claim "-o refuses a directory with traces of another run" \
    test "$("$lockcheck" run -o "$work/named" -- "$target" clean return 2>/dev/null; echo $?)" -eq 125

"$lockcheck" run -o "$work/two words: and 'quotes'" -- "$target" clean exec "$target" clean return \
    2>/dev/null
claim "odd names work, and exec makes a second trace" count_is 2 "$work/two words: and 'quotes'"

[ "$failed" -eq 0 ] && echo "all as expected"
