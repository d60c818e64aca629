#!/usr/bin/env bash
# Every kind of finding that lockcheck knows is shown by a demo: a program it is reported in, and beside it a
# correct one in which lockcheck is silent. Kinds that cannot have one are listed here, with the reason.
# usage: kinds_shown.sh LOCKCHECK DEMOS_DIR [FAMILY]
set -euo pipefail

without_demo() {
    cat <<'TEXT'
TEXT
}

# shown_in DEMO_FILE...: the first word of each finding that a file expects of lockcheck, when a correct program
# beside it is silent. One awk for all of them: a process or two for each would take half a minute on a machine
# that is busy.
shown_in() {
    awk '
        FNR == 1 {
            in_header = 1
            wanted = 0
            slug = name = FILENAME
            sub(/\/[^\/]*$/, "", slug)
            sub(/.*\//, "", name)
        }
        /^ \*\// { in_header = 0 }
        !in_header { next }
        /^ \* expect lockcheck +silent/ && name ~ /^(fixed|correct)/ { silent[slug] }
        /^ \* expect / {
            wanted = $3 == "lockcheck" && $4 == "reports"
            if (wanted) expected[slug] = expected[slug] ","
        }
        wanted { sub(/^ \* (expect lockcheck +reports)?/, ""); expected[slug] = expected[slug] " " $0 }
        END {
            for (slug in expected) {
                count = slug in silent ? split(expected[slug], findings, ",") : 0
                for (i = 1; i <= count; i++) {
                    split(findings[i], words, " ")
                    print words[1]
                }
            }
        }' "$@"
}

[ $# -eq 2 ] || [ $# -eq 3 ] || { echo "usage: kinds_shown.sh LOCKCHECK DEMOS_DIR [FAMILY]" >&2; exit 2; }
kinds=$("$1" explain | sed -nE 's/^([a-z-]+) \(LC[0-9]+\).*/\1/p')
[ -n "$kinds" ] || { echo "kinds_shown.sh: '$1 explain' lists no kinds" >&2; exit 2; }

shopt -s nullglob
# shellcheck disable=SC2206 # a pattern
demos=("$2"/${3:-*}/*/*.c)
[ ${#demos[@]} -gt 0 ] || { echo "kinds_shown.sh: no demos in $2" >&2; exit 2; }
shown=$(shown_in "${demos[@]}")
failures=0
for kind in $kinds; do
    excused=$(without_demo | sed -n "s/^$kind  *//p")
    if grep -qxF "$kind" <<<"$shown"; then
        [ -z "$excused" ] && continue
        echo "FAILED: $kind is listed as without a demo, and has one"
    elif [ -n "$excused" ]; then
        echo "no demo of $kind: $excused"
        continue
    else
        echo "FAILED: no demo with a silent neighbour shows $kind"
    fi
    failures=$((failures + 1))
done
[ "$failures" -eq 0 ] && echo "every other kind of $(wc -w <<<"$kinds") has its demo"
[ "$failures" -eq 0 ]
