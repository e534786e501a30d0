#!/usr/bin/env bash
# run.sh SOURCE FOLDER DATA RENKEI: the examples in FOLDER say what the commands say, and load neither network nor database.
set -uo pipefail
source_dir=$1 folder=$2 data=$3 renkei=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8
failed=0
wrong() { printf 'run.sh: %s\n' "$*" >&2; failed=1; }

form=$(find "$source_dir/fixtures/admission" -name 'NYUIN_*.CSV' | sort | head -n 1)
"$folder/example_forms" "$form" "$data" >"$work/bundle.json" 2>"$work/findings" || wrong "example_forms: $(cat "$work/findings")"
"$renkei" convert "$form" -o "$work/expected.json" 2>/dev/null
cmp "$work/expected.json" "$work/bundle.json" || wrong "example_forms writes another bundle than renkei convert"
"$folder/example_forms" "$work/bundle.json" "$data" >"$work/form.csv" 2>"$work/findings" || wrong "example_forms, back: $(cat "$work/findings")"
cmp "$form" "$work/form.csv" || wrong "example_forms brings back another form"

printf '{"resourceType":"Patient","id":"p1",\n"gender":"woman"}' >"$work/patient.json"
output=$("$folder/example_fhir" "$work/patient.json" "$data")
code=$?
[[ $code -eq 2 && $output == *'2:'*'gender'* && $output == *'Patient.id = "p1"'* && $output == *'<gender value="woman"/>'* ]] || wrong "example_fhir ($code): $output"
"$folder/example_fhir" "$work/patient.json" "$work" >/dev/null 2>"$work/error" && wrong "example_fhir needs no definitions"
grep -q "$work/r4.defs" "$work/error" || wrong "the error does not name the missing file: $(cat "$work/error")"

for example in fhir forms; do
    loaded=$(ldd "$folder/example_$example" | grep -oE 'lib(Poco|pq|sqlite3|ssl|spdlog|prometheus)[A-Za-z0-9_-]*' | sort -u)
    [[ -z $loaded ]] || wrong "example_$example loads" $loaded
done
exit "$failed"
