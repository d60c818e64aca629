#!/usr/bin/env bash
# Runs demos under every tool and prints what is seen as expect lines: to write a header, or to check one.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: tests/demos/measure.sh [-n TIMES] [-t TOOL]... FILE...
Builds each demo FILE (demos/FAMILY/SLUG/VARIANT.c) and runs it under every tool.
  -n TIMES  run so often, and list every verdict that was seen
  -t TOOL   this tool only; may be repeated
Environment: BUILD_DIR (default build/dev)
TEXT
}

times=1
tools=()
while getopts n:t:h option; do
    case $option in
        n) times=$OPTARG ;;
        t) tools+=("$OPTARG") ;;
        h) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { usage >&2; exit 2; }
[ ${#tools[@]} -gt 0 ] || tools=(plain tsan-gcc tsan-clang helgrind drd lockcheck)

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${BUILD_DIR:-$root/build/dev}" && pwd)
for file in "$@"; do
    source=$(realpath "$file")
    relative=${source#"$root"/demos/}
    program=$build/demos/${relative%.c}
    name=demos.$(echo "${relative%.c}" | tr / .)
    cmake --build "$build" --target "$name" "$program.tsan-gcc" "$program.tsan-clang" demo-judge |
        grep -E 'error|warning' || true
    echo "$relative"
    for tool in "${tools[@]}"; do
        binary=$program
        case $tool in tsan-*) binary=$program.$tool ;; esac
        mode=(--measure)
        [ "$times" -eq 1 ] || mode=(--repeat "$times")
        "$build/tests/demos/demo-judge" "${mode[@]}" --demos "$root/demos/" \
            --symbolizer "$(command -v addr2line)" --lockcheck "$build/stage/bin/lockcheck" \
            "$tool" "$source" "$binary" || true
    done
done
