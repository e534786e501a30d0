#!/usr/bin/env bash
# The peers of a pilot send the full document of every form that the conformance kit has.
source "$(dirname "$0")/facts.sh"
pilot=$folder/pilot
manifest=$source_dir/fixtures/manifest.json
declare -A sender=(
    [admission]=care-office [careplan1]=care-office [careplan2]=care-office [careplan3]=care-office [careplan_delete]=care-office
    [careplan4]=care-office [careplan5]=care-office [careplan_request]=care-office [cert_application]=care-office
    [careplan6_plan]=care-office [careplan6_plan_deletion]=care-office [careplan7]=care-office [careplan_supplement]=care-office
    [careplan6_result]=day-care [careplan6_result_deletion]=day-care
    [cert_judgement]=municipality [cert_survey]=municipality [home_modification]=municipality [insured_card]=municipality
    [prevention_basic]=care-office [prevention_basic_sub1]=care-office [prevention_basic_sub2]=care-office [prevention_basic_deletion]=care-office
    [prevention_plan]=care-office [prevention_plan_sub]=care-office [prevention_plan_deletion]=care-office
    [discharge]=hospital [referral]=hospital
    [nursing_order]=clinic [opinion]=clinic
    [nursing_info]=visiting-nurse [nursing_plan]=visiting-nurse [nursing_record1]=visiting-nurse
    [nursing_record2]=visiting-nurse [nursing_report]=visiting-nurse [nursing_summary]=visiting-nurse
    [life_adl]=day-care [life_individual_training]=day-care [life_pressure_ulcer]=day-care [life_science]=day-care
    [life310_user]=day-care [life310_adl]=day-care [life310_training]=day-care [life310_nutrition_screening]=day-care
    [life310_nutrition_plan]=day-care
    [care_record]=day-care
    [life_oral_nutrition]=day-care [life_feedback]=day-care
)

send() { # PEER FILE...
    "$program" send --to "$address" --cert "$1.pem" --key "$1.key" --ca "$pilot/ca/ca.pem" "${@:2}" >"$folder/said" 2>&1
}

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
start "$pilot"
mapfile -t forms < <(grep -oE '"form": "[a-z0-9_]+"' "$manifest" | cut -d'"' -f4 | sort -u)
[[ ${#forms[@]} -gt 15 ]] || wrong "${#forms[@]} forms in the kit"
# what belongs together goes together
month=("$source_dir"/fixtures/{careplan6_plan,careplan7,careplan_supplement}/UP*_202602_9970100013_43_9970100047_15_20260301091500.CSV)
peer=$pilot/peers/care-office
code=0
send "$peer" "${month[0]}" || code=$?
[[ $code -eq 2 ]] || wrong "a part of a set: $code"
says "R130"
send "$peer" "${month[@]}" || [[ $? -eq 1 ]] || wrong "a set"
says ": 201 $address/documents/"

for form in "${forms[@]}"; do
    input=$(grep -F "\"id\": \"${form//_/-}-full\"" "$manifest" | grep -oE '"input": "[^"]*"' | cut -d'"' -f4)
    peer=$pilot/peers/${sender[$form]:?no peer sends $form}
    grep -q '^needs:' "$source_dir/mappings/$form/form.yaml" && continue
    # the office of LIFE's samples is no peer of a pilot
    sed 's/9970101029/9970100047/g' "$source_dir/fixtures/$input" >"$folder/$(basename "$input")"
    # 1: it is stored, with a warning
    send "$peer" "$folder/$(basename "$input")" || [[ $? -eq 1 ]] || wrong "$form"
    says ": 201 $address/documents/"
done
