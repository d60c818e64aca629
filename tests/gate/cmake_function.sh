#!/usr/bin/env bash
# cmake_function.sh CASE: racegate_add_tests() in a project of its own. Run by CTest.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

project() { # ARGUMENTS of racegate_add_tests
    mkdir -p project
    cp "$PROGRAMS/race.c" project
    cat >project/CMakeLists.txt <<TEXT
cmake_minimum_required(VERSION 3.16)
project(user C)
enable_testing()
include($CMAKE_MODULES/racegate.cmake)
find_package(Threads REQUIRED)
add_executable(bank race.c)
target_link_libraries(bank Threads::Threads)
racegate_add_tests($*)
TEXT
}

reports_a_race_under_each_configuration() {
    need valgrind
    project TARGETS bank CONFIGS tsan-gcc helgrind
    expect 0 cmake -S project -B build -DCMAKE_C_COMPILER=gcc \
        -DRACEGATE_PROGRAM="$RACEGATE"
    expect 0 cmake --build build
    expect 8 ctest --test-dir build --output-on-failure
    says 'racegate.tsan-gcc.bank .*Failed'
    says 'racegate.helgrind.bank .*Failed'
    says 'Data race on counter: bump'
}

passes_the_correct_twin() {
    need valgrind
    project TARGETS bank CONFIGS tsan-gcc helgrind ARGS quiet
    expect 0 cmake -S project -B build -DCMAKE_C_COMPILER=gcc \
        -DRACEGATE_PROGRAM="$RACEGATE"
    expect 0 cmake --build build
    expect 0 ctest --test-dir build
}

refuses_a_compiler_that_is_not_this_builds() {
    project TARGETS bank CONFIGS tsan-clang
    expect 1 cmake -S project -B build -DCMAKE_C_COMPILER=gcc -DRACEGATE_PROGRAM="$RACEGATE"
    says 'tsan-clang needs another compiler'
}

ci_builds_and_runs_a_project() {
    need valgrind
    mkdir project
    cd project
    cp "$PROGRAMS/race.c" .
    cat >CMakeLists.txt <<'TEXT'
cmake_minimum_required(VERSION 3.16)
project(user C)
enable_testing()
find_package(Threads REQUIRED)
add_executable(bank race.c)
target_link_libraries(bank Threads::Threads)
add_test(NAME bank.racy COMMAND bank)
add_test(NAME bank.quiet COMMAND bank quiet)
TEXT
    expect 0 "$RACEGATE" init --ci none
    expect 1 "$RACEGATE" ci --quiet --config plain,tsan-gcc,helgrind
    says 'bank.racy .*1 new'
    says '1 new, .* 6 jobs, 0 gaps'
    expect 0 "$RACEGATE" baseline create
    expect 0 "$RACEGATE" ci --quiet --config plain,tsan-gcc,helgrind
    echo 'this is no C' >>race.c
    expect 3 "$RACEGATE" ci --quiet --config plain,tsan-gcc,helgrind
    says 'the build failed: .*error'
}

ci_wrapper_tells_github_what_it_reads() {
    printf '[racegate]\nconfigs = plain\nbuild = none\n[test t]\ncommand = true\n' >racegate.ini
    export GITHUB_STEP_SUMMARY=$PWD/summary GITHUB_OUTPUT=$PWD/outputs RACEGATE_OUTPUT=out
    export RACEGATE_ARGUMENTS=$'--quiet\n--timeout=10'
    expect 0 "$CMAKE_MODULES/../racegate_ci.sh"
    grep -q '^status=0$' outputs || fail "the status is not told"
    grep -q '^## racegate: pass' summary || fail "there is no summary"
    sed -i 's/true/false/' racegate.ini
    expect 3 "$CMAKE_MODULES/../racegate_ci.sh"
    grep -q '^status=3$' outputs || fail "the status is not told"
    [ -s out/racegate.sarif ] || fail "there is no SARIF file"
}

meson_project_is_built_and_run() {
    need meson
    need clang-19
    unset UBSAN_OPTIONS # clang's TSan obeys it, also the exit status that our own tests ask for
    mkdir project
    cd project
    cp "$PROGRAMS/race.c" .
    cat >meson.build <<'TEXT'
project('user', 'c')
bank = executable('bank', 'race.c', dependencies: dependency('threads'))
test('racy', bank)
test('quiet one', bank, args: ['quiet'], env: {'WHO': 'me and you'}, timeout: 5)
TEXT
    expect 0 "$RACEGATE" init --ci none
    grep -q '^build = meson' racegate.ini || fail "the build system is not seen"
    expect 1 "$RACEGATE" ci --quiet --config plain,tsan-gcc,tsan-clang
    says '^  quiet one +ok +ok +ok'
    says '^  racy +ok +1 new +1 new'
    says 'Data race on counter: bump \(race.c:[0-9]+\)'
    says '1 new, .* 6 jobs, 0 gaps'
    expect 0 "$RACEGATE" baseline create
    expect 0 "$RACEGATE" ci --quiet --config plain,tsan-gcc,tsan-clang
    echo 'this is no C' >>race.c
    expect 3 "$RACEGATE" ci --quiet --config plain
    says 'the build failed: .*error'
}

make_project_is_built_in_a_copy() {
    mkdir project
    cd project
    cp "$PROGRAMS/race.c" .
    printf 'check: bank\n\t./bank quiet\nbank: race.c\n\t$(CC) $(CFLAGS) race.c -o bank -pthread $(LDFLAGS)\n' \
        >Makefile
    printf 'clean:\n\trm -f bank\n' >>Makefile
    expect 0 "$RACEGATE" init --ci none
    expect 0 "$RACEGATE" ci --quiet --config plain,tsan-gcc
    says '^  test-command +ok +ok'
    sed -i 's/bank quiet/bank/' Makefile
    expect 1 "$RACEGATE" ci --quiet --config plain,tsan-gcc
    says 'Data race on counter: bump \(race.c:[0-9]+\)'
    [ ! -e bank ] || fail "the source folder was built in"
}

"$1"
