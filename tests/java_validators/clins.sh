# Sourced: documents of JP-CLINS for validators of others. Needs $renkei, $build and $here of the caller, and skip(). Run in the repository's root.

# write_clins FOLDER N: prints the names of the documents that tests read, and of what every fixture and N random records a form give, written to FOLDER.
write_clins() {
    local folder=$1 wanted=$2 form source number written
    rm -rf "$folder"
    mkdir -p "$folder/random"
    for source in "$build"/tests/files/{discharge-summary,referral-letter}-*.json; do
        cp "$source" "$folder"
        finish "$folder/$(basename "$source")"
    done
    LC_ALL=C awk -F, -v OFS=, '{ $41 = "\"COPD\"" } 1' fixtures/discharge/minimal.csv >"$folder/sparse.csv" # with the disease that CLINS wants
    for source in "$folder/sparse.csv" "$build"/share/fixtures/discharge/TAIIN_*.CSV "$build"/share/fixtures/{discharge,referral}/*.{csv,json}; do
        case $source in */broken-* | *.bundle.json | */back-*) continue ;; esac
        write_one "$source" fixtures/scenarios/values.yaml "$folder/$(basename "$(dirname "$source")")-$(basename "$source").json" || true # refused: not all of it is there
    done
    [[ $wanted -gt 0 ]] || return 0
    [[ -x $build/tests/test_forms ]] || skip 'no random records: build the target test_forms'
    # few random records keep the rules of their form
    RENKEI_LAW_RECORDS=$((60 * wanted)) RENKEI_DOCUMENTS=$folder "$build/tests/test_forms" --folder=laws --gtest_brief=1 --gtest_filter='Documents.*' >&2
    for form in discharge referral; do
        number=0 written=0
        while [[ $written -lt $wanted ]] && IFS= read -r source; do
            number=$((number + 1))
            printf '%s\n' "$source" >"$folder/source.json"
            ! write_one "$folder/source.json" "$here/clins_values.yaml" "$folder/random/$form-$number.json" || written=$((written + 1))
        done <"$folder/$form.ndjson"
    done
}
write_one() { # SOURCE VALUES OUT
    local status=0
    "$renkei" convert "$1" --to clins --mappings mappings --values "$2" -o "$3" >/dev/null 2>&1 || status=$?
    [[ $status -le 1 && -f $3 ]] || return 1
    finish "$3"
}
# Their engine gives up on JP_Bundle_eReferral, which slices a slice (R4 profiling.html#reslicing): what is in the Bundle is judged by its own claims.
finish() {
    sed -i 's|http://jpfhir.jp/fhir/clins/StructureDefinition/JP_Bundle_eReferral|http://hl7.org/fhir/StructureDefinition/Bundle|' "$1"
    printf '%s\n' "$1"
}
