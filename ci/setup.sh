#!/usr/bin/env bash
# Installs every package that building and testing need on Debian 12. Safe to run again: when all
# are there it changes nothing and needs neither root nor a network.
set -euo pipefail

packages=(
    # build
    gcc g++ cmake ninja-build pkg-config git
    # libraries: tests, JSON, Valgrind's XML, symbols
    libcmocka-dev libjansson-dev libexpat1-dev libdw-dev libelf-dev
)
# Tests, demos and gates: other compilers, other detectors, linters, a real event loop.
test_packages=(
    clang-14 clang-19 libclang-rt-14-dev libclang-rt-19-dev clang-format-14 clang-tidy-14
    valgrind libuv1-dev scdoc jq libxml2-utils python3 python3-jsonschema man-db gdb file binutils procps
)

usage() {
    cat <<'TEXT'
usage: ci/setup.sh [--build-only]
Installs the Debian packages that the build and the tests need. Runs apt-get only when one is missing.
  --build-only   not the packages that only tests, demos and gates use
TEXT
}

wanted=("${packages[@]}" "${test_packages[@]}")
case "${1-}" in
    "") ;;
    --build-only) wanted=("${packages[@]}") ;;
    -h | --help) usage; exit 0 ;;
    *) echo "ci/setup.sh: unknown option '$1'; see ci/setup.sh --help" >&2; exit 2 ;;
esac

missing=()
for name in "${wanted[@]}"; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$name")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "ci/setup.sh: all ${#wanted[@]} packages are installed"
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "ci/setup.sh: run it as root, or install sudo; missing: ${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi
echo "ci/setup.sh: installing ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
