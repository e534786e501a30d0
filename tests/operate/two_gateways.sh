#!/usr/bin/env bash
# Two pilots that trust the same authority: a care office sends to A, and the hospital fetches at B.
source "$(dirname "$0")/facts.sh"
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV
free=(--listen 127.0.0.1:0 --management 127.0.0.1:0)
a=$folder/a
b=$folder/b

ends 0 "$program" init "$a" "${free[@]}" --node a
ends 0 "$program" init "$b" "${free[@]}" --node b --authority "$a/ca"
ends 0 "$program" peer add --config "$b/renkei.yaml" --id a --role network --certificate "$a/server.pem"
start "$b"
at_b=$address
ends 0 "$program" peer add --config "$a/renkei.yaml" --id b --role network --number institution:9910100016 --certificate "$b/server.pem" --way gateway --address "$at_b"
start "$a"
as() { printf '%s\n' --cert "$1/peers/$2.pem" --key "$1/peers/$2.key" --ca "$a/ca/ca.pem"; }
mapfile -t care_office < <(as "$a" care-office)
mapfile -t hospital < <(as "$b" hospital)

ends 0 "$program" send --to "$address" "${care_office[@]}" "$sample"
ends 0 "$program" fetch --wait 60 --from "$at_b" "${hospital[@]}" "$folder/mailbox" # as the README does, with nothing between
cmp "$sample" "$folder"/mailbox/* || wrong 'the document did not arrive as it was sent'
# nothing more comes: told, and only with --wait an exit code of its own
ends 1 "$program" fetch --wait 1 --from "$at_b" "${hospital[@]}" "$folder/more"
says 'warning: nothing came for this peer within 1 s'
ends 0 "$program" fetch --from "$at_b" "${hospital[@]}" "$folder/more"
[[ -z $(find "$folder/more" -type f) ]] || wrong 'something was fetched twice'
for _ in $(seq 200); do # what the receiver answered is written down a moment later
    "$program" outbox list --state delivered --peer b --config "$a/renkei.yaml" | grep -q ' delivered ' && break
    sleep 0.05
done
ends 0 "$program" outbox list --state delivered --peer b --config "$a/renkei.yaml"
says ' delivered '
