#!/usr/bin/env bash
# doctor --pid on a process that was started with the library in LD_PRELOAD.
set -eu
lockcheck=$1 target=$2

coproc watched {
    LD_PRELOAD=$("$lockcheck" preload-path) exec "$target" clean hang
}
read -r line <&"${watched[0]}" # "hanging": by now everything is loaded
[ "$line" = hanging ]
status=0
"$lockcheck" doctor --pid="$watched_PID" || status=$?
kill -KILL "$watched_PID"
exit "$status"
