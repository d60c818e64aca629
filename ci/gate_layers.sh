#!/usr/bin/env bash
# Arrows point down only: which layer may include which. The picture is in docs/architecture.md.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: ci/gate_layers.sh [TREE]
Checks the #include lines of TREE (default: this repository) against the direction of its layers.
Exit status: 0 all well, 1 an arrow points up, 2 cannot check.
TEXT
}
case ${1-} in
    -h | --help) usage; exit 0 ;;
    -*) echo "gate_layers: unknown option '$1'; see --help" >&2; exit 2 ;;
esac
cd "${1-$(dirname "$0")/..}"

failed=0
files_seen=0

complain() {
    echo "gate_layers: $1" >&2
    failed=1
}

# includes DIRECTORY FORM: "file:header" of every #include "…" or <…> below it, by FORM.
includes() {
    grep -rnHoE --include='*.[ch]' --include='*.cpp' "^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*$2" "$1" |
        sed -E 's/^([^:]*:[0-9]+):[^"<]*["<]([^">]*).*/\1 \2/' || true
}

# layer ROOT NAME ALLOWED...: files in ROOT/NAME include "X/…" for X in ALLOWED alone.
layer() {
    local root=$1 name=$2 place header
    shift 2
    [ -d "$root/$name" ] || return 0
    files_seen=$((files_seen + $(find "$root/$name" -name '*.[ch]' | wc -l)))
    while read -r place header; do
        case " $* " in
            *" ${header%%/*} "*) ;;
            *) complain "$place: layer $name must not include \"$header\" (may: $*)" ;;
        esac
    done < <(includes "$root/$name" '"[^"]*"')
}

# known ROOT NAME...: there is no other directory in ROOT, which no rule would look at.
known() {
    local root=$1 directory
    shift
    for directory in "$root"/*/; do
        directory=$(basename "$directory")
        [[ " $* " == *" $directory "* ]] || complain "$root/$directory: a layer without a rule"
    done
}

src=lockcheck/src
known $src base order trace runtime preload report cli
layer $src base     base
layer $src order    order base
layer $src trace    trace base
layer $src runtime  runtime order trace base lockcheck
layer $src preload  preload runtime order trace base lockcheck
layer $src report   report order trace base lockcheck
layer $src cli      cli report order trace base lockcheck

# The installed headers stand alone.
layer lockcheck/include lockcheck lockcheck

# order/ is pure: no threads, no I/O, no malloc.
while read -r place header; do
    case $header in
        errno.h | limits.h | stdatomic.h | stdbool.h | stddef.h | stdint.h | string.h) ;;
        *) complain "$place: order/ is pure logic and must not include <$header>" ;;
    esac
done < <([ -d $src/order ] && includes $src/order '<[^>]*>')

gate=ci/racegate
if [ -d $gate ]; then
    known $gate base hook setup model read judge write exec cmd
    layer $gate base  base
    layer $gate hook  hook
    layer $gate setup setup base
    layer $gate model model base
    layer $gate read  read model base
    layer $gate judge judge model base
    layer $gate write write judge model base
    layer $gate exec  exec read model setup base
    layer $gate cmd   cmd exec write judge read model setup base
fi

# A demo compiles without the rest of the project: files of its own family, and demos/common.
while read -r place header; do
    case $header in
        ../../common/* | ../common/*) ;;
        ../*) complain "$place: a demo must not include \"$header\"" ;;
        */*) [ -e "$(dirname "${place%%:*}")/$header" ] ||
            complain "$place: a demo must not include \"$header\"" ;;
    esac
done < <([ -d demos ] && includes demos '"[^"]*"')

# No source includes another.
while read -r place header; do
    [[ $header == *.c ]] && complain "$place: must not include a source file, $header"
done < <(for part in lockcheck ci tests demos; do [ -d $part ] && includes $part '"[^"]*"'; done; true)

[ "$files_seen" -gt 0 ] || { echo "gate_layers: no sources in $PWD" >&2; exit 2; }
[ "$failed" -eq 0 ] && echo "gate_layers: $files_seen files, all arrows point down"
exit "$failed"
