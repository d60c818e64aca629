#!/usr/bin/env bash
# Cost of a lock and unlock as a multiple of bare, side by side in one run: bare, lockcheck, TSan.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: run.sh [--rounds N] [--locks N] PROGRAM_FOLDER LIBLOCKCHECK_SO
Runs lock_cost_* of PROGRAM_FOLDER in turn, N rounds (7), and prints for every case the median of the
ratios to bare, pair by pair: a machine that is slow for a while is slow for both of a pair.
  --locks N   locks per measurement (4000000)
TEXT
}

rounds=7
locks=4000000
while [ $# -gt 0 ]; do
    case $1 in
        --rounds) rounds=$2; shift 2 ;;
        --locks) locks=$2; shift 2 ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "run.sh: unknown option '$1'; see run.sh --help" >&2; exit 2 ;;
        *) break ;;
    esac
done
[ $# -eq 2 ] || { usage >&2; exit 2; }
folder=$1
library=$2

configs=(bare lockcheck)
for name in tsan-gcc tsan-clang; do
    [ -x "$folder/lock_cost_$name" ] && configs+=("$name")
done

measure() { # CONFIG CASE -> nanoseconds; TSan measures a tenth of the locks, it takes long
    case $1 in
        bare) "$folder/lock_cost_bare" "$2" "$locks" ;;
        lockcheck) LOCKCHECK_OPTIONS=report=0 LD_PRELOAD=$library "$folder/lock_cost_bare" "$2" "$locks" ;;
        *) TSAN_OPTIONS=atexit_sleep_ms=0 setarch -R "$folder/lock_cost_$1" "$2" $((locks / 10)) ;;
    esac
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

printf '%-10s' case
printf ' %10s' "${configs[@]}"
printf '   (bare: ns)\n'
for case in one nested2 nested8 separate contended wrapped mtx read write readers spin sem signal wait; do
    declare -A ratios=()
    bares=""
    for ((round = 0; round < rounds; round++)); do
        bare=$(measure bare "$case")
        bares+="$bare"$'\n'
        for config in "${configs[@]:1}"; do
            ratios[$config]+=$(awk "BEGIN { print $(measure "$config" "$case") / $bare }")$'\n'
        done
    done
    printf '%-10s %10s' "$case" 1.00
    for config in "${configs[@]:1}"; do
        printf ' %10.2f' "$(printf '%s' "${ratios[$config]}" | median)"
    done
    printf '   (%.1f)\n' "$(printf '%s' "$bares" | median)"
done
