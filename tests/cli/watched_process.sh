#!/usr/bin/env bash
# Looks at a process that was started with the library in LD_PRELOAD, and waits.
# usage: watched_process.sh LOCKCHECK TARGET COMMAND ARGUMENT...; PID stands for the process's number.
set -eu
lockcheck=$1 target=$2
shift 2

coproc watched {
    LD_PRELOAD=$("$lockcheck" preload-path) exec "$target" clean hang
}
read -r line <&"${watched[0]}" # "hanging": by now everything is loaded
[ "$line" = hanging ]
until grep -q '^State:[[:blank:]]*S' "/proc/$watched_PID/status"; do # and by now it waits
    sleep 0.01
done
status=0
"$lockcheck" "${@/PID/$watched_PID}" || status=$?
kill -KILL "$watched_PID"
exit "$status"
