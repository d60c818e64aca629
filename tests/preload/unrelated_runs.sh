#!/usr/bin/env bash
# Runs that share a file and nothing else, reported together: one lock, unless the file is another.
set -eu
lockcheck=$1 program=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

claim() {
    "${@:2}" && return
    echo "not so: $1"
    failed=1
}
# run NAME PART FILE: one process, whose trace goes to $work/NAME.
run() { "$lockcheck" run -q -o "$work/$1" -- "$program" "$2" "$3"; }
# reports STATUS NAME...: the report of these runs together.
reports() {
    local wanted=$1 status=0
    shift
    "$lockcheck" report "${@/#/$work/}" >"$work/out" 2>&1 || status=$?
    [ "$status" -eq "$wanted" ]
}

"$program" +init "$work/one"
"$program" +init "$work/two"
run ab +ab "$work/one"
run ba +ba "$work/one"
run again +ab "$work/one"
run ba_elsewhere +ba "$work/two"
claim "each run alone is in order" reports 0 ab
claim "two orders of one file's locks are reported" reports 66 ab ba
claim "with both processes" grep -q "Two processes take the same two locks" "$work/out"
claim "by the file's name" grep -q "offset 0 of $work/one" "$work/out"
claim "one order is none" reports 0 ab again
claim "locks at one offset of two files are two" reports 0 ab ba_elsewhere

# The name is that of another file now, whose inode may even be the old one's.
rm "$work/one"
"$program" +init "$work/one"
run ba_later +ba "$work/one"
claim "a file made anew has other locks" reports 0 ab ba_later
claim "and the old ones are as they were" reports 66 ab ba ba_later

[ "$failed" -eq 0 ] && echo "all as expected"
