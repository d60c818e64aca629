#!/usr/bin/env bash
# exported.sh LIBRARY HOOK_NAMES - the library exports what its table of hooks says, and no more.
set -euo pipefail

library=$1
hook_names=$2

# Version nodes are listed too, as absolute symbols.
exported=$(nm -D --defined-only "$library" | awk '$2 != "A" { print $3 }' | sort)
expected=$("$hook_names" | sort)
[ -n "$expected" ]

if ! difference=$(diff <(echo "$expected") <(echo "$exported")); then
    echo "exported.sh: '<' is in the table and not exported, '>' is exported and not in the table" >&2
    echo "$difference" >&2
    exit 1
fi
echo "as the table says: $(echo "$exported" | wc -l) symbols"
