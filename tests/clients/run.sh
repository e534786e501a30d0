#!/usr/bin/env bash
# run.sh PROGRAM SOURCE FOLDER CLIENT: a gateway of its own, and a client that others wrote against it (CLIENT: fhir_client, openapi_client,
# openapi_lint, browser, portal, HapiClient, OpenApiClient; the last two are Java).
# 77: the client cannot be had here (no node, browser or Java, or npm or Maven have it neither in a cache nor from their registries).
set -euo pipefail
program=$1 source_dir=$2 here=$2/tests/clients packages=$3/$4 client=$4
skip() { printf '%s\n' "$1"; exit 77; }

mkdir -p "$packages"
if [[ $client == [A-Z]* ]]; then
    command -v javac >/dev/null && command -v mvn >/dev/null || skip 'javac and mvn are not here'
    [[ -f $packages/fetched && ! $here/java/$client.pom.xml -nt $packages/fetched ]] || {
        rm -rf "$packages/lib"
        mvn -q -B -f "$here/java/$client.pom.xml" dependency:copy-dependencies "-DoutputDirectory=$packages/lib" >&2 || skip 'Maven cannot get the client'
        touch "$packages/fetched"
    }
    [[ ! -f $here/java/$client.sha256 ]] || (cd "$packages/lib" && sha256sum --check --strict --quiet "$here/java/$client.sha256")
    generator=$(find "$packages/lib" -name 'openapi-generator-cli-*.jar')
    class_path=$(find "$packages/lib" -name '*.jar' ! -path "$generator" -printf '%p:')$packages/classes
else
    command -v node >/dev/null && command -v npm >/dev/null || skip 'node and npm are not here'
    [[ $client != @(browser|portal) ]] || RENKEI_BROWSER=$(command -v chromium) || skip 'chromium is not here'
    [[ $client != @(browser|portal) ]] || command -v pdftotext >/dev/null || skip 'pdftotext (poppler-utils) is not here'
    packages=$3/node # one for all of them: the tests may run beside one another
    mkdir -p "$packages"
    (flock 9
        cp "$here"/{package.json,package-lock.json} "$packages"
        cd "$packages" && { cmp -s package-lock.json installed || { npm ci --silent --prefer-offline && cp package-lock.json installed; }; } >&2) 9>"$packages/lock" || skip 'npm cannot get the clients'
    cp "$here"/*.mjs "$here"/*.ts "$here"/spectral.yaml "$packages"
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
[[ $client != portal ]] || printf 'sharing: {enabled: true}\n' >>"$pilot/renkei.yaml"
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
export RENKEI_BUNDLE=$source_dir/fixtures/admission/full.bundle.json RENKEI_SECOND_DOCUMENT=$source_dir/fixtures/admission/unknown.csv
export RENKEI_WRONG_DOCUMENT=$source_dir/fixtures/admission/broken-code.csv
export RENKEI_BROWSER=${RENKEI_BROWSER:-} RENKEI_PERSON='https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016'
export RENKEI_PERSON_NUMBER='insurer:990010|0000001016' RENKEI_STORE=$folder/care-office.p12 RENKEI_RECEIVER_STORE=$folder/hospital.p12
for peer in care-office hospital; do
    openssl pkcs12 -export -in "$pilot/peers/$peer.pem" -inkey "$pilot/peers/$peer.key" -passout pass:test -out "$folder/$peer.p12"
done
described=$folder/openapi.json # what the gateway says of itself
curl -sS --fail --cacert "$RENKEI_CA" --cert "$RENKEI_CERT" --key "$RENKEI_KEY" -o "$described" "$address/openapi.json"

if [[ $client == browser ]]; then # a page of every form
    fixtures=$source_dir/fixtures
    export RENKEI_PEERS=$pilot/peers
    export RENKEI_OTHERS="hospital:$fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV visiting-nurse:$fixtures/nursing_record2/full.json visiting-nurse:$fixtures/nursing_info/full.json"
    export RENKEI_STRANGER=$fixtures/nursing_report/full.json RENKEI_PAGES=$folder/pages
    mkdir "$RENKEI_PAGES"
    for form in "$source_dir"/fixtures/*/full.bundle.json; do
        form=$(basename "$(dirname "$form")")
        "$program" convert "$source_dir/fixtures/$form/full.bundle.json" --to html -o "$RENKEI_PAGES/$form.html" --fail-on error 2>/dev/null
    done
fi

if [[ $client == portal ]]; then # a card, an application and a benefit of the same person
    fixtures=$source_dir/fixtures
    export RENKEI_PEERS=$pilot/peers RENKEI_PROGRAM=$program RENKEI_CONFIG=$pilot/renkei.yaml
    export RENKEI_DOCUMENTS="municipality:$fixtures/insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV care-office:$fixtures/cert_application/NINSHIN_9970100013_43_990010_46_20260301091500.CSV municipality:$fixtures/home_modification/KAISHU_990010_46_9970100013_43_20260301091500.CSV"
fi

java_client() { # SOURCE…: beside its own
    javac -nowarn -cp "$class_path" -d "$packages/classes" "$here/java/Gateway.java" "$here/java/$client.java" "$@"
    java "-Djava.io.tmpdir=$folder" -cp "$class_path" "$client"
}
case $client in
HapiClient) java_client ;;
OpenApiClient)
    java -jar "$generator" generate -i "$described" -g java --library native --parameter-name-mappings entity=entityReference -o "$folder/generated" \
        --additional-properties=invokerPackage=renkei,apiPackage=renkei.api,modelPackage=renkei.model,openApiNullable=false >"$folder/generator" || { cat "$folder/generator"; exit 1; }
    rm -rf "$packages/classes"
    mapfile -t made < <(find "$folder/generated/src/main/java" -name '*.java')
    java_client "${made[@]}"
    ;;
openapi_lint) (cd "$packages" && node_modules/.bin/spectral lint --ruleset spectral.yaml --fail-severity hint "$described") ;;
openapi_client)
    cp "$described" "$packages/openapi.json"
    (cd "$packages" && node_modules/.bin/openapi-typescript openapi.json -o api.d.ts >/dev/null &&
        node_modules/.bin/tsc --strict --skipLibCheck --target es2022 --module nodenext --moduleResolution nodenext openapi_client.ts &&
        node openapi_client.js)
    ;;
*) (cd "$packages" && NODE_NO_WARNINGS=1 node "$client.mjs") ;;
esac
! grep -E '連携　|花子|ハナコ|0000001016|見本荘|架空県' "$folder/log" || { echo 'the log names a person'; exit 1; }
