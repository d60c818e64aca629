#!/usr/bin/env bash
# One tree of this repository for racegate ci, in $RACEGATE_BUILD_DIR, for $RACEGATE_CONFIG. TSan goes
# in by the project's own option: static test programs and the preload library must stay without it.
set -euo pipefail

case ${1-} in
    "") ;;
    *)
        echo "usage: RACEGATE_CONFIG=tsan-gcc RACEGATE_BUILD_DIR=dir ci/racegate_build.sh"
        [[ $1 == --help || $1 == -h ]] && exit 0
        exit 2 ;;
esac

sanitize=
case ${RACEGATE_CONFIG:?} in
    tsan-*) sanitize=thread ;;
esac
unset CFLAGS CXXFLAGS LDFLAGS
cmake -S "$(dirname "$0")/.." -B "${RACEGATE_BUILD_DIR:?}" -G Ninja \
    -DCMAKE_BUILD_TYPE=Debug -DLOCKCHECK_BUILD_DEMOS=OFF -DLOCKCHECK_GATE_DEMOS=ON -DLOCKCHECK_SANITIZE="$sanitize" \
    -DCMAKE_C_COMPILER="${CC:-gcc}" -DCMAKE_CXX_COMPILER="${CXX:-g++}"
cmake --build "$RACEGATE_BUILD_DIR" --target gate_tests
