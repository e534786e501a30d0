# Sourced: the Java programs that tests ask, their jars and the official engine's packages. Needs skip() of the caller, which ends with 77.
terminology=7.0.1 extensions=5.3.0-ballot-tc1

require_java() {
    local program
    for program in java javac mvn; do
        command -v "$program" >/dev/null || skip "$program is not here"
    done
}

# get_jars FOLDER [POM]: the jars of POM (the pom.xml beside this file), in FOLDER/jars.
get_jars() {
    local pom=${2:-${BASH_SOURCE[0]%/*}/pom.xml} jars=$1/jars
    mkdir -p "$1"
    exec 8>"$1/lock" # two tests may want them at once
    flock 8
    if [[ ! -d $jars || $pom -nt $jars ]]; then
        rm -rf "$jars" "$jars.part"
        mvn -q -B -f "$pom" dependency:copy-dependencies -DoutputDirectory="$jars.part" >&2 || skip "Maven cannot get what $pom names"
        mv "$jars.part" "$jars"
        touch "$jars"
    fi
    exec 8>&-
}

# find_package FILE [FOLDER]: where NAME-VERSION.tgz lies, also in FOLDER; where tools/fetch-packages finds it, too.
find_package() {
    local place
    for place in "${2:-}" "${RENKEI_PACKAGES:-}" "${XDG_CACHE_HOME:-$HOME/.cache}/renkei"; do
        [[ -z $place || ! -f $place/$1 ]] || { printf '%s\n' "$place/$1"; return; }
    done
    return 1
}

# make_package_cache HOME [FOLDER]: the engine's package cache below HOME: NAME#VERSION/package/*; every package but the core depends on the core alone.
make_package_cache() {
    local cache=$1/.fhir/packages packages=${2:-} part one name version canonical archive
    [[ ! -f $cache/packages.ini ]] || return 0
    archive=$(find_package hl7.fhir.r4.examples-4.0.1.tgz "$packages") || skip 'R4 is not here; tools/fetch-packages gets it'
    rm -rf "$cache"
    part=$cache/part
    mkdir -p "$part"
    tar xzf "$archive" -C "$part"
    # what the standard defines, not what illustrates it; a structure without snapshot is an example of a profile
    find "$part/package" -type f -not -regex '.*/\(StructureDefinition\|ValueSet\|CodeSystem\|ConceptMap\|NamingSystem\|SearchParameter\|OperationDefinition\|CompartmentDefinition\)-[^/]*' -delete
    grep -L '"snapshot"' "$part"/package/StructureDefinition-*.json | xargs -r rm
    add_package hl7.fhir.r4.core 4.0.1 fhir.core http://hl7.org/fhir ''
    local on_core='"hl7.fhir.r4.core": "4.0.1"'
    for one in "hl7.terminology.r4 $terminology http://terminology.hl7.org" "hl7.fhir.uv.extensions.r4 $extensions http://hl7.org/fhir/extensions"; do
        read -r name version canonical <<<"$one"
        archive=$(find_package "$name-$version.tgz" "$packages") || skip "$name is not here; tools/fetch-packages gets it"
        mkdir "$part"
        tar xzf "$archive" -C "$part"
        add_package "$name" "$version" IG "$canonical" "$on_core"
    done
    mkdir -p "$part/package"
    add_package hl7.fhir.xver-extensions 0.1.0 IG http://hl7.org/fhir/xver "$on_core" # the engine asks for it; R4 documents do not need what it holds
    printf '[cache]\nversion = 3\n' >"$cache/packages.ini"
}
add_package() { # NAME VERSION TYPE CANONICAL DEPENDENCIES; its files lie in $part/package
    printf '{"name": "%s", "version": "%s", "fhirVersions": ["4.0.1"], "type": "%s", "canonical": "%s", "url": "%s", "dependencies": {%s}}\n' \
        "$1" "$2" "$3" "$4" "$4" "$5" >"$part/package/package.json"
    rm -f "$part/package/.index.json"
    mv "$part" "$cache/$1#$2"
}
