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

unreadable_suppressions() {
    build prog race -fsanitize=thread
    printf '[racegate]\nsuppressions = not-there.supp\n' >racegate.ini
    expect 3 run -c tsan-gcc -- ./prog
    says 'tool-broke: .*failed to read suppressions'
    says '0 new'
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

full_disk() {
    [ -e /dev/full ] || skip "there is no /dev/full"
    expect 3 bash -c '"$RACEGATE" check "$LOGS/tsan-gcc-clean.txt" >/dev/full'
    says 'cannot write the summary'
    expect 0 "$RACEGATE" check "$LOGS/tsan-gcc-clean.txt"
}

no_place_for_reports() {
    expect 2 run -c plain -o /proc/nowhere -- true
    says 'cannot make /proc/nowhere'
    : >file
    expect 3 "$RACEGATE" check --format html -o file "$LOGS/tsan-gcc-clean.txt"
    says 'cannot write the reports in file'
}

canary_hidden_by_a_broad_suppression() {
    build prog race -fsanitize=thread
    printf '[racegate]\nsuppressions = s.supp\n' >racegate.ini
    echo 'race:*' >s.supp
    expect 3 "$RACEGATE" run -q -c tsan-gcc -- ./prog quiet
    says 'planted race was not seen'
}

canary_that_does_not_compile() {
    printf '[racegate]\ncanary-flags = -fno-such-flag\n' >racegate.ini
    expect 3 "$RACEGATE" canary -q -c tsan-gcc
    says 'NOT seen: it does not compile'
}

ten_thousand_findings() {
    python3 - >many.txt <<'PYTHON'
print("***** Running under ThreadSanitizer v3 (pid 7) *****")
for i in range(10000):
    print(f"""==================
WARNING: ThreadSanitizer: data race (pid=7)
  Write of size 4 at 0x5 by thread T1:
    #0 writer_{i} /src/many.c:{i + 1}:3 (many+0x{i:x})

  Previous read of size 4 at 0x5 by main thread:
    #0 reader_{i} /src/many.c:{i + 2}:3 (many+0x{i:x})

SUMMARY: ThreadSanitizer: data race /src/many.c:{i + 1} in writer_{i}
==================""")
print("ThreadSanitizer: reported 10000 warnings")
PYTHON
    expect 1 timeout 60 "$RACEGATE" check --root /src \
        --format sarif,junit,html,md,gitlab,annotations,result many.txt
    says '10000 new'
    says 'and 9900 more'
    cd racegate-out
    python3 - <<'PYTHON' || fail "a limit is not kept"
import gzip, json, os
run = json.load(open("racegate.sarif"))["runs"][0]
assert len(run["results"]) == 5000, len(run["results"])
assert len(gzip.compress(open("racegate.sarif", "rb").read())) < 10_000_000
assert os.path.getsize("racegate.md") < 1024 * 1024
assert len(json.load(open("gl-code-quality.json"))) == 10000
assert sum(line.startswith("::error") for line in open("racegate-annotations.txt")) == 10
PYTHON
    valid_xml racegate-junit.xml
}

log_of_one_gibibyte() {
    [ "$(df --output=avail -k . | tail -1)" -gt 3000000 ] || skip "less than 3 GB of disk are left"
    head -c 1G /dev/zero | tr '\0' 'x' >big.txt
    printf '\n==================\nWARNING: ThreadSanitizer: data race (pid=7)\n' >>big.txt
    printf '  Write of size 4 at 0x5 by thread T1:\n    #0 late /src/a.c:1 (a+0x1)\n\n' >>big.txt
    printf 'SUMMARY: ThreadSanitizer: data race /src/a.c:1 in late\n' >>big.txt
    (
        ulimit -v 400000
        expect 1 "$RACEGATE" check big.txt
    )
    says 'late \(/src/a.c:1\)'
}

awkward_names() {
    local name=$'we"ird\n<&>\xff\xc3\xa9|`'
    build prog race
    cp prog "$name"
    expect 1 run -c helgrind \
        --format sarif,junit,html,md,gitlab,annotations,result -- "./$name"
    for file in racegate.sarif gl-code-quality.json racegate-result.json; do
        valid_json "racegate-out/$file"
    done
    valid_xml racegate-out/racegate-junit.xml
    python3 -c 'open("racegate-out/racegate.html", encoding="utf-8").read()' || fail "no UTF-8"
    # The same bug has the same number after it was written and read.
    cp racegate-out/racegate-result.json before.json
    expect 1 "$RACEGATE" report --format result before.json
    cmp <(grep -h fingerprint before.json) <(grep -h fingerprint racegate-out/racegate-result.json) ||
        fail "the fingerprints differ"
}

interrupted() {
    printf '[racegate]\nconfigs = plain\n' >racegate.ini
    printf '[test fast]\ncommand = true\n[test slow]\ncommand = sleep 600\n' >>racegate.ini
    set -m # or else the shell makes the program ignore SIGINT
    run -j1 >output 2>&1 &
    local pid=$! status=0
    # The slow test is there as soon as its log is; the fast one has ended by then.
    for _ in $(seq 100); do
        [ ! -e racegate-out/logs/plain/slow/output ] || break
        sleep 0.1
    done
    kill -INT -- "-$pid"
    wait "$pid" || status=$?
    [ "$status" = 3 ] || fail "status $status instead of 3"
    says 'interrupted'
    valid_json racegate-out/racegate-result.json
    grep -q '"outcome": "ran"' racegate-out/racegate-result.json || fail "the fast test is lost"
}

# A signal that comes while no test runs: here, while the tests are listed.
interrupted_early() {
    mkdir bin build
    touch build/CTestTestfile.cmake
    printf '#!/bin/sh\nkill -TERM $PPID\necho "{\\"tests\\": [{\\"name\\": \\"t\\", \\"command\\": [\\"true\\"]}]}"\n' \
        >bin/ctest
    chmod +x bin/ctest
    PATH=$PWD/bin:$PATH expect 3 run -c plain --build-dir build
    says 'interrupted'
    valid_json racegate-out/racegate-result.json
}

# A file with a hole stands for what it would have printed.
endless_output() {
    printf '[racegate]\nconfigs = plain\n[test loud]\ncommand = ' >racegate.ini
    printf '%s\n' "python3 -c 'import os, time; os.ftruncate(1, 2 << 30); time.sleep(600)'" >>racegate.ini
    expect 3 run
    says 'loud under plain: test-failed: it was ended after it had printed 1024 MiB'
}

nothing_is_left_behind() {
    build prog race
    expect 0 run -c plain -- ./prog daemon "$scratch/daemon.pid"
    [ -s daemon.pid ] || fail "the daemon did not start"
    # One that ended and that nobody has asked about yet is not alive.
    ! grep -q '^State:[[:blank:]]*[^ZX[:blank:]]' "/proc/$(cat daemon.pid)/status" 2>/dev/null ||
        fail "the daemon is alive"
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
