#!/usr/bin/env bash
# The manual knows every switch and every option that the tool does, and no others.
# usage: test_manual.sh LOCKCHECK DOCS_DIR
set -eu
lockcheck=$1 docs=$2
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

for command in run report explain suppress doctor; do
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
exit "$failed"
