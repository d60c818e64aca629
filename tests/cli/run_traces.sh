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

for name in '100%' "'both\""; do
    mkdir "$work/$name"
    claim "what cannot be passed on is refused" \
        test "$(TMPDIR=$work/$name "$lockcheck" run -- "$target" clean return 2>"$work/err"; echo $?)" -eq 125
    claim "for that reason" grep -q "cannot pass on a path with" "$work/err"
    claim "and leaves nothing behind" is_empty "$work/$name"
done

status=0
"$lockcheck" run -- sh -c 'rm -rf "$TMPDIR"/*; exec "$0" clean return 5' "$target" 2>"$work/err" || status=$?
claim "a program that deletes the traces makes the run fail" test "$status" -eq 125
claim "and that is said" grep -q "^lockcheck run: the traces are lost: cannot read" "$work/err"

# A run in a run, as when a suite is run whose tests use lockcheck: each has its own traces and its own report.
status=0
"$lockcheck" run -o "$work/outer" -- sh -c '"$1" run -o "$2" -- "$0" abba return; echo "inner: $?"; exec "$0" clean return 5' \
    "$target" "$lockcheck" "$work/inner" >"$work/out" 2>"$work/err" || status=$?
claim "the outer run passes on its program's status" test "$status" -eq 5
claim "the inner run finds what is there" grep -q "^inner: 66$" "$work/out"
claim "and keeps its trace" count_is 1 "$work/inner"
claim "the outer run keeps those of the shell and the program" count_is 2 "$work/outer"
claim "and finds nothing" grep -q "^SUMMARY: lockcheck: no findings in 2 processes" "$work/err"

# A process may be killed when its trace is made and not yet begun.
mkdir "$work/killed"
"$lockcheck" run -o "$work/killed" -- sh -c '"$0" clean return; : >"$1"; truncate -s 64M "$2"' \
    "$target" "$work/killed/empty.1.lcd" "$work/killed/zero.2.lcd" 2>"$work/err"
claim "traces without a header fail no run" test $? -eq 0
claim "and are counted" grep -q "And 2 processes killed before anything could be seen of them." "$work/err"
rm "$work/killed"/[a-y]*.lcd
claim "alone they are no report" \
    test "$("$lockcheck" report "$work/killed" 2>"$work/err"; echo $?)" -eq 125
claim "which is said" grep -q "each process was killed before it wrote anything" "$work/err"

[ "$failed" -eq 0 ] && echo "all as expected"
