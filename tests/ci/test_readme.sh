#!/usr/bin/env bash
# The report in README.md is what its commands print; process ids and the folder of the traces differ.
# usage: test_readme.sh LOCKCHECK SOURCE_DIR
set -euo pipefail
PATH=$(cd "$(dirname "$1")" && pwd):$PATH
source_dir=$2
export TMPDIR
TMPDIR=$(mktemp -d)
trap 'rm -rf "$TMPDIR"' EXIT

same_for_all() {
    sed -E 's/pid[= ][0-9]+/pid N/g; s#/[^ ]*/lockcheck\.[A-Za-z0-9]{6}#TRACES#g; s/\.[0-9]+\.lcd/.N.lcd/g'
}

# The block whose first line is a command: "$ COMMAND" lines, each with what it prints.
awk '/^```/ { inside = !inside; next } inside' "$source_dir/README.md" >"$TMPDIR/block"
program=$(grep -oE 'demos/[a-z_/]+/deadlock\.c' "$source_dir/README.md" | head -n 1)
grep -q '^\$ lockcheck run' "$TMPDIR/block" || { echo "no transcript in README.md"; exit 1; }

cp -r "$source_dir/demos" "$TMPDIR/"
cd "$TMPDIR/$(dirname "$program")"
# One script of all of them: each is shown, and finds the status of the one before in $?.
while read -r dollar command; do
    [ "$dollar" = '$' ] || continue
    printf 'echo %q\n(exit "${status-0}")\n%s\nstatus=$?\n' "\$ $command" "$command"
done <"$TMPDIR/block" >"$TMPDIR/commands"
bash "$TMPDIR/commands" >"$TMPDIR/printed" 2>&1 </dev/null || true
diff <(same_for_all <"$TMPDIR/block") <(same_for_all <"$TMPDIR/printed") && exit
echo "(<: in README.md, >: printed)"
exit 1
