#!/usr/bin/env bash
# racegate ci for a CI system: arguments come in by the environment, the Markdown summary and the exit
# status go where GitHub looks for them. Elsewhere it is racegate ci alone.
set -euo pipefail

case ${1-} in
    "") ;;
    *)
        echo "usage: RACEGATE_ARGUMENTS=... RACEGATE_OUTPUT=... ci/racegate_ci.sh"
        echo "Runs racegate ci. RACEGATE_ARGUMENTS holds one argument in each line."
        [[ $1 == --help || $1 == -h ]] && exit 0
        exit 2 ;;
esac

output=${RACEGATE_OUTPUT:-racegate-out}
arguments=()
while IFS= read -r line; do
    [ -z "$line" ] || arguments+=("$line")
done <<<"${RACEGATE_ARGUMENTS-}"

status=0
"${RACEGATE:-racegate}" ci --output "$output" --format text,sarif,junit,html,md,gitlab,result \
    "${arguments[@]}" || status=$?

if [ -n "${GITHUB_STEP_SUMMARY-}" ] && [ -e "$output/racegate.md" ]; then
    cat "$output/racegate.md" >>"$GITHUB_STEP_SUMMARY"
fi
if [ -n "${GITHUB_OUTPUT-}" ]; then
    echo "status=$status" >>"$GITHUB_OUTPUT"
fi
exit "$status"
