#!/usr/bin/env bash
# Kinds of information of JP-CLINS by themselves: its examples are read, as a collection and one by one, say the same when they are written and read again,
# and keep its profiles; nothing of a second person is read.
source "$(dirname "$0")/facts.sh"
examples=("$jp"/clins-1.10-examples/Bundle-CLINS-Observations-Example-01.json "$jp"/clins-1.5-examples/Bundle-Bundle-CLINS-Observations-Example-01.json
    "$jp"/clins-1.5-examples/{Condition,AllergyIntolerance,MedicationRequest,Observation-Example-JP-Obs-Lab}*.json)
[[ -f ${examples[0]} ]] || { printf 'not here: %s\n' "${examples[0]}"; exit 77; }

# what a resource by itself does not say of a Bundle and a Patient, a line of it does not need
one_by_one() { "$program" convert "$1" --to fhir-ndjson --rebuild -o "$2" >"$folder/report" 2>&1 || [[ $? -eq 1 ]]; }
said() { "$program" convert "$1" --to json -o "$2" --overwrite >"$folder/report" 2>&1 || [[ $? -eq 1 ]]; }
read=0
for example in "${examples[@]}"; do
    name=$(basename "$example" .json)
    said "$example" "$folder/$name.said" || { wrong "$name is not read:"$'\n'"$(grep 'error\[' "$folder/report")"; continue; }
    one_by_one "$example" "$folder/$name.ndjson" || wrong "$name is not written one by one"
    [[ -s $folder/$name.ndjson ]] || wrong "$name: no line"
    "$program" convert "$example" --to fhir --rebuild -o "$folder/$name.json" >"$folder/report" 2>&1 || [[ $? -eq 1 ]] || wrong "$name is not written"
    said "$folder/$name.json" "$folder/$name.again"
    cmp -s "$folder/$name.said" "$folder/$name.again" || wrong "$name says something else when it is read again"
    read=$((read + 1))
done
[[ $read -ge 16 ]] || wrong "only $read examples are read"
for bundle in "$folder"/Bundle*.json; do
    valid "$bundle" jp-clins-1.10.0
done

# the first result is about somebody else
sed '0,/"reference" *: *"urn:uuid:[^"]*"/s//"reference": "Patient\/other"/' "${examples[0]}" >"$folder/second.json"
! said "$folder/second.json" "$folder/never" || wrong 'a second person is not refused'
grep -q 'error\[several-persons\]' "$folder/report" || wrong 'that there are two is not the reason'
exit "$failed"
