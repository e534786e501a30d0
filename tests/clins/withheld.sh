#!/usr/bin/env bash
# What stands beside values in the public documents of JP-CLINS changes none of them: nothing is withheld or converted, and there is nothing that their
# readers must know besides.
source "$(dirname "$0")/facts.sh"
shopt -s nullglob

# REPORT: kind, item, element and answer of each line
said() {
    sed -nE 's/.*(withheld-by|qualified-by|converted)\]: .* \(([A-Za-z0-9_.]+)\): .*(because beside it|carried, but) ([^ ]+) is ([^ ,]+),.*/\1\t\2\t\4\t\5/p' "$1"
}

for document in "$jp"/clins-1.10-examples/*.json "$jp"/clins-1.5-examples/Bundle-*.json "$jp"/jp-clins-1.11-documents/*.json; do
    name=$(basename "$document" .json)
    for form in clins_discharge clins_referral; do # what is neither, a set of observations, is no document
        status=0
        "$program" convert "$document" --form "$form" --rules report --lang en -o "$folder/form" --overwrite >"$folder/report" 2>&1 || status=$?
        if [[ $status -le 1 ]]; then
            said "$folder/report" | while IFS= read -r line; do printf '%s\t%s\n' "$name" "$line"; done
            break
        fi
    done
done >"$folder/withheld.tsv"

[[ ! -s $folder/withheld.tsv ]] || wrong "withheld, or carried with a warning:"$'\n'"$(<"$folder/withheld.tsv")"
[[ $read -gt 0 ]] || wrong "no document was read"
exit "$failed"
