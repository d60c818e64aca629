#!/usr/bin/env bash
# run_expect.sh must fail when it should: a check that cannot fail checks nothing.
set -u
run_expect=$(dirname "$0")/run_expect.sh
failed=0

# expect STATUS ARGUMENT...: run_expect.sh with these arguments exits with STATUS.
expect() {
    local wanted=$1
    shift
    "$run_expect" "$@" >/dev/null 2>&1
    local got=$?
    [ "$got" -eq "$wanted" ] && return
    echo "run_expect.sh $*: status $got, expected $wanted"
    failed=1
}

say='echo out-line; echo err-line >&2; exit'

expect 0 -- true
expect 1 -- false
expect 0 --status 3 -- sh -c 'exit 3'
expect 1 --status 3 -- true
expect 0 --status 0,66 -- sh -c 'exit 66'
expect 1 --status 0,66 -- sh -c 'exit 6'
expect 0 --status any -- sh -c 'exit 9'
expect 0 --status 137 -- sh -c 'kill -9 $$'
expect 77 -- sh -c 'exit 77'
expect 0 --status 77 -- sh -c 'exit 77'

expect 0 --match '^out-l' --match 'err.line$' -- sh -c "$say"
expect 1 --match '^out-l' --match 'absent' -- sh -c "$say"
expect 0 --match-out out --match-err err -- sh -c "$say"
expect 1 --match-out err -- sh -c "$say"
expect 1 --match-err out -- sh -c "$say"
expect 0 --reject absent --reject-out err --reject-err out -- sh -c "$say"
expect 1 --reject out -- sh -c "$say"
expect 1 --reject-err err -- sh -c "$say"
expect 0 --count 2 line -- sh -c "$say"
expect 1 --count 1 line -- sh -c "$say"
expect 0 --count 0 absent -- sh -c "$say"
expect 1 --match '(' -- sh -c "$say"

expect 0 --env LC_TEST=a=b --match '^a=b$' -- sh -c 'echo "$LC_TEST"'
expect 1 --timeout 1 --status any -- sleep 30

expect 2
expect 2 --match
expect 2 --nonsense x -- true
expect 2 --match-up x -- true
exit "$failed"
