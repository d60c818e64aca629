#!/usr/bin/env bash
# ci_files.sh CASE: the files for CI systems, run here as those systems run them. Run by CTest.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/lib.sh"
PATH=$(dirname "$RACEGATE"):$PATH

need_yaml() { # or skip
    python3 -c 'import yaml, jsonschema' 2>/dev/null || skip "there is no yaml or jsonschema for Python"
}

at() { # FILE KEY...: what is there in a YAML file
    python3 "$here/yaml_steps.py" "$@"
}

keeps_schema() { # FILE SCHEMA
    python3 - "$1" "$here/schema/$2" <<'PYTHON' || fail "$1 does not keep $2"
import json, sys, jsonschema, yaml
document = yaml.safe_load(open(sys.argv[1]))
document = {"on" if key is True else key: value for key, value in document.items()}  # YAML 1.1: on
jsonschema.validate(document, json.load(open(sys.argv[2])))
PYTHON
}

tests_of_two() { # a project with one test that passes, and one that $1 is the command of
    printf '[racegate]\nconfigs = plain\nbuild = none\n[test good]\ncommand = true\n' >racegate.ini
    printf '[test other]\ncommand = %s\n' "$1" >>racegate.ini
}

# The one step of the composite action, with its inputs put in as GitHub does. Status in $status.
run_action() { # ARGUMENTS
    local action=$root/ci/github/action.yml text
    text=$(at "$action" runs steps 0 run)
    [[ "$text" != *'${{'* ]] || fail "an expression in a script is for anybody to write"
    status=0
    : >outputs
    RACEGATE_ARGUMENTS=$1 RACEGATE_OUTPUT=$(at "$action" inputs output default) \
        GITHUB_ACTION_PATH=$root/ci/github GITHUB_OUTPUT=$PWD/outputs GITHUB_ACTIONS=true \
        GITHUB_STEP_SUMMARY=$PWD/summary bash --noprofile --norc -eo pipefail -c "$text" >output 2>&1 ||
        status=$?
}

github_action_does_what_it_says() {
    need_yaml
    keeps_schema "$root/ci/github/action.yml" github-action.schema.json
    tests_of_two true
    run_action $'--quiet\n--timeout=10'
    [ "$status" = 0 ] || fail "status $status"
    grep -qx 'status=0' outputs || fail "the status is not told"
    grep -q '^## racegate: pass' summary || fail "there is no summary"
    tests_of_two false
    run_action --quiet
    [ "$status" = 3 ] || fail "status $status"
    grep -qx 'status=3' outputs || fail "the status is not told"
    says '^::(error|warning)'
    # The path that the action promises to whoever uploads it.
    text=$(at "$root/ci/github/action.yml" outputs sarif value)
    text=${text//'${{ inputs.working-directory }}'/.}
    text=${text//'${{ inputs.output }}'/racegate-out}
    valid_json "$text"
}

each_script() { # FILE: the run: scripts of a workflow, into files of their own
    python3 - "$1" <<'PYTHON'
import sys, yaml
number = 0
for job in yaml.safe_load(open(sys.argv[1]))["jobs"].values():
    for step in job["steps"]:
        if "run" in step:
            number += 1
            open(f"step{number}.sh", "w").write("#!/bin/bash\n" + step["run"] + "\n")
PYTHON
}

sound_workflow() { # FILE
    keeps_schema "$1" github-workflow.schema.json
    expect 0 yamllint -s -d '{extends: default, rules: {document-start: disable,
        truthy: {check-keys: false}, line-length: {max: 105}}}' "$1"
    rm -f step*.sh
    each_script "$1"
    ! grep -l '\${{' step*.sh || fail "an expression in a script is for anybody to write"
    expect 0 shellcheck step*.sh
}

github_workflows_are_sound() {
    local file
    need_yaml
    need yamllint
    need shellcheck
    for file in "$root"/.github/workflows/*.yml; do
        sound_workflow "$file"
    done
    at "$root/.github/workflows/racegate.yml" jobs gate steps | grep -q '"uses": "./ci/github"' ||
        fail "this repository does not use its own action"
    expect 0 "$RACEGATE" init --ci github
    sound_workflow .github/workflows/racegate.yml
}

begin_with() { # KIND: what init writes, and a test for it
    expect 0 "$RACEGATE" init --ci "$1"
    sed -i 's/^configs = .*/configs = plain/' racegate.ini
    printf '[test good]\ncommand = true\n' >>racegate.ini
}

