#!/usr/bin/env bash
# kit.sh SOURCE PROGRAM: the exported kit is whole and the same each time; two second implementations (a JSON form, a CSV form) pass with it, and
# each wrong variant fails in the one scenario that is meant for its mistake.
set -euo pipefail
source_dir=$1 program=$2
here=$source_dir/tests/kit
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
failed=0
wrong() { printf 'FAILED: %s\n' "$*"; failed=1; }

"$program" conform --export "$folder/kit.zip"
TZ=Asia/Tokyo "$program" conform --export "$folder/again.zip"
cmp "$folder/kit.zip" "$folder/again.zip" || wrong 'two exports differ'
python3 "$here/archive.py" "$folder/kit.zip" "$folder" || wrong 'the archive is not whole'
kit=$(echo "$folder"/renkei-kit-*)

# SCRIPT FORM [VARIANT]: the cases that do not pass
not_passed() {
    rm -rf "$folder/results" && mkdir "$folder/results"
    python3 "$here/$1.py" "$kit" "$folder/results" "${@:3}"
    "$program" conform --kit "$kit" --scenarios --against "$folder/results" --form "$2" --format html >"$folder/report.html" || true
    python3 "$here/failures.py" "$folder/report.html"
}

# SCRIPT FORM MISTAKES NUMBER: the script passes, and each of its at least NUMBER wrong variants fails in its one scenario
second_implementation() {
    local script=$1 form=$2 mistakes=$3 number=$4 variants name case found
    found=$(not_passed "$script" "$form")
    [[ $found == '' ]] || wrong "$script.py does not pass: $found"
    variants=$(cd "$here" && python3 -c "import $mistakes
for name, (_, case) in $mistakes.VARIANTS.items(): print(name, case)")
    [[ $(wc -l <<<"$variants") -ge $number ]] || wrong "$script.py: fewer than $number variants"
    while read -r name case; do
        found=$(not_passed "$script" "$form" "$name" | tr '\n' ' ')
        # a file that is not there fails in its scenario, too
        [[ $found == "$case " || $name == result-removed && $found == "results nursing-plan-send " ]] || wrong "$name: expected $case, found $found"
    done <<<"$variants"
}
second_implementation plan nursing_plan wrong 20
second_implementation card insured_card card_wrong 8

# text of others in the workbook
rm -rf "$folder/results" && mkdir "$folder/results"
formula='=HYPERLINK("http://example.invalid","x")'
printf 'goal\t%s\n' "$formula" >"$folder/results/nursing-plan-receive-goal.answers.tsv"
"$program" conform --kit "$kit" --scenarios --against "$folder/results" --form nursing_plan --only receive --format xlsx >"$folder/report.xlsx" || true
python3 "$here/workbook.py" "$folder/report.xlsx" "$formula" || wrong 'the workbook'
exit "$failed"
