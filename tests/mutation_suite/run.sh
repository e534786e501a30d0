#!/usr/bin/env bash
# run.sh SUITE RENKEI SOURCE FOLDER [PACKAGES]: makes changed documents, has them validated by ours and by the engine of FHIR's official validator, compares.
# MUTATION_COUNT and MUTATION_SEED draw others. 77: Java, Maven's artefacts or R4's packages are not here.
set -euo pipefail
suite=$1 renkei=$2 source_dir=$3 folder=$4 packages=${5:-}
here=$source_dir/tests/mutation_suite
skip() { printf '%s\n' "$1"; exit 77; }
# shellcheck source=../java_validators/prepare.sh
source "$source_dir/tests/java_validators/prepare.sh"

require_java
examples=$(find_package hl7.fhir.r4.examples-4.0.1.tgz "$packages") || skip 'R4 is not here; tools/fetch-packages gets it'
get_jars "$folder"
jars=$folder/jars
mkdir -p "$folder/classes"
javac -nowarn -cp "$jars/*" -d "$folder/classes" "$here/OfficialEngine.java" 2>"$folder/javac.log" || { cat "$folder/javac.log"; exit 1; }
make_package_cache "$folder/home" "$packages"

"$suite" make "$folder" "$examples" ${MUTATION_COUNT:+"$MUTATION_COUNT"} ${MUTATION_SEED:+"$MUTATION_SEED"}
rm -f "$folder/renkei.tgz"
"$renkei" package -o "$folder/renkei.tgz" >/dev/null
java -Duser.home="$folder/home" -Dterminology="$terminology" -Dextensions="$extensions" -Xmx5g -XX:+UseSerialGC -cp "$folder/classes:$jars/*" \
    OfficialEngine "$folder/theirs.tsv" "$folder/renkei.tgz" "$folder/files.txt" "$folder/verdicts-$(cat "$source_dir/tests/java_validators/pom.xml" "$here/OfficialEngine.java" | sha256sum | cut -c1-16)" >"$folder/engine.log" 2>&1 || { tail -20 "$folder/engine.log"; exit 1; }
"$suite" compare "$folder"
