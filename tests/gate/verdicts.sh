#!/usr/bin/env bash
# verdicts.sh CASE: each verdict of racegate, produced by the real tools. Run by CTest.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

pass() {
    need valgrind
    build prog race
    expect 0 "$RACEGATE" run -q -c helgrind,plain -- ./prog quiet
    says 'racegate: pass'
}

new_finding() {
    build prog race -fsanitize=thread
    expect 1 run -c tsan-gcc -- ./prog
    says 'Data race on counter: bump'
}

init_writes_what_is_missing() {
    expect 0 "$RACEGATE" init --ci gitlab
    says 'gitlab-ci.yml has to say: include'
    echo '# mine' >>racegate.ini
    rm racegate/tsan.supp
    expect 0 "$RACEGATE" init --ci gitlab
    says 'racegate.ini is there already'
    grep -q '# mine' racegate.ini || fail "racegate.ini was overwritten"
    [ -e racegate/tsan.supp ] || fail "the missing file is still missing"
    expect 2 "$RACEGATE" init --ci gitlab
    rm -r racegate
    touch racegate
    expect 3 "$RACEGATE" init --ci gitlab
    says 'racegate: racegate: Not a directory'
}

usage() {
    expect 2 "$RACEGATE" frobnicate
    says "unknown command 'frobnicate'"
    expect 2 run -c nonsense -- true
    says "unknown configuration 'nonsense'"
    expect 2 run --timeout never -- true
    expect 2 run -c plain --shard 3/2 -- true
    expect 2 run -c plain --format word -- true
    says "unknown format 'word'"
    printf '[racegate]\nconfgs = plain\n' >racegate.ini
    expect 2 run -- true
    says "racegate.ini:2: unknown key 'confgs'"
    # What is said and would not be heeded is a mistake.
    local line
    for line in '[config helgrnd]' '[racegate]\nbuild = bazel' '[racegate]\npolicy = strict' \
        '[config helgrind]\ntimeout = 9' '[test t]\nstatus = high' '[racegate]\nrepeat = 0'; do
        printf "$line\n" >racegate.ini
        expect 2 run -- true
        says '^racegate: racegate.ini:[12]: '
    done
    expect 2 "$RACEGATE"
    expect 0 "$RACEGATE" --help
    rm racegate.ini
    expect 2 run
    says 'nothing to run'
}

race_then_exit_0() {
    build prog race -fsanitize=thread
    expect 1 run -c tsan-gcc -- ./prog exit
    says 'Data race on counter'
}

hang_under_tsan() {
    build prog deadlock -fsanitize=thread
    expect 124 run -c tsan-gcc --timeout 2 -- ./prog
    says 'no detector said why'
}

hang_explained_by_lockcheck() {
    [ -x "$(dirname "$RACEGATE")/lockcheck" ] || skip "lockcheck is not built"
    build prog deadlock
    expect 1 run -c lockcheck,helgrind --timeout 5 -- ./prog
    says 'Deadlock: '
    says 'helgrind: hung because of deadlock'
}

gcc_report_hook() {
    build prog race -fsanitize=thread
    expect 1 run -c tsan-gcc --format result -- ./prog
    says '1 new'
    grep -q racegate-tsan-hook racegate-out/logs/tsan-gcc/prog/hook.* || fail "the hook was not called"
}

clang_static_runtime() {
    need clang-19
    CC=clang-19 build prog race -fsanitize=thread
    expect 1 run -c tsan-clang -- ./prog
    ! ls racegate-out/logs/tsan-clang/prog/hook.* 2>/dev/null || fail "there is a hook's log"
    says 'Data race on counter: bump'
}

cut_valgrind_log() {
    need valgrind
    build prog race
    valgrind -q --tool=helgrind --xml=yes --xml-file=full.xml ./prog
    head -c -30 full.xml >cut.xml
    expect 1 "$RACEGATE" check cut.xml
    says 'log-cut'
    head -c 700 full.xml >short.xml
    expect 3 "$RACEGATE" check short.xml
    says 'log-cut'
}

missing_log() {
    : >empty.txt
    expect 3 "$RACEGATE" check empty.txt
    expect 3 "$RACEGATE" check not-there.xml
    says 'log-missing'
}

not_instrumented() {
    build prog race
    expect 3 run -c tsan-gcc -- ./prog
    says 'is not built with -fsanitize=thread'
}

instrumented_by_the_other_compiler() {
    need clang-19
    build prog race -fsanitize=thread
    expect 1 run -c tsan-gcc -- ./prog
    expect 1 run -c tsan-clang -- ./prog
    says 'no-detector: ./prog has the runtime of gcc, not of clang'
    expect 3 run -c tsan-clang -- ./prog quiet
    CC=clang-19 build prog race -fsanitize=thread
    expect 3 run -c tsan-gcc -- ./prog quiet
    says 'no-detector: ./prog has the runtime of clang, not of gcc'
    expect 0 run -c tsan-clang -- ./prog quiet
}

