#!/usr/bin/env bash
# tests/cases/run.sh [--accept] RENKEI CASE...: runs the commands of a case in an empty folder and compares what comes out.
# A case: a sentence that says what it shows, then sections, each behind a line "--- run", "--- stdout", "--- stderr", "--- exit".
# In the commands: renkei, the input files as $files (files/, and what the build makes of documents/), the mappings as $mappings, the kit beside the program as $kit. --accept writes what came out into the case: read it before committing.
set -euo pipefail

accept=0
[[ ${1:-} != --accept ]] || { accept=1; shift; }
[[ $# -ge 2 ]] || { printf 'usage: run.sh [--accept] RENKEI CASE...\n' >&2; exit 3; }
program=$(realpath "$1")
shift

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=$(dirname "$(dirname "$program")")
kit=$build/share/fixtures files=$build/tests/files
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

section() { awk -v want="--- $2" '$0 ~ /^--- (run|stdout|stderr|exit)$/ { inside = $0 == want; next } inside' "$1"; }

# Runs the case; leaves stdout, stderr and exit in $work.
run_case() {
    local file=$1 code=0
    rm -rf "$work/in"
    mkdir -p "$work/in"
    section "$file" run >"$work/commands"
    (
        cd "$work/in"
        unset LC_ALL LC_MESSAGES RENKEI_DATA XDG_CACHE_HOME
        export LANG=C HOME="$work" TZ=UTC program files mappings="$here/../../mappings" kit
        renkei() { "$program" "$@"; }
        export -f renkei
        bash -e "$work/commands"
    ) >"$work/stdout" 2>"$work/stderr" </dev/null || code=$?
    printf '%s\n' "$code" >"$work/exit"
    # folders differ from machine to machine, columns in the one long line of a bundle with every change of a mapping; a last
    # line without line feed gets one
    sed -Ei "s#$here/../../mappings#\$mappings#g; s#$files#\$files#g; s#$kit#\$kit#g; s#$work/in#\$work#g; s#json:1:[0-9]{3,}#json:1:…#; \$a\\" \
        "$work/stdout" "$work/stderr"
}

rewrite() {
    local file=$1 name
    {
        awk '/^--- (stdout|stderr|exit)$/ { exit } { print }' "$file"
        for name in stdout stderr; do
            [[ ! -s $work/$name ]] || { printf -- '--- %s\n' "$name"; cat "$work/$name"; }
        done
        printf -- '--- exit\n'
        cat "$work/exit"
    } >"$work/case"
    cat "$work/case" >"$file"
}

failed=0
for file in "$@"; do
    run_case "$file"
    if [[ $accept -eq 1 ]]; then
        rewrite "$file"
        continue
    fi
    for name in stdout stderr exit; do
        if ! diff -u --label "$file: $name expected" --label "$name found" <(section "$file" "$name") "$work/$name"; then
            failed=1
        fi
    done
done
exit "$failed"
