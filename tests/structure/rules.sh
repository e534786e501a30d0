#!/usr/bin/env bash
# Breaks the list of the validator's rules in each way and wants tools/validator-rules --check to name the line.
set -euo pipefail
tools=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

fresh_tree() {
    rm -rf "${root:?}"/*
    mkdir -p "$root"/gateway/{fhir/validate,core/diag/messages} "$root"/tests/validate
    printf 'MESSAGE(validate_cup, "V001", error, "a cup", "茶わん")\nMESSAGE(bundle_pot, "VB02", warning, "a pot", "急須")\n' >"$root/gateway/core/diag/messages/validate.def"
    printf 'V001\tjson.html#null\tA cup is whole.\tA_cup.is_whole\nVB02\tbundle.html\tA pot is full.\tcase\n' >"$root/gateway/fhir/validate/rules.tsv"
    printf 'TEST(A_cup, is_whole) {\n' >"$root/tests/validate/cup_test.cpp"
    printf 'VB02\t{}\n' >"$root/tests/validate/rule_cases.tsv"
}

refuses() {
    local wanted=$1 out
    if out=$("$tools/validator-rules" --check "$root" 2>&1); then
        printf 'accepted; wanted: %s\n' "$wanted"
        exit 1
    fi
    [[ $out == *"$wanted"* ]] || { printf 'said: %s\nwanted: %s\n' "$out" "$wanted"; exit 1; }
    fresh_tree
}

fresh_tree
"$tools/validator-rules" --check "$root"
grep -qF '| V001 | error | A cup is whole. | [json.html#null](https://hl7.org/fhir/R4/json.html#null) | `A_cup.is_whole` |' <("$tools/validator-rules" --page "$root")

printf 'MESSAGE(validate_lid, "V003", error, "a lid", "ふた")\n' >>"$root/gateway/core/diag/messages/validate.def"
refuses 'no rule for the message V003'

printf 'V009\tjson.html\tx\tcase\n' >>"$root/gateway/fhir/validate/rules.tsv"
refuses 'rules.tsv:3: there is no message V009'

printf 'V001\tjson.html\tx\tA_cup.is_broken\n' >>"$root/gateway/fhir/validate/rules.tsv"
refuses 'rules.tsv:3: there is no test A_cup.is_broken'

printf 'V001\tjson.html\tx\tcase\n' >>"$root/gateway/fhir/validate/rules.tsv"
refuses 'rules.tsv:3: tests/validate/rule_cases.tsv has no row V001'

printf 'V001\tsomewhere\tx\tA_cup.is_whole\n' >>"$root/gateway/fhir/validate/rules.tsv"
refuses 'rules.tsv:3: expected a page of R4'

printf 'V001\tjson.html\n' >>"$root/gateway/fhir/validate/rules.tsv"
refuses 'rules.tsv:3: expected 4 columns'
