#!/usr/bin/env bash
# Forms of ours as documents of JP-CLINS: full and sparse fixtures become Bundles that keep the profiles they claim; without what CLINS requires and
# the form does not ask they are refused, and all of it is named.
source "$(dirname "$0")/facts.sh"
values=$source_dir/fixtures/scenarios/values.yaml

# the sparse one, with the disease that CLINS wants of every discharge
LC_ALL=C awk -F, -v OFS=, '{ $41 = "\"COPD\"" } 1' "$source_dir/fixtures/discharge/minimal.csv" >"$folder/sparse.csv"

fixtures=("$folder/sparse.csv" "$source_dir"/fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV
    "$source_dir"/fixtures/referral/{full,minimal,states,sample-2,sample-3}.json)
# the edition that is written where none is named, then the others; none has the package of the first
for fixture in "${fixtures[@]}"; do
    for edition in '' 1.10.0 1.11.0; do
        out=$folder/$(basename "$fixture").$edition.bundle.json package=jp-clins-${edition:-1.5.2-snapshot}
        if "$program" convert "$fixture" --to clins ${edition:+--edition "$edition"} --values "$values" -o "$out" >"$folder/report" 2>&1 || [[ $? -eq 1 ]] && [[ -f $out ]]; then
            valid "$out" "${package/%1.11.0/1.11}"
            grep -q "http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_e[A-Za-z]*${edition:+|$edition}\"" "$out" || wrong "$fixture: the Bundle claims no profile of CLINS $edition"
            ! grep -q 'renkei' "$out" || wrong "$fixture: the Bundle says something of ours"
        else
            wrong "$fixture is refused:"$'\n'"$(grep 'error\[' "$folder/report" || cat "$folder/report")"
        fi
    done
done

# FORM FIXTURE MISSING…: refused, each missing item is named, and nothing is written
refused() {
    local fixture=$1 item
    ! "$program" convert "$source_dir/fixtures/$fixture" --to clins -o "$folder/never" >"$folder/report" 2>&1 || wrong "$fixture is not refused"
    [[ ! -e $folder/never ]] || wrong "$fixture: written in spite of what is missing"
    for item in "${@:2}"; do
        grep -F "($item)" "$folder/report" | grep -q 'error\[' || wrong "$fixture: $item is not named as missing"
    done
}
refused discharge/minimal.csv patient.gender patient.address patient.memberId institution.no author.name stay.end course.description \
    text.admissionDiagnosis text.complaint text.present text.dischargeMedicine text.plan
refused referral/minimal.json document.created document.date document.subtype patient.address patient.memberId institution.no receiver.no receiver.name \
    text.purpose text.present

# JP-CLINS wants family and given name: a name that does not show where one ends is asked for
sed 's/連携 花子/連携花子/' "$source_dir/fixtures/referral/minimal.json" >"$folder/one-word.json"
! "$program" convert "$folder/one-word.json" --to clins --values "$values" -o "$folder/never" >"$folder/report" 2>&1 || wrong 'a name of one word is not refused'
grep 'transfer-incomplete' "$folder/report" | grep -qF '(patient.name)' || wrong 'a name of one word is not asked for'

# a cancelled letter is not sent, whatever values are given
for status in cancelled draft; do
    sed 's/"status": *"[a-z]*"/"status": "'$status'"/' "$source_dir/fixtures/referral/full.json" >"$folder/$status.json"
    ! "$program" convert "$folder/$status.json" --to clins --values "$values" --set document.id=X1 -o "$folder/never" >"$folder/report" 2>&1 ||
        wrong "a letter of status $status is sent"
    grep -q 'error\[transfer-refused\]' "$folder/report" || wrong "the status $status is not the reason"
done

# what our letter does not say is not stated: a department has no code there
"$program" convert "$source_dir/fixtures/referral/full.json" --to clins --values "$values" -o "$folder/letter.json" >"$folder/report" 2>&1 || [[ $? -eq 1 ]] || wrong 'the letter is refused'
! grep -q 'ClinicalDepartment' "$folder/letter.json" || wrong 'a department without a code names a code system'
grep -q '"valueCodeableConcept":{"text":' "$folder/letter.json" || wrong 'the department is not there'

# a precaution at home is part of the plan, and no allergy to a drug
"$program" convert "$source_dir"/fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV --to clins --values "$values" -o "$folder/summary.json" \
    >"$folder/report" 2>&1 || [[ $? -eq 1 ]] || wrong 'the summary is refused'
grep -q '"code":"424"[^]]*]},"text":{[^}]*禁忌有：' "$folder/summary.json" || wrong 'the precaution is not in the plan'
! grep -q 'AllergyIntolerance' "$folder/summary.json" || wrong 'the precaution is an allergy'

exit "$failed"
