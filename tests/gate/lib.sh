# Sourced by the scripts of this folder: a scratch folder, and one way to look at a command.
# $RACEGATE is the program under test; $PROGRAMS the folder of the small programs' sources.
scratch=$(mktemp -d "${TMPDIR:-/tmp}/racegate-test.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
unset TSAN_OPTIONS GITHUB_ACTIONS

fail() {
    echo "FAILED: $*" >&2
    [ ! -s output ] || sed 's/^/    | /' output >&2
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

need() {
    command -v "$1" >/dev/null || skip "there is no $1"
}

# expect STATUS COMMAND...: it ends with that status; what it says is kept in ./output.
expect() {
    local wanted=$1 status=0
    shift
    "$@" >output 2>&1 </dev/null || status=$?
    [ "$status" = "$wanted" ] || fail "status $status instead of $wanted: $*"
}

says() {
    grep -qE -- "$1" output || fail "it does not say '$1'"
}

says_nothing_of() {
    ! grep -qE -- "$1" output || fail "it says '$1'"
}

# build NAME SOURCE [FLAGS...]: with gcc, or with $CC.
build() {
    local name=$1 source=$2
    shift 2
    "${CC:-gcc}" -g -O1 "$PROGRAMS/$source.c" -o "$name" -pthread "$@"
}

# Without canaries, which have tests of their own.
run() {
    "$RACEGATE" run --no-canary --quiet "$@"
}

valid_json() {
    python3 -c 'import json, sys; json.loads(open(sys.argv[1], "rb").read().decode("utf-8"))' "$1" ||
        fail "$1 is no JSON"
}

valid_xml() {
    python3 -c 'import sys, xml.dom.minidom as d; d.parse(sys.argv[1])' "$1" || fail "$1 is no XML"
}
