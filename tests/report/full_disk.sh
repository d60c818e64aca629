#!/usr/bin/env bash
# A report that could not be written is a failure, whatever it would have said.
# usage: full_disk.sh LOCKCHECK TRACE_MAKER
set -euo pipefail
work=$(mktemp -d "${TMPDIR:-/tmp}/full_disk.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$2" clean "$work/clean.lcd"
for format in text json; do
    for target in "-o /dev/full" ">/dev/full" "-o $work/no/such/directory"; do
        status=0
        eval "\"$1\" report --format=$format \"$work/clean.lcd\" $target" 2>"$work/stderr" || status=$?
        if [ $status -ne 125 ] || ! grep -q '^lockcheck' "$work/stderr"; then
            echo "$format $target: status $status" >&2
            cat "$work/stderr" >&2
            exit 1
        fi
    done
done
echo "each ended with 125"
