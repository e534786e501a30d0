#!/usr/bin/env bash
# A running gateway reads changed mappings on SIGHUP; mappings that are wrong change nothing, and the log says so.
source "$(dirname "$0")/facts.sh"
pilot=$folder/pilot
items=$folder/mappings/admission/items.yaml
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV

as() { # PEER CURL-ARGUMENT…
    curl -sS --cacert "$pilot/ca/ca.pem" --cert "$pilot/peers/$1.pem" --key "$pilot/peers/$1.key" "${@:2}"
}
comes_to_show() { # TEXT
    for _ in $(seq 400); do
        as hospital -H 'Accept: text/html' -o "$folder/said" "$document"
        ! grep -q "$1" "$folder/said" || return 0
        sleep 0.1
    done
    wrong "the page does not come to show $1"
}
log_comes_to_say() { # PATTERN
    for _ in $(seq 400); do
        ! grep -q "$1" "$folder/log" || return 0
        sleep 0.1
    done
    wrong "the log does not come to say $1"
}

cp -r "$source_dir/mappings" "$folder/mappings"
ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
start "$pilot" --mappings "$folder/mappings"
document=$(as care-office -H 'Content-Type: text/csv;charset=Shift_JIS' --data-binary "@$sample" -o "$folder/said" -w '%header{location}' "$address/documents")
comes_to_show 郵便番号

sed -i 's/name: 郵便番号,/name: 自宅の郵便番号,/' "$folder/mappings/shared/csv-header-items.yaml"
as hospital -H 'Accept: text/html' -o "$folder/said" "$document"
says_not 自宅の郵便番号 # no SIGHUP yet
kill -HUP "$gateway"
comes_to_show 自宅の郵便番号

printf 'no mapping: [\n' >>"$items"
kill -HUP "$gateway"
log_comes_to_say '"task-failed".*"mappings"'
comes_to_show 自宅の郵便番号
sed 's/FIX-FULL/FIX-AFTER/' "$sample" >"$folder/after.csv"
[[ $(as care-office -H 'Content-Type: text/csv;charset=Shift_JIS' --data-binary "@$folder/after.csv" -o "$folder/said" -w '%{http_code}' "$address/documents") == 201 ]] ||
    wrong 'nothing is taken any more'
curl -sS "$management/metrics" >"$folder/said"
says '^renkei_tasks_failing 1$'
! grep -q '"task-recovered".*"mappings"' "$folder/log" || wrong 'the reload that failed counts as repaired'

sed -i '$d' "$items"
kill -HUP "$gateway"
log_comes_to_say '"task-recovered".*"mappings"'
