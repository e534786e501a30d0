#!/usr/bin/env bash
# tests/docs/forms.sh SOURCE_DIR FILE.md…: whether documents that list what works have every form by its printed title.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$1"
shift
failed=0
titles=0
for form in mappings/*/form.yaml; do
    title=$(sed -nE 's/^title: *//p' "$form")
    titles=$((titles + 1))
    for document in "$@"; do
        grep -qF -- "$title" "$document" || { printf '%s: no row for %s (%s)\n' "$document" "$title" "$form"; failed=1; }
    done
done
[[ $titles -gt 0 ]] || { printf 'no form in mappings/\n'; failed=1; }
exit "$failed"
