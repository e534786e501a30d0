#!/usr/bin/env bash
# kit.sh SOURCE PROGRAM: the exported kit is whole and the same each time; the second implementation passes with it, and each wrong
# variant fails in the one scenario that is meant for its mistake.
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

# VARIANT: the cases that do not pass
not_passed() {
    rm -rf "$folder/results" && mkdir "$folder/results"
    python3 "$here/plan.py" "$kit" "$folder/results" "$@"
    "$program" conform --kit "$kit" --scenarios --against "$folder/results" --form nursing_plan --format html >"$folder/report.html" || true
    python3 "$here/failures.py" "$folder/report.html"
}
[[ $(not_passed) == '' ]] || wrong "the second implementation does not pass: $(not_passed)"

variants=$(cd "$here" && python3 -c 'import wrong
for name, (_, case) in wrong.VARIANTS.items(): print(name, case)')
[[ $(wc -l <<<"$variants") -ge 20 ]] || wrong 'fewer than 20 variants'
while read -r name case; do
    found=$(not_passed "$name" | tr '\n' ' ')
    # a file that is not there fails in its scenario, too
    [[ $found == "$case " || $name == result-removed && $found == "results nursing-plan-send " ]] || wrong "$name: expected $case, found $found"
done <<<"$variants"

# text of others in the workbook
rm -rf "$folder/results" && mkdir "$folder/results"
formula='=HYPERLINK("http://example.invalid","x")'
printf 'goal\t%s\n' "$formula" >"$folder/results/nursing-plan-receive-goal.answers.tsv"
"$program" conform --kit "$kit" --scenarios --against "$folder/results" --form nursing_plan --only receive --format xlsx >"$folder/report.xlsx" || true
python3 "$here/workbook.py" "$folder/report.xlsx" "$formula" || wrong 'the workbook'
exit "$failed"
