#!/usr/bin/env bash
# What a report can still name when the program is stripped, has its debug information elsewhere,
# was replaced, or is gone.
# usage: debug_files.sh LOCKCHECK TRACE_MAKER
set -euo pipefail
lockcheck=$1 trace_maker=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/debug_files.XXXXXX")
trap 'rm -rf "$work"' EXIT

expect() { # expect CASE PATTERN...
    local case=$1 pattern
    shift
    "$lockcheck" report "$work/own.lcd" >"$work/report" || [ $? -eq 66 ]
    for pattern in "$@"; do
        if ! grep -Eq -- "$pattern" "$work/report"; then
            echo "$case: no line matches '$pattern'" >&2
            cat "$work/report" >&2
            exit 1
        fi
    done
    echo "$case: as expected"
}

program=$work/program
cp "$trace_maker" "$program"
"$program" own "$work/own.lcd"
expect "with debug information" \
    'holds +accounts_lock +static, .*trace_maker.c:[0-9]+ +taken at' \
    'wants +shards\[2\].guard ' '#0 transfer +.*trace_maker.c:[0-9]+$' 'Suppress: deadlock:transfer'

mkdir "$work/elsewhere"
objcopy --only-keep-debug "$program" "$work/elsewhere/program.debug"
objcopy --strip-debug "$program"
expect "without debug information, with symbols" \
    'holds +accounts_lock +static, program ' 'wants +shards\+[0-9]+ ' '#0 transfer +\(program\+0x'

objcopy --strip-all "$program"
expect "stripped" 'holds +M1 +static, program\+0x' '#0 program\+0x' \
    'Suppress: #!lockcheck fingerprint:'

mv "$work/elsewhere/program.debug" "$work"
objcopy --add-gnu-debuglink="$program.debug" "$program"
expect "debug information in a file beside it" 'wants +shards\[2\].guard ' \
    '#0 transfer +.*trace_maker.c:[0-9]+$'

cp /bin/true "$program"
expect "replaced by another build" 'holds +M1 +static, program\+0x' '#0 program\+0x' \
    "^Note: $program has changed since it ran"

rm "$program"
expect "gone" 'holds +M1 +static, program\+0x' '#0 program\+0x'
