#!/usr/bin/env bash
# Deliveries that wait: the operator sees how many there are, and why they are not sent now.
source "$(dirname "$0")/facts.sh"
pilot=$folder/pilot
config=(--config "$pilot/renkei.yaml")
sample=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV

ends 0 "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0
ends 0 "$program" peer add "${config[@]}" --id b --role network --number institution:9910100016 --delivery-method https --address https://127.0.0.1:1
ends 0 "$program" outbox pause "${config[@]}"
start "$pilot"
ends 0 "$program" send --to "$address" --cert "$pilot/peers/care-office.pem" --key "$pilot/peers/care-office.key" --ca "$pilot/ca/ca.pem" "$sample"
kill -TERM "$gateway"
wait "$gateway" || true
gateways=()

# due deliveries are counted, with the reason why they are not sent
ends 0 "$program" outbox retry --peer b "${config[@]}"
says '^0 dead deliveries are sent again; 0 that waited are due now$'
says '^1 were due already; nothing was changed in them$'
says '^deliveries are paused; `renkei outbox resume`'
ends 0 "$program" --lang ja outbox retry --peer b "${config[@]}"
says '^1 件は既に予定の時刻になっているため、変更していません$'
ends 0 "$program" outbox retry --peer b --json "${config[@]}"
says '"due": 1'
ends 0 "$program" peer revoke b "${config[@]}"
ends 0 "$program" outbox retry --all "${config[@]}"
says '^1 were due already'
says '^1 of all these are held until `renkei peer revoke --lift`'

# a peer whose revocation is lifted sees its state: all is paused, or it is due
ends 0 "$program" peer revoke --lift b "${config[@]}"
says '^Deliveries that wait until `renkei outbox resume`, because all are paused: 1$'
says_not 'go out'
ends 0 "$program" --lang ja outbox pause "${config[@]}"
says '^保留する配送（renkei outbox resume で再開）: 1 件$'
ends 0 "$program" --lang ja peer revoke --lift b "${config[@]}"
says '^全体の一時停止により、renkei outbox resume まで待つ配送: 1 件$'
ends 0 "$program" outbox resume "${config[@]}"
ends 0 "$program" peer revoke b "${config[@]}"
ends 0 "$program" peer revoke --lift b "${config[@]}"
says '^Deliveries that are due now or under way: 1$'
