#!/usr/bin/env bash
# Set-up, build and every test. The last lines are ctest's.
set -euo pipefail
cd "$(dirname "$0")/.."
./ci/setup.sh
cmake --preset dev
cmake --build --preset dev
ctest --preset dev
