#!/usr/bin/env bash
# A form that only a folder of mappings has is served like every other: judged by definitions made from that folder, read as FHIR and
# in its own syntax. It is added while the gateway runs.
source "$(dirname "$0")/facts.sh"
pilot=$folder/pilot
mine=$folder/mine
sample=$source_dir/mappings/example/fixtures/full.csv

as() { # PEER CURL-ARGUMENT…
    curl -sS --cacert "$pilot/ca/ca.pem" --cert "$pilot/peers/$1.pem" --key "$pilot/peers/$1.key" -o "$folder/said" "${@:2}"
}
send() { # TYPE FILE: the status
    as care-office -H "Content-Type: $1" --data-binary "@$2" -w '%{http_code} %header{location}' "$address/documents"
}

mkdir "$mine"
cp -r "$source_dir/mappings" "$source_dir/profiles" "$mine"
ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
printf 'mappings: ../mine/mappings\n' >>"$pilot/renkei.yaml"
ends 0 "$program" serve --config "$pilot/renkei.yaml" --check
says '^mappings: .*/mine/mappings$'
start "$pilot"
[[ $(send 'text/csv;charset=Shift_JIS' "$sample") == 4* ]] || wrong 'a form that is not there is taken'

cp -r "$source_dir/mappings/example/day_check" "$mine/mappings/"
cp "$source_dir/mappings/example/codes/day_check.yaml" "$mine/mappings/codes/"
sed -i 's/^creators: .*/creators: [care_manager]/' "$mine/mappings/day_check/form.yaml" # the role of the pilot's peer
kill -HUP "$gateway"
for _ in $(seq 400); do
    read -r code document <<<"$(send 'text/csv;charset=Shift_JIS' "$sample")"
    [[ $code != 201 ]] || break
    sleep 0.1
done
[[ $code == 201 ]] || wrong "answered with $code"

as care-office -H 'Accept: application/fhir+json' "$document"
cp "$folder/said" "$folder/full.json"
as care-office -H 'Accept: text/csv' "$document"
cmp "$sample" "$folder/said" || wrong 'the CSV is another one'

# the same verdict at the command line; the installed definitions do not know the form
ends 0 "$program" validate --mappings "$mine/mappings" --best-practice ignore "$folder/full.json"
ends 2 "$program" validate --best-practice ignore "$folder/full.json"

ends 0 "$program" convert --mappings "$mine/mappings" "$source_dir/mappings/example/fixtures/minimal.csv" -o "$folder/minimal.json"
[[ $(send application/fhir+json "$folder/minimal.json") == 201* ]] || wrong 'its FHIR is refused'
sed 's|CodeSystem/item"|CodeSystem/itemm"|' "$folder/minimal.json" >"$folder/broken.json"
[[ $(send application/fhir+json "$folder/broken.json") == 422* ]] || wrong 'its FHIR is not judged'
