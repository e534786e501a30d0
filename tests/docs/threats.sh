#!/usr/bin/env bash
# tests/docs/threats.sh SOURCE_DIR ENGLISH JAPANESE: whether each threat of the page names tests, whether these and the files beside them
# exist, and whether both languages name the same. A test is written as `FOLDER/Suite.test`, a script, case or file by its path.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$1"
shift
failed=0
wrong() { printf '%s\n' "$*"; failed=1; }

# FOLDER/Suite.test of every test in C++ that runs, and of every request case.
tests=$(for folder in tests/*/; do
    name=$(basename "$folder")
    find "$folder" -maxdepth 1 -name '*_test.cpp' -exec cat {} + | tr '\n' ' ' |
        grep -oE '(TEST|TEST_P|TEST_F|RC_GTEST_PROP)\(\w+, *\w+' | sed -E "s#^.*\\((\\w+), *(\\w+)#$name/\\1.\\2#" || true
    find "$folder" -maxdepth 1 -name '*.requests' -exec sed -n 's/^== //p' {} + | tr ' ' '_' | sed "s#^#$name/#"
done | grep -v '\.DISABLED_')

# Names in backticks of a line that are tests or paths.
names() { grep -oE '`(tests|gateway|tools|fixtures|docs)/[^` ]+`|`[a-z_0-9]+/[A-Za-z_0-9]+\.[a-z_A-Z0-9]+`' <<<"$1" | tr -d '`' || true; }
is_there() {
    case $1 in
        tests/* | gateway/* | tools/* | fixtures/* | docs/*) [[ -e $1 ]] ;;
        *) grep -qxF -- "$1" <<<"$tests" ;;
    esac
}

# The names on a page, a row of a table a line; of a table whose last column is that of the tests, each row must name one there.
check() {
    local line number=0 shows=no last
    while IFS= read -r line; do
        number=$((number + 1))
        while IFS= read -r name; do
            [[ -z $name ]] || is_there "$name" || wrong "$1:$number: there is no test or file $name"
        done < <(names "$line")
        case $line in
            '| '*'| test |' | '| '*'| テスト |') shows=yes ;;
            '|---'*) ;;
            '| '*)
                last=${line%|}
                [[ $shows == no || -n $(names "${last##*|}") ]] || wrong "$1:$number: no test shows: ${line:0:80}"
                ;;
            *) shows=no ;;
        esac
    done <"$1"
}

for page in "$@"; do
    check "$page"
done
grep -qE '^\| .*\| test \|$' "$1" || wrong "$1: it has no table of threats with a column of tests"
rows() { while IFS= read -r line; do names "$line" | paste -sd' '; done < <(grep '^| ' "$1") | grep . || true; }
diff <(rows "$1") <(rows "$2") || wrong "$2: its rows do not name the tests and files of $1"
exit "$failed"
