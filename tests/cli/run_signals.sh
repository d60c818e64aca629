#!/usr/bin/env bash
# `lockcheck run` and signals: passed on when they were sent to it alone; stop and continue.
set -eu
lockcheck=$1 target=$2
failed=0

# start END: runs the target in the background and waits until it hangs. Sets $run and $child.
start() {
    coproc running { exec "$lockcheck" run -- "$target" "$1" hang 2>&1; }
    run=$running_PID
    exec {from_run}<&"${running[0]}"
    read -r line <&"$from_run"
    [ "$line" = hanging ]
    child=$(ps -o pid= --ppid "$run" | tr -d ' ')
}

# expect STATUS WHAT
expect() {
    local status=0
    wait "$run" || status=$?
    exec {from_run}<&-
    [ "$status" -eq "$1" ] && return
    echo "$2: status $status, expected $1"
    failed=1
}

for signal in TERM HUP INT QUIT USR1; do
    start clean
    kill -s "$signal" "$run"
    expect $((128 + $(kill -l "$signal"))) "SIG$signal sent to lockcheck alone"
done

start abba
kill -s TERM "$run"
expect 66 "SIGTERM to a program with findings"

start clean
kill -s STOP "$child"
kill -s CONT "$child"
kill -s KILL "$child"
expect 137 "a program stopped, continued and killed"

[ "$failed" -eq 0 ] && echo "all as expected"
