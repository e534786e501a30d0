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

# a row of random documents excuses no fixture, and is not missed where there are no random documents
printf 'both/random\twarning\tCode_Unknown\t.\tof the sender\n' >"$folder/known.tsv"
finding warning Code_Unknown x >"$folder/findings.tsv"
! out=$(find_in hapi) || wrong 'a row of random documents covers a fixture'
[[ $out != *'not found any more'* ]] || wrong "missed without random documents: $out"
sed -i 's|\ta.json\t|\tbuild/random/form.ndjson:7\t|' "$folder/findings.tsv"
out=$(find_in hapi) || wrong "a known finding of a random document is refused: $out"
[[ $out == *'known.tsv:1 '* ]] || wrong "counted: $out"
sed -i 's|Code_Unknown|Code_Wrong|' "$folder/findings.tsv"
! out=$(find_in hapi) || wrong 'an unknown finding of a random document is accepted'
[[ $out == *'known.tsv:1 is not found any more'* ]] || wrong "said: $out"
