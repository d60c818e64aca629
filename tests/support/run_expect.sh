#!/usr/bin/env bash
# Runs a command and checks how it ended and what it said. See usage below.
set -uo pipefail

usage() {
    cat <<'TEXT'
usage: run_expect.sh [CHECK...] [--env NAME=VALUE]... [--timeout SECONDS] -- COMMAND [ARGUMENT...]

  --status LIST       exit statuses allowed, such as 0 or 0,66; "any" allows all (default 0)
  --match REGEX       a line of stdout or stderr must match (grep -E); may be repeated, as may all below
  --reject REGEX      no line of stdout or stderr may match
  --match-out REGEX   the same for stdout alone; so are --match-err, --reject-out, --reject-err
  --count N REGEX     exactly N lines of stdout and stderr match
  --env NAME=VALUE    for the command alone, not for the tools that check it
  --timeout SECONDS   end the command's process group after this long, and fail (default 60)
  --stdin FILE        default /dev/null

Exit status: 0 all as expected; 1 not; 2 wrong usage; 77 the command said "cannot run here" (77).
TEXT
}

fail_usage() {
    echo "run_expect.sh: $1; see run_expect.sh --help" >&2
    exit 2
}

statuses=0
seconds=60
stdin=/dev/null
settings=()
checks=() # three elements each: what, where or how many, regex

while [ $# -gt 0 ]; do
    case $1 in
        --) shift; break ;;
        -h | --help) usage; exit 0 ;;
        --status | --timeout | --stdin | --env | --match | --reject | --match-* | --reject-* | --count)
            [ $# -ge 2 ] || fail_usage "$1 needs a value" ;;
        *) fail_usage "unknown option '$1'" ;;
    esac
    case $1 in
        --status) statuses=$2 ;;
        --timeout) seconds=$2 ;;
        --stdin) stdin=$2 ;;
        --env) settings+=("$2") ;;
        --match | --reject) checks+=("${1#--}" all "$2") ;;
        --match-out | --match-err | --reject-out | --reject-err)
            what=${1#--}
            checks+=("${what%-*}" "${what#*-}" "$2") ;;
        --count)
            [ $# -ge 3 ] || fail_usage "--count needs a number and a regex"
            checks+=(count "$2" "$3")
            shift ;;
        *) fail_usage "unknown option '$1'" ;;
    esac
    shift 2
done
[ $# -gt 0 ] || fail_usage "no command after --"

work=$(mktemp -d "${TMPDIR:-/tmp}/run_expect.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT

mkdir "$work/tmp"

started=$SECONDS
# env comes last before the command: a preload meant for the command must not reach timeout. What the
# command leaves in its temporary directory goes away with ours.
timeout --kill-after=5 "$seconds" env TMPDIR="$work/tmp" "${settings[@]}" "$@" \
    <"$stdin" >"$work/out" 2>"$work/err"
status=$?
elapsed=$((SECONDS - started))
cat "$work/out" "$work/err" >"$work/all"

failures=()
if [ "$elapsed" -ge "$seconds" ]; then
    failures+=("ended by the time limit of $seconds s")
elif [ "$statuses" != any ] && [[ ",$statuses," != *",$status,"* ]]; then
    if [ "$status" -eq 77 ]; then
        cat "$work/all"
        exit 77
    fi
    failures+=("exit status $status, expected $statuses")
fi

# check WHAT WHERE REGEX: adds to failures. A regex that grep refuses is a failure too.
check() {
    local stream=$2 lines
    [ "$1" = count ] && stream=all
    lines=$(grep -acE -e "$3" "$work/$stream")
    if [ $? -gt 1 ]; then
        failures+=("grep cannot use the regex '$3'")
    elif [ "$1" = match ] && [ "$lines" -eq 0 ]; then
        failures+=("no line of $stream matches '$3'")
    elif [ "$1" = reject ] && [ "$lines" -ne 0 ]; then
        failures+=("a line of $stream matches '$3'")
    elif [ "$1" = count ] && [ "$lines" -ne "$2" ]; then
        failures+=("$lines lines match '$3', expected $2")
    fi
}
for ((i = 0; i < ${#checks[@]}; i += 3)); do
    check "${checks[i]}" "${checks[i + 1]}" "${checks[i + 2]}"
done

[ ${#failures[@]} -eq 0 ] && exit 0
{
    printf 'run_expect.sh: %s\n' "${failures[@]}"
    echo "command: ${settings[*]} $*"
    echo "---- stdout"
    cat "$work/out"
    echo "---- stderr"
    cat "$work/err"
    echo "---- end, status $status after $elapsed s"
} >&2
exit 1
