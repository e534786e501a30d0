#!/usr/bin/env bash
# run.sh PROGRAM SOURCE FOLDER CLIENT: a gateway, and clients that others wrote against it. CLIENT: one of fhir_client, openapi_client, openapi_lint,
# browser, kinds, hostile, portal, walk, entry; node: all of these; HapiClient, OpenApiClient: these two are Java.
# 77: a client cannot be had here (no node, browser or Java, or npm or Maven have it neither in a cache nor from their registries).
set -euo pipefail
program=$1 source_dir=$2 here=$2/tests/clients packages=$3/$4 fixtures=$2/fixtures clients=("$4") missing=
skip() { printf '%s\n' "$1"; exit 77; }
has() { command -v "$1" >/dev/null; }

[[ $4 != node ]] || clients=(fhir_client openapi_client openapi_lint browser kinds hostile portal walk entry)
mkdir -p "$packages"
if [[ $4 == [A-Z]* ]]; then
    has javac && has mvn || skip 'javac and mvn are not here'
    [[ -f $packages/fetched && ! $here/java/$4.pom.xml -nt $packages/fetched ]] || {
        rm -rf "$packages/lib"
        mvn -q -B -f "$here/java/$4.pom.xml" dependency:copy-dependencies "-DoutputDirectory=$packages/lib" >&2 || skip 'Maven cannot get the client'
        touch "$packages/fetched"
    }
    [[ ! -f $here/java/$4.sha256 ]] || (cd "$packages/lib" && sha256sum --check --strict --quiet "$here/java/$4.sha256")
    generator=$(find "$packages/lib" -name 'openapi-generator-cli-*.jar')
    class_path=$(find "$packages/lib" -name '*.jar' ! -path "$generator" -printf '%p:')$packages/classes
