#!/usr/bin/env bash
# tests/docs/links.sh SOURCE_DIR FILE.md…: whether each relative link of the documents leads to a file, and to a heading in it.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$1"
shift
failed=0
wrong() { printf '%s\n' "$*"; failed=1; }

# The lines of a document with their numbers, without fenced blocks and text in backticks.
prose() {
    awk '
        /^ *(```|~~~)/ { fenced = !fenced; next }
        !fenced { gsub(/`[^`]*`/, ""); print FNR ":" $0 }
    ' "$1"
}

# The anchors of a document as GitHub makes them: lower case, no punctuation, hyphens for blanks.
declare -A anchors=()
read_anchors() {
    [[ -z ${anchors[$1]:-} ]] || return 0
    anchors[$1]=$(awk '/^ *(```|~~~)/ { fenced = !fenced } !fenced && /^#+ / { sub(/^#+ +/, ""); print }' "$1" |
        sed -e 's/.*/\L&/' -e 's/[^[:alnum:]_ -]//g' -e 's/ /-/g' | sed 's/.*/#&#/')
    anchors[$1]+=" "
}

for document in "$@"; do
    while IFS=: read -r line text; do
        while [[ $text =~ \]\(([^()[:space:]]+)\)(.*) ]]; do
            target=${BASH_REMATCH[1]} text=${BASH_REMATCH[2]}
            [[ ! $target =~ ^[a-z]+: ]] || continue
            file=${target%%#*}
            if [[ -z $file ]]; then
                file=$document
            else
                file=$(realpath -m --relative-to=. "$(dirname "$document")/$file")
            fi
            if [[ ! -e $file ]]; then
                wrong "$document:$line: the link leads nowhere: $target"
            elif [[ $target == *'#'* ]]; then
                read_anchors "$file"
                [[ ${anchors[$file]} == *"#${target#*#}#"* ]] || wrong "$document:$line: $file has no heading for #${target#*#}"
            fi
        done
    done < <(prose "$document")
done
exit "$failed"
