#!/usr/bin/env bash
# table_test.sh FOLDER: table.awk counts findings, takes known ones by engine, severity, id, place and text, and refuses all others.
set -euo pipefail
table=$1/table.awk
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
wrong() { printf 'table_test.sh: %s\n' "$*"; exit 1; }

printf '# head\nhapi\twarning\tCode_Unknown\t^Patient[.]gender: .*http://loinc[.]org\tnot loaded\n' >"$folder/known.tsv"
find_in() { awk -v engine="$1" -v whole=1 -f "$table" "$folder/known.tsv" "$folder/findings.tsv"; }
finding() { printf '%s\t%s\ta.json\tBundle.entry[1].resource/*Patient/12*/.gender[0]\t%s\n' "$@"; }

{ finding warning Code_Unknown 'of http://loinc.org'; finding warning Code_Unknown 'of http://loinc.org'; finding information Other x; } >"$folder/findings.tsv"
out=$(find_in hapi) || wrong "a known finding is refused: $out"
[[ $out == *'1 documents      2 times  known.tsv:2 '*'a.json Patient.gender: of http://loinc.org' ]] || wrong "counted: $out"
! find_in official >/dev/null || wrong 'a row of one engine covers the other'
for other in 'error	Code_Unknown	of http://loinc.org' 'warning	Code_Wrong	of http://loinc.org' 'warning	Code_Unknown	of http://other.org'; do
    IFS=$'\t' read -r severity id text <<<"$other"
    finding "$severity" "$id" "$text" >"$folder/findings.tsv"
    ! out=$(find_in hapi) || wrong "accepted: $other"
    [[ $out == *NEW*'known.tsv:2 is not found any more'* ]] || wrong "said: $out"
done
