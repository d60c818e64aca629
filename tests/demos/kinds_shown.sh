#!/usr/bin/env bash
# Every kind of finding that lockcheck knows is shown by a demo: a program it is reported in, and beside it a
# correct one in which lockcheck is silent. Kinds that cannot have one are listed here, with the reason.
# usage: kinds_shown.sh LOCKCHECK DEMOS_DIR
set -euo pipefail

without_demo() {
    cat <<'TEXT'
TEXT
}

# reports_of FILE: what its lines "expect lockcheck reports" say, with the lines that go on.
reports_of() {
    awk '/^ \*\// { exit }
         /^ \* expect / { wanted = $3 == "lockcheck" && $4 == "reports" }
         wanted { sub(/^ \* (expect lockcheck +reports)?/, ""); printf "%s ", $0 }' "$1"
}

# kinds_of FILE: the first word of each finding that it expects.
kinds_of() {
    reports_of "$1" | sed 's/, */\n/g' | awk '{ print $1 }'
}

has_silent_neighbour() {
    local correct
    for correct in "${1%/*}"/fixed*.c "${1%/*}"/correct*.c; do
        [ -e "$correct" ] && grep -qE '^ \* expect lockcheck +silent' "$correct" && return 0
    done
    return 1
}

[ $# -eq 2 ] || { echo "usage: kinds_shown.sh LOCKCHECK DEMOS_DIR" >&2; exit 2; }
kinds=$("$1" explain | sed -nE 's/^([a-z-]+) \(LC[0-9]+\).*/\1/p')
[ -n "$kinds" ] || { echo "kinds_shown.sh: '$1 explain' lists no kinds" >&2; exit 2; }

shown=
for file in "$2"/*/*/*.c; do
    has_silent_neighbour "$file" || continue
    shown+=$(kinds_of "$file")$'\n'
done
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
