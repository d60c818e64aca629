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
# Tests, demos and gates: other compilers, other detectors, other build systems, linters, a real event
# loop, a browser for the HTML page.
test_packages=(
    clang-14 clang-19 libclang-rt-14-dev libclang-rt-19-dev clang-format-14 clang-tidy-14
    valgrind libuv1-dev scdoc jq libxml2-utils python3 python3-jsonschema python3-yaml man-db gdb file
    binutils procps make meson chromium shellcheck yamllint pre-commit
)
# The validator of SARIF that knows what GitHub takes: a program of its own in a package for npm. The
# package around it passes its arguments through a shell, which ends them at the first semicolon.
multitool=@microsoft/sarif-multitool-linux
multitool_version=5.7.0
multitool_prefix=build/tools/sarif-multitool-$multitool_version

usage() {
    cat <<'TEXT'
usage: ci/setup.sh [--build-only]
Installs the Debian packages that the build and the tests need, and a validator of SARIF below
build/tools. Runs apt-get and npm only when something is missing.
  --build-only   not the packages that only tests, demos and gates use
Exit status: 0 all is there, or only the validator is not; 1 not; 2 usage.
TEXT
}

install_packages() { # NAME...
    local missing=() as_root=() name status
    for name in "$@"; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)
        [ "$status" = installed ] || missing+=("$name")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        echo "ci/setup.sh: all $# packages are installed"
        return
    fi
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "ci/setup.sh: run it as root, or install sudo; missing: ${missing[*]}" >&2
            return 1
        }
        as_root=(sudo)
    fi
    echo "ci/setup.sh: installing ${missing[*]}"
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# Without it one test is skipped; nothing else needs it.
install_multitool() {
    local program=$multitool_prefix/node_modules/$multitool/Sarif.Multitool
    [ ! -x "$program" ] || return 0
    if [ "$(uname -m)" != x86_64 ]; then
        echo "ci/setup.sh: there is no $multitool for $(uname -m): its test will be skipped"
        return
    fi
    echo "ci/setup.sh: installing $multitool $multitool_version"
    mkdir -p "$multitool_prefix"
    if timeout 180 npm install --prefix "$multitool_prefix" --ignore-scripts --no-audit --no-fund \
        --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000 \
        "$multitool@$multitool_version" && [ -e "$program" ]; then
        chmod +x "$program"
        return
    fi
    echo "ci/setup.sh: npm could not install $multitool $multitool_version: its test will be skipped" >&2
}

wanted=("${packages[@]}" "${test_packages[@]}")
command -v npm >/dev/null || wanted+=(npm)
case "${1-}" in
    "") ;;
    --build-only) wanted=("${packages[@]}") ;;
    -h | --help) usage; exit 0 ;;
    *) echo "ci/setup.sh: unknown option '$1'; see ci/setup.sh --help" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."
install_packages "${wanted[@]}"
[ "${1-}" = --build-only ] || install_multitool
