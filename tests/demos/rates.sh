#!/usr/bin/env bash
# Counts how often the bugs show that need luck: those of the demos with a number of rounds as their argument.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: tests/demos/rates.sh [-n TIMES] [-o FILE] [ROUNDS...]
Runs each broken demo that has a line `args plain` TIMES times with each of ROUNDS, without any tool, and
counts the runs whose own check failed.
  -n TIMES  runs for each number of rounds (default 1000)
  -o FILE   append the counts to FILE, for measured.sh
ROUNDS default to 1000 10000 100000 1000000.
Environment: BUILD_DIR (default build/dev), which must be built.
Exit status: 0 counted, 1 a program ended as it never should, 2 wrong usage.
TEXT
}

times=1000
record=/dev/null
while getopts n:o:h option; do
    case $option in
        n) times=$OPTARG ;;
        o) record=$OPTARG ;;
        h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[[ $# -gt 0 ]] || set -- 1000 10000 100000 1000000
for number in "$times" "$@"; do
    [[ $number =~ ^[1-9][0-9]*$ ]] || { echo "rates.sh: '$number' is not a number" >&2; exit 2; }
done
: >>"$record" || exit 2
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD_DIR:-$root/build/dev}

# count_wrong PROGRAM ROUNDS: how many of the runs end with status 1.
count_wrong() {
    local wrong=0 run status
    for ((run = 0; run < times; run++)); do
        status=0
        "$1" "$2" >/dev/null || status=$?
        [ "$status" -le 1 ] || { echo "rates.sh: $1 $2: status $status" >&2; return 1; }
        wrong=$((wrong + status))
    done
    echo "$wrong"
}

sources=$(cd "$root/demos" && grep -lE '^ \* args plain ' -- */*/{racy,buggy}*.c)
for source in $sources; do
    [ -x "$build/demos/${source%.c}" ] || { echo "rates.sh: $build/demos/${source%.c} is not built" >&2; exit 2; }
    for rounds in "$@"; do
        wrong=$(count_wrong "$build/demos/${source%.c}" "$rounds") || exit 1
        echo "${source%.c} $rounds rounds: $wrong of $times runs"
        printf '%s/rounds-%s\twrong\t%s\t%s\n' "${source%.c}" "$rounds" "$times" "$wrong" >>"$record"
    done
done
