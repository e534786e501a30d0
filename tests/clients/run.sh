#!/usr/bin/env bash
# run.sh PROGRAM SOURCE FOLDER CLIENT: a gateway of its own, and a client that others wrote against it (CLIENT: fhir_client, browser).
# 77: the client cannot be had here (no node or browser, or npm has it neither in its cache nor from its registry).
set -euo pipefail
program=$1 source_dir=$2 packages=$3/$4 client=$4
skip() { printf '%s\n' "$1"; exit 77; }

command -v node >/dev/null && command -v npm >/dev/null || skip 'node and npm are not here'
[[ $client != browser ]] || RENKEI_BROWSER=$(command -v chromium) || skip 'chromium is not here'
mkdir -p "$packages"
cp "$source_dir"/tests/clients/{package.json,package-lock.json,"$client.mjs"} "$packages"
(cd "$packages" && { [[ -d node_modules && ! package-lock.json -nt node_modules ]] || npm ci --silent --prefer-offline; } >&2) || skip 'npm cannot get the clients'

folder=$(mktemp -d)
gateway=
finish() {
    [[ -z $gateway ]] || kill "$gateway" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap finish EXIT

pilot=$folder/pilot
"$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0 >/dev/null
"$program" serve --config "$pilot/renkei.yaml" >"$folder/ready" 2>"$folder/log" &
gateway=$!
for _ in $(seq 200); do
    ! grep -q '^READY ' "$folder/ready" || break
    kill -0 "$gateway" 2>/dev/null || { cat "$folder/log"; exit 1; }
    sleep 0.05
done
read -r _ address _ <"$folder/ready"

export RENKEI_BASE=$address/fhir RENKEI_CA=$pilot/ca/ca.pem RENKEI_CERT=$pilot/peers/care-office.pem RENKEI_KEY=$pilot/peers/care-office.key
export RENKEI_DOCUMENT=$source_dir/fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV
export RENKEI_BROWSER=${RENKEI_BROWSER:-} RENKEI_PERSON='https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016'
(cd "$packages" && NODE_NO_WARNINGS=1 node "$client.mjs")
! grep -E '連携　|花子|ハナコ|0000001016|見本荘|架空県' "$folder/log" || { echo 'the log names a person'; exit 1; }
