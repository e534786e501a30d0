#!/usr/bin/env bash
# run.sh PROGRAM SOURCE FOLDER: two persons of two insurers stay two in a FHIR server of others that stores. The server is HAPI's JPA server, in
# memory, or the one at $RENKEI_FOREIGN_FHIR (a base URL; Patients are created there and left).
# 77: Java is not here, or Maven has the server neither in its cache nor from its registry.
set -euo pipefail
program=$1 source_dir=$2 here=$2/tests/java_store jars=$3/jars classes=$3/classes
# shellcheck source=../java_validators/prepare.sh
source "$source_dir/tests/java_validators/prepare.sh" # skip() is needed there
skip() { printf '%s\n' "$1"; exit 77; }
fail() { printf '%s\n' "$1"; exit 1; }

require_java
get_jars "$3" "$here/pom.xml"
mkdir -p "$classes"
javac -nowarn -cp "$jars/*" -d "$classes" "$here"/*.java

folder=$(mktemp -d) server=
finish() {
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap finish EXIT

# Another insurer, and other offices, that gave the same numbers: the form's own file is changed, and our program makes the document of it.
mkdir "$folder/first" "$folder/second"
kit=$(dirname "$(dirname "$program")")/share/fixtures
for bundle in "$kit"/*/*.bundle.json; do
    form=$(basename "$(dirname "$bundle")") name=$(basename "$bundle" .bundle.json)
    cp "$bundle" "$folder/first/$form-$name.json"
    to=() # the syntax that the name says, else the usual one
    [[ $name != full-* ]] || to=(--to "${name#full-}")
    "$program" convert "$bundle" "${to[@]}" --overwrite -o "$folder/form" 2>"$folder/findings" || [[ $? -eq 1 ]] || fail "$bundle: $(cat "$folder/findings")"
    LC_ALL=C sed -e 's/990010/990028/g' -e 's/9910100016/9910100024/g' -e 's/9970100013/9970100021/g' -e 's/9960000009/9960000017/g' \
        -e 's/9970100047/9970100054/g' -e 's/9910000018/9910000034/g' -e 's/9910000026/9910000042/g' "$folder/form" >"$folder/other"
    "$program" convert "$folder/other" -o "$folder/second/$form-$name.json" 2>"$folder/findings" || [[ $? -eq 1 ]] || fail "$bundle: $(cat "$folder/findings")"
done

base=${RENKEI_FOREIGN_FHIR:-}
if [[ -z $base ]]; then
    java "-Djava.io.tmpdir=$folder" -Xmx1500m -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classes:$jars/*" FhirStore >"$folder/ready" 2>"$folder/log" &
    server=$!
    for _ in $(seq 1200); do
        ! grep -q '^READY ' "$folder/ready" || break
        kill -0 "$server" 2>/dev/null || { tail -40 "$folder/log"; exit 1; }
        sleep 0.5
    done
    read -r _ base <"$folder/ready"
fi
java "-Djava.io.tmpdir=$folder" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -cp "$classes:$jars/*" Persons "$base" "$folder/first" "$folder/second"
