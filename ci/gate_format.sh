#!/usr/bin/env bash
# Every C and C++ file is as clang-format 14 lays it out, and no text file has stray white space.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: ci/gate_format.sh [--fix] [TREE]
Checks TREE (default: this repository). Exit status: 0 all well, 1 not, 2 cannot check.
  --fix   lay the files out instead
TEXT
}

fix=
case ${1-} in
    -h | --help) usage; exit 0 ;;
    --fix) fix=1; shift ;;
    -*) echo "gate_format: unknown option '$1'; see --help" >&2; exit 2 ;;
esac
cd "${1-$(dirname "$0")/..}"

formatter=clang-format-14
command -v "$formatter" >/dev/null || { echo "gate_format: no $formatter; run ci/setup.sh" >&2; exit 2; }

# files PATTERN...: paths, each ended by a zero byte; what git ignores and old build trees left out.
files() {
    if [ -e .git ]; then
        git ls-files -z --cached --others --exclude-standard -- "$@" | sort -zu |
            while IFS= read -rd '' file; do [ -f "$file" ] && printf '%s\0' "$file"; done
    else
        local tests=() pattern
        for pattern in "$@"; do tests+=(-o -name "$pattern"); done
        find . -path ./build -prune -o -type f \( "${tests[@]:1}" \) -print0
    fi
}

mapfile -d '' sources < <(files '*.c' '*.h' '*.cpp' '*.hpp')
[ ${#sources[@]} -gt 0 ] || { echo "gate_format: no sources in $PWD" >&2; exit 2; }
if [ -n "$fix" ]; then
    "$formatter" -i "${sources[@]}"
    exit 0
fi

failed=0
"$formatter" --dry-run --Werror "${sources[@]}" || failed=1

mapfile -d '' texts < <(files '*.c' '*.h' '*.cpp' '*.sh' '*.py' '*.cmake' 'CMakeLists.txt' '*.json' '*.scd')
if grep -nE '[[:blank:]]+$' "${texts[@]}"; then
    echo "gate_format: the lines above end in white space" >&2
    failed=1
fi
if grep -nP '\t' "${sources[@]}"; then
    echo "gate_format: the lines above hold tabs" >&2
    failed=1
fi
[ "$failed" -eq 0 ] && echo "gate_format: ${#sources[@]} sources are well laid out"
exit "$failed"