static_program_under_valgrind() {
    need valgrind
    build prog race -static
    expect 3 run -c helgrind -- ./prog quiet
    says 'linked statically'
    says '0 new'
}

zero_tests() {
    need cmake
    mkdir project
    printf 'cmake_minimum_required(VERSION 3.16)\nproject(empty C)\nenable_testing()\n' \
        >project/CMakeLists.txt
    cmake -S project -B build >/dev/null
    expect 3 run -c plain --build-dir build
    says 'nothing ran'
}

no_tests_yet() {
    expect 3 "$RACEGATE" ci --no-canary --quiet -c plain
    says 'neither a CMakeLists.txt nor a meson.build nor a Makefile'
    need cmake
    printf 'cmake_minimum_required(VERSION 3.16)\nproject(empty C)\nenable_testing()\n' >CMakeLists.txt
    expect 3 "$RACEGATE" ci --no-canary --quiet -c plain
    says 'CMakeLists.txt has no test'
}

a_run_of_nothing_calls_nothing_fixed() {
    build prog race -fsanitize=thread
    printf '[racegate]\nconfigs = tsan-gcc\nbaseline = base.txt\n[test t]\ncommand = ./prog\n' >racegate.ini
    expect 1 run
    expect 0 "$RACEGATE" baseline create
    sed -i '/^\[test t\]/,$d' racegate.ini
    expect 3 run
    says_nothing_of 'not seen any more'
    expect 3 "$RACEGATE" baseline prune
}

# CTest allows it in two folders: the race of one must not get lost in the log of the other.
two_tests_of_one_name() {
    need valgrind
    build prog race
    cat >tests.json <<'JSON'
{"tests": [{"name": "t", "command": ["./prog"]}, {"name": "t", "command": ["./prog", "quiet"]}]}
JSON
    expect 1 run -c helgrind --tests-json tests.json
    says '^  t +1 new'
    says '^  t \(2\) +ok'
}

every_test_skipped() {
    printf '[racegate]\nconfigs = plain\n[test t]\ncommand = sh -c "exit 77"\nskip-status = 77\n' \
        >racegate.ini
    expect 3 run
    says 'every test was skipped'
}

fake_report() {
    build prog race -fsanitize=thread
    expect 0 run -c tsan-gcc -- ./prog fake
    grep -q 'WARNING: ThreadSanitizer' racegate-out/logs/tsan-gcc/prog/errors ||
        fail "the program did not print it"
}

failing_test() {
    build prog race -fsanitize=thread
    expect 3 run -c tsan-gcc -- ./prog fail
    says 'test-failed: it ended with status 3'
    says '^  prog +test-failed'
}

missing_tool() {
    printf '[config helgrind]\ntool = no-such-valgrind\n' >racegate.ini
    expect 3 run -c helgrind -- true
    says 'no-such-valgrind'
}

program_not_found() {
    expect 3 run -c plain -- ./nothing-here
    says 'not-run: .*No such file'
}

canary_that_does_not_compile() {
    printf '[racegate]\ncanary-flags = -fno-such-flag\n' >racegate.ini
    expect 3 "$RACEGATE" canary -q -c tsan-gcc
    says 'NOT seen: it does not compile'
}

missing_shard() {
    printf '[racegate]\nconfigs = plain\n[test a]\ncommand = true\n[test b]\ncommand = true\n' \
        >racegate.ini
    expect 0 run --shard 1/2 -o one
    expect 3 "$RACEGATE" merge one
    says 'shard 2 of 2 is missing'
    expect 0 run --shard 2/2 -o two
    expect 0 "$RACEGATE" merge one two
    says '2 jobs'
}

repeats_are_one_finding() {
    build prog race -fsanitize=thread
    expect 1 run -c tsan-gcc --repeat 3 -- ./prog
    says '1 new, .* 3 jobs'
}

diff_base_moves_the_primary_location() {
    need git
    git init -q .
    build prog race -fsanitize=thread -fdebug-prefix-map="$PROGRAMS=$scratch"
    cp "$PROGRAMS/race.c" .
    git add race.c
    git -c user.name=t -c user.email=t@example.org commit -qm one
    expect 1 run -c tsan-gcc --format sarif -- ./prog
    grep -q '"uri": "race.c"' racegate-out/racegate.sarif || fail "no relative path"
    local before after line
    line=$(grep -n 'pthread_create(&second' race.c | cut -d: -f1)
    before=$(jq '.runs[0].results[0].locations[0].physicalLocation.region.startLine' \
        racegate-out/racegate.sarif)
    [ "$before" != "$line" ] || fail "it is there already"
    sed -i "${line}s/\$/ \/\/ touched/" race.c
    expect 1 run -c tsan-gcc --format sarif --diff-base HEAD -- ./prog
    after=$(jq '.runs[0].results[0].locations[0].physicalLocation.region.startLine' \
        racegate-out/racegate.sarif)
    [ "$after" = "$line" ] || fail "line $after instead of $line"
}

"$1"
