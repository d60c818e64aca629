#!/usr/bin/env bash
# Records the logs that the readers are tested on: what the real tools say about the programs here.
# Run it again after a tool changes; the tests then say what that changed. Not run by the tests.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=/tmp/racegate-samples
rm -rf "$work"
mkdir -p "$work" "$here/logs"
cp "$here"/*.c "$here"/*.cpp "$work"
cd "$work"

symbolizer=$(command -v llvm-symbolizer || command -v llvm-symbolizer-14)
quiet=verbosity=1:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:second_deadlock_stack=1
retry="setarch -R"

build() { # COMPILER SOURCE OUTPUT [FLAGS...]
    local compiler=$1 source=$2 output=$3
    shift 3
    "$compiler" -g -O1 -fno-omit-frame-pointer "$source" -o "$output" -pthread "$@"
}

tsan() { # NAME PROGRAM EXTRA_OPTIONS
    rm -f log.*
    TSAN_OPTIONS="log_path=$work/log:$quiet:$3" $retry "./$2" || true
    cat log.* >"$here/logs/$1"
}

for name in gcc clang-14 clang-19; do
    cxx=${name/gcc/g++}
    cxx=${cxx/clang-/clang++-}
    build "$name" race_and_order.c "race-$name" -fsanitize=thread
    build "$name" clean.c "clean-$name" -fsanitize=thread
    build "$name" misuse.c "misuse-$name" -fsanitize=thread
    build "$name" aborts.c "aborts-$name" -fsanitize=thread
    build "$cxx" lambda.cpp "lambda-$name" -fsanitize=thread
    for program in race clean misuse aborts lambda; do
        tsan "tsan-$name-$program.txt" "$program-$name" "external_symbolizer_path=$symbolizer"
    done
    tsan "tsan-$name-nosymbols.txt" "race-$name" "symbolize=0"
done
tsan tsan-gcc-unreadable.txt race-gcc "suppressions=/nonexistent/suppressions"
printf 'race:bump\ndeadlock:transfer\n' >some.supp
tsan tsan-gcc-suppressed.txt race-gcc "suppressions=$work/some.supp:print_suppressions=1"

# The report hook: HOOK names libracegate_tsan_hook.so.
if [ -n "${HOOK-}" ]; then
    rm -f hook.*
    LD_PRELOAD=$HOOK RACEGATE_TSAN_HOOK=$work/hook TSAN_OPTIONS=second_deadlock_stack=1 \
        $retry ./race-gcc 2>/dev/null || true
    cat hook.* >"$here/logs/tsan-gcc-hook.jsonl"
fi

for tool in helgrind drd; do
    for program in race_and_order clean misuse places; do
        build gcc "$program.c" "$program" -O0
        valgrind -q "--tool=$tool" --xml=yes "--xml-file=log.xml" "./$program" \
            >/dev/null
        cp log.xml "$here/logs/$tool-$program.xml"
    done
done
build g++ lambda.cpp lambda -O0
valgrind -q --tool=helgrind --xml=yes --xml-file=log.xml ./lambda
cp log.xml "$here/logs/helgrind-lambda.xml"

if command -v "${LOCKCHECK-lockcheck}" >/dev/null; then
    "${LOCKCHECK-lockcheck}" run --output="$work/traces-$RANDOM" --format=json --report-file=log.json --exitcode=0 ./race_and_order
    cp log.json "$here/logs/lockcheck-race_and_order.json"
    "${LOCKCHECK-lockcheck}" run --output="$work/traces-$RANDOM" --format=json --report-file=log.json --exitcode=0 ./clean
    cp log.json "$here/logs/lockcheck-clean.json"
    cp -r "$here/../../../demos" "$work/demos"
    while read -r kind demo; do
        source=$work/demos/$demo.c
        gcc -g -O0 -pthread "$source" -o demo
        LOCKCHECK_OPTIONS=$(sed -n 's/^ \* flags lockcheck *//p' "$source") \
            "${LOCKCHECK-lockcheck}" run --output="$work/traces-$RANDOM" --format=json --report-file=log.json \
            --exitcode=0 ./demo || true # a hang that it ends
        cp log.json "$here/logs/lockcheck-kind-$kind.json"
    done <<'DEMOS'
api-error signalling/deadline/buggy
not-initialised locks/not_initialised/buggy
init-again locks/init_again/buggy
destroy-awaited signalling/destroy_awaited/deadlock
signal-not-held signalling/signal_nolock/racy
owner-died processes/crashed_owner/deadlock
global-deadlock signalling/lost_wakeup/buggy
nested-monitor locks/nested_monitor/deadlock
read-again locks/rw_recursive/deadlock
contention locks/contention/buggy
livelock locks/livelock/buggy
DEMOS
fi
