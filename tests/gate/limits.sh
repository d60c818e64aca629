#!/usr/bin/env bash
# limits.sh CASE: racegate at its limits: full disks, huge logs, odd names, interruptions. Run by CTest.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

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
    for _ in $(seq 600); do
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

"$1"
