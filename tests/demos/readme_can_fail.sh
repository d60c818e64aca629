#!/usr/bin/env bash
# The checks of a family's page must be able to fail: a page that holds, spoilt in every way.
# usage: readme_can_fail.sh DEMOS_DIR
set -uo pipefail

demos=$1
family=philosophers
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0
checker=readme_test.sh

# expect TEXT FILE SED_SCRIPT: the check fails and says TEXT when the script has changed the FILE of the family.
expect() {
    local output status=0
    rm -rf "$scratch/demos"
    mkdir "$scratch/demos"
    cp -r "$demos/common" "$demos/$family" "$scratch/demos"
    sed -i -E "$3" "$scratch/demos/$family/$2"
    output=$("$here/$checker" "$scratch/demos" "$family" 2>&1) || status=$?
    if [ "$status" -ne 1 ] || [[ $output != *"$1"* ]]; then
        echo "FAILED: $2 with '$3': status $status, wanted 1 and '$1'"
        echo "$output"
        failures=$((failures + 1))
    fi
}

expect "no question" README.md '/Ask the room/d'
expect "no section 'Exercise'" README.md '/^## Exercise/d'
expect "no command in the transcript" README.md '/^    \$ /d'
expect "no link to a program of hang" README.md 's/\(hang\//(/'
expect "leads nowhere" README.md 's/cd demos/cd nowhere/'
expect "'cc -g -pthread deadlock.c -o deadlock' fails" README.md 's/^    cd demos.*//'
expect "no cc line" README.md 's/^( +)cc /\1gcc /; s/&& cc /\&\& gcc /'
expect "no link to a twin.py" README.md 's/\(twin\.py\)//'
expect "is in no twin" twin.py 's/with forks.seat.:/with forks[0]:/'
expect "is not run by a test" twin.py '/expect python3/d'
expect "hang/deadlock.c  fails" hang/deadlock.c 's/int main/unknown_type main/'

checker=transcript_test.sh
expect "does not print 'N dinners of N'" README.md 's/^    3 meals of 3/    3 dinners of 3/'
expect "is not among its commands" README.md 's/^    \$ .\/deadlock/    $ .\/deadlock 4/'

[ "$failures" -eq 0 ] && echo "all cases as they should be"
[ "$failures" -eq 0 ]