else
    has node && has npm || skip 'node and npm are not here'
    if [[ $4 == @(node|browser|kinds|hostile|portal|walk|entry) ]]; then
        RENKEI_BROWSER=$(command -v chromium) || missing='chromium is not here'
        has pdftotext || missing='pdftotext (poppler-utils) is not here'
        has python3 || missing='python3 is not here'
        [[ -z $missing || $4 == node ]] || skip "$missing"
        [[ -z $missing ]] || clients=(fhir_client openapi_client openapi_lint)
    fi
    packages=$3/node # one for all of them
    mkdir -p "$packages"
    (flock 9
        cp "$here"/{package.json,package-lock.json} "$packages"
        cd "$packages" && { cmp -s package-lock.json installed || { npm ci --silent --prefer-offline && cp package-lock.json installed; }; } >&2) 9>"$packages/lock" || skip 'npm cannot get the clients'
    cp "$here"/*.mjs "$here"/*.ts "$here"/{spectral.yaml,questions.json} "$packages"
fi

folder=$(mktemp -d)
gateway=
stop_gateway() {
    [[ -z $gateway ]] || kill "$gateway" 2>/dev/null || true
    wait
    gateway=
}
trap 'stop_gateway; rm -rf "$folder"' EXIT

# serve NAME [LINE]: a gateway with a store of its own, whose configuration has this line, too; stops the one before
serve() {
    stop_gateway
    pilot=$folder/$1 log=$folder/$1.log described=$folder/$1.json # what it says of itself
    "$program" init "$pilot" --listen 127.0.0.1:0 --management 127.0.0.1:0 >/dev/null
    printf '%s\n' "${@:2}" >>"$pilot/renkei.yaml"
    "$program" serve --config "$pilot/renkei.yaml" >"$folder/$1.ready" 2>"$log" &
    gateway=$!
    for _ in $(seq 200); do
        ! grep -q '^READY ' "$folder/$1.ready" || break
        kill -0 "$gateway" 2>/dev/null || { cat "$log"; exit 1; }
        sleep 0.05
    done
    read -r _ address _ <"$folder/$1.ready"
    export RENKEI_BASE=$address/fhir RENKEI_CA=$pilot/ca/ca.pem RENKEI_CERT=$pilot/peers/care-office.pem RENKEI_KEY=$pilot/peers/care-office.key
    export RENKEI_PEERS=$pilot/peers RENKEI_CONFIG=$pilot/renkei.yaml
    curl -sS --fail --cacert "$RENKEI_CA" --cert "$RENKEI_CERT" --key "$RENKEI_KEY" -o "$described" "$address/openapi.json"
}

export RENKEI_FIXTURES=$fixtures
export RENKEI_DOCUMENT=$fixtures/admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV
export RENKEI_BUNDLE=$fixtures/admission/full.bundle.json RENKEI_SECOND_DOCUMENT=$fixtures/admission/unknown.csv
export RENKEI_WRONG_DOCUMENT=$fixtures/admission/broken-code.csv RENKEI_PROGRAM=$program
export RENKEI_BROWSER=${RENKEI_BROWSER:-} RENKEI_PERSON='https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000001016'
export RENKEI_PERSON_NUMBER='insurer:990010|0000001016' RENKEI_STORE=$folder/care-office.p12 RENKEI_RECEIVER_STORE=$folder/hospital.p12

java_client() { # SOURCE…: beside its own
    for peer in care-office hospital; do
        openssl pkcs12 -export -in "$pilot/peers/$peer.pem" -inkey "$pilot/peers/$peer.key" -passout pass:test -out "$folder/$peer.p12"
    done
    javac -nowarn -cp "$class_path" -d "$packages/classes" "$here/java/Gateway.java" "$here/java/$client.java" "$@"
    java "-Djava.io.tmpdir=$folder" -cp "$class_path" "$client"
}

node_client() { (cd "$packages" && NODE_NO_WARNINGS=1 node "$client.mjs"); }

run_client() {
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
    browser) # a page of every form
        export RENKEI_OTHERS="hospital:$fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV visiting-nurse:$fixtures/nursing_record2/full.json visiting-nurse:$fixtures/nursing_info/full.json"
        export RENKEI_STRANGER=$fixtures/nursing_report/full.json RENKEI_PAGES=$folder/pages
        mkdir "$RENKEI_PAGES"
        for form in "$fixtures"/*/full.bundle.json; do
            form=$(basename "$(dirname "$form")")
            "$program" convert "$fixtures/$form/full.bundle.json" --to html -o "$RENKEI_PAGES/$form.html" --fail-on error 2>/dev/null
        done
        node_client
        ;;
    kinds) # of reports: that of a second implementation of one form
        kit=$(dirname "$program")/../share/fixtures
        mkdir "$folder/results"
        python3 "$source_dir/tests/kit/plan.py" "$kit" "$folder/results"
        export RENKEI_REPORT=$folder/report.html
        "$program" conform --kit "$kit" --against "$folder/results" --scenarios --form nursing_plan --format html --product 架空ソフト --vendor 架空ベンダー --tester 試験担当者 >"$RENKEI_REPORT"
        node_client
        ;;
    portal) # a card, an application and a benefit of the same person
        export RENKEI_DOCUMENTS="municipality:$fixtures/insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV care-office:$fixtures/cert_application/NINSHIN_9970100013_43_990010_46_20260301091500.CSV municipality:$fixtures/home_modification/KAISHU_990010_46_9970100013_43_20260301091500.CSV"
        node_client
        ;;
    entry) # an office's second certificate, which ends soon
        mkdir "$folder/last"
        "$program" ca issue --ca "$pilot/ca" --name desk-2 --days 20 -o "$folder/last" >/dev/null
        "$program" peer add-binding care-office --certificate "$folder/last/desk-2.pem" --config "$RENKEI_CONFIG" >/dev/null
        export RENKEI_LAST_WEEKS=$folder/last/desk-2
        node_client
        ;;
    walk)
        export RENKEI_OPINION=$fixtures/opinion/full.json
        node_client
        ;;
    *) node_client ;;
    esac
}

passed=0 failed=()
for client in "${clients[@]}"; do
    began=$SECONDS
    case $client in # the last two count the documents that are there
    browser | hostile) serve "$client" ;;
    kinds | portal | entry) serve "$client" 'sharing: {enabled: true}' ;;
    walk) serve walk 'sharing: {enabled: true, office_entry: true}' ;;
    *) [[ -n $gateway ]] || serve plain ;;
    esac
    set +e
    (set -e; run_client)
    is_good=$(($? == 0))
    set -e
    ! grep -E '連携　|花子|ハナコ|0000001016|見本荘|架空県' "$log" || { echo 'the log names a person'; is_good=0; }
    if ((is_good)); then
        passed=$((passed + 1))
    else
        failed+=("[  FAILED  ] $client ($(((SECONDS - began) * 1000)) ms)")
    fi
done
printf '%s\n' "[  PASSED  ] $passed tests." "${failed[@]}" # as tools/test counts them
[[ ${#failed[@]} -eq 0 ]] || exit 1
[[ -z $missing ]] || skip "$missing"
