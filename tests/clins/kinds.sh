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
    case $name in Condition* | Allergy*) valid "$folder/$name.ndjson" jp-clins-1.10.0 ;; esac
    "$program" convert "$example" --to fhir --rebuild -o "$folder/$name.json" >"$folder/report" 2>&1 || [[ $? -eq 1 ]] || wrong "$name is not written"
    said "$folder/$name.json" "$folder/$name.again"
    cmp -s "$folder/$name.said" "$folder/$name.again" || wrong "$name says something else when it is read again"
    read=$((read + 1))
done
[[ $read -ge 16 ]] || wrong "only $read examples are read"
valid "$folder/$(basename "${examples[0]}")" jp-clins-1.10.0      # the older one has names of tests that 1.10.0 writes otherwise

# out of forms of ours, with what JP-CLINS asks for beyond them; without it they are refused, and all of it is named
of_all=(--set document.bundleId=1319999999^2026^K-1 --set patient.memberId=99000012:架空:000123:01 --set patient.gender=female --set patient.address=架空県
    --set document.created=2026-03-01T09:00:00+09:00)
outward() {
    local kind=$1 fixture=$2 made=$folder/made.json
    shift 2
    ! "$program" convert "$fixture" --to "$kind" -o "$made" --overwrite >"$folder/report" 2>&1 || wrong "$fixture becomes $kind without what is asked for"
    grep -q 'transfer-incomplete.*document.bundleId' "$folder/report" || wrong "$fixture, $kind: what is missing is not named"
    "$program" convert "$fixture" --to "$kind" "${of_all[@]}" "$@" -o "$made" --overwrite >"$folder/report" 2>&1 || [[ $? -eq 1 && -f $made ]] ||
        { wrong "$fixture, $kind:"$'\n'"$(grep 'error\[' "$folder/report")"; return; }
    valid "$made" jp-clins-1.10.0
}
fixtures=$source_dir/fixtures
summary=$fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV
at=2026-03-01T09:00:00+09:00
for fixture in "$fixtures"/{referral,nursing_order,nursing_summary,nursing_record1,opinion}/full.json "$summary"; do
    outward clins_condition "$fixture" --set diagnosis.institution=1319999999 --set diagnosis.visitClass=AMB --set diagnosis.onset=2026-01-01 \
        --set diagnosis.departmentText=内科 --set diagnosis.updated=$at
done
for fixture in "$fixtures"/{referral,nursing_order,nursing_summary}/full.json "$summary"; do
    outward clins_allergy "$fixture" --set allergy.institution=1319999999 --set allergy.updated=$at --set allergy.code=J9FC11310000 --set allergy.codeName=さば
    outward clins_prescription "$fixture" --set medicine.institution=1319999999 --set medicine.updated=$at --set medicine.usage=薬剤情報のとおり
done
outward clins_observation "$fixtures/referral/full.json" --set lab.institution=1319999999 --set lab.updated=$at --set lab.localCode=L1 --set lab.visitClass=AMB \
    --set lab.doctor='見本 四郎' --set lab.specimen=血清 --set lab.departmentText=内科 --set lab.date=2026-02-01

# the first result is about somebody else
sed '0,/"reference" *: *"urn:uuid:[^"]*"/s//"reference": "Patient\/other"/' "${examples[0]}" >"$folder/second.json"
! said "$folder/second.json" "$folder/never" || wrong 'a second person is not refused'
grep -q 'error\[several-persons\]' "$folder/report" || wrong 'that there are two is not the reason'
exit "$failed"
