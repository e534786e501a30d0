#!/usr/bin/env bash
# JP-CLINS 1.5.2 ships two codes of LOINC and calls them all: other codes of LOINC are no errors for that, and the program says what it does.
source "$(dirname "$0")/facts.sh"
printf '{"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "718-7", "display": "Hemoglobin [Mass/volume] in Blood"}]}}\n' >"$folder/haemoglobin.json"
"$program" validate --best-practice ignore --package "$jp/jp-clins-1.5.2-snapshot" "$folder/haemoglobin.json" >"$folder/report" 2>&1 || wrong "$(cat "$folder/report")"
grep -q 'information\[package-defines-others\].*http://loinc.org' "$folder/report" || wrong "the overclaim is not named"
exit "$failed"