written_workflow_runs() {
    need_yaml
    begin_with github
    each_script .github/workflows/racegate.yml
    export GITHUB_STEP_SUMMARY=$PWD/summary
    # All but the first, which installs packages.
    for script in $(ls step*.sh | sort -V | tail -n +2); do
        expect 0 bash -eo pipefail "$script"
    done
    grep -q '^## racegate: ' summary || fail "there is no summary"
}

# A GitLab job: its script in sh, then the artifacts that it promises.
run_gitlab() { # FILE STATUS
    keeps_schema "$1" gitlab-ci.schema.json
    at "$1" racegate script | jq -r '.[]' >script.sh
    expect "$2" sh -e script.sh
    for report in junit codequality; do
        [ -s "$(at "$1" racegate artifacts reports $report)" ] || fail "there is no $report report"
    done
    valid_xml "$(at "$1" racegate artifacts reports junit)"
    valid_json "$(at "$1" racegate artifacts reports codequality)"
}

gitlab_job_does_what_it_says() {
    need_yaml
    tests_of_two true
    run_gitlab "$root/ci/gitlab/racegate.yml" 0
    tests_of_two false
    run_gitlab "$root/ci/gitlab/racegate.yml" 3
    # "parallel: 2" makes two jobs, and a later one joins their artifacts.
    tests_of_two true
    for index in 1 2; do
        export CI_NODE_INDEX=$index CI_NODE_TOTAL=2
        run_gitlab "$root/ci/gitlab/racegate.yml" 0
        mv racegate-out shard-$index
    done
    expect 3 "$RACEGATE" merge shard-1
    expect 0 "$RACEGATE" merge shard-1 shard-2
}

written_gitlab_job_runs() {
    need_yaml
    begin_with gitlab
    run_gitlab racegate/gitlab.yml 0
}

commit() { # what is staged
    git -c user.name=t -c user.email=t@example.org commit -qm one
}

pre_commit_hook_stops_a_bad_suppression() {
    need pre-commit
    need git
    export HOME=$scratch PRE_COMMIT_HOME=$scratch/cache
    mkdir hooks project
    cp "$root/.pre-commit-hooks.yaml" hooks
    (cd hooks && git init -q . && git add -A && commit)
    cd project
    git init -q .
    printf 'repos:\n  - repo: %s/hooks\n    rev: %s\n    hooks:\n      - id: racegate-lint-suppressions\n' \
        "$scratch" "$(git -C ../hooks rev-parse HEAD)" >.pre-commit-config.yaml
    printf '# reason: for display\nrace:statistics_bump\n' >good.supp
    printf 'race: a blank\n' >notes.txt # not a suppression file
    git add -A
    expect 0 pre-commit run --all-files
    says 'suppressions that do not work.*Passed'
    printf 'race: statistics_bump\n' >bad.supp
    git add -A
    expect 1 pre-commit run --all-files
    says 'bad.supp:1: .*blank'
}

container_has_what_it_names() {
    local file=$root/ci/container/Containerfile
    # What is copied out of the repository is there, and what is copied between stages is installed there.
    grep -q '^COPY \. /src$' "$file" || fail "the sources are not copied"
    [ -x "$root/ci/setup.sh" ] || fail "ci/setup.sh cannot be run"
    sed -e ':a' -e '/\\$/N; s/\\\n//; ta' "$file" | sed -n 's/^RUN //p' >run.sh
    [ "$(wc -l <run.sh)" = 2 ] || fail "there are not two RUN lines"
    if command -v shellcheck >/dev/null; then
        expect 0 shellcheck -s sh run.sh
    fi
    for option in $(grep -oE -- '--build-only|--preset [a-z]+' run.sh | tr ' ' '='); do
        case $option in
            --build-only) expect 0 "$root/ci/setup.sh" --help && says '--build-only' ;;
            --preset=*) grep -q "\"name\": \"${option#*=}\"" "$root/CMakePresets.json" ||
                fail "there is no preset ${option#*=}" ;;
        esac
    done
}

"$1"
