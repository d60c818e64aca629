#!/usr/bin/env bash
# Documentation holds together: links in Markdown lead somewhere, manual pages build without warnings, and
# the architecture names files that exist and every decision.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: ci/gate_docs.sh [TREE]
Checks the Markdown files and manual pages of TREE (default: this repository).
Exit status: 0 all well, 1 not, 2 cannot check.
TEXT
}
case ${1-} in
    -h | --help) usage; exit 0 ;;
    -*) echo "gate_docs: unknown option '$1'; see --help" >&2; exit 2 ;;
esac
cd "${1-$(dirname "$0")/..}"
command -v scdoc >/dev/null || { echo "gate_docs: no scdoc; run ci/setup.sh" >&2; exit 2; }

failed=0
complain() {
    echo "gate_docs: $1" >&2
    failed=1
}

# links FILE: "line target" of every [text](target), code blocks and code spans left out.
links() {
    awk '/^```/ { code = !code; next }
         code || /^    / { next }
         { line = $0; gsub(/`[^`]*`/, "", line)
           while (match(line, /\]\([^)[:blank:]]+\)/)) {
               print FNR, substr(line, RSTART + 2, RLENGTH - 3)
               line = substr(line, RSTART + RLENGTH) } }' "$1"
}

# anchors FILE: its headings, as they are linked to.
anchors() {
    sed -nE 's/^#+ +//p' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}

check_link() {
    local file=$1 line=$2 target=$3 path anchor
    case $target in http://* | https://* | mailto:*) return ;; esac
    path=${target%%#*}
    anchor=${target#"$path"}
    anchor=${anchor#\#}
    if [ -z "$path" ]; then path=$file; else path=$(dirname "$file")/$path; fi
    if [ ! -e "$path" ]; then
        complain "$file:$line: $target leads nowhere"
    elif [ -n "$anchor" ] && ! anchors "$path" | grep -qxF -e "$anchor"; then
        complain "$file:$line: $target: no such heading"
    fi
}

pages=0
while IFS= read -rd '' file; do
    pages=$((pages + 1))
    while read -r line target; do
        check_link "$file" "$line" "$target"
    done < <(links "$file")
done < <(find . \( -name build -o -name .git \) -prune -o -name '*.md' -print0)

for source in docs/man/*.scd; do
    [ -e "$source" ] || continue
    pages=$((pages + 1))
    if ! page=$(scdoc <"$source" 2>/dev/null); then
        complain "$source: $(scdoc <"$source" 2>&1 >/dev/null)"
        continue
    fi
    if command -v man >/dev/null; then
        warnings=$(printf '%s\n' "$page" | LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings -l - 2>&1 >/dev/null)
        [ -z "$warnings" ] || complain "$source: $warnings"
    fi
done

architecture=docs/architecture.md
for decision in docs/adr/*.md; do
    [ -e "$decision" ] || continue
    grep -qF "adr/${decision##*/})" "$architecture" || complain "$architecture: no link to $decision"
done
if [ -e "$architecture" ]; then
    while read -r named; do
        [ -e "$named" ] || [ -e "lockcheck/src/$named" ] || complain "$architecture: there is no $named"
    done < <(grep -oE '`[a-z_/]+/[a-z_]+\.[ch]`' "$architecture" | tr -d '`' | sort -u)
fi

[ "$pages" -gt 0 ] || { echo "gate_docs: no pages in $PWD" >&2; exit 2; }
[ "$failed" -eq 0 ] && echo "gate_docs: $pages pages hold together"
exit "$failed"
