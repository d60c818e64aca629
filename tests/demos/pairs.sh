#!/usr/bin/env bash
# Measures how small the step from each broken program to its cure is: what a class reads is their diff.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: tests/demos/pairs.sh [-l LINES] [-q PERCENT] [-v] [DEMOS_DIR]
Compares each racy, deadlock and buggy program with each fixed one beside it, their header comments left
out, and counts the lines that diff marks with < or >. Lists the pairs with LINES or more, largest first.
  -l LINES    a pair is small with fewer changed lines than this (default 15)
  -q PERCENT  that many of the pairs have to be small (default 90)
  -v          list all pairs
Exit status: 0 enough are small, 1 too few are, 2 wrong usage or no pairs.
TEXT
}

lines=15 percent=90 listed_from=
while getopts l:q:vh option; do
    case $option in
        l) lines=$OPTARG ;;
        q) percent=$OPTARG ;;
        v) listed_from=0 ;;
        h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[[ $lines =~ ^[0-9]+$ && $percent =~ ^[0-9]+$ && $# -le 1 ]] || { usage >&2; exit 2; }
cd "${1:-$(dirname "$0")/../../demos}"

# The program without the lesson: what follows the first line that ends a comment.
program_text() {
    sed '1,/^ \*\/$/d' "$1"
}

# pairs: "CHANGED_LINES FAMILY/SLUG/BROKEN.c CURE.c" for each.
pairs() {
    local broken cure changed
    for broken in */*/racy*.c */*/deadlock*.c */*/buggy*.c; do
        for cure in "${broken%/*}"/fixed*.c; do
            [ -e "$broken" ] && [ -e "$cure" ] || continue
            changed=$(diff <(program_text "$broken") <(program_text "$cure") | grep -c '^[<>]' || true)
            echo "$changed $broken ${cure##*/}"
        done
    done
}

found=$(pairs | sort -k1,1nr -k2)
[ -n "$found" ] || { echo "pairs.sh: no pairs of demos in $PWD" >&2; exit 2; }
awk -v from="${listed_from:-$lines}" '$1 >= from { printf "%4d  %s -> %s\n", $1, $2, $3 }' <<<"$found"
awk -v lines="$lines" -v percent="$percent" '
    { small += $1 < lines }
    END { printf "%d of %d pairs differ in fewer than %d lines\n", small, NR, lines
          exit 100 * small < percent * NR }' <<<"$found"
