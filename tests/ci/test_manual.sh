#!/usr/bin/env bash
# The documents know every switch, option and kind of finding that the tool does, and no others.
# usage: test_manual.sh LOCKCHECK DOCS_DIR
set -eu
lockcheck=$1 docs=$2/man architecture=$2/architecture.md
failed=0

# compare WHAT EXPECTED ACTUAL: lists of words, in any order.
compare() {
    local difference
    difference=$(diff <(sort -u <<<"$2") <(sort -u <<<"$3")) && return
    echo "$1 (<: only in the tool, >: only in the manual)"
    echo "$difference"
    failed=1
}
switches() { grep -oE -e '--[a-z][a-z-]+' || true; }

for command in run report explain suppress doctor stack; do
    # A switch stands at the start of its line of help, after its letter.
    help=$("$lockcheck" $command --help | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | switches)
    [ -n "$help" ] || { echo "no switches in the help of $command"; exit 1; }
    manual=$(sed -nE '/^# OPTIONS/,/^# EXIT/p' "$docs/lockcheck-$command.1.scd" | grep '^\*' | switches)
    compare "switches of $command" "$help" "$manual"
done

keys=$("$lockcheck" run --help | sed -nE '/^Keys of/,/^$/s/^  ([a-z_]+)=.*/\1/p')
[ -n "$keys" ] || { echo "no keys in the help of run"; exit 1; }
compare "keys of LOCKCHECK_OPTIONS" "$keys" \
    "$(sed -nE 's/^\t\*([a-z_]+)\*=.*/\1/p' "$docs/lockcheck.1.scd")"
compare "their defaults" "$("$lockcheck" run --help | sed -nE '/^Keys of/,/^$/s/^  ([a-z_]+=[^ ]*).*/\1/p')" \
    "$(sed -nE 's/^\t\*([a-z_]+)\*=(.*)/\1=\2/p' "$docs/lockcheck.1.scd")"

commands=$("$lockcheck" --help | sed -nE '/^$/,/^$/s/^  ([a-z-]+) .*/\1/p')
compare "commands" "$commands" \
    "$(sed -nE '/^# COMMANDS/,/^# EXIT/s/^\*([a-z][a-z-]+)\*$/\1/p' "$docs/lockcheck.1.scd")"

# section HEADING FILE: its lines, without the heading.
section() { awk -v heading="$1" '/^# |^## / { wanted = $0 == heading; next } wanted' "$2"; }
kinds=$("$lockcheck" explain | sed -nE 's/^([a-z-]+) \(LC[0-9]+\).*/\1/p')
informing=$("$lockcheck" explain | sed -nE 's/^([a-z-]+) \(LC[0-9]+\), informs$/\1/p')
[ -n "$informing" ] || { echo "no kinds in what explain lists"; exit 1; }
manual=$(section "# KINDS" "$docs/lockcheck-explain.1.scd")
compare "kinds" "$kinds" "$(sed -nE 's/^\*([a-z-]+)\*$/\1/p' <<<"$manual")"
compare "kinds that inform" "$informing" \
    "$(sed -nE '/^Those that inform/,$s/^\*([a-z-]+)\*$/\1/p' <<<"$manual")"
compare "tiers" "$("$lockcheck" explain | sed -nE 's/^    ([a-z]+) +[^;]+; (fails|shown).*/\1 \2/p')" \
    "$(section "# TIERS" "$docs/lockcheck-explain.1.scd" |
        sed -nE '/^\*/ { s/\*//g; N; s/\n.*Fails the run\.$/ fails/; s/\n.*show=all\* shows it\.$/ shown/; p }')"
compare "kinds in the architecture" "$kinds" \
    "$(section "## Who finds what" "$architecture" | sed -E 's/^\| ([^|]*)\|.*/\1/' | grep -oE '`[a-z-]+`' | tr -d '`')"
exit "$failed"
