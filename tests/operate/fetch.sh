#!/usr/bin/env bash
# renkei fetch when there is something and when there is nothing. Two gateways: docs/exchange.md, whose commands tests/docs runs.
source "$(dirname "$0")/facts.sh"
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV
pilot=$folder/pilot

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
start "$pilot"
as() { printf '%s\n' --cert "$pilot/peers/$1.pem" --key "$pilot/peers/$1.key" --ca "$pilot/ca/ca.pem"; }
mapfile -t care_office < <(as care-office)
mapfile -t hospital < <(as hospital)

ends 0 "$program" send --to "$address" "${care_office[@]}" "$sample"
ends 0 "$program" fetch --wait 60 --from "$address" "${hospital[@]}" "$folder/mailbox"
cmp "$sample" "$folder"/mailbox/* || wrong 'the document did not arrive as it was sent'
# who saw it is asked by person and by document
ends 0 "$program" audit list --format text --config "$pilot/renkei.yaml" --person 'insurer:990010|0000001016'
says ' create .* peer=care-office document='
says ' mailbox-list peer=hospital .*query=documents='
says ' mailbox-read peer=hospital document='
says_not '0000001016'
document=$(sed -n 's/.* mailbox-read peer=hospital document=\([^ ]*\) .*/\1/p' "$folder/said" | head -n 1)
ends 0 "$program" audit list --format text --config "$pilot/renkei.yaml" --document "$document"
says ' mailbox-list peer=hospital .*query=documents='
ends 0 "$program" audit list --config "$pilot/renkei.yaml" --person - <<<'insurer:990010|0000001016'
says '"mailbox-list"'
ends 1 "$program" audit list --config "$pilot/renkei.yaml" --person 'insurer:990010|9999999999'
says 'warning: no event is about this person'
ends 3 "$program" audit list --config "$pilot/renkei.yaml" --person 'nonsense'
says 'person-number-wrong'
# and said in words: the care office sent it, the hospital saw and took it
ends 0 "$program" audit report --config "$pilot/renkei.yaml" --person - <<<'insurer:990010|0000001016'
says '^about the person insurer:990010\|0000001016$'
says 'by organisations: 2; of these refused: 0, failed: 0'
says 'sent the document or a new version of it: document 1 — done'
says 'fetched the document from its mailbox: document 1 — done'
says_not '花子|ハナコ|見本荘|架空県'
ends 0 "$program" --lang ja audit report --config "$pilot/renkei.yaml" --document "$document" --since 2026-01-01 --format html -o "$folder/report.html"
mode_is 600 "$folder/report.html"
ends 4 "$program" audit report --config "$pilot/renkei.yaml" --document "$document" --format html -o "$folder/report.html"
# nothing more comes: a warning, and only with --wait an exit code of its own
ends 1 "$program" fetch --wait 1 --from "$address" "${hospital[@]}" "$folder/more"
says 'warning: nothing came for this peer within 1 s'
ends 0 "$program" fetch --from "$address" "${hospital[@]}" "$folder/more"
[[ -z $(find "$folder/more" -type f) ]] || wrong 'something was fetched twice'
