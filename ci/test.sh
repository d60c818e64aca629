#!/usr/bin/env bash
# Set-up, the gates, and every test: our own code under ASan, UBSan and TSan, the race gate of this
# repository, every demo through racegate, then the plain build with all of it. The last lines are ctest's.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1-} in
    "") presets=(asan tsan dev) ;;
    --quick) presets=(dev) ;;
    -h | --help)
        echo "usage: ci/test.sh [--quick]"
        echo "  --quick   leave out the sanitizer builds, the race gate, and the demos through racegate"
        exit 0 ;;
    *) echo "ci/test.sh: unknown option '$1'; see ci/test.sh --help" >&2; exit 2 ;;
esac

./ci/setup.sh
for gate in format layers docs; do
    "./ci/gate_$gate.sh"
done
# This repository's own race gate, in trees of its own: racegate.ini says what it runs. The broken demos
# are judged by their expect lines instead.
own_gate() {
    cmake --preset dev
    cmake --build --preset dev
    build/dev/stage/bin/racegate ci --quiet --output build/racegate
    ctest --preset long
}

for preset in "${presets[@]}"; do
    if [ "$preset" = dev ] && [ "${#presets[@]}" -gt 1 ]; then
        own_gate
    fi
    cmake --workflow --preset "$preset"
done
