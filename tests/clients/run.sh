#!/usr/bin/env bash
# run.sh PROGRAM SOURCE FOLDER CLIENT: a gateway of its own, and a client that others wrote against it (CLIENT: fhir_client, openapi_client,
# browser, hapi_client).
# 77: the client cannot be had here (no node, browser or Java, or npm or Maven have it neither in a cache nor from their registries).
set -euo pipefail
program=$1 source_dir=$2 packages=$3/$4 client=$4
skip() { printf '%s\n' "$1"; exit 77; }

mkdir -p "$packages"
if [[ $client == hapi_client ]]; then
    command -v javac >/dev/null && command -v mvn >/dev/null || skip 'javac and mvn are not here'
    [[ -d $packages/lib && ! $source_dir/tests/clients/hapi/pom.xml -nt $packages/lib ]] ||
        mvn -q -B -f "$source_dir/tests/clients/hapi/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$packages/lib" >&2 || skip 'Maven cannot get the client'
    touch "$packages/lib"
    javac -cp "$packages/lib/*" -d "$packages" "$source_dir/tests/clients/hapi/HapiClient.java"
else
    command -v node >/dev/null && command -v npm >/dev/null || skip 'node and npm are not here'
    [[ $client != browser ]] || RENKEI_BROWSER=$(command -v chromium) || skip 'chromium is not here'
    cp "$source_dir"/tests/clients/{package.json,package-lock.json} "$source_dir/tests/clients/$client".*s "$packages"
    (cd "$packages" && { [[ -d node_modules && ! package-lock.json -nt node_modules ]] || npm ci --silent --prefer-offline; } >&2) || skip 'npm cannot get the clients'
fi

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
case $client in
hapi_client)
    openssl pkcs12 -export -in "$RENKEI_CERT" -inkey "$RENKEI_KEY" -passout pass:test -out "$folder/peer.p12"
    RENKEI_STORE=$folder/peer.p12 java -cp "$packages:$packages/lib/*" HapiClient
    ;;
openapi_client) # its types are made from what the gateway says of itself
    curl -sS --cacert "$RENKEI_CA" --cert "$RENKEI_CERT" --key "$RENKEI_KEY" -o "$packages/openapi.json" "$address/openapi.json"
    (cd "$packages" && node_modules/.bin/openapi-typescript openapi.json -o api.d.ts >/dev/null &&
        node_modules/.bin/tsc --strict --skipLibCheck --target es2022 --module nodenext --moduleResolution nodenext openapi_client.ts &&
        node openapi_client.js)
    ;;
*) (cd "$packages" && NODE_NO_WARNINGS=1 node "$client.mjs") ;;
esac
! grep -E '連携　|花子|ハナコ|0000001016|見本荘|架空県' "$folder/log" || { echo 'the log names a person'; exit 1; }
