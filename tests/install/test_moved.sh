#!/usr/bin/env bash
# Install, move the tree, use it from its new place.
# usage: test_moved.sh BUILD_DIR BINDIR PRIVATE_LIBDIR PROGRAM_WITH_AN_INVERSION
set -eu
build=$1 bindir=$2 libdir=$3 target=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

claim() {
    "${@:2}" && return
    echo "not so: $1"
    failed=1
}
status_is() {
    local wanted=$1 status=0
    shift
    "$@" >"$work/out" 2>"$work/err" || status=$?
    [ "$status" -eq "$wanted" ] && return
    echo "$*: status $status, expected $wanted"
    cat "$work/out" "$work/err"
    return 1
}
says() { grep -qE -e "$1" "$work/out" "$work/err"; }

cmake --install "$build" --prefix "$work/first" >/dev/null
mkdir "$work/elsewhere"
mv "$work/first" "$work/elsewhere/moved"
prefix=$work/elsewhere/moved
tool=$prefix/$bindir/lockcheck

claim "the tool starts" status_is 0 "$tool" --version
claim "it finds the library beside itself" status_is 0 "$tool" preload-path
claim "in the moved tree" says "^$prefix/$libdir/liblockcheck.so$"
claim "a symbolic link to the tool works too" ln -s "$tool" "$work/link"
claim "and finds the same library" status_is 0 "$work/link" preload-path
claim "in the moved tree, again" says "^$prefix/$libdir/liblockcheck.so$"
claim "doctor has no complaint" status_is 0 "$tool" doctor

TMPDIR=$work
export TMPDIR
claim "run finds an inversion" status_is 66 "$tool" run -- "$target" abba return
claim "and names it" says '^WARNING: lockcheck: lock-order \(predicted\)'
claim "and is silent on the correct twin" status_is 0 "$tool" run -- "$target" clean return
library=$("$tool" preload-path)
claim "plain LD_PRELOAD reports" status_is 66 env LD_PRELOAD="$library" "$target" abba return
claim "with the names that only the tool can give" says 'take_both'

rm "$prefix/$libdir/liblockcheck.so"
claim "without its library run says so" status_is 125 "$tool" run -- true
claim "and names the place" says "$libdir/liblockcheck.so: No such file"
claim "and so does doctor" status_is 1 "$tool" doctor

[ "$failed" -eq 0 ] && echo "all as expected"
exit "$failed"
