#!/usr/bin/env bash
# The document among the examples of JP-CLINS, an eReferral: it becomes a 診療情報提供書, and everything that did not arrive is reported. Its words are
# not repeated here: only items are named.
source "$(dirname "$0")/facts.sh"
example=$jp/clins-1.5-examples/Bundle-Bundle-CLINS-Referral-Example-01.json
[[ -f $example ]] || { printf 'not here: %s\n' "$example"; exit 77; }

status=0
"$program" convert "$example" --to referral --set header.sender.organizationType=03 --set referral.recipientType=4 -o "$folder/letter.json" --loss "$folder/loss.txt" \
    >"$folder/report" 2>&1 || status=$?
[[ $status -le 1 && -f $folder/letter.json ]] || { wrong "refused:"$'\n'"$(grep 'error\[' "$folder/report")"; exit 1; }
# what the form cannot say beside a value is an error beside it; there is no other
others=$(cat "$folder/report" "$folder/loss.txt" | grep 'error\[' | grep -v 'error\[qualified-by\]' || true)
[[ -z $others ]] || wrong "an error:"$'\n'"$others"

for key in documentId name kana birthDate sex address diagnoses symptomCourse pastAndFamilyHistory doctorName institutionName allergies problems; do
    grep -q "\"$key\":" "$folder/letter.json" || wrong "$key did not arrive"
done
# the receiver has no place there, so it is reported
for item in receiver.name document.subtype; do
    grep -F "($item)" "$folder/loss.txt" | grep -q 'not-in-form' || wrong "$item is neither carried nor reported"
done
exit "$failed"
