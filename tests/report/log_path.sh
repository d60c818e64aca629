#!/usr/bin/env bash
# Two reports that the library asks for end up in one file, named after the process that asked.
# usage: log_path.sh LOCKCHECK TRACE
set -euo pipefail
work=$(mktemp -d "${TMPDIR:-/tmp}/log_path.XXXXXX")
trap 'rm -rf "$work"' EXIT
export LOCKCHECK_OPTIONS=log_path=$work/log
for _ in 1 2; do
    status=0
    "$1" report --from-library "$2" || status=$?
    [ $status -eq 66 ] || { echo "exit status $status" >&2; exit 1; }
done
cat "$work/log.$$"
