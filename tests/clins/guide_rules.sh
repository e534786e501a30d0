#!/usr/bin/env bash
# Each rule of profiles/guide-rules.tsv that is of JP-CLINS: a resource that keeps it, and one that breaks it alone (guide_rules.tsv). The profiles
# here are empty ones of the same names: the rules stand in none of them.
set -euo pipefail
source_dir=$1 program=$2
here=$source_dir/tests/clins
rules=$source_dir/profiles/guide-rules.tsv
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
wrong() { printf 'FAILED: %s\n' "$*"; failed=1; }

with=()
for profile in $(grep -v '^#' "$rules" | cut -f 1 | sort -u); do
    name=${profile##*/} type=${profile##*/JP_}
    type=${type%%_*}
    printf '{"resourceType": "StructureDefinition", "url": "%s", "name": "%s", "status": "draft", "kind": "resource", "abstract": false, "type": "%s", "baseDefinition": "http://hl7.org/fhir/StructureDefinition/%s", "derivation": "constraint", "differential": {"element": [{"id": "%s", "path": "%s"}]}}\n' \
        "$profile" "$name" "$type" "$type" "$type" "$type" >"$folder/$name.profile.json"
    with+=(--with "$folder/$name.profile.json")
done

# FILE: the rules that it breaks
broken() {
    { "$program" validate --best-practice ignore "${with[@]}" "$1" 2>&1 || test $? -le 2; } | sed -nE 's/.*\[guide-rule\]: ([a-z-]+): .*/\1/p' | sort -u | paste -sd' '
}

while IFS=$'\t' read -r type resource; do
    printf '%s\n' "$resource" >"$folder/$type.json"
    found=$(broken "$folder/$type.json")
    [[ -z $found ]] || wrong "a $type that keeps all rules breaks: $found"
done < <(grep '^good' "$here/guide_rules.tsv" | cut -f 2-)

while IFS=$'\t' read -r rule type from to; do
    resource=$(<"$folder/$type.json")
    [[ $resource == *"$from"* ]] || wrong "$rule: nothing to edit"
    printf '%s\n' "${resource/"$from"/"$to"}" >"$folder/bad.json"
    found=$(broken "$folder/bad.json")
    [[ " $found " == *" $rule "* ]] || wrong "$rule is not found, but: $found"
done < <(grep '^bad' "$here/guide_rules.tsv" | cut -f 2-)

# a rule without an example is one that no test would miss
missing=$(comm -23 <(grep -v '^#' "$rules" | cut -f 5 | sort) <(grep '^bad' "$here/guide_rules.tsv" | cut -f 2 | sort))
[[ -z $missing ]] || wrong "no example of: $missing"

[[ -z $(awk -F '\t' '!/^#/ && (NF != 7 || $3 !~ /^(warning|information)$/)' "$rules") ]] || wrong 'a line has other cells than the table'

# without a package nothing of it is switched on
[[ -z $("$program" validate "$folder/bad.json" 2>&1 | grep 'guide-rule' || true) ]] || wrong 'a rule is on without its package'
exit "$failed"
