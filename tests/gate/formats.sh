#!/usr/bin/env bash
# formats.sh CASE: what racegate writes is what others read. Run by CTest.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lib.sh"

# A result with every state: new, known, suppressed, C++ names, frames without symbols, gaps.
all_formats() { # leaves its reports in the current folder
    cp "$LOGS"/*.txt "$LOGS"/*.xml .
    "$RACEGATE" check tsan-gcc-misuse.txt --format result >/dev/null || [ $? = 1 ]
    "$RACEGATE" baseline create --baseline base.txt --reason "a test" >/dev/null
    head -c 3000 helgrind-lambda.xml >cut.xml
    expect 1 "$RACEGATE" check --all --baseline base.txt \
        --format sarif,junit,html,md,gitlab,annotations,result ./*.txt ./*.xml
    cd racegate-out
}

validate() { # FILE SCHEMA
    python3 -c 'import jsonschema' 2>/dev/null || skip "there is no jsonschema for Python"
    python3 - "$1" "$here/schema/$2" <<'PYTHON' || fail "$1 does not keep its schema"
import json, sys, jsonschema
jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))
PYTHON
}

sarif_is_what_github_takes() {
    all_formats
    python3 - <<'PYTHON' || fail "SARIF that GitHub does not take"
import json
log = json.load(open("racegate.sarif"))
assert log["version"] == "2.1.0" and len(log["runs"]) == 1
run = log["runs"][0]
rules = run["tool"]["driver"]["rules"]
assert len({rule["id"] for rule in rules}) == len(rules)
prints = set()
for result in run["results"]:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["message"]["text"]
    prints.add(result["partialFingerprints"]["racegateFindingHash/v1"])
    assert len(result["locations"]) == 1 and len(result["relatedLocations"]) <= 100
    for location in result["locations"] + result["relatedLocations"]:
        physical = location["physicalLocation"]
        assert physical["artifactLocation"]["uri"] and physical["region"]["startLine"] >= 1
    for flow in result.get("codeFlows", []):
        ids = [thread["id"] for thread in flow["threadFlows"]]
        assert len(set(ids)) == len(ids), "one flow for each thread"
        assert all(thread["locations"] for thread in flow["threadFlows"])
assert len(prints) == len(run["results"])
races = [r for r in run["results"] if r["ruleId"] == "RG1001"]
assert any(len(r["codeFlows"][0]["threadFlows"]) == 2 for r in races)
assert any(r["suppressions"] for r in run["results"]), "known findings are there, suppressed"
assert not run["invocations"][0]["executionSuccessful"], "a log was cut"
PYTHON
}

multitool() { # FILE: what the validator has against it, in ./output
    local name=sarif-multitool-linux found
    found=$(compgen -G "$here/../../build/tools/*/node_modules/@microsoft/$name/Sarif.Multitool" |
        tail -1) || true
    local tool=${SARIF_MULTITOOL:-$found}
    [ -n "$tool" ] || skip "there is no $name: ci/setup.sh could not install it"
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 expect 0 "$tool" validate "$1" --rule-kind "Sarif;Ghas" \
        --level "Error;Warning" --output verdict.sarif --log ForceOverwrite
    says 'Analysis completed'
}

sarif_passes_the_multitool() {
    all_formats
    multitool racegate.sarif
    # SARIF2005 wants an address on the network, and racegate has none.
    sed -i '/warning SARIF2005.*informationUri/d' output
    says_nothing_of ': (error|warning) '
}

multitool_knows_what_github_refuses() {
    all_formats
    jq 'del(.runs[0].results[0].locations)' racegate.sarif >broken.sarif
    multitool broken.sarif
    says 'error GH'
}

junit_keeps_its_schema() {
    need xmllint
    all_formats
    xmllint --noout --schema "$here/schema/junit.xsd" racegate-junit.xml 2>output ||
        fail "JUnit does not keep its schema"
}

gitlab_keeps_its_schema() {
    all_formats
    validate gl-code-quality.json gitlab-code-quality.schema.json
}

counts_in_junit_agree() {
    all_formats
    python3 - <<'PYTHON' || fail "the counts are wrong"
import xml.etree.ElementTree as tree
for suite in tree.parse("racegate-junit.xml").getroot():
    cases = suite.findall("testcase")
    assert int(suite.get("tests")) == len(cases), suite.get("name")
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.get(attribute)) == sum(c.find(tag) is not None for c in cases), tag
PYTHON
}

html_stands_alone() {
    all_formats
    if grep -q '??' racegate.html; then fail "something has no name"; fi
    if grep -qE '(src|href)="?(https?:)?//' racegate.html; then fail "it asks the network"; fi
    python3 - <<'PYTHON' || fail "tags are not closed"
from html.parser import HTMLParser
class Parser(HTMLParser):
    stack = []
    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.stack.append(tag)
    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, tag
parser = Parser()
parser.feed(open("racegate.html", encoding="utf-8").read())
assert not parser.stack, parser.stack
PYTHON
}

shoot() { # NAME SCHEME WIDTH,HEIGHT: a picture of page.html; Chromium's 1 is light, 0 is dark
    timeout 100 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars \
        --user-data-dir="$PWD/profile" --blink-settings="preferredColorScheme=$2" \
        --window-size="$3" --screenshot="$1.png" "file://$PWD/page.html" >browser.log 2>&1 ||
        fail "chromium: $(tail -3 browser.log)"
}

html_is_drawn_in_light_and_dark() {
    need chromium
    local long=an::unbroken::name
    for _ in 1 2 3 4; do long=$long::$long; done
    all_formats
    # A name that nobody broke must not push the page out of a narrow window.
    sed "s/::add/_${long//::/_}/g" racegate.html >page.html
    shoot light 1 1000,600
    shoot dark 0 1000,600
    shoot narrow 1 500,2600
    python3 "$here/look_at_png.py" light.png light || fail "the page is not drawn"
    python3 "$here/look_at_png.py" dark.png dark || fail "the page is not dark"
    python3 "$here/look_at_png.py" narrow.png light || fail "the page does not fit a narrow window"
}

report_and_merge_change_nothing() {
    all_formats
    cp racegate-result.json first.json
    expect 1 "$RACEGATE" merge --all --baseline ../base.txt first.json -o merged
    cmp <(grep -o '"fingerprint": "[^"]*"' first.json) \
        <(grep -o '"fingerprint": "[^"]*"' merged/racegate-result.json) || fail "findings differ"
    expect 1 "$RACEGATE" merge --all --baseline ../base.txt first.json first.json -o twice
    cmp <(grep -o '"fingerprint": "[^"]*"' first.json) \
        <(grep -o '"fingerprint": "[^"]*"' twice/racegate-result.json) || fail "a bug became two"
}

"$1"
