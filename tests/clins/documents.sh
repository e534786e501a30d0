#!/usr/bin/env bash
# The documents of tests/cases/files that stand for other makers' systems keep the profiles of JP-CLINS that they claim.
source "$(dirname "$0")/facts.sh"
edition=$jp/jp-clins-1.11
[[ -d $edition ]] || { printf 'not here: %s\n' "$edition"; exit 77; }
for document in "$source_dir"/tests/cases/files/clins-*.json; do
    found=$("$program" validate --best-practice ignore --package "$jp/jp-core-1.2.0-sushi" --package "$jp/jp-core-terminology" --package "$edition" "$document" 2>&1 |
        grep 'error\[' || true)
    [[ -z $found ]] || wrong "$document is not valid:"$'\n'"$found"
done
exit "$failed"
