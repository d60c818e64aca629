#!/usr/bin/env bash
# accepted.sh CASE: what is accepted, until when, and what is not any more. Run by CTest.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

known_finding() {
    build prog race -fsanitize=thread
    printf '[racegate]\nconfigs = tsan-gcc\nbaseline = base.txt\n[test t]\ncommand = ./prog\n' \
        >racegate.ini
    expect 1 run
    expect 0 "$RACEGATE" baseline create --reason "only a test"
    expect 0 run
    says '1 known'
    # The bug is mended: the entry must leave.
    sed -i 's|./prog|./prog quiet|' racegate.ini
    expect 4 run
    says 'not seen any more'
    expect 0 "$RACEGATE" baseline prune
    expect 0 run
}

a_part_of_a_run_calls_nothing_fixed() {
    build prog race -fsanitize=thread
    printf '[racegate]\nconfigs = tsan-gcc\nbaseline = base.txt\n' >racegate.ini
    printf '[test a]\ncommand = ./prog\n[test b]\ncommand = ./prog quiet\n' >>racegate.ini
    expect 1 run
    expect 0 "$RACEGATE" baseline create
    expect 0 run --tests b
    expect 3 "$RACEGATE" baseline prune
}

what_was_not_looked_at_is_not_fixed() {
    build prog race -fsanitize=thread
    printf '[racegate]\nconfigs = tsan-gcc\nbaseline = base.txt\n[test t]\ncommand = ./prog\n' >racegate.ini
    expect 1 run
    expect 0 "$RACEGATE" baseline create
    sed -i 's|./prog|./prog fail|' racegate.ini
    expect 3 run
    says_nothing_of 'not seen any more'
    expect 3 "$RACEGATE" baseline prune
    says 'did not look at everything'
}

expired_baseline() {
    build prog race -fsanitize=thread
    expect 1 run -c tsan-gcc -- ./prog
    expect 0 "$RACEGATE" baseline create --baseline base.txt --expires 2020-01-01
    expect 1 run -c tsan-gcc --baseline base.txt -- ./prog
    says 'accepted until 2020-01-01 only'
    expect 0 "$RACEGATE" baseline update --baseline base.txt
    says '0 added, 1 in all'
    says '1 over their date'
    expect 0 "$RACEGATE" baseline update --baseline base.txt --expires 2999-01-01
    says '1 added, 1 in all'
    expect 0 run -c tsan-gcc --baseline base.txt -- ./prog
}

# What only one tool imagines is known of that tool alone.
baseline_of_one_configuration() {
    need valgrind
    build plain race
    build tsan race -fsanitize=thread
    printf '[racegate]\nconfigs = helgrind tsan-gcc\nbaseline = base.txt\n' >racegate.ini
    printf '[test t]\ncommand = ./{config}\n' >>racegate.ini
    cp plain helgrind
    cp tsan tsan-gcc
    expect 1 run
    expect 0 "$RACEGATE" baseline create --reason "only a test"
    expect 0 run
    sed -i '/^reason/i config = helgrind' base.txt
    expect 1 run
    says '1 new, 0 known'
    expect 0 "$RACEGATE" baseline update
    grep -qx 'config = helgrind tsan-gcc' base.txt || fail "update did not add tsan-gcc"
    [ "$(grep -c '^\[' base.txt)" = 1 ] || fail "one finding has two entries"
    expect 0 run
    # gcc's TSan sees it no more.
    sed -i 's|./{config}|./{config} quiet|' racegate.ini
    printf '#!/bin/sh\nexec ./plain\n' >helgrind
    expect 4 run
    says 'not seen any more under tsan-gcc'
}

# The race of one test program is accepted; one in another file, between functions of that name, is not.
baseline_of_one_file() {
    mkdir other
    cp "$PROGRAMS/race.c" .
    cp race.c other
    gcc -g -O1 "$PWD/race.c" -o one -pthread -fsanitize=thread
    gcc -g -O1 "$PWD/other/race.c" -o two -pthread -fsanitize=thread
    printf '[racegate]\nconfigs = tsan-gcc\nbaseline = base.txt\n[test one]\ncommand = ./one\n' >racegate.ini
    expect 1 run
    expect 0 "$RACEGATE" baseline create --reason "only a test"
    printf '[test two]\ncommand = ./two\n' >>racegate.ini
    expect 1 run
    says '1 new, 1 known'
    says 'other/race.c'
}

malformed_baseline() {
    build prog race -fsanitize=thread
    echo 'nonsense' >base.txt
    expect 3 run -c tsan-gcc --baseline base.txt -- ./prog quiet
    says 'line 1'
}

suppressed() {
    build prog race -fsanitize=thread
    printf '[racegate]\nconfigs = tsan-gcc\nsuppressions = s.supp\n[test t]\ncommand = ./prog\n' \
        >racegate.ini
    echo 'race:bump' >s.supp
    expect 0 run
}

expired_suppression() {
    suppressed
    printf '# expires: 2020-01-01\nrace:bump\n' >s.supp
    expect 4 run
    says 'is over since 2020-01-01'
}

unused_suppression() {
    suppressed
    echo 'race:nobody_calls_this' >>s.supp
    expect 4 run
    says 'matched nothing in the last full run'
}

unreadable_suppressions() {
    build prog race -fsanitize=thread
    printf '[racegate]\nsuppressions = not-there.supp\n' >racegate.ini
    expect 3 run -c tsan-gcc -- ./prog
    says 'tool-broke: .*failed to read suppressions'
    says '0 new'
}

canary_hidden_by_a_broad_suppression() {
    build prog race -fsanitize=thread
    printf '[racegate]\nsuppressions = s.supp\n' >racegate.ini
    echo 'race:*' >s.supp
    expect 3 "$RACEGATE" run -q -c tsan-gcc -- ./prog quiet
    says 'planted race was not seen'
}

"$1"
