#!/usr/bin/env bash
# The page of one family does what it says: its parts are there, its programs build with the cc lines it
# shows, and what it quotes of a Python twin is in the twin.
# usage: readme_test.sh DEMOS_DIR FAMILY
set -uo pipefail

demos=$(cd "$1" && pwd)
family=$2
page=$demos/$family/README.md
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

complain() {
    echo "FAILED: $family/README.md: $1"
    failures=$((failures + 1))
}

# code_of HEADING_REGEX: the indented lines below the heading, to the next one, without their indent.
code_of() {
    awk -v heading="^## $1" '/^## / { wanted = $0 ~ heading } wanted && sub(/^    /, "")' "$page"
}

check_parts() {
    grep -q '^\*\*Ask the room:\*\* .*?' "$page" || complain "no question that starts with **Ask the room:**"
    local heading
    for heading in Commands Transcript 'What to look at|The cures compared' Exercise 'The Python twins?'; do
        grep -qE "^## ($heading)" "$page" || complain "no section '$heading'"
    done
    code_of Transcript | grep -q '^\$ ' || complain "no command in the transcript"
}

# Every demo of the family is on its page.
check_demos_listed() {
    local slug
    for slug in "$demos/$family"/*/; do
        slug=$(basename "$slug")
        [ "$slug" = common ] || grep -q "($slug/" "$page" || complain "no link to a program of $slug"
    done
}

# Follow the commands in a copy of the tree, as far as they change directory and compile.
check_commands() {
    local line directory=$scratch built=0 output
    cp -r "$demos" "$scratch/demos"
    while IFS= read -r line; do
        while IFS= read -r step; do
            case $step in
                cd\ *)
                    directory=$(cd "$directory/${step#cd }" 2>&1 && pwd) || complain "'$step' leads nowhere" ;;
                cc\ *)
                    built=$((built + 1))
                    output=$(cd "$directory" && bash -c "$step -Werror" 2>&1) || complain "'$step' fails: $output" ;;
            esac
        done < <(sed -E 's/ *( #.*)?$//; s/ *(&&|;) */\n/g' <<<"$line")
    done < <(code_of Commands)
    [ "$built" -gt 0 ] || complain "no cc line in its commands"
}

# And each program of the family by the line that demos/README.md gives, with the words of its `link` line.
check_every_program() {
    local source words output
    for source in "$demos/$family"/*/*.c; do
        case $source in */common/*) continue ;; esac
        words=$(sed -n 's/^ \* link *//p' "$source")
        # shellcheck disable=SC2086 # several words
        output=$(cd "$(dirname "$source")" && cc -g -pthread -Werror "$(basename "$source")" $words -o "$scratch/program" 2>&1) ||
            complain "cc -g -pthread ${source#"$demos/"} $words fails: $output"
    done
}

# Each line that is quoted, comments and layout aside, is a line of a twin that the page links to.
check_twins() {
    local twin text=
    for twin in $(grep -oE '\(([a-z_]+/)?twin\.py\)' "$page" | tr -d '()'); do
        [ -e "$demos/$family/$twin" ] || { complain "there is no $twin"; continue; }
        text+=$(sed -E 's/ *#.*//; s/^ +//' "$demos/$family/$twin")$'\n'
        [ "$(grep -c '^# expect python3 ' "$demos/$family/$twin")" -eq 1 ] || complain "$twin is not run by a test"
    done
    [ -n "$text" ] || complain "no link to a twin.py"
    while IFS= read -r line; do
        [ -z "$line" ] || grep -qxF -e "$line" <<<"$text" || complain "'$line' is in no twin"
    done < <(code_of 'The Python twin' | sed -E 's/ *#.*//; s/^ +//')
    for twin in "$demos/$family"/*/twin.py; do
        [ -e "$twin" ] || continue
        twin=${twin#"$demos/$family/"}
        grep -qF "($twin)" "$page" || complain "no link to $twin"
    done
}

[ -e "$page" ] || { complain "is missing"; exit 1; }
check_parts
check_demos_listed
check_commands
check_every_program
check_twins
[ "$failures" -eq 0 ] && echo "$family/README.md holds"
[ "$failures" -eq 0 ]
