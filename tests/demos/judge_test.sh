#!/usr/bin/env bash
# The judge must be able to fail: a demo whose header is right passes, and every way to get it wrong does not.
# usage: judge_test.sh JUDGE SOURCE PROGRAM TSAN_PROGRAM     of counters/lost_update/racy.c
set -uo pipefail

judge=$1 source=$2 program=$3 tsan_program=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

# expect_status STATUS TEXT TOOL SED_SCRIPT: judge a copy of the demo, its header changed by the script.
expect_status() {
    local wanted=$1 text=$2 tool=$3 script=$4 binary=$program output status=0
    [ "$tool" = tsan-gcc ] && binary=$tsan_program
    # The functions in a report are those of the path the program was built from.
    mkdir -p "$scratch/demos"
    sed -E "$script" "$source" >"$scratch/demos/racy.c"
    output=$("$judge" --demos "${source%/counters/*}/" "$tool" "$scratch/demos/racy.c" "$binary" 2>&1) || status=$?
    if [ "$status" -ne "$wanted" ] || [[ $output != *"$text"* ]]; then
        echo "FAILED: $tool with '$script': status $status, wanted $wanted and '$text'"
        echo "$output"
        failures=$((failures + 1))
    fi
}

expect_status 0 "" plain ''
expect_status 0 "" tsan-gcc ''
expect_status 1 "did not end with status 0" plain 's/(expect plain +).*/\1ok/'
expect_status 1 "did not hang" plain 's/(expect plain +).*/\1hangs/'
expect_status 1 "not expected" tsan-gcc 's/(expect tsan-gcc +).*/\1reports data-race in main/'
expect_status 1 "not expected" tsan-gcc 's/(expect tsan-gcc +).*/\1reports lock-order in add_one/'
expect_status 1 "or one of its functions, was not reported" tsan-gcc \
    's/(expect tsan-gcc +).*/\1reports data-race in add_one, thread-leak in main/'
expect_status 1 "something was reported" tsan-gcc 's/(expect tsan-gcc +).*/\1misses data-race/'
expect_status 1 "did not crash" tsan-gcc 's/(expect tsan-gcc +).*/\1crashes/'
expect_status 2 "no expect line for tsan-gcc" tsan-gcc '/expect tsan-gcc/d'
expect_status 2 "a second expect line" plain 's/( \* )(expect plain.*)/\1\2\n\1\2/'
expect_status 2 "there is no tool 'purify'" plain 's/expect drd /expect purify /'
expect_status 2 "there is no verdict 'maybe'" plain 's/(expect drd +).*/\1maybe/'

# A bug that needs 1000 rounds.
program=$scratch/lucky
printf '#!/bin/sh\n[ "$1" -lt 1000 ]\n' >"$program"
chmod +x "$program"
expect_status 0 "" plain 's/( \* )(expect plain.*)/\1args plain 250..1000\n\1\2/'
expect_status 1 "did not end with an error status" plain 's/( \* )(expect plain.*)/\1args plain 250..999\n\1\2/'
expect_status 1 "did not end with an error status" plain 's/( \* )(expect plain.*)/\1args plain 250\n\1\2/'

program=$scratch/nothing
expect_status 77 "was not built" plain ''

[ "$failures" -eq 0 ] && echo "all cases as they should be"
[ "$failures" -eq 0 ]
