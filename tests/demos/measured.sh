#!/usr/bin/env bash
# Makes the page docs/demos/measured.md of what stability.sh has counted.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: tests/demos/measured.sh RECORD... >docs/demos/measured.md
Writes a Markdown page about the files that stability.sh -o wrote. Runs of one expectation in several
records are added up.
Exit status: 0 written, 2 wrong usage, or a record without a line that can be used.
TEXT
}

case ${1--h} in
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
esac
for record in "$@"; do
    grep -qE $'^[^\t/]+/[^\t]+/[a-z0-9-]+\t[a-z-]+\t[0-9]+\t[0-9]+$' "$record" ||
        { echo "measured.sh: $record: no line of stability.sh -o" >&2; exit 2; }
done
demos=$(cd "$(dirname "$0")/../../demos" && pwd)

# TEST VERDICT RUNS AGREED, one line for each expectation, in the order of their names.
sums=$(awk -F'\t' -v OFS='\t' '{ runs[$1] += $3; agreed[$1] += $4; verdict[$1] = $2 }
    END { for (test in runs) print test, verdict[test], runs[test], agreed[test] }' "$@" | LC_ALL=C sort)

cat <<TEXT
<!-- Written by tests/demos/measured.sh from the records of tests/demos/stability.sh -->
# What was measured

Counted on $(date -u +%F), $(nproc) processors, $(gcc --version | sed -n '1s/.* /gcc /p'), $(clang-19 --version | sed -nE '1s/.*version ([0-9.]+).*/clang \1/p'), $(valgrind --version | tr - ' '), while other work kept the
machine busy: under load it shows whether forcing forces.

To count again: \`tests/demos/stability.sh -n 50 -o RECORD\`, the cures with \`-n 1000 -R '\\.(fixed|correct)[^.]*\\.plain\$'\`; then
\`tests/demos/measured.sh RECORD... >docs/demos/measured.md\`.

## Is each verdict stable?

Each expectation of each demo was run again and again, and compared with its \`expect\` line.

| tool | expectations | runs of each | runs | expectations that ever differed |
|---|---|---|---|---|
TEXT
awk -F'\t' '{ sub(/.*\//, "", $1); t = $1; n[t]++; runs[t] += $3; bad[t] += $3 != $4
        if (!(t in low) || $3 < low[t]) low[t] = $3
        if ($3 > high[t]) high[t] = $3 }
    END { count = split("plain tsan-gcc tsan-clang helgrind drd lockcheck python3", order, " ")
        for (i = 1; i <= count; i++) { t = order[i]; if (!(t in n)) continue
            each = low[t] == high[t] ? low[t] : low[t] " to " high[t]
            printf "| %s | %d | %s | %d | %d |\n", t, n[t], each, runs[t], bad[t] } }' <<<"$sums"
awk -F'\t' '$1 !~ /rounds-/ && $3 != $4 { printf "%s`%s`: %d of %d runs agreed\n", count++ ? "- " : "\nThese did:\n\n- ", $1, $4, $3 }' <<<"$sums"

cat <<'TEXT'

## Do the cures hold?

Every correct program, run plain.

| family | programs | runs of each, at least | runs that failed |
|---|---|---|---|
TEXT
awk -F'\t' '$1 ~ /\/(fixed|correct)[^\/]*\/plain$/ { sub(/\/.*/, "", $1); f = $1; n[f]++; failed[f] += $3 - $4
        if (!(f in low) || $3 < low[f]) low[f] = $3
        if (n[f] == 1) order[++count] = f }
    END { for (i = 1; i <= count; i++) { f = order[i]; printf "| %s | %d | %d | %d |\n", f, n[f], low[f], failed[f] } }' <<<"$sums"

cat <<'TEXT'

## How often does the bug show?

Every broken program that can be seen to be broken without a tool. Where the interleaving is forced, every run shows it; the
others have an argument, their rounds, with which it is as good as certain.

| program | rounds | what is seen | runs that showed it |
|---|---|---|---|
TEXT
while IFS=$'\t' read -r test verdict runs agreed; do
    case $verdict:$test in wrong:*/plain | hangs:*/plain) ;; *) continue ;; esac
    source=${test%/plain}.c
    arguments=$(sed -n 's/^ \* args plain *//p' "$demos/$source")
    echo "| [${source%.c}](../../demos/$source) | $arguments | $verdict | $agreed of $runs |"
done <<<"$sums"

cat <<'TEXT'

With fewer rounds they need luck. Counted by `tests/demos/rates.sh`, of the runs with so many rounds of each thread:

TEXT
awk -F'\t' '$1 ~ /\/rounds-[0-9]+$/ { rounds = program = $1; sub(/.*-/, "", rounds); sub(/\/rounds-.*/, "", program)
        if (!(program in known)) { known[program]; programs[++count] = program }
        if (!(rounds in seen)) { seen[rounds]; columns[++width] = rounds + 0 }
        cell[program, rounds + 0] = $4 " of " $3 }
    END { for (i = 1; i <= width; i++) for (k = i + 1; k <= width; k++)
              if (columns[k] < columns[i]) { swap = columns[i]; columns[i] = columns[k]; columns[k] = swap }
          printf "| program |"; for (i = 1; i <= width; i++) printf " %d |", columns[i]
          printf "\n|---|"; for (i = 1; i <= width; i++) printf "---|"; print ""
          for (n = 1; n <= count; n++) { printf "| %s |", programs[n]
              for (i = 1; i <= width; i++) printf " %s |", cell[programs[n], columns[i]]
              print "" } }' <<<"$sums"
