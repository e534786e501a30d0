#!/usr/bin/env bash
# tests/docs/names.sh SOURCE_DIR RENKEI FILE.md…: whether commands, options, settings, metrics and ids that documents name exist, and
# whether a document in Japanese has the command blocks of the English one.
set -euo pipefail
export LC_ALL=C.UTF-8
program=$(realpath "$2")
cd "$1"
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
wrong() { printf '%s\n' "$*"; failed=1; }

# Prints the help of a command, kept in a file; nothing if there is no such command.
help_of() {
    local file="$folder/${*// /-}"
    file=${file%-}
    [[ -e $file.help ]] || "$program" "$@" --help >"$file.help" 2>/dev/null || : >"$file.help"
    printf '%s\n' "$file.help"
}

# Code of a document, one command a line: blocks of commands with continued lines joined, and what stands in backticks. The examples in the list of
# messages (its fifth column) are wrong on purpose.
code_of() {
    { [[ $1 == *errors.md ]] && sed -E '/^\|/s/^((\|([^|]|\\\|)*){4})\|([^|]|\\\|)*/\1|/' "$1" || cat "$1"; } | awk '
        /^ *(```|~~~)/ { fenced = !fenced; commands = fenced && $0 ~ /^ *(```|~~~)(sh|console)/; next }
        commands { line = $0; while (line ~ /\\$/ && (getline more) > 0) { sub(/\\$/, "", line); line = line more } print FNR ":" line; next }
        !fenced { line = $0; while (match(line, /`[^`]+`/)) { print FNR ":" substr(line, RSTART + 1, RLENGTH - 2); line = substr(line, RSTART + RLENGTH) } }
    '
}

check_commands() { # DOCUMENT
    local line text words command word option help
    while IFS=: read -r line text; do
        read -ra words <<<"${text#*renkei }"
        command=()
        for word in "${words[@]}"; do
            [[ $word =~ ^[a-z][a-z-]+$ && -s $(help_of "${command[@]}" "$word") ]] || break
            command+=("$word")
        done
        [[ ${#command[@]} -gt 0 ]] || continue # renkei in a sentence, or --help alone
        help=$(help_of "${command[@]}")
        while read -r option; do
            [[ -z $option ]] || grep -qE -- "(^|[ ,])$option([ ,]|\$)" "$help" || wrong "$1:$line: renkei ${command[*]} has no $option"
        done < <(grep -oE -- '(^| )--[a-z][a-z0-9-]*' <<<"$text" | tr -d ' ' | sort -u)
    done < <(code_of "$1" | sed -E 's/[|;&<>].*//; s/ 2$//' | grep -E '^[0-9]+:(\$ )?renkei [a-z]')
}

# Settings as `section.key`, by the sample configuration; metrics, and ids of messages and log events, by the sources.
keys=$(awk '/^[a-z_]+:/ { section = $0; sub(/:.*/, "", section) } match($0, /^  #?[a-z_0-9]+:/) { key = substr($0, 3, RLENGTH - 3); sub(/^#/, "", key); print section "." key }' tools/package/renkei.yaml)
metrics=$(grep -rhoE --include='*.cpp' --include='*.h' '\brenkei_[a-z_]+' gateway | sort -u)
ids=$(
    grep -rhoE --include='*.cpp' --include='*.h' --include='*.def' '"[a-z]+(-[a-z0-9]+)+\\?"' gateway | tr -d '"\\'
    grep -ohE '"id":"[a-z-]+"' fixtures/peers.ndjson | cut -d'"' -f4
    grep -rhoE 'kg:StructureDefinition/[a-z-]+' mappings/ledger | cut -d/ -f2 # extensions of ledger records
    find tools -type f -printf '%f\n'
)
# What a table of CHANGELOG.md has as renamed, a document may name, too: column "until".
earlier=$(awk -F'|' '/^##/ { renamed = $0 ~ /^### Renamed/ } renamed { n = split($3, parts, "`"); for (i = 2; i <= n; i += 2) print parts[i] }' CHANGELOG.md 2>/dev/null || true)
check_names() { # DOCUMENT
    local line name
    while IFS=: read -r line name; do
        grep -qxF -- "$name" <<<"$keys" || wrong "$1:$line: there is no setting $name in tools/package/renkei.yaml"
    done < <(code_of "$1" | grep -E '^[0-9]+:(listen|tls|keys|store|limits|delivery)\.[a-z_0-9]+$' | grep -vE '\.(db|pem|key|log|json|yaml)$')
    while IFS=: read -r line name; do
        grep -qxF -- "$name" <<<"$metrics"$'\n'"$earlier" || wrong "$1:$line: there is no metric $name in gateway/"
    done < <(code_of "$1" | sed -nE 's/^([0-9]+):(renkei_[a-z_]+)(\{.*)?$/\1:\2/p')
    [[ ! $1 =~ ^(docs/decisions|mappings|fixtures)/ ]] || return 0 # words of other things
    while IFS=: read -r line name; do
        grep -qxF -- "$name" <<<"$ids"$'\n'"$earlier" || wrong "$1:$line: there is no id $name in gateway/"
    done < <(code_of "$1" | grep -E '^[0-9]+:[a-z]+(-[a-z0-9]+)+$')
}

# Blocks of commands with what they print, and the files that they use.
commands_of() { awk '/^ *(```|~~~)/ { fenced = !fenced; commands = fenced && $0 ~ /^ *(```|~~~)(sh|console|[a-z]+ +file:)/; next } commands' "$1"; }

checked=0
for document in "$@"; do
    check_commands "$document"
    check_names "$document"
    english=docs/${document#docs/ja/}
    if [[ $document == docs/ja/* ]]; then
        [[ -e $english ]] || wrong "$document:1: there is no $english"
        [[ ! -e $english ]] || cmp -s <(commands_of "$english") <(commands_of "$document") || wrong "$document:1: its command blocks are not those of $english"
    fi
    checked=$((checked + 1))
done
printf '%d documents\n' "$checked"
exit "$failed"
