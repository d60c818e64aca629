#!/usr/bin/env bash
# clang-tidy 14 on everything that ships, as .clang-tidy has it. Minutes long: the workflow tidy runs it,
# ci/test.sh does not.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: ci/gate_tidy.sh [FILE...]
Checks the named sources, or all of lockcheck/src and ci/racegate, as the dev preset compiles them.
Exit status: 0 all well, 1 not, 2 cannot check.
TEXT
}
case ${1-} in
    -h | --help) usage; exit 0 ;;
    -*) echo "gate_tidy: unknown option '$1'; see --help" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.."
command -v clang-tidy-14 >/dev/null || { echo "gate_tidy: no clang-tidy-14; run ci/setup.sh" >&2; exit 2; }
commands=build/dev/compile_commands.json
[ -e $commands ] || cmake --preset dev >/dev/null

if [ $# -gt 0 ]; then
    sources=("$@")
else
    mapfile -t sources < <(find lockcheck/src ci/racegate -name '*.c' | sort)
fi
for source in "${sources[@]}"; do
    # clang-tidy passes over a file that it has no command for, and says nothing.
    grep -qF "/$source\"" $commands || { echo "gate_tidy: $source is in no target" >&2; exit 2; }
done

# What gcc knows and clang does not is no finding: warnings, and options.
plain=$(mktemp -d)
trap 'rm -rf "$plain"' EXIT
sed 's/ -fno-tree-loop-distribute-patterns//' $commands >"$plain/compile_commands.json"
printf '%s\0' "${sources[@]}" |
    xargs -0 -n 4 -P "$(nproc)" clang-tidy-14 --quiet -p "$plain" \
        --extra-arg=-Wno-unknown-warning-option 2>/dev/null || {
    echo "gate_tidy: see above" >&2
    exit 1
}
echo "gate_tidy: ${#sources[@]} sources pass"
