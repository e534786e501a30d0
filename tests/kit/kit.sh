#!/usr/bin/env bash
# kit.sh SOURCE PROGRAM: the exported kit is whole and the same each time; second implementations (a JSON form, a CSV form, documents) pass with it,
# and each wrong variant fails in the one scenario or case that is meant for its mistake.
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

# SCRIPT SCOPE [VARIANT]: the scenarios that do not pass; of documents.py, which has some cases only, the cases that fail
not_passed() {
    local script=$1 scope=$2 verdicts=()
    rm -rf "$folder/results" && mkdir "$folder/results"
    python3 "$here/$script.py" "$kit" "$folder/results" "${@:3}"
    [[ $script != documents ]] || verdicts=(failed unreadable)
    # shellcheck disable=SC2086
    "$program" conform --kit "$kit" --against "$folder/results" $scope --format html >"$folder/report.html" || true
    python3 "$here/failures.py" "$folder/report.html" "${verdicts[@]}"
}

# SCRIPT SCOPE MISTAKES NUMBER: the script passes, and each of its at least NUMBER wrong variants fails in its one scenario or case
second_implementation() {
    local script=$1 scope=$2 mistakes=$3 number=$4 variants name case found
    found=$(not_passed "$script" "$scope")
    [[ $found == '' ]] || wrong "$script.py does not pass: $found"
    variants=$(cd "$here" && python3 -c "import $mistakes
for name, (_, case) in $mistakes.VARIANTS.items(): print(name, case)")
    [[ $(wc -l <<<"$variants") -ge $number ]] || wrong "$script.py: fewer than $number variants"
    while read -r name case; do
        found=$(not_passed "$script" "$scope" "$name" | tr '\n' ' ')
        # a file that is not there fails in its scenario, too
        [[ $found == "$case " || $name == result-removed && $found == "results nursing-plan-send " ]] || wrong "$name: expected $case, found $found"
    done <<<"$variants"
}
second_implementation plan '--scenarios --form nursing_plan' wrong 20
second_implementation card '--scenarios --form insured_card' card_wrong 8
second_implementation documents '--form admission,nursing_plan,nursing_summary' documents_wrong 15

# text of others in the workbook
rm -rf "$folder/results" && mkdir "$folder/results"
formula='=HYPERLINK("http://example.invalid","x")'
printf 'goal\t%s\n' "$formula" >"$folder/results/nursing-plan-receive-goal.answers.tsv"
"$program" conform --kit "$kit" --scenarios --against "$folder/results" --form nursing_plan --only receive --format xlsx >"$folder/report.xlsx" || true
python3 "$here/workbook.py" "$folder/report.xlsx" "$formula" || wrong 'the workbook'
exit "$failed"
