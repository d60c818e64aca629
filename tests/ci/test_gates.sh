#!/usr/bin/env bash
# The gates must fail when they should: each is shown a small tree with one fault, and its mended twin.
set -u
ci=$(cd "$(dirname "$0")/../../ci" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# tree: a fresh tree with one good file in every layer; sets $tree.
tree() {
    tree=$work/tree
    rm -rf "$tree"
    local layer
    for layer in base order trace runtime preload report cli; do
        mkdir -p "$tree/lockcheck/src/$layer"
        printf '#include "base/x.h"\n' >"$tree/lockcheck/src/$layer/x.c"
    done
    mkdir -p "$tree/demos/family/slug" "$tree/docs/man"
    printf '#include "../../common/demo.h"\n' >"$tree/demos/family/slug/racy.c"
    printf '# Title\n\nSee [the map](docs/map.md#a-part).\n' >"$tree/README.md"
    printf '# Map\n\n## A part\n' >"$tree/docs/map.md"
    cp "$ci/../.clang-format" "$tree/"
}

# expect STATUS GATE WHAT
expect() {
    "$ci/$2" "$tree" >"$work/out" 2>&1
    local got=$?
    [ "$got" -eq "$1" ] && return
    echo "$2 on $3: status $got, expected $1"
    cat "$work/out"
    failed=1
}

# fault GATE WHAT FILE TEXT: the good tree passes; with TEXT added to FILE it does not.
fault() {
    tree
    expect 0 "$1" "the good tree"
    mkdir -p "$(dirname "$tree/$3")"
    printf "$4" >>"$tree/$3"
    expect 1 "$1" "$2"
}

src=lockcheck/src
fault gate_layers.sh "base including runtime" $src/base/x.c '#include "runtime/state.h"\n'
fault gate_layers.sh "order including trace" $src/order/x.c '#include "trace/format.h"\n'
fault gate_layers.sh "report including cli" $src/report/x.c '#  include "cli/commands.h"\n'
fault gate_layers.sh "cli including preload" $src/cli/x.h '#include "preload/real.h"\n'
fault gate_layers.sh "order using stdio" $src/order/x.c '#include <stdio.h>\n'
fault gate_layers.sh "an unknown layer" $src/extra/x.c '\n'
fault gate_layers.sh "a source included" $src/base/x.c '#include "base/y.c"\n'
fault gate_layers.sh "a demo using the toolkit" demos/family/slug/racy.c '#include "base/arena.h"\n'
fault gate_layers.sh "a demo climbing out" demos/family/slug/racy.c '#include "../../../lockcheck/x.h"\n'
fault gate_layers.sh "a header with private includes" lockcheck/include/lockcheck/x.h '#include "base/x.h"\n'

fault gate_format.sh "a badly laid out file" $src/base/x.c 'int  x ;\n'
fault gate_format.sh "trailing white space" ci/x.sh 'true \n'

fault gate_docs.sh "a link to nowhere" README.md '[x](docs/absent.md)\n'
fault gate_docs.sh "a link to no heading" README.md '[x](docs/map.md#absent)\n'
fault gate_docs.sh "a decision without a link" docs/adr/0001-x.md '# X\n'
fault gate_docs.sh "a file that is gone" docs/architecture.md 'See `base/gone.c`.\n'
fault gate_docs.sh "a bad manual page" docs/man/x.1.scd 'x(1\n'

mkdir "$work/empty" && tree=$work/empty
expect 2 gate_layers.sh "an empty tree"
expect 2 gate_format.sh "an empty tree"
expect 2 gate_docs.sh "an empty tree"

[ "$failed" -eq 0 ] && echo "all gates fail when they should"
exit "$failed"
