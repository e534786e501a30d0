#!/usr/bin/env bash
# run.sh SUITE RENKEI SOURCE FOLDER [PACKAGES]: makes changed documents, has them validated by ours and by the engine of FHIR's official validator, compares.
# MUTATION_COUNT and MUTATION_SEED draw others. 77: Java, Maven's artefacts or R4's packages are not here.
set -euo pipefail
suite=$1 renkei=$2 source_dir=$3 folder=$4 packages=${5:-}
here=$source_dir/tests/mutation_suite
terminology=7.0.1 extensions=5.3.0-ballot-tc1
skip() { printf '%s\n' "$1"; exit 77; }

for program in java javac mvn; do
    command -v "$program" >/dev/null || skip "$program is not here"
done

# The file NAME-VERSION.tgz, where tools/fetch-packages finds it, too.
find_package() {
    local place
    for place in "$packages" "${RENKEI_PACKAGES:-}" "${XDG_CACHE_HOME:-$HOME/.cache}/renkei"; do
        [[ -z $place || ! -f $place/$1 ]] || { printf '%s\n' "$place/$1"; return; }
    done
    return 1
}
examples=$(find_package hl7.fhir.r4.examples-4.0.1.tgz) || skip 'R4 is not here; tools/fetch-packages gets it'

jars=$folder/jars
if [[ ! -d $jars || $here/pom.xml -nt $jars ]]; then
    rm -rf "$jars"
    mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars.part" >&2 || skip 'Maven cannot get the official engine'
    mv "$jars.part" "$jars"
    touch "$jars"
fi
mkdir -p "$folder/classes"
javac -nowarn -cp "$jars/*" -d "$folder/classes" "$here/OfficialEngine.java" 2>"$folder/javac.log" || { cat "$folder/javac.log"; exit 1; }

# The engine's package cache: NAME#VERSION/package/*; every package but the core depends on the core alone.
cache=$folder/home/.fhir/packages
add_package() { # NAME VERSION TYPE; its files lie in $part/package
    printf '{"name": "%s", "version": "%s", "fhirVersions": ["4.0.1"], "type": "%s", "canonical": "%s", "url": "%s", "dependencies": {%s}}\n' \
        "$1" "$2" "$3" "$4" "$4" "$5" >"$part/package/package.json"
    rm -f "$part/package/.index.json"
    mv "$part" "$cache/$1#$2"
}
on_core='"hl7.fhir.r4.core": "4.0.1"'
if [[ ! -f $cache/packages.ini ]]; then
    rm -rf "$cache"
    mkdir -p "$cache"
    part=$cache/part
    mkdir "$part"
    tar xzf "$examples" -C "$part"
    # what the standard defines, not what illustrates it; a structure without snapshot is an example of a profile
    find "$part/package" -type f -not -regex '.*/\(StructureDefinition\|ValueSet\|CodeSystem\|ConceptMap\|NamingSystem\|SearchParameter\|OperationDefinition\|CompartmentDefinition\)-[^/]*' -delete
    grep -L '"snapshot"' "$part"/package/StructureDefinition-*.json | xargs -r rm
    add_package hl7.fhir.r4.core 4.0.1 fhir.core http://hl7.org/fhir ''
    for one in "hl7.terminology.r4 $terminology http://terminology.hl7.org" "hl7.fhir.uv.extensions.r4 $extensions http://hl7.org/fhir/extensions"; do
        read -r name version canonical <<<"$one"
        archive=$(find_package "$name-$version.tgz") || skip "$name is not here; tools/fetch-packages gets it"
        mkdir "$part"
        tar xzf "$archive" -C "$part"
        add_package "$name" "$version" IG "$canonical" "$on_core"
    done
    mkdir -p "$part/package"
    add_package hl7.fhir.xver-extensions 0.1.0 IG http://hl7.org/fhir/xver "$on_core" # the engine asks for it; R4 documents do not need what it holds
    printf '[cache]\nversion = 3\n' >"$cache/packages.ini"
fi

"$suite" make "$folder" "$examples" ${MUTATION_COUNT:+"$MUTATION_COUNT"} ${MUTATION_SEED:+"$MUTATION_SEED"}
rm -f "$folder/renkei.tgz"
"$renkei" package -o "$folder/renkei.tgz" >/dev/null
java -Duser.home="$folder/home" -Dterminology="$terminology" -Dextensions="$extensions" -Xmx5g -XX:+UseSerialGC -cp "$folder/classes:$jars/*" \
    OfficialEngine "$folder/theirs.tsv" "$folder/renkei.tgz" "$folder/files.txt" "$folder/verdicts-$(cat "$here"/{pom.xml,OfficialEngine.java} | sha256sum | cut -c1-16)" >"$folder/engine.log" 2>&1 || { tail -20 "$folder/engine.log"; exit 1; }
"$suite" compare "$folder"
