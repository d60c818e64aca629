#!/usr/bin/env bash
# Real JSON reports against the schema, and the schema check against reports that are wrong.
# usage: json_schema.sh LOCKCHECK TRACE_MAKER SCHEMA
set -euo pipefail
lockcheck=$1 trace_maker=$2 schema=$3
check="$(dirname "$0")/check_json.py"
work=$(mktemp -d "${TMPDIR:-/tmp}/json_schema.XXXXXX")
trap 'rm -rf "$work"' EXIT

for what in own kinds hostile clean; do
    "$trace_maker" "$what" "$work/$what.lcd"
    for show in failing all; do
        status=0
        "$lockcheck" report --format=json --show="$show" -o "$work/$what-$show.json" \
            "$work/$what.lcd" || status=$?
        [ $status -eq 0 ] || [ $status -eq 66 ] || { echo "$what: exit status $status"; exit 1; }
    done
done
printf 'deadlock: x\nmutex:nothing\n#!lockcheck lock-order:server\n' >"$work/suppressions"
"$lockcheck" report --format=json --show=all -s "$work/suppressions" -o "$work/suppressed.json" \
    "$work"/{own,kinds,clean}.lcd || [ $? -eq 66 ]
"$check" "$schema" "$work"/*.json

[ "$(jq '[.findings[] | select(.suppressed)] | length' "$work/suppressed.json")" -gt 0 ]
[ "$(jq '.findings | length' "$work/kinds-all.json")" -eq 30 ]
[ "$(jq '.suppressions | (.problems | length) + (.unused | length)' "$work/suppressed.json")" -eq 2 ]

# The check must be able to fail.
jq '.findings[0].tier = "certain"' "$work/own-all.json" >"$work/wrong-1"
jq 'del(.summary.failing)' "$work/own-all.json" >"$work/wrong-2"
jq '.processes[0].surprise = 1' "$work/own-all.json" >"$work/wrong-3"
for wrong in "$work"/wrong-*; do
    if "$check" "$schema" "$wrong" >/dev/null 2>&1; then
        echo "the check accepted $wrong" >&2
        exit 1
    fi
done
echo "all reports keep to the schema"
