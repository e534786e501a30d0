#!/usr/bin/env bash
# Receivers of files, in a folder and by `renkei fetch`: a name stands for one document, whatever was taken away, and notices name the file that they are about.
source "$(dirname "$0")/facts.sh"
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV
name=$(basename "$sample" .CSV)
pilot=$folder/pilot

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
mkdir "$folder/out"
ends 0 "$program" peer add --config "$pilot/renkei.yaml" --id files --role network --number institution:9910100016 --delivery-method folder --address "$folder/out"
start "$pilot"
as() { printf '%s\n' --cert "$pilot/peers/$1.pem" --key "$pilot/peers/$1.key" --ca "$pilot/ca/ca.pem"; }
mapfile -t care_office < <(as care-office)
mapfile -t hospital < <(as hospital)
# The sample as another document, or another version of one.
form() { LC_ALL=C sed "s/\"FIX-FULL\",1,/\"$1\",$2,/; s/00-0000-1001/00-0000-100$2/" "$sample" >"$folder/$1-$2.CSV"; }
submit() { # DOCUMENT VERSION; its address is in $location
    form "$1" "$2"
    ends 0 "$program" send --to "$address" "${care_office[@]}" "$folder/$1-$2.CSV"
    location=$(grep -o 'https://[^ ]*/documents/[0-9a-f-]*' "$folder/said" | head -n 1)
    [[ -n $location ]] || wrong 'send names no document'
}
withdraw() {
    curl -sS -o "$folder/said" --cacert "$pilot/ca/ca.pem" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" -X DELETE "$1"
}
comes() { # FILE
    for _ in $(seq 400); do [[ ! -e $1 ]] || return 0; sleep 0.05; done
    wrong "$1 did not come: $(ls "$(dirname "$1")")"
}
sha_is() { [[ $(grep -o '"sha256":"[0-9a-f]*"' "$1") == "\"sha256\":\"$(sha256sum "$2" | cut -d' ' -f1)\"" ]] || wrong "$1 does not name $2"; }
fetch() { ends 0 "$program" fetch --wait 60 --from "$address" "${hospital[@]}" "$folder/mailbox"; }

submit ONE 1
one=$location
comes "$folder/out/$name.CSV"
fetch
cmp "$folder/ONE-1.CSV" "$folder/mailbox/$name.CSV" || wrong 'not as it was sent'
rm "$folder/out/$name.CSV" "$folder/mailbox/$name.CSV"

# another document, whose file would be called the same
submit TWO 1
comes "$folder/out/$name-2.CSV"
fetch
cmp "$folder/TWO-1.CSV" "$folder/mailbox/$name-2.CSV" || wrong 'the second document has not a name of its own'
[[ ! -e $folder/out/$name.CSV && ! -e $folder/mailbox/$name.CSV ]] || wrong 'a name was given twice'

# the first one again, corrected, then withdrawn
submit ONE 2
comes "$folder/out/$name-3.CSV"
fetch
for where in out mailbox; do
    comes "$folder/$where/$name.CSV.superseded.json"
    sha_is "$folder/$where/$name.CSV.superseded.json" "$folder/ONE-1.CSV"
    cmp "$folder/ONE-2.CSV" "$folder/$where/$name-3.CSV" || wrong "$where: the new version has not a name of its own"
    [[ ! -e $folder/$where/$name-2.CSV.superseded.json ]] || wrong "$where: the other document is marked"
done
withdraw "$one"
comes "$folder/out/$name-3.CSV.withdrawn.json"
fetch
for where in out mailbox; do
    sha_is "$folder/$where/$name-3.CSV.withdrawn.json" "$folder/ONE-2.CSV"
    sha_is "$folder/$where/$name.CSV.withdrawn.json" "$folder/ONE-1.CSV"
    grep -q '"sender":"office:9970100013"' "$folder/$where/$name-3.CSV.withdrawn.json" || wrong "$where: the sender is not named"
    grep -qF "\"document\":\"${one##*/}\"" "$folder/$where/$name-3.CSV.withdrawn.json" || wrong "$where: the document is not named"
    [[ ! -e $folder/$where/$name-2.CSV.withdrawn.json ]] || wrong "$where: the living document is marked as withdrawn"
done

# also after the gateway was killed
kill -KILL "$gateway"
gateways=()
rm -r "$folder/out/.renkei"
rm -f "$folder/out"/*
start "$pilot"
submit THREE 1
comes "$folder/out/$name-4.CSV"
cmp "$folder/THREE-1.CSV" "$folder/out/$name-4.CSV" || wrong 'the third document has not a name of its own'
