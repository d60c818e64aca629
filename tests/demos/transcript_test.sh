#!/usr/bin/env bash
# The transcript on the page of one family is what its commands print: each quoted line is part of a line of the
# output, in this order. Numbers and addresses may differ, lines of source may not.
# usage: transcript_test.sh DEMOS_DIR FAMILY [LOCKCHECK]
set -uo pipefail

demos=$(cd "$1" && pwd)
family=$2
page=$demos/$family/README.md
[ $# -lt 3 ] || PATH=$(cd "$(dirname "$3")" && pwd):$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch # for the traces of lockcheck
export ASAN_OPTIONS=verify_asan_link_order=0 # stdbuf puts a library before gcc's ASan
failures=0
steps=()       # the commands that were run, in order; what step i printed is in $scratch/out.i
same_layout=() # TSan of gcc 12 cannot live with every address that a kernel may choose
setarch -R true 2>/dev/null && same_layout=(setarch -R)

# code_of HEADING: the indented lines below the heading, to the next one, without their indent.
code_of() {
    awk -v heading="## $1" '/^## / { wanted = $0 == heading } wanted && sub(/^    /, "")' "$page"
}

without_comment() {
    sed -E 's/ *( #.*)?$//' <<<"$1"
}

# Who is first in a race, where the file lies, and every number that is not a line of source.
normalised() {
    sed -E 's# /[^ ]*/([^/ ]+\.[ch]:)# \1#g; s/0x[0-9a-fA-F]+/N/g; s/^ +//; s/ +/ /g
            s/(Previous |previous )?([Rr]ead|[Ww]rite) of size/access of size/
            s/Conflicting (load|store)/Conflicting access/' |
        awk '{ line = ""
               while (match($0, /[0-9]+(\.[0-9]+)?/)) {
                   before = substr($0, 1, RSTART - 1)
                   line = line before (before ~ /\.[ch]:$/ ? substr($0, RSTART, RLENGTH) : "N")
                   $0 = substr($0, RSTART + RLENGTH)
               }
               print line $0 }'
}

# Run a step where the last one was. Lines come out one by one, as on a terminal; when its alarm() ends a program
# that hangs, a shell that is not replaced by it says so.
run_step() {
    (cd "$directory" && timeout 100 "${same_layout[@]}" stdbuf -oL bash -c "$1; exit \$?") </dev/null >"$scratch/raw" 2>&1
    normalised <"$scratch/raw" >"$scratch/out.${#steps[@]}"
    steps+=("$1")
}

run_commands() {
    local line step directory=$scratch
    cp -r "$demos" "$scratch/demos"
    while IFS= read -r line; do
        while IFS= read -r step; do
            case $step in
                '') ;;
                cd\ *) directory=$(cd "$directory/${step#cd }" && pwd) || failures=$((failures + 1)) ;;
                *) run_step "$step" ;;
            esac
        done < <(without_comment "$line" | sed -E 's/ *(&&|;) */\n/g')
    done < <(code_of Commands)
}

# first_missing STEP LINES: the first of the lines that is not in the step's output, after those before it.
first_missing() {
    normalised <<<"$2" | awk -v output="$scratch/out.$1" '
        $0 == "" || $0 == "..." { next }
        { found = 0
          while (!found && (getline line <output) > 0) { found = index(line, $0) > 0 }
          if (!found) { print; exit } }'
}

# The next step with this command that printed all these lines.
check_quote() {
    local command=$1 lines=$2 i tool missing complaint="is not among its commands"
    for tool in valgrind lockcheck; do
        if [[ $command == *$tool\ * ]] && ! command -v $tool >/dev/null; then
            echo "not checked, there is no $tool: $command"
            return
        fi
    done
    for ((i = at; i < ${#steps[@]}; i++)); do
        [ "${steps[i]}" = "$command" ] || continue
        missing=$(first_missing "$i" "$lines")
        [ -z "$missing" ] && { at=$((i + 1)); return; }
        complaint="does not print '$missing'"
    done
    failures=$((failures + 1))
    echo "FAILED: $family/README.md: '$command' $complaint"
}

check_transcript() {
    local line command='' quoted=''
    at=0
    while IFS= read -r line; do
        case $line in
            '$ '*)
                [ -z "$command" ] || check_quote "$command" "$quoted"
                command=$(without_comment "${line#\$ }")
                quoted='' ;;
            *) quoted+=$line$'\n' ;;
        esac
    done < <(code_of Transcript)
    check_quote "$command" "$quoted"
}

run_commands
check_transcript
[ "$failures" -eq 0 ] && echo "$family/README.md prints what it says"
[ "$failures" -eq 0 ]
